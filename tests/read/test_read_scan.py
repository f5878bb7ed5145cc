"""Scans: pages set straight, grids from ruling lines, figures never guessed, broken tables put together."""

import io
import re
import shutil
import struct
import sys
import zlib
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest

from gikvalidate.document import Cell, Document, DocumentError, Table

for _needed in ("cv2", "PIL", "onnxruntime", "rapidocr", "pypdfium2"):
    pytest.importorskip(_needed, reason='scans need: pip install "gikvalidate[ocr]"')

import cv2
import numpy as np
import one_report
from PIL import Image, ImageDraw, ImageFont
from reports.scanned import as_tiff, pages_of, print_to_pdf, worn

from gikvalidate.read import read
from gikvalidate.read.scan import scan_pdf
from gikvalidate.read.scan.flow import blocks as flow
from gikvalidate.read.scan.joining import joined
from gikvalidate.read.scan.layout import Line, PageRead, Ruled, as_written, read_page
from gikvalidate.read.scan.looks import Reading, agreed, ink_lines, is_figure
from gikvalidate.read.scan.ruling import Box, Grid, grids, rules
from gikvalidate.read.scan.straighten import skew, straightened

CJK = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
ACROSS, DOWN = (200, 400, 600, 800, 1000), (300, 400, 500, 600)


def ruled_page(without=(), thickness=2):
    """A page with a table of 3 × 4 cells; `without` are rules left out, as ((x, y), (x, y))."""
    page = np.full((2340, 1654), 255, np.uint8)
    for y in DOWN:
        for left, right in pairwise(ACROSS):
            if ((left, y), (right, y)) not in without:
                cv2.line(page, (left, y), (right, y), (0,), thickness)
    for x in ACROSS:
        for top, bottom in pairwise(DOWN):
            if ((x, top), (x, bottom)) not in without:
                cv2.line(page, (x, top), (x, bottom), (0,), thickness)
    return page


def found_grids(page) -> list[Grid]:
    return grids(*rules(straightened(page), []))


def turned(page, angle):
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=(255,))


@pytest.mark.parametrize("angle", [-3.0, -0.8, 0.0, 0.3, 2.2])
def test_a_page_laid_askew_is_set_straight(angle):
    assert skew(255 - turned(ruled_page(), angle)) == pytest.approx(-angle, abs=0.06)


def test_an_empty_page_stays_as_it_is():
    assert skew(np.zeros((2340, 1654), np.uint8)) == pytest.approx(0)


@pytest.mark.parametrize("angle", [0.0, 0.8])
@pytest.mark.parametrize("thickness", [1, 2, 5])
def test_ruling_lines_become_a_grid(angle, thickness):
    (grid,) = found_grids(turned(ruled_page(thickness=thickness), angle))
    assert grid.across == pytest.approx(ACROSS, abs=4)
    assert grid.down == pytest.approx(DOWN, abs=4)
    assert len(grid.places) == 12


def test_cells_without_a_rule_between_them_are_one():
    (grid,) = found_grids(ruled_page(without={((400, 300), (400, 400)), ((600, 400), (800, 400))}))
    spans = {(p.row, p.column): (p.rowspan, p.colspan) for p in grid.places if (p.rowspan, p.colspan) != (1, 1)}
    assert spans == {(0, 0): (1, 2), (0, 2): (2, 1)}


def test_a_table_open_at_its_sides_keeps_its_outer_columns():
    sides = {((x, top), (x, bottom)) for x in (200, 1000) for top, bottom in pairwise(DOWN)}
    (grid,) = found_grids(ruled_page(without=sides))
    assert len(grid.places) == 12


def test_strokes_of_words_are_no_rules():
    page = ruled_page()
    cv2.line(page, (480, 302), (480, 398), (0,), 3)  # a stroke that touches both rules, as blurred print does
    for height in (325, 350, 375):
        cv2.line(page, (450, height), (510, height), (0,), 5)
    (grid,) = grids(*rules(straightened(page), [Box(440, 305, 520, 395)]))
    assert len(grid.places) == 12


