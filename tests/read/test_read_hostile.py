"""Files that are broken, disguised or meant to hurt: one sentence, soon."""

import contextlib
import io
import time
import zipfile
from pathlib import Path

import pytest
from pdf_writer import grid, write
from pdf_writer import text as printed
from reports.every_form import WRITTEN
from reports.random_report import random_report
from reports.write_html import html

from gikvalidate.document import DocumentError
from gikvalidate.read import LIMIT, read

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def document(body: str, declaration: str = "") -> str:
    root = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{declaration}{root}'


def docx(body: str, declaration: str = "", **parts: str) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": document(body, declaration)} | parts)


def refused(read_bytes, data: bytes, name: str = "报告.docx") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_bytes(data, name)
    return caught.value


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"", "文件是空的", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "已损坏或不完整：PDF", "damaged or incomplete: PDF"),
        (b"RIFF\0\0\0\0WEBP" + bytes(100), "图片", "image"),
        (b"GIF89a" + bytes(100), "图片", "image"),
        (b"BM\x36\x00\x00\x00\x00\x00" + bytes(100), "图片", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏", "damaged"),
        (b"Rar!\x1a\x07\x00", "压缩包", "archive"),
        (packed({"a.txt": "x"}), "压缩包", "archive"),
        (packed({"xl/workbook.xml": "<x/>"}), "损坏", "damaged"),
        (packed({"xl/workbook.bin": b"x"}), "xlsb", "xlsb"),
        (packed({"ppt/presentation.xml": "<x/>"}), "演示文稿", "presentation"),
        (packed({"OFD.xml": "<x/>"}), "OFD", "OFD"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "Word XML", "Word XML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=x\n\n--x", "损坏", "damaged"),
        (bytes(5000), "不是文本", "neither text"),
        (bytes(range(1, 9)) * 50, "不是文本", "neither text"),
        (b"   \n \n", "没有文字", "no text"),
        (b"<html><body></body></html>", "没有文字", "no text"),
    ],
)
def test_what_cannot_be_read_is_named(read_bytes, data: bytes, zh: str, en: str) -> None:
    error = refused(read_bytes, data)
    assert zh in error.reason()
    assert en in error.reason("en")
    assert error.path.name in str(error)
    assert error.path.name not in error.reason()


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="文件不存在"):
        read(tmp_path / "没有.docx")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="文件夹"):
        read(tmp_path)


def test_a_name_no_file_can_have() -> None:
    with pytest.raises(DocumentError):
        read("a\0b")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "零.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    started = time.process_time()
    with pytest.raises(DocumentError, match="MiB"):
        read(path)
    assert time.process_time() - started < 0.5


