"""PDF with a text layer: the same report as from Word, and clear words where it cannot be read."""

import contextlib
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from pdf_writer import Sheet, codes, encrypted, grid, line, nested_forms, repeated_page, text, write
from reports.forms import keys
from reports.random_report import random_report
from reports.write_docx import docx_bytes

from gikvalidate.document import LEGIBLE, Document, DocumentError, Origin
from gikvalidate.read import read
from gikvalidate.read.pdf import NeedsRecognition, blocks, text_pages
from gikvalidate.read.pdf.boxes import layout
from gikvalidate.recognise import load_forms, recognise

SEEDS = [(generation, seed) for generation in ("form2019", "form2021") for seed in (0, 1, 3, 5, 9)]


@pytest.fixture(scope="session")
def printed(tmp_path_factory) -> Path:
    """Random reports as Word files, and as PDF printed from these by LibreOffice."""
    if (soffice := shutil.which("soffice")) is None:
        pytest.skip("no LibreOffice (soffice) to print PDF with")
    folder = tmp_path_factory.mktemp("printed")
    paths = [folder / f"{generation}-{seed}.docx" for generation, seed in SEEDS]
    for path, (generation, seed) in zip(paths, SEEDS, strict=True):
        path.write_bytes(docx_bytes(random_report(seed, generation)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def body(document: Document) -> list[str]:
    return [found.text for found in document.paragraphs if found.origin is Origin.BODY]


def rows(document: Document, index: int = 0) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[index].grid()]


def refused(read_bytes, data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_bytes(data)
    return caught.value


class TestPrintedReports:
    @pytest.mark.parametrize(("generation", "seed"), SEEDS)
    def test_every_figure_is_the_reports(self, printed: Path, generation: str, seed: int) -> None:
        report = random_report(seed, generation)
        cells = recognise(read(printed / f"{generation}-{seed}.pdf"), load_forms(), report.year).cells
        assert {key: "".join(cells[key].text.split()) for key in keys(generation)} == {
            key: report.cell(key) for key in keys(generation)
        }

    @pytest.mark.parametrize(("generation", "seed"), SEEDS)
    def test_the_text_is_that_of_the_word_file(self, printed: Path, generation: str, seed: int) -> None:
        name = f"{generation}-{seed}"
        assert body(read(printed / f"{name}.pdf")) == body(read(printed / f"{name}.docx"))


class TestParagraphs:
    FULL = "政府信息公开工作年度报告依照条例编制全文包括总体情况主动公开等六个部分内容"

    def test_lines_and_pages_are_joined_until_one_is_short(self, read_bytes) -> None:
        first = text(96, 100, self.FULL[:34]) + text(72, 80, self.FULL[:36]) + text(280, 30, "- 1 -")
        second = text(72, 780, "共3件。") + text(96, 760, "又一段。") + text(280, 30, "- 2 -")
        document = read_bytes(write(first, second))
        assert body(document) == [self.FULL[:34] + self.FULL[:36] + "共3件。", "又一段。"]
        assert [found.text for found in document.paragraphs if found.origin is Origin.FOOTER] == ["- 1 -", "- 2 -"]
        assert [found.page for found in document.paragraphs][:2] == [1, 2]

    def test_figures_kept_together_by_their_commas_leave_a_line_short(self, read_bytes) -> None:
        short, kept = self.FULL[:26] + "分别发布", "748、840、5671条，合计七千余条。"
        lines = (self.FULL[:36], self.FULL[:36], short, kept)
        content = "".join(text(72, 780 - 20 * at, line) for at, line in enumerate(lines))
        assert body(read_bytes(write(content))) == ["".join(lines)]
        ended = content.replace(text(72, 740, short), text(72, 740, short[:-1] + "。"))
        assert body(read_bytes(write(ended))) == ["".join(lines[:2]) + short[:-1] + "。", kept]

    def test_running_headers_are_kept_out(self, read_bytes) -> None:
        pages = [text(72, 810, "某局年度报告") + text(72, 600, f"正文第{word}段。") for word in "甲乙丙"]
        document = read_bytes(write(*pages))
        assert body(document) == ["正文第甲段。", "正文第乙段。", "正文第丙段。"]
        assert {found.origin for found in document.paragraphs if "年度" in found.text} == {Origin.HEADER}

    @pytest.mark.parametrize(("mark", "paragraphs"), [("：", 1), ("。", 2)])
    def test_a_full_line_at_the_foot_ends_a_paragraph_only_with_its_sentence(
        self, read_bytes, mark, paragraphs
    ) -> None:
        full = [
            text(72, 700 - 24 * row, "编发要闻若干条本年共计如下说明" * 2 + "各类合计" + last)
            for row, last in enumerate("，，" + mark)
        ]
        document = read_bytes(write("".join(full), text(72, 800, "原创若干条，转载若干条。")))
        assert len(document.paragraphs) == paragraphs

    def test_a_figure_at_the_edge_of_a_page_is_no_page_number(self, read_bytes) -> None:
        assert "共受理申请3件" in read_bytes(write(text(72, 40, "共受理申请3件"))).text

    def test_wide_letters_get_no_spaces_and_words_keep_theirs(self, read_bytes) -> None:
        spread = "".join(text(72 + 15 * index, 700, word) for index, word in enumerate("总体情况"))
        latin = text(72, 660, "open") + text(72 + 28, 660, "data")
        assert body(read_bytes(write(spread + latin))) == ["总体情况", "open data"]

    def test_full_width_and_half_width_stay_as_written(self, read_bytes) -> None:
        assert read_bytes(write(text(72, 700, "１２件（12件），３％"))).text == "１２件（12件），３％"

    def test_bold_printed_twice_is_read_once(self, read_bytes) -> None:
        assert read_bytes(write(text(72, 700, "一一得一11") + text(72.4, 700, "一一得一11"))).text == "一一得一11"

    def test_radicals_and_ligatures_are_the_letters_they_show(self, read_bytes) -> None:
        data = write(codes(72, 700, [1, 2, 3]), named={1: "\u2f00", 2: "\u2ed3", 3: "ﬁ"})
        assert read_bytes(data).text == "一长fi"

    @pytest.mark.parametrize(
        ("rotate", "turn"),
        [(0, ""), (90, "0 1 -1 0 595 0 cm "), (180, "-1 0 0 -1 595 842 cm "), (0, "0 1 -1 0 595 0 cm ")],
    )
    def test_turned_pages_read_upright(self, read_bytes, rotate: int, turn: str) -> None:
        content = turn + text(72, 500, "一、总体情况") + text(72, 470, "共3件。")
        assert body(read_bytes(write(Sheet(content, rotate)))) == ["一、总体情况", "共3件。"]


class TestTables:
    XS, YS = (72, 172, 232, 292), (600, 620, 640, 660)

    def test_a_cell_spans_where_a_line_is_missing(self, read_bytes) -> None:
        lines = "".join(line(72, y, 292, y) for y in (600, 660)) + line(172, 640, 292, 640) + line(72, 620, 292, 620)
        lines += "".join(line(x, 600, x, 660) for x in (72, 172, 292)) + line(232, 600, 232, 640)
        words = text(80, 635, "项目") + text(180, 645, "件数") + text(180, 625, "今年") + text(240, 625, "上年")
        document = read_bytes(
            write(lines + words + text(80, 605, "行政许可") + text(180, 605, "12") + text(240, 605, "7"))
        )
        assert rows(document) == [["项目", "件数", "件数"], ["项目", "今年", "上年"], ["行政许可", "12", "7"]]
        assert [(cell.rowspan, cell.colspan) for cell in document.tables[0].cells][:2] == [(2, 1), (1, 2)]

    def test_an_empty_cell_is_empty_and_a_wide_number_stays_whole(self, read_bytes) -> None:
        words = text(80, 645, "甲") + text(210, 625, "123456") + text(180, 605, "7")
        assert rows(read_bytes(write(grid(self.XS, self.YS) + words))) == [
            ["甲", "", ""],
            ["", "123456", ""],
            ["", "7", ""],
        ]

    def test_a_label_one_character_per_line_is_one_label(self, read_bytes) -> None:
        words = "".join(text(80, 645 - 14 * at, word) for at, word in enumerate("三、本")) + text(180, 625, "12")
        lines = grid((72, 172, 232), (600, 660))
        assert rows(read_bytes(write(lines + words))) == [["三\n、\n本", "12"]]

    def test_lines_drawn_as_thin_boxes_and_in_pieces_are_lines(self, read_bytes) -> None:
        across = "".join(f"72 {y} 50 0.5 re f 122 {y} 60 0.5 re f\n" for y in (600, 620, 640))
        down = "".join(f"{x} 600 0.5 40 re f\n" for x in (72, 122, 182))
        words = text(80, 625, "甲") + text(130, 625, "1") + text(80, 605, "乙") + text(130, 605, "2")
        assert rows(read_bytes(write(across + down + words))) == [["甲", "1"], ["乙", "2"]]

    def test_white_lines_and_a_frame_around_text_are_no_table(self, read_bytes) -> None:
        white = "".join(line(x, 600, x, 660, grey=1) for x in (72, 172, 292)) + line(72, 630, 292, 630, grey=1)
        document = read_bytes(write(white + grid((60, 500), (580, 700)) + text(80, 640, "框内的字")))
        assert (body(document), document.tables) == (["框内的字"], ())

    def test_a_table_goes_on_over_the_page_without_its_repeated_heading(self, read_bytes) -> None:
        def words(y: int, *cells: str) -> str:
            return "".join(text(x + 5, y, cell) for x, cell in zip(self.XS, cells, strict=False))

        upper = grid(self.XS, (60, 80, 100)) + words(85, "项目", "今年", "上年") + words(65, "规章", "1", "2")
        lower = grid(self.XS, (740, 760, 780)) + words(765, "项目", "今年", "上年") + words(745, "许可", "3", "4")
        document = read_bytes(write(text(72, 300, "表格如下：") + upper, lower + text(72, 400, "完。")))
        assert rows(document) == [["项目", "今年", "上年"], ["规章", "1", "2"], ["许可", "3", "4"]]

    def test_a_row_cut_by_the_page_without_a_line_is_one_row(self, read_bytes) -> None:
        upper = "".join(line(x, 50, x, 100) for x in self.XS) + line(72, 100, 292, 100) + line(72, 80, 292, 80)
        lower = "".join(line(x, 760, x, 800) for x in self.XS) + line(72, 760, 292, 760)
        upper += text(80, 85, "项目") + text(180, 85, "9") + text(80, 60, "行政规范") + text(180, 60, "5")
        document = read_bytes(write(upper, lower + text(80, 785, "性文件")))
        assert rows(document) == [["项目", "9", ""], ["行政规范\n性文件", "5", ""]]

    XS6, UPPER, LOWER = (72, 132, 162, 192, 222, 252, 282), (60, 100), (740, 780)

    def across_pages(self, read_bytes, above: list[list[str]], below: list[list[str]]) -> list[list[str | None]]:
        """The rows of a table of two rows, one at the foot of a page and one at the head of the next."""

        def words(top: int, cells: list[list[str]]) -> str:
            places = ((x, cell) for x, cell in zip(self.XS6, cells, strict=False))
            return "".join(
                text(x + 2, top - 14 * (at + 1), part, 10) for x, cell in places for at, part in enumerate(cell)
            )

        upper = grid(self.XS6, self.UPPER) + words(100, above)
        return rows(read_bytes(write(upper, grid(self.XS6, self.LOWER) + words(780, below))))

    def test_numbers_cut_by_the_page_are_whole_again(self, read_bytes) -> None:
        above = [["4.保护", "第三方"], ["92493"], ["23035"], ["93901"], ["7"], ["13429"]]
        below = [["合法权"], ["4"], ["2"], [], [], ["25"]]
        assert self.across_pages(read_bytes, above, below) == [
            ["4.保护\n第三方\n合法权", "92493\n4", "23035\n2", "93901", "7", "13429\n25"]
        ]

    def test_numbers_with_room_beside_them_are_rows_of_their_own(self, read_bytes) -> None:
        above, below = [["规章"], ["1"], ["2"], ["3"], ["4"], ["5"]], [["许可"], ["6"], ["7"], ["8"], ["9"], ["0"]]
        assert len(self.across_pages(read_bytes, above, below)) == 2

    def test_a_label_cut_by_the_page_belongs_to_the_blanks_beside_it(self, read_bytes) -> None:
        (row,) = self.across_pages(read_bytes, [["1.申请人", "不补"], [], [], [], [], []], [["正、处理"]])
        assert row == ["1.申请人\n不补\n正、处理", "", "", "", "", ""]

    @pytest.mark.parametrize("figures", ["123456", " " * 6])
    def test_figures_under_headings_begin_a_row(self, read_bytes, figures: str) -> None:
        heads = [[*word] for word in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "维持")]
        heads = [[a + b for a, b in zip(head[::2], head[1::2], strict=True)] for head in heads]
        found = self.across_pages(read_bytes, heads, [[figure] for figure in figures])
        assert found == [["\n".join(head) for head in heads], [figure.strip() for figure in figures]]

    def test_a_table_without_lines_is_found_by_its_columns(self, read_bytes) -> None:
        cells = [("信息内容", "本年制发件数", "现行有效件数"), ("规章", "0", "3"), ("行政规范性文件", "12", "65")]
        content = "".join(
            text(x, 700 - 24 * row, word)
            for row, words in enumerate(cells)
            for x, word in zip((72, 200, 320), words, strict=True)
        )
        document = read_bytes(write(text(72, 740, "二、主动公开政府信息情况") + content))
        assert rows(document) == [list(row) for row in cells]
        assert body(document) == ["二、主动公开政府信息情况"]

    def test_digits_broken_off_in_a_table_without_lines_belong_to_their_number(self, read_bytes) -> None:
        lines = [
            ("一、新收", "2460", "448"),
            ("申请数量", "4", ""),
            ("二、结转", "780", "176"),
            ("三、答复", "5", "9"),
        ]
        content = "".join(
            text(x, 700 - 15 * row, word)
            for row, words in enumerate(lines)
            for x, word in zip((72, 200, 260), words, strict=True)
        )
        assert rows(read_bytes(write(content))) == [
            ["一、新收\n申请数量", "2460\n4", "448"],
            ["二、结转", "780", "176"],
            ["三、答复", "5", "9"],
        ]

    def test_labels_set_to_the_middle_wrap_over_lines_that_begin_elsewhere(self, read_bytes) -> None:
        content = text(72, 720, "项目", 10) + text(72, 700, "1.不掌握相关信息", 10) + text(95, 686, "政府信息", 10)
        content += text(90, 665, "2.重复申请", 10) + "".join(text(x, 720, "数", 10) for x in (200, 260))
        content += "".join(text(x, 693, word, 10) + text(x, 665, "0", 10) for x, word in ((200, "7"), (260, "8")))
        assert [list(dict.fromkeys(filter(None, row)))[:3] for row in rows(read_bytes(write(content)))[1:]] == [
            ["1.不掌握相关信息\n政府信息", "7", "8"],
            ["2.重复申请", "0"],
        ]

    def test_a_row_left_blank_keeps_its_place_in_a_table_without_lines(self, read_bytes) -> None:
        content = "".join(
            text(72, 700 - 20 * at, word) for at, word in enumerate(("1.属于国家秘密", "2.重复申请", "3.其他申请"))
        )
        content += "".join(text(x, y, "4") for x in (200, 260) for y in (700, 660))
        assert rows(read_bytes(write(content))) == [
            ["1.属于国家秘密", "4", "4"],
            ["2.重复申请", "", ""],
            ["3.其他申请", "4", "4"],
        ]

    def test_headings_over_columns_left_blank_are_columns(self, read_bytes) -> None:
        heads = zip((72, 150, 250, 350), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), strict=True)
        content = "".join(text(x, 700, word) for x, word in heads)
        content += text(72, 680, "规章") + text(72, 660, "规范性文件") + text(380, 660, "14")
        assert rows(read_bytes(write(content)))[-2:] == [["规章", "", "", ""], ["规范性文件", "", "", "14"]]

    def test_a_number_that_may_belong_to_two_rows_is_left_out_with_them(self, read_bytes) -> None:
        content = text(72, 700, "1.公开申请") + text(72, 676, "2.重复申请")
        content += "".join(text(x, y, "31") for x in (200, 260) for y in (700, 688, 676))
        assert not any("申请" in "".join(map(str, row)) for row in rows(read_bytes(write(content))))

    def test_a_number_cut_by_the_end_of_a_page_is_left_out(self, read_bytes) -> None:
        first = text(72, 130, "1.公开申请") + text(72, 110, "2.重复申请")
        first += "".join(text(x, y, "31") for x in (200, 260) for y in (130, 110))
        second = "".join(text(x, 780, "5") + text(x, 760, "6") for x in (200, 260)) + text(72, 760, "3.其他申请")
        document = read_bytes(write(first, second))
        figures = [cell.text for table in document.tables for cell in table.cells if cell.text.isdigit()]
        assert figures == ["31", "31"]

    def test_numbers_broken_in_narrow_columns_are_whole_though_group_labels_stand_beside_them(self, read_bytes) -> None:
        lines = [
            (700, "一、新收", "", "2460", "448"),
            (685, "申请数量", "", "5", ""),
            (660, "三、", "（一）公开", "1985", "2940"),
            (645, "本", "", "7333", "974"),
            (630, "年", "", "12", ""),
            (605, "度", "（二）不公开", "12", "1375"),
            (590, "", "", "", "6"),
        ]
        content = "".join(
            text(x, y, word) for y, *words in lines for x, word in zip((72, 110, 200, 260), words, strict=True) if word
        )
        found = [list(dict.fromkeys(row))[-2:] for row in rows(read_bytes(write(content)))]
        assert [["".join(str(figure).split()) for figure in row] for row in found] == [
            ["24605", "448"],
            ["1985733312", "2940974"],
            ["12", "13756"],
        ]

    def test_the_rest_of_a_number_on_the_next_page_is_no_page_number(self, read_bytes) -> None:
        first = text(72, 130, "1.公开申请") + text(72, 110, "2.重复申请")
        first += "".join(text(x, y, "3166") for x in (200, 260) for y in (130, 110)) + text(72, 800, "封面")
        document = read_bytes(write(text(72, 700, "封面"), first, text(260, 800, "8") + text(72, 700, "正文")))
        assert [cell.text for table in document.tables for cell in table.cells if cell.text.isdigit()] == ["3166"] * 2

    def test_the_bracket_that_ends_a_heading_is_no_figure(self, read_bytes) -> None:
        content = text(72, 700, "项目") + text(200, 700, "金额（万元") + text(200, 685, "）") + text(300, 700, "件数")
        content += text(72, 668, "1.收费") + text(200, 668, "7") + text(300, 668, "8")
        assert rows(read_bytes(write(content)))[-1] == ["1.收费", "7", "8"]

    def test_figures_at_the_foot_are_no_page_number(self, read_bytes) -> None:
        content = text(72, 50, "3.其他") + "".join(text(x, y, "12") for x in (200, 260) for y in (50, 38))
        assert all(line.origin is not Origin.FOOTER for line in read_bytes(write(content)).paragraphs)

    def test_blanks_under_headings_on_the_page_before_are_cells(self, read_bytes) -> None:
        xs = [72, 132, 192, 252]
        first = line(72, 40, 252, 40) + line(72, 80, 252, 80) + line(132, 60, 252, 60)
        first += "".join(line(x, 40, x, 80) for x in (72, 132, 252)) + line(192, 40, 192, 60)
        first += text(76, 55, "结果") + text(150, 65, "诉讼") + text(136, 45, "维持") + text(196, 45, "纠正")
        second = grid(xs, [760, 780]) + text(140, 765, "3") + text(200, 765, "4")
        assert rows(read_bytes(write(first, second)))[-1] == ["", "3", "4"]

    @pytest.mark.parametrize(("below", "rows_read"), [("2.重复申请", 2), ("信息公开", 1)])
    def test_a_browser_draws_no_line_above_the_first_row_of_a_page(self, read_bytes, below, rows_read) -> None:
        first = grid([72, 180, 300], [40, 60]) + text(76, 45, "1.公开申请的政府") + text(184, 45, "5")
        second = grid([72, 180, 300], [760]) + "".join(line(x, 760, x, 790) for x in (72, 180, 300))
        second += text(76, 768, below) + (text(184, 768, "6") if rows_read == 2 else "")
        assert read_bytes(write(first, second)).tables[0].rows == rows_read

    def test_figures_under_one_another_without_ordinals_are_rows(self, read_bytes) -> None:
        lines = [("规章", "2460", "448"), ("行政规范", "4", "1"), ("许可", "780", "176")]
        content = "".join(
            text(x, 700 - 15 * row, word)
            for row, words in enumerate(lines)
            for x, word in zip((72, 200, 260), words, strict=True)
        )
        assert rows(read_bytes(write(content))) == [list(words) for words in lines]

    def test_a_label_over_many_lines_does_not_end_a_table_without_lines(self, read_bytes) -> None:
        words = ["1.申请", *["人逾期"] * 11, "2.重复"]
        content = "".join(text(72, 700 - 15 * at, word) for at, word in enumerate(words))
        content += text(200, 700, "7") + text(260, 700, "8")
        content += text(200, 700 - 15 * 12, "1") + text(260, 700 - 15 * 12, "2")
        assert rows(read_bytes(write(content))) == [["\n".join(words[:-1]), "7", "8"], ["2.重复", "1", "2"]]