def test_a_frame_around_a_page_is_no_table():
    page = np.full((2340, 1654), 255, np.uint8)
    cv2.rectangle(page, (100, 100), (1500, 2200), (0,), 3)
    assert found_grids(page) == []


def test_dust_in_a_cell_is_no_ink_and_a_dot_beside_digits_is():
    ink = np.zeros((100, 200), np.uint8)
    cv2.rectangle(ink, (50, 50), (52, 52), (255,), -1)
    cell = Box(0, 0, 200, 100)
    assert ink_lines(ink, cell) == []
    cv2.rectangle(ink, (90, 40), (105, 65), (255,), -1)
    (line,) = ink_lines(ink, cell)
    assert (line.top, line.bottom, line.right) == (40, 66, 106)


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("17", "17", "17"),
        ("1 7", "17", "17"),
        ("1，373", "1,373", "1,373"),
        ("—", "一", "-"),
        ("17", "11", "1?"),
        ("17", "7", "?"),
        ("O", "O", "?"),
        ("", "", "?"),
        ("3", "", "?"),
    ],
)
def test_a_figure_is_read_only_where_two_looks_agree(first, second, text):
    reading = agreed(Reading(first, 0.99), Reading(second, 0.95))
    assert reading.text == text
    assert reading.confidence == (0.0 if "?" in text else 0.95)


def test_labels_are_told_from_figures():
    assert all(map(is_figure, ["0", "59237.2449", "1,113", "增13", "-8", "—", "251000元", "l7"]))
    assert not any(map(is_figure, ["自然人", "3.其他", "（一）予以公开", "", "2.重复申请"]))


def test_marks_of_chinese_text_are_full_width_and_those_of_numbers_are_not():
    assert as_written("(一)予以公开") == "（一）予以公开"
    assert as_written("公开1，373条,其中 26.8 万条") == "公开1,373条，其中26.8万条"
    assert as_written("网址http://a.cn") == "网址http://a.cn"


def test_older_shapes_of_a_character_are_those_of_today():
    assert as_written("分別發布，戶籍信息") == "分别發布，户籍信息"


def part(rows, full=()):
    """A part of a table, three columns wide, from the texts of its rows."""
    cells = [
        Cell(row, column, text, confidence=1.0) for row, texts in enumerate(rows) for column, text in enumerate(texts)
    ]
    return Ruled(
        Box(100, 0, 700, 100),
        (100, 300, 500, 700),
        len(rows),
        tuple(cells),
        frozenset(cell for cell in cells if cell.text in full),
    )


def texts(table):
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]


def test_a_row_broken_by_the_end_of_a_page_is_one_row():
    whole = joined(part([["2.申请人逾期未按收", "123", "67"]]), part([["费通知要求", "", ""], ["3.其他", "1", "2"]]))
    assert texts(whole) == [["2.申请人逾期未按收费通知要求", "123", "67"], ["3.其他", "1", "2"]]


def test_a_number_broken_by_the_end_of_a_page_is_one_number():
    whole = joined(part([["（七）总计", "2311", "4"]], full={"2311"}), part([["", "7", ""]]))
    assert texts(whole) == [["（七）总计", "23117", "4"]]


def test_a_label_and_a_number_broken_together_are_one_row():
    above = part([["一、本年新收政府信息公", "2015", "460"]], full={"一、本年新收政府信息公", "2015"})
    whole = joined(above, part([["开申请数量", "8", ""]]))
    assert texts(whole) == [["一、本年新收政府信息公开申请数量", "20158", "460"]]


@pytest.mark.parametrize(
    "below",
    [["行政规范性文件", "5", "2"], ["行政规范性文件", "", ""], ["3.其他", "", ""]],
)
def test_a_new_row_on_a_new_page_is_a_row_of_its_own(below):
    assert texts(joined(part([["规章", "0", ""]]), part([below]))) == [["规章", "0", ""], below]


