"""Spreadsheets: values as shown, tables told from sentences by their shape."""

import contextlib
import io
import time
from collections.abc import Callable
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gikvalidate.document import Document, DocumentError
from gikvalidate.read.office import TARGETS, Old, convert, soffice

NEEDS_OFFICE = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


def workbook(*fill: Callable[[Worksheet], object], hidden: int = 0) -> bytes:
    """A workbook with one sheet for each function, the last `hidden` of them hidden."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheets = [book.add_worksheet() for _ in fill]
    for index, (write, sheet) in enumerate(zip(fill, sheets, strict=True)):
        write(sheet)
        if index >= len(fill) - hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def typed(rows: list[list[object]]) -> bytes:
    def write(sheet: Worksheet) -> None:
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)

    return workbook(write)


def rows(document: Document, table: int = 0) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[table].grid()]


def old(data: bytes, kind: str = "xls") -> bytes:
    (made,) = convert([Old(data, "xlsx")])
    assert isinstance(made, bytes)
    return made


@pytest.fixture
def as_xls(monkeypatch):
    monkeypatch.setitem(TARGETS, "xlsx", "xls")
    return old


FORMATS = [
    (0.884, "0.0%", "88.4%"),
    (0.884, "0%", "88%"),
    (0.125, "0%", "13%"),
    (1, "0.00%", "100.00%"),
    (12345, "#,##0", "12,345"),
    (-1234.5, "#,##0.00", "-1,234.50"),
    (102.60674, "0.0000", "102.6067"),
    (12.0, "0.00", "12.00"),
    (12.0, "General", "12"),
    (2.675, "0.00", "2.68"),
    (12.5, "0.##", "12.5"),
    (12, "0.##", "12"),
    (12, '0"件"', "12"),
    (0, "0;-0;;@", ""),
    (7, "0;-0;;@", "7"),
    (-7, "0_ ;[Red]\\-0\\ ", "-7"),
    (-7, "#,##0_);(#,##0)", "-7"),
    (12345, "0!.0,", "12345"),
    (3, "@", "3"),
    (-0.001, "0.0", "0.0"),
]


def formatted(values: list[tuple[float, str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, (value, code) in enumerate([*values, (1, "General")]):
        sheet.write(row, 0, f"第{row}项")
        sheet.write(row, 1, value, book.add_format({"num_format": code}))
        sheet.write(row, 2, 1)
    book.close()
    return buffer.getvalue()


def test_numbers_read_as_their_format_shows_them(read_bytes) -> None:
    found = rows(read_bytes(formatted([(value, code) for value, code, _ in FORMATS])))
    assert [row[1] for row in found[:-1]] == [text for _, _, text in FORMATS]


@NEEDS_OFFICE
def test_numbers_of_an_old_workbook_read_as_their_format_shows_them(read_bytes, as_xls) -> None:
    found = rows(read_bytes(as_xls(formatted([(value, code) for value, code, _ in FORMATS]))))
    assert [row[1] for row in found[:-1]] == [text for _, _, text in FORMATS]


@pytest.mark.parametrize("code", ["", ";;;;", '"', "[", "0" * 300, "[>=1]0;0", "yyyy-mm-dd", "# ?/?", "0.0E+00", "%%"])
def test_a_strange_format_changes_nothing_but_may_be_a_date(read_bytes, code: str) -> None:
    styles = f'<numFmts><numFmt numFmtId="200" formatCode="{code.replace(chr(34), "&quot;").replace(">", "&gt;")}"/>'
    data = io.BytesIO()
    with ZipFile(io.BytesIO(formatted([(4, "0.000")]))) as source, ZipFile(data, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/styles.xml":
                begin, end = content.index(b"<numFmts"), content.index(b"</numFmts>")
                number = content[begin:end].split(b'numFmtId="')[1].split(b'"')[0]
                content = content[:begin] + styles.replace("200", number.decode()).encode() + content[end:]
            target.writestr(name, content)
    text = rows(read_bytes(data.getvalue()))[0][1]
    assert text in ("4", "", "1900年1月4日", "1900年1月3日", "4年"), text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20, "20"),
        (1234567890123, "1234567890123"),
        (-35.0, "-35"),
        (59237.2449, "59237.2449"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (1e-5, "0.00001"),
        (True, "TRUE"),
        (date(2021, 1, 29), "2021年1月29日"),
        (datetime(2021, 1, 29, 16, 5), "2021-01-29 16:05:00"),
        ("增13", "增13"),
        ("1,113", "1,113"),
        ("规章\r\n合计", "规章\n合计"),
    ],
)
def test_values_as_shown(read_bytes, value: object, text: str) -> None:
    document = read_bytes(typed([["规章", value], ["文件", 2]]))
    assert document.format == "xlsx"
    assert rows(document)[0][1] == text


def test_formulas_give_what_was_last_calculated_and_errors_are_told(read_bytes) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["规章", 2])
        sheet.write(1, 0, "文件")
        sheet.write_formula(1, 1, "=B1+1", None, 3)
        sheet.write(2, 0, "合计")
        sheet.write_formula(2, 1, "=B1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=#REF!", None, "#REF!")

    assert rows(read_bytes(workbook(write))) == [["规章", "2", ""], ["文件", "3", ""], ["合计", "#DIV/0!", "#REF!"]]


@NEEDS_OFFICE
def test_the_same_in_an_old_workbook(read_bytes, as_xls) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.merge_range("A1:B2", "规章")
        sheet.write("C1", 20)
        sheet.write("C2", 59237.2449)
        sheet.write("A3", "文件")
        sheet.write_formula("C3", "=C1/0", None, "#DIV/0!")

    document = read_bytes(as_xls(workbook(write)), "报告.et")
    assert document.format == "xls"
    assert rows(document) == [["规章", "规章", "20"], ["规章", "规章", "59237.2449"], ["文件", "", "#DIV/0!"]]


def test_sentences_titles_and_tables_in_one_sheet(read_bytes) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.merge_range("A1:D2", "某局2023年度报告")
        sheet.merge_range("A3:D3", "一、总体情况\n收到申请20件，答复18件。")
        sheet.write_row("A4", ["信息内容", "制发", "废止", "有效"])
        sheet.write_row("A5", ["规章", 1, 2, 3])
        sheet.merge_range("A6:D6", "第二十条第（五）项")
        sheet.write_row("A7", ["行政许可", "", "", 9])
        sheet.merge_range("A8:D8", "说明：本表数据由各科室报送。")
        sheet.write("A9", "二、收到和处理申请情况")
        sheet.write_row("A10", ["申请", "自然人"])
        sheet.write_row("A11", ["一、新收", 5])
        sheet.write("A12", "二、结转")
        sheet.write("C14", "某局")
        sheet.write("C15", "2024年1月20日")

    document = read_bytes(workbook(write))
    assert document.text.split("\n") == [
        "某局2023年度报告",
        "一、总体情况",
        "收到申请20件，答复18件。",
        "说明：本表数据由各科室报送。",
        "二、收到和处理申请情况",
        "某局",
        "2024年1月20日",
    ]
    assert [(table.rows, table.columns) for table in document.tables] == [(4, 4), (3, 2)]
    assert rows(document, 1)[2] == ["二、结转", ""]


def test_a_row_left_empty_under_headings_is_kept(read_bytes) -> None:
    document = read_bytes(typed([["结果维持", "结果纠正"], [None, None], ["某局"]]))
    assert rows(document) == [["结果维持", "结果纠正"], ["", ""]]


def test_hidden_sheets_are_left_out(read_bytes) -> None:
    document = read_bytes(workbook(lambda s: s.write(0, 0, "本年20件"), lambda s: s.write(0, 0, "上年3件"), hidden=1))
    assert document.text == "本年20件"


def hiding(sheet: Worksheet) -> None:
    for row, line in enumerate((["甲", "数", 1], ["去年", "数", 99], ["今年", "数", 2]), start=1):
        sheet.write_row(row, 0, line)
    sheet.merge_range(0, 0, 0, 2, "受理情况")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})


def test_hidden_rows_and_columns_are_left_out(read_bytes) -> None:
    assert rows(read_bytes(workbook(hiding)))[-2:] == [["甲", "1"], ["今年", "2"]]


@NEEDS_OFFICE
def test_hidden_rows_and_columns_of_an_old_workbook_are_left_out(read_bytes, as_xls) -> None:
    assert rows(read_bytes(as_xls(workbook(hiding))))[-2:] == [["甲", "1"], ["今年", "2"]]


def test_text_in_two_columns_is_read_as_text(read_bytes) -> None:
    long = "本年收到申请20件，均已按时答复，没有行政复议和行政诉讼。" * 5
    document = read_bytes(typed([["总体情况", long], ["存在的问题", long]]))
    assert document.tables == ()
    assert document.text.split("\n") == ["总体情况", long, "存在的问题", long]


def test_rows_and_columns_merged_to_the_end_of_the_sheet(read_bytes) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.merge_range("A1:XFD1", "某局2023年度报告")
        sheet.write_row("A2", ["规章", 1])
        sheet.write_row("A3", ["文件", 2])
        sheet.merge_range("D3:D1048576", "")
        sheet.write_blank("XFD1048576", None)

    document = read_bytes(workbook(write))
    assert rows(document)[-2:] == [["规章", "1"], ["文件", "2"]]


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (1_048_575, 0), (300_000, 2)])
def test_a_cell_far_out_is_refused_before_the_sheet_is_laid_out(read_bytes, place: tuple[int, int]) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.write(0, 0, 1)
        sheet.write(*place, 1)

    with pytest.raises(DocumentError, match="单元格"):
        read_bytes(workbook(write))


def test_a_million_cells_are_refused(read_bytes) -> None:
    def write(sheet: Worksheet) -> None:
        for row in range(1000):
            sheet.write_row(row, 0, [1] * 1000)

    data = workbook(write)
    started = time.process_time()
    with pytest.raises(DocumentError, match="单元格"):
        read_bytes(data)
    assert time.process_time() - started < 2


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as changed:
        for name in source.namelist():
            content = source.read(name)
            changed.writestr(name, content.replace(old, new) if name == part else content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"?>", b'?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>', "DOCTYPE"),
        (b"<sheetData>", b"<sheetData>" + b" " * (50 << 20), "拒绝解压"),
        (b"<sheetData>", b"<sheetData>" + b"<a>" * 5000, "层次过深|损坏"),
        (b'r="B2"', b'r="XFD1048576"', "单元格"),
        (b'<row r="2"', b'<row r="1048576"', "单元格"),
        (b"</sheetData>", b"", "损坏"),
    ],
)
def test_hostile_sheets(read_bytes, old: bytes, new: bytes, reason: str) -> None:
    data = typed([["规章", 1], ["文件", 2]])
    if old.startswith(b"<row"):
        data = replaced(data, SHEET, b'r="B2"', b"")
    with pytest.raises(DocumentError, match=reason):
        read_bytes(replaced(data, SHEET, old, new))


def test_outside_links_are_not_followed(read_bytes) -> None:
    def write(sheet: Worksheet) -> None:
        sheet.write_url(0, 0, "http://127.0.0.1:9/x", string="规章")
        sheet.write_formula(0, 1, "='http://127.0.0.1:9/[x.xlsx]Sheet1'!A1", None, 7)
        sheet.write_row(1, 0, ["文件", 2])

    assert rows(read_bytes(workbook(write))) == [["规章", "7"], ["文件", "2"]]


def test_every_truncation_is_refused(read_bytes) -> None:
    data = typed([["规章", 1], ["文件", 2]])
    for length in range(4, len(data) - 1, len(data) // 40):
        with pytest.raises(DocumentError):
            read_bytes(data[:length])


@NEEDS_OFFICE
def test_truncated_and_broken_old_workbooks_never_end_the_program(read_bytes, as_xls) -> None:
    data = as_xls(typed([["规章", 1], ["文件", 2]]))
    pieces = [data[:length] for length in range(8, len(data), len(data) // 40)]
    pieces += [data[:at] + bytes(range(64)) + data[at + 64 :] for at in range(512, len(data), len(data) // 40)]
    for piece in pieces:
        with contextlib.suppress(DocumentError):
            read_bytes(piece)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="B2"', b'r="B%s"' % (b"3" * 60)),
        (b'r="B2"', b'r="%s2"' % (b"B" * 60)),
        (b'<row r="2"', b'<row r="%s"' % (b"2" * 60)),
        (b'<row r="2"', b'<row r="-2"'),
    ],
)
def test_an_address_no_sheet_has_is_refused(read_bytes, old: bytes, new: bytes) -> None:
    data = typed([["规章", 1], ["文件", 2]])
    with pytest.raises(DocumentError, match="损坏"):
        read_bytes(replaced(data, SHEET, old, new))


def test_a_cell_far_out_is_refused_wherever_it_stands(read_bytes) -> None:
    data = typed([["规章", 1], ["文件", 2]])
    astray = b'</sheetData><x><c r="XFD1048576"><v>1</v></c></x>'
    with pytest.raises(DocumentError, match="单元格"):
        read_bytes(replaced(data, SHEET, b"</sheetData>", astray))


def test_merged_cells_over_one_another_take_little_time(read_bytes) -> None:
    data = typed([["规章", *[1] * 150], *[["文件", 2]] * 900])
    merges = b"".join(b'<mergeCell ref="A%d:EU900"/>' % (row % 800 + 1) for row in range(20_000))
    ending = b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    started = time.process_time()
    with pytest.raises(DocumentError, match="单元格"):
        read_bytes(replaced(data, SHEET, b"</sheetData>", ending))
    assert time.process_time() - started < 4