class TestPlaces:
    def test_a_quote_and_a_cell_are_found_on_the_page(self, tmp_path: Path) -> None:
        path = tmp_path / "a.pdf"
        table = grid((72, 172, 232), (600, 620, 640)) + text(180, 605, "12")
        path.write_bytes(write("", text(72, 700, "共受理3件") + table))
        found = layout(path)
        start = found.document.text.index("3件")
        ((page, (left, bottom, right, top)),) = found.span(start, start + 2)
        assert (page, round(left), round(right)) == (2, 108, 126)
        assert bottom < 704 < top
        ((page, box),) = found.cell(0, 1, 1)
        assert (page, round(box[0]), round(box[2])) == (2, 180, 192)
        assert found.cell(0, 0, 0) == []


class TestRefused:
    @pytest.mark.parametrize("content", ["q 595 0 0 842 0 0 cm /Im Do Q", codes(72, 700, range(40, 80), "F3")])
    def test_a_page_without_usable_text_is_named_where_no_recogniser_is_installed(
        self, read_bytes, monkeypatch, content: str
    ) -> None:
        monkeypatch.setattr("gikvalidate.read.pdf.available", lambda: False)
        data = write(text(72, 700, "第一页有文字"), content)
        assert "第 2 页的文字层不可用" in refused(read_bytes, data).reason()
        with pytest.raises(NeedsRecognition) as caught:
            list(blocks(data))
        assert caught.value.numbers == (2,)
        pages, numbers = text_pages(data)
        assert (len(pages), numbers) == (2, (2,))

    def test_a_picture_among_text_does_no_harm(self, read_bytes) -> None:
        assert read_bytes(write("q 90 0 0 90 72 500 cm /Im Do Q " + text(72, 700, "有图"))).text == "有图"

    def test_a_picture_is_told_with_its_size_and_place(self, read_bytes) -> None:
        page = text(72, 700, "表三。") + "q 425 0 0 142 72 500 cm /Im Do Q " + text(110, 400, "表四")
        (picture,) = read_bytes(write(page)).unread
        assert (picture.what, picture.width, picture.height, picture.before, picture.page) == ("picture", 150, 50, 4, 1)

    def test_a_picture_under_text_is_its_ground(self, read_bytes) -> None:
        page = "q 595 0 0 842 0 0 cm /Im Do Q " + text(72, 700, "本年公开" * 10)
        assert read_bytes(write(page)).unread == ()

    def test_a_password_is_asked_for_only_where_there_is_one(self, read_bytes) -> None:
        assert read_bytes(encrypted("不用密码", "")).text == "不用密码"
        error = refused(read_bytes, encrypted("要密码", "secret"))
        assert "密码" in error.reason()
        assert "password" in error.reason("en")

    @pytest.mark.parametrize("share", [0.05, 0.3])
    def test_a_file_cut_short_is_damaged(self, read_bytes, share: float) -> None:
        data = write(text(72, 700, "一、总体情况"))
        assert "已损坏" in refused(read_bytes, data[: int(len(data) * share)]).reason()

    def test_cut_anywhere_or_garbled_it_is_read_or_refused(self, read_bytes) -> None:
        data = write(text(72, 700, "一、总体情况") + grid((72, 172), (600, 620)))
        for at in range(10, len(data), 97):
            for broken in (data[:at], data[:at] + b"\xff\x00<<" + data[at + 4 :]):
                with contextlib.suppress(DocumentError):
                    read_bytes(broken)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (repeated_page(0), "没有页面"),
            (repeated_page(100_000), "超过 500 页"),
            (nested_forms(12, 10), "异常庞大"),
            (write("0 0 m 1 1 l S\n" * 210_000), "异常繁多"),
            (write(" " * 50_000_000), "异常庞大"),
            (write(""), "没有文字"),
        ],
        ids=["no pages", "many pages", "forms in forms", "many lines", "bomb", "nothing"],
    )
    def test_what_no_report_is_ends_soon(self, read_bytes, data: bytes, reason: str) -> None:
        begin = time.process_time()
        assert reason in refused(read_bytes, data).reason()
        assert time.process_time() - begin < 20

    def test_a_page_crammed_with_lines_and_words_ends_soon(self, read_bytes) -> None:
        crammed = "".join(text(72 + 30 * (at % 2), 800 - at / 40, "1甲") for at in range(20_000))
        lattice = "".join(line(0, at / 3, 595, at / 3) + line(at / 3, 0, at / 3, 842) for at in range(1500))
        begin = time.process_time()
        for content in (crammed, lattice + crammed[:20_000]):
            with contextlib.suppress(DocumentError):
                read_bytes(write(content))
        assert time.process_time() - begin < 20

    def test_a_giant_page_and_mad_places_do_no_harm(self, read_bytes) -> None:
        mad = line(-1e30, 5, 1e30, 5) + line(5, -1e30, 5, 1e30) + text(1e12, 1e12, "远") + text(72, 700, "近")
        assert "近" in read_bytes(write(Sheet(mad, box=(0, 0, 2_000_000, 2_000_000)))).text

    def test_what_stands_before_the_mark_does_no_harm(self, read_bytes) -> None:
        assert read_bytes(b"\n" * 500 + write(text(72, 700, "文字"))).format == "pdf"


def test_a_text_layer_under_a_picture_of_the_page_is_taken_as_recognised(read_bytes) -> None:
    words = "".join(text(72, 700 - 20 * row, f"第{row}行写明政府信息公开工作情况") for row in range(4))
    picture = "q 595 0 0 842 0 0 cm /Im Do Q\n"
    layered = read_bytes(write(picture + "3 Tr\n" + words))
    drawn = read_bytes(write(picture + words))
    assert {paragraph.confidence for paragraph in layered.paragraphs} == {LEGIBLE}
    assert {paragraph.confidence for paragraph in drawn.paragraphs} == {None}
    assert layered.text == drawn.text