def test_a_numbered_row_under_blanks_is_no_rest_of_them():
    """The label spans other columns than the one above, so only the figures stand under one another."""
    row = (Cell(0, 0, "二、上年结转政府信息公开申请数量"), Cell(0, 1, ""))
    above = Ruled(Box(100, 0, 700, 99), (100, 500, 700), 1, row)
    whole = joined(above, part([["三、本年度办理结果", "（一）予以公开", "4"]]))
    assert whole is not None
    assert [cell.text for cell in whole.cells if cell.column == 2] == ["", "4"]


def test_a_blank_row_on_a_new_page_leaves_the_header_above_it_alone():
    """自然人 stands beside two rows of the header; the blank cell below it belongs to the row that follows."""
    header = (Cell(0, 0, "申请人情况", 2), Cell(0, 1, "自然人", 2), Cell(0, 2, "法人或其他组织"), Cell(1, 2, "其他"))
    row = ["一、本年新收政府信息公开申请数量", "", ""]
    whole = joined(Ruled(Box(100, 0, 700, 100), (100, 300, 500, 700), 2, header), part([row]))
    assert whole is not None
    assert [cell.text for cell in whole.cells if cell.row == 2] == row


def test_a_row_of_blanks_alone_on_a_new_page_is_a_row_of_its_own():
    """表四 has one row of figures under its header; left blank on the next page, it is no rest of the header."""
    header = ["结果维持", "结果纠正", "总计"]
    assert texts(joined(part([header]), part([["", "", ""]]))) == [header, ["", "", ""]]
    # With another row below, the blanks are the rest of the header's last row.
    assert texts(joined(part([header]), part([["", "", ""], ["1", "2", "3"]]))) == [header, ["1", "2", "3"]]


def test_a_group_that_goes_on_beside_a_numbered_row_stays_one():
    group = (Cell(0, 0, "（三）不予公开", 2), Cell(0, 1, "6.属于四类过程性信息"), Cell(0, 2, "1"))
    group += (Cell(1, 1, "7.属于行政执法案卷"), Cell(1, 2, "2"))
    above = Ruled(Box(100, 0, 700, 100), (100, 300, 500, 700), 2, group)
    whole = joined(above, part([["", "8.属于行政查询事项", "3"]]))
    assert whole is not None
    assert [(cell.text, cell.rowspan) for cell in whole.cells if cell.column == 0] == [("（三）不予公开", 3)]


def test_tables_of_another_width_are_two():
    other = Ruled(Box(0, 0, 400, 100), (0, 200, 400), 1, (Cell(0, 0, "a"), Cell(0, 1, "b")))
    assert joined(part([["规章", "0", "1"]]), other) is None


def drawn(words, turns):
    """The lines read from a page of words that was laid on the glass turned by so many quarters."""
    page = Image.new("L", (1900, 640), 255)
    font = ImageFont.truetype(CJK, 48)
    for number, text in enumerate(words):
        ImageDraw.Draw(page).text((200, 80 + 120 * number), text, 0, font)
    read = read_page(np.rot90(np.asarray(page), turns))
    return [item.text for item in read.items if isinstance(item, Line)]


def lines(*placed):
    items = [Line(Box(left, top, right, top + 30), text, 0.99) for left, top, right, text in placed]
    return PageRead(1654, 2340, tuple(items))


def test_lines_are_joined_to_paragraphs_over_pages_and_page_numbers_stand_apart():
    first = lines((200, 1900, 600, "一、总体情况"), (260, 1950, 1400, "本年主动公开信息"), (800, 2200, 860, "- 1 -"))
    second = lines((200, 200, 500, "1373条。"), (260, 250, 700, "收到申请20件。"))
    document = Document.assemble(one_report.Path("a"), "scan", flow([(1, first), (2, second)]))
    assert document.text.split("\n") == ["一、总体情况", "本年主动公开信息1373条。", "收到申请20件。", "- 1 -"]