def test_every_truncation_of_a_docx_is_refused(read_bytes) -> None:
    data = docx("<w:p><w:r><w:t>公开20件</w:t></w:r></w:p>" * 50)
    for length in range(4, len(data) - 1, max(1, len(data) // 40)):
        assert refused(read_bytes, data[:length]).reason()


def test_a_part_that_inflates_wrongly(read_bytes) -> None:
    data = bytearray(docx("<w:p/>" * 500))
    start = data.index(b"word/document.xml") + 20
    data[start : start + 12] = bytes(12)
    assert "损坏" in refused(read_bytes, bytes(data)).reason()


def test_an_encrypted_part(read_bytes) -> None:
    data = bytearray(docx("<w:p/>"))
    for at in (data.index(b"PK\x03\x04", 10) + 6, data.rindex(b"PK\x01\x02") + 8):
        data[at] |= 1
    assert "加密" in refused(read_bytes, bytes(data)).reason()


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml"])
def test_a_bomb_is_not_unpacked(read_bytes, part: str) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/numbering" Target="numbering.xml"/></Relationships>'
    )
    parts = {"word/document.xml": document("<w:p/>"), "word/_rels/document.xml.rels": relations}
    started = time.process_time()
    error = refused(read_bytes, packed(parts | {part: b"<a>" + b" " * (50 << 20) + b"</a>"}))
    assert "拒绝解压" in error.reason()
    assert time.process_time() - started < 5


def test_a_bomb_that_lies_about_its_size(read_bytes) -> None:
    content = document("<w:p/>").encode() + b" " * (50 << 20)
    data = packed({"word/document.xml": content})
    assert refused(read_bytes, data.replace(len(content).to_bytes(4, "little"), (500).to_bytes(4, "little"))).reason()


def test_a_package_of_too_many_parts(read_bytes) -> None:
    parts = {f"word/{index}": b"" for index in range(6000)}
    assert "拒绝解压" in refused(read_bytes, packed(parts, zipfile.ZIP_STORED)).reason()


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_are_refused(read_bytes, declaration: str) -> None:
    assert "DOCTYPE" in refused(read_bytes, docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", declaration)).reason()


def test_entities_in_another_encoding_are_refused(read_bytes) -> None:
    part = document("<w:p/>", '<!DOCTYPE w [<!ENTITY a "b">]>').replace("UTF-8", "UTF-16").encode("utf-16")
    assert "DOCTYPE" in refused(read_bytes, packed({"word/document.xml": part})).reason()


@pytest.mark.parametrize("element", ["w:sdt", "w:ins", "w:tbl><w:tr><w:tc"])
def test_depth_is_refused(read_bytes, element: str) -> None:
    close = "".join(f"</{name.strip('<')}>" for name in reversed(element.split(">")))
    body = f"<{element}>" * 400 + "<w:p><w:r><w:t>深</w:t></w:r></w:p>" + close * 400
    assert "层次过深" in refused(read_bytes, docx(body)).reason()


def test_depth_within_the_limit_is_read(read_bytes) -> None:
    text = "<w:p><w:r><w:t>深</w:t></w:r></w:p>"
    assert read_bytes(docx("<w:sdt><w:sdtContent>" * 100 + text + "</w:sdtContent></w:sdt>" * 100)).text == "深"


@pytest.mark.parametrize("markup", ["<div>", "<font>", "<table><tr><td>", "<ul><li>", "<span style='x'>"])
def test_deep_pages_are_read_or_refused(read_bytes, markup: str) -> None:
    assert read_bytes(f"<html><body>{markup * 300}深".encode()).text == "深"
    assert "层次过深" in refused(read_bytes, f"<html><body>{markup * 100_000}深".encode()).reason()


@pytest.mark.parametrize("span", ["1000000000", "99999999999999999999999", "-5", "abc", "3e9"])
def test_absurd_spans_are_bounded(read_page, span: str) -> None:
    document = read_page(
        f"<table><tr><td rowspan={span} colspan={span}>甲</td><td>1</td></tr><tr><td>乙</td></tr></table>"
    )
    assert document.tables[0].rows == 2
    assert document.tables[0].columns <= 1002


def test_absurd_spans_of_word_are_bounded(read_bytes) -> None:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>'
    row = '<w:tr><w:trPr><w:gridBefore w:val="{}"/></w:trPr>' + cell * 2 + "</w:tr>"
    table = read_bytes(docx(f"<w:tbl>{row.format('-7', '999999', 'x')}</w:tbl>")).tables[0]
    assert table.columns <= 1002
    assert refused(read_bytes, docx(f"<w:tbl>{row.format('900000', '1', '1')}</w:tbl>")).reason()


def test_a_table_of_a_million_cells_is_refused(read_bytes) -> None:
    for columns, named in ((300, "单元格"), (1000, "元素")):
        page = "<html><body><table>" + ("<tr>" + "<td>1" * columns) * 1000
        assert named in refused(read_bytes, page.encode()).reason()
    text = ("1\t" * 999 + "1\n") * 1000
    assert "单元格" in refused(read_bytes, text.encode()).reason()


def test_a_line_without_end_takes_no_time(read_text) -> None:
    for text in (
        "一、" * 200_000,
        "（一）" * 200_000,
        "  " * 200_000 + "x",
        "\t" * 500,
        "|" * 100_000,
        "=" * 100_000,
        "-" * 100_000,
        "|-" * 50_000,
    ):
        started = time.process_time()
        with contextlib.suppress(DocumentError):
            read_text(f"公开\n{text}\n一")
        assert time.process_time() - started < 2


def test_outside_parts_are_never_followed(read_bytes) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/header" Target="http://127.0.0.1:9/h.xml" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/footer" Target="../../../etc/passwd"/></Relationships>'
    )
    data = docx("<w:p><w:r><w:t>公开20件</w:t></w:r></w:p>", **{"word/_rels/document.xml.rels": relations})
    assert read_bytes(data).text == "公开20件"


def test_a_body_that_is_no_document(read_bytes) -> None:
    assert "损坏" in refused(read_bytes, packed({"word/document.xml": "<a/>"})).reason()
    assert "损坏" in refused(read_bytes, packed({"word/other.xml": "<a/>"})).reason()
    assert "损坏" in refused(read_bytes, packed({"word/document.xml": "公开"})).reason()


@pytest.mark.parametrize("line", ["甲\t乙", "\t甲", "甲", "甲  乙  丙", "|甲|", "一、甲", "\t甲\t乙", "1", ""])
def test_many_lines_take_little_time(read_text, line: str) -> None:
    started = time.process_time()
    with contextlib.suppress(DocumentError):
        read_text(f"公开\n{line}" + f"\n{line}" * 30_000)
    assert time.process_time() - started < 3


def of_every_kind() -> dict[str, bytes]:
    report = random_report(2, "form2021")
    files = {kind: write(report) for kind, write in WRITTEN.items()}
    files["mht"] = b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n" + files["html"]
    files["pdf"] = write(*(printed(72, 700, "一、总体情况") + grid([72, 180, 300], [600, 620, 640]) for _ in range(3)))
    return files | {"gbk.html": html(report).replace("utf-8", "gbk").encode("gbk")}


@pytest.mark.parametrize("kind", of_every_kind())
def test_a_file_of_any_kind_cut_short_is_read_or_refused_soon(read_bytes, kind: str) -> None:
    data = of_every_kind()[kind]
    for share in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        started = time.process_time()
        with contextlib.suppress(DocumentError):
            read_bytes(data[: int(share * len(data))], f"报告.{kind}")
        assert time.process_time() - started < 5


@pytest.mark.parametrize("kind", of_every_kind())
def test_the_name_of_a_file_decides_nothing(read_bytes, kind: str) -> None:
    data = of_every_kind()[kind]
    expected = read_bytes(data, f"报告.{kind}")
    for name in ("报告.pdf", "报告.docx", "报告.xls", "报告.png", "报告.html", "报告.txt", "报告", ".docx.exe"):
        found = read_bytes(data, name)
        assert (found.format, found.text, len(found.tables)) == (expected.format, expected.text, len(expected.tables))


def test_a_document_of_a_million_cells_is_refused_soon(read_bytes) -> None:
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>"
    started = time.process_time()
    assert refused(read_bytes, docx(f"<w:tbl>{row * 1000}</w:tbl>")).reason()
    assert time.process_time() - started < 15
