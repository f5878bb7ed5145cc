"""Tables for spreadsheets and pipelines: they open, they are valid, and nothing of a document runs in them."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from gikvalidate.findings import Unreadable
from gikvalidate.outputs import Run, whole
from gikvalidate.reports.as_markdown import escaped

from .conftest import checked
from .hostile import FORMULA, hostile_report

SCHEMAS = Path(__file__).parents[1] / "schemas"
UNREADABLE = [Unreadable(Path("坏\x01\udcff=1+1 <b>.docx"), "读不了 & ]]>")]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    result = checked(hostile_report(tmp_path_factory.mktemp("in")))
    assert any(FORMULA in finding.message for finding in result.findings)
    return result


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_is_valid(results, hostile, lang: str):
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.Draft4Validator(schema)
    validator.validate(json.loads(whole("sarif", Run([*results, hostile], [], lang))))
    validator.validate(json.loads(whole("sarif", Run([], [Unreadable(Path("a b.docx"), "读不了")], lang))))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_junit_is_valid(results, hostile, lang: str):
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))
    schema.assertValid(etree.fromstring(whole("junit", Run([*results, hostile], UNREADABLE, lang))))


@pytest.mark.parametrize("form", ["html", "json", "sarif", "junit", "md", "xlsx", "csv", "parquet"])
def test_a_file_name_that_is_no_text_costs_no_report(results, form: str):
    path = Path("甲\udcff.docx")
    submission = replace(results[0].submission, document=replace(results[0].submission.document, path=path))
    assert whole(form, Run([replace(results[0], submission=submission)], [Unreadable(path, "读不了")], "zh"))


def test_csv_begins_no_formula(hostile):
    for row in csv.reader(io.StringIO(whole("csv", Run([hostile], [], "zh")).decode())):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@")), cell


def test_the_workbook_holds_no_formula_and_no_link(hostile, tmp_path: Path):
    data = whole("xlsx", Run([hostile], [Unreadable(Path("=1+1.docx"), "=1+1")], "zh"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            assert b"<f>" not in package.read(name)
            assert b"<hyperlink" not in package.read(name)
            # What a sheet says of its size begins at its first cell.
            assert "worksheets/" not in name or b'<dimension ref="A1:' in package.read(name)


def test_libreoffice_opens_the_workbook_and_calculates_nothing(results, hostile, tmp_path: Path, office):
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole("xlsx", Run([*results, hostile], [Unreadable(Path("=1+1.docx"), "=1+1")], "zh")))
    (saved,) = office([path], "ods")
    ours, theirs = CalamineWorkbook.from_path(str(path)), CalamineWorkbook.from_path(str(saved))
    assert (
        theirs.sheet_names
        == ours.sheet_names
        == ["报告", "问题", "根源与改法", "机关×规则", "报告×规则", "数据", "未核对"]
    )
    assert theirs.sheet_names == ours.sheet_names
    for name in ours.sheet_names:
        assert theirs.get_sheet_by_name(name).to_python() == ours.get_sheet_by_name(name).to_python()
    texts = [cell for row in theirs.get_sheet_by_name("数据").to_python() for cell in row]
    assert any(isinstance(text, str) and text.startswith("=HYPERLINK(") for text in texts)
    assert "=1+1.docx" in [row[0] for row in theirs.get_sheet_by_name("报告").to_python()]


def test_a_longer_run_than_a_sheet_goes_on_on_the_next(results, monkeypatch):
    monkeypatch.setattr("gikvalidate.reports.findings_xlsx._LONGEST", 500)
    book = CalamineWorkbook.from_filelike(io.BytesIO(whole("xlsx", Run(results, [], "zh"))))
    assert book.sheet_names[5:8] == ["数据", "数据 2", "数据 3"]
    rows = [
        row
        for name in book.sheet_names
        if name.startswith("数据")
        for row in book.get_sheet_by_name(name).to_python()[1:]
    ]
    assert len(rows) == sum(len(result.submission.figures.cells) for result in results)


def test_figures_of_many_reports_stand_beside_each_other(results, monkeypatch):
    monkeypatch.setattr("gikvalidate.reports.findings_xlsx.TEXTS", len(results) - 1)
    book = CalamineWorkbook.from_filelike(io.BytesIO(whole("xlsx", Run(results, [], "zh"))))
    heading, *rows = book.get_sheet_by_name("数据").to_python()
    assert heading[3] == "表二 规章 · 本年新制作数量"
    assert [row[0] for row in rows] == [str(result.path) for result in results]
    keys = dict.fromkeys(key for result in results for key in result.submission.figures.cells)
    for row, result in zip(rows, results, strict=True):
        cells = result.submission.figures.cells
        for key, value in zip(keys, row[3:], strict=True):
            figure = cells.get(key)
            # A blank is no zero.
            known = figure is not None and figure.value is not None
            assert value == (float(figure.value) if known else figure.text.strip() if figure else "")


def test_markdown_shows_what_a_document_says_and_does_nothing(hostile):
    page = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    tree = etree.HTML(page.render(whole("md", Run([hostile], UNREADABLE, "zh")).decode()))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags <= {"html", "body", "h2", "h3", "p", "ol", "ul", "li", "strong", "code", "br"}
    assert FORMULA in "".join(tree.itertext())


@pytest.mark.parametrize(
    "text",
    [
        "- x",
        "1. x",
        "# x",
        "= x",
        "+ x",
        "> x",
        "a*b*c",
        "_a_",
        "`a`",
        "<b>",
        "[a](b)",
        "![a](b)",
        "a|b",
        "~~a~~",
        "\\*",
    ],
)
def test_markdown_shows_every_sign_as_it_is(text: str):
    tree = etree.HTML(MarkdownIt("commonmark", {"html": True}).enable("strikethrough").render(escaped(text)))
    assert "".join(tree.itertext()).strip() == text
    assert [element.tag for element in tree.iter()] == ["html", "body", "p"]