def png(width, height):
    """A PNG that claims a size and holds nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def picture(format, size=(400, 300)):
    file = io.BytesIO()
    Image.effect_noise(size, 50).convert("L").save(file, format)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png(100_000, 100_000), "百万像素"),
        (png(20_000, 9_000), "百万像素"),
        (png(5, 5), "太小"),
        (png(500, 500), "损坏"),
        (picture("PNG")[:2000], "损坏"),
        (picture("JPEG")[:600], "损坏"),
        (picture("TIFF")[:900], "损坏"),
        (b"\x89PNG", "损坏"),
        (b"II*\0" + bytes(40), "损坏"),
        (b"\xff\xd8\xff" + bytes(400), "损坏"),
        (b"GIF89a" + bytes(40), "PNG、JPG 或 TIFF"),
        (as_tiff([Image.new("L", (40, 40), 255)] * 61), "超过 60 页"),
        (as_tiff([Image.new("L", (400, 300), 255)]), "没有文字"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pictures_that_hold_no_page_are_refused_in_a_sentence(read_bytes, data, reason):
    with pytest.raises(DocumentError, match=reason):
        read_bytes(data)


def test_without_the_optional_packages_the_way_to_install_them_is_said(read_bytes, monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(DocumentError, match=r'pip install "gikvalidate\[ocr\]"'):
        read_bytes(picture("PNG"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The short report as Word saves it, and the same printed."""
    if shutil.which("soffice") is None:
        pytest.skip("printing needs LibreOffice")
    folder = tmp_path_factory.mktemp("printed")
    one_report.save_docx(folder / "a.docx")
    return read(folder / "a.docx"), print_to_pdf([folder / "a.docx"], folder)[0]


def figures(table: Table):
    """The rows below the heading without their labels."""
    return [[cell and cell.text for cell in row[3:]] for row in table.grid()[3:]]


def test_a_clean_scan_reads_as_the_word_document(printed):
    paper, pdf = printed
    data = pdf.read_bytes()
    scan = Document.assemble(pdf, "scan", scan_pdf(data, range(1, len(pages_of(pdf)) + 1)))
    # A character or two may come back in another form, never a digit.
    assert SequenceMatcher(None, scan.text, paper.text).ratio() > 0.98
    assert re.findall(r"\d+", scan.text) == re.findall(r"\d+", paper.text)
    assert [figures(table) for table in scan.tables] == [figures(table) for table in paper.tables]
    assert scan.recognised
    assert not paper.recognised


@pytest.mark.skipif(not CJK.exists(), reason="writing a page needs the package fonts-noto-cjk")
@pytest.mark.parametrize("turns", [1, 2])
def test_a_page_on_its_side_or_upside_down_reads_as_if_it_stood(turns):
    words = ["报告概述和总体情况", "收到和处理申请的情况", "存在的主要问题及改进", "其他需要报告的事项"]
    assert drawn(words, turns) == words


def test_a_worn_scan_gives_every_figure_right_or_unreadable(printed, read_bytes):
    paper, pdf = printed
    scan = read_bytes(as_tiff([worn(page, 1) for page in pages_of(pdf)]))
    (on_paper,), (in_scan,) = (document.tables for document in (paper, scan))
    assert (in_scan.rows, in_scan.columns) == (on_paper.rows, on_paper.columns)
    expected = {(cell.row, cell.column): cell.text for cell in on_paper.cells if cell.column >= 3 and cell.row >= 3}
    got = {(cell.row, cell.column): cell for cell in in_scan.cells if (cell.row, cell.column) in expected}
    wrong = {at: cell for at, cell in got.items() if cell.text != expected[at] and cell.confidence >= 0.9}
    assert wrong == {}
    assert sum(cell.text == expected[at] for at, cell in got.items()) >= len(expected) - 1
