"""PDF pages printed in two columns, or with a table of contents: each sentence once and in its order."""

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm
from reports.random_report import random_report
from reports.scanned import print_to_pdf
from reports.write_docx import docx_bytes

from gikvalidate.document import Document, Origin
from gikvalidate.read import read
from gikvalidate.read.pdf.frame import Glyph
from gikvalidate.read.pdf.gutters import strip_of
from gikvalidate.read.pdf.lines import Line

BODY = "受理政府信息公开申请20件，比上年增加3件，均已按时办结，其中予以公开15件，部分公开5件。" * 3
REPORTS = (("form2021", 3, True), ("form2019", 5, True), ("form2021", 8, False))


def section(columns: int) -> str:
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1500" w:bottom="1440" w:left="1500"/>'
    return f'<w:sectPr><w:type w:val="continuous"/>{page}<w:cols w:num="{columns}" w:space="425"/></w:sectPr>'


def in_two_columns(data: bytes) -> bytes:
    """The report with its text in two columns, its title and its tables over the whole width."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                xml = content.decode()
                title, tables = xml.index("</w:p>") + len("</w:p>"), xml.index("<w:tbl>")
                behind, end = xml.rindex("</w:tbl>") + len("</w:tbl>"), xml.rindex("<w:sectPr")
                one, two = (f"<w:p><w:pPr>{section(columns)}</w:pPr></w:p>" for columns in (1, 2))
                last = section(2) + "</w:body></w:document>"
                content = (
                    xml[:title] + one + xml[title:tables] + two + xml[tables:behind] + one + xml[behind:end] + last
                ).encode()
            made.writestr(name, content)
    return target.getvalue()


def body(document: Document) -> list[str]:
    return [found.text for found in document.paragraphs if found.origin is Origin.BODY]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice (soffice) to print PDF with")
def test_a_report_in_two_columns_has_the_paragraphs_of_its_word_file(tmp_path: Path) -> None:
    paths = []
    for generation, seed, ample in REPORTS:
        paths.append(tmp_path / f"{generation}-{seed}.docx")
        paths[-1].write_bytes(in_two_columns(docx_bytes(random_report(seed, generation, ample=ample))))
    for path, pdf in zip(paths, print_to_pdf(paths, tmp_path), strict=True):
        word, printed = read(path), read(pdf)
        assert body(printed) == body(word)
        assert [(table.rows, table.columns) for table in printed.tables] == [
            (table.rows, table.columns) for table in word.tables
        ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice (soffice) to print PDF with")
def test_a_printed_table_of_contents_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    headings = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    for page, heading in enumerate(headings, 1):
        stops = document.add_paragraph(f"{heading}\t{page}").paragraph_format.tab_stops
        stops.add_tab_stop(Cm(15), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    document.add_page_break()
    for heading in headings:
        document.add_paragraph(heading)
        document.add_paragraph(BODY)
    path = tmp_path / "a.docx"
    document.save(str(path))
    (pdf,) = print_to_pdf([path], tmp_path)
    assert body(read(pdf)) == body(read(path)) == [line for heading in headings for line in (heading, BODY)]


def line(height: float, *parts: tuple[float, str]) -> Line:
    glyphs = [
        Glyph(char, left + 12 * at, height - 6, left + 12 * at + 12, height + 6, height, 12)
        for left, words in parts
        for at, char in enumerate(words)
    ]
    return Line(glyphs, 1)


SENTENCE = "公开信息三件，比上年增加，较好。"


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (SENTENCE, SENTENCE, True),
        ("规章", SENTENCE, False),
        (SENTENCE, "120", False),
        ("现行有效件数合计", "一二三", False),
    ],
)
def test_only_sentences_on_both_sides_are_columns(left: str, right: str, found: bool) -> None:
    lines = [line(100 + 20 * row, (70, left), (320, right)) for row in range(8)]
    assert (strip_of([(lines, [])], 595) is not None) == found
