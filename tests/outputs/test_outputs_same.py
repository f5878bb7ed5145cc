"""Every format carries the same findings under the same ids, and the same counts."""

import base64
import csv
import gzip
import io
import json
import re
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from lxml import etree
from lxml import html as lxml_html
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from gikvalidate.cli import main
from gikvalidate.outputs import Run, whole
from gikvalidate.reports.wording import LANES

from .conftest import SAMPLES

FORMATS = ["json", "html", "docx", "xlsx", "csv", "parquet", "md", "junit", "sarif"]
FINGERPRINT = re.compile(r"\b[0-9a-f]{16}\b")


def run(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request, tmp_path_factory):
    """All samples in all formats that take them, by one command."""
    folder = tmp_path_factory.mktemp("out")
    asked = [part for form in FORMATS for part in ("--format", form)]
    ended = run("check", *map(str, SAMPLES), *asked, "-o", str(folder), "--lang", request.param)
    assert ended.exit_code == 1, ended.output
    return request.param, folder


@pytest.fixture(scope="module")
def told(written):
    return json.loads((written[1] / "findings.json").read_text("utf-8"))["documents"]


@pytest.fixture(scope="module")
def ids(told):
    """(path, fingerprint, severity) of every finding, in order."""
    return [
        (document["path"], finding["fingerprint"], finding["severity"])
        for document in told
        for finding in document["findings"]
    ]


def test_each_sample_has_findings_or_is_clean(told):
    assert {bool(document["findings"]) for document in told} == {True, False}


def test_csv(written, ids):
    text = (written[1] / "findings.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["path"], row["fingerprint"], row["severity"]) for row in rows] == ids


def test_parquet(written, ids):
    rows = parquet.read_table(written[1] / "findings.parquet").to_pylist()
    assert [(row["path"], row["fingerprint"], row["severity"]) for row in rows] == ids


def test_xlsx(written, told, ids):
    lang, folder = written
    book = CalamineWorkbook.from_path(str(folder / "findings.xlsx"))
    sheets = [book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names]
    reports, findings, causes, matrix, documents, figures, unchecked = sheets
    lanes = {word: severity.value for severity, word in LANES[lang].items()}
    assert [(row[0], row[-1], lanes[row[5]]) for row in findings] == ids
    assert [[int(value) for value in row[7:13]] for row in reports] == [[*d["counts"].values()] for d in told]
    assert sum(row[1] for row in matrix) == sum(row[3] for row in documents) == len(ids)
    under_causes = {(d["path"], f["fingerprint"]) for d in told for f in d["findings"] if f["root_cause"]}
    assert {(row[0], fingerprint) for row in causes for fingerprint in row[-1].split()} == under_causes
    assert len(unchecked) == sum(len(document["not_checked"]) for document in told)
    assert {row[0] for row in figures} == {document["path"] for document in told}


def test_junit(written, told, ids):
    root = etree.parse(str(written[1] / "findings.junit.xml")).getroot()
    found = [
        (suite.get("name"), case.get("name").split()[-1], failure.get("type"))
        for suite in root
        for case in suite.iter("testcase")
        for failure in case.iter("failure")
    ]
    assert found == ids
    for suite, document in zip(root, told, strict=True):
        counts = {p.get("name"): p.get("value") for p in suite.iter("property")}
        assert {name: str(count) for name, count in document["counts"].items()}.items() <= counts.items()
        assert int(suite.get("failures")) == document["counts"]["failed"]
        assert int(suite.get("skipped")) == document["counts"]["unverifiable"] + document["counts"]["skipped"]


def test_sarif(written, told, ids):
    (ran,) = json.loads((written[1] / "findings.sarif").read_text("utf-8"))["runs"]
    found = [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].removeprefix("file://"),
            result["partialFingerprints"]["gikvalidate/v1"],
            result["properties"]["severity"],
        )
        for result in ran["results"]
    ]
    assert found == ids
    assert [artifact["properties"]["counts"] for artifact in ran["artifacts"]] == [d["counts"] for d in told]


def test_markdown(written, told, ids):
    text = (written[1] / "findings.md").read_text("utf-8")
    assert FINGERPRINT.findall(text) == [fingerprint for _, fingerprint, _ in ids]
    for document in told:
        assert f"{document['counts']['checked']} " in text


def test_html(written, ids):
    page = lxml_html.fromstring((written[1] / "findings.html").read_text("utf-8"))
    found = []
    for report in page.find_class("report"):
        path = report.find_class("path")[0].text_content()
        found += [(path, li.get("data-fingerprint"), li.get("data-lane")) for li in report.find_class("finding")]
    assert found == ids


def test_html_of_one_document(tmp_path: Path, told):
    for path, document in zip(SAMPLES, told, strict=True):
        run("check", str(path), "--format", "html", "-o", str(tmp_path / "a.html"))
        page = lxml_html.fromstring((tmp_path / "a.html").read_text("utf-8"))
        assert [li.get("data-fingerprint") for li in page.find_class("finding")] == [
            finding["fingerprint"] for finding in document["findings"]
        ]
        counts = page.find_class("counts")[0].text_content()
        assert [int(number) for number in re.findall(r"\d+", counts)] == [*document["counts"].values()]


def test_docx(written, told):
    for document in told:
        stem = Path(document["path"]).stem
        names = list(written[1].glob(f"{stem}.checked*.docx"))
        assert names
        for name in names:
            found = {id for c in docx.Document(str(name)).comments for id in FINGERPRINT.findall(c.text)}
            assert found == {finding["fingerprint"] for finding in document["findings"]}


def test_of_many_reports_the_page_has_the_words_only_where_something_is_to_be_corrected(results, monkeypatch):
    monkeypatch.setattr("gikvalidate.reports.as_html.TEXTS", len(results) - 1)
    page = whole("html", Run(results, [], "zh")).decode()
    packed = re.findall(r'<script type="text/plain" id="p\d+">([^<]*)</script>', page)
    shown = [gzip.decompress(base64.b64decode(one)).decode() for one in packed]
    assert {result.grave for result in results} == {True, False}
    for result, section in zip(results, shown, strict=True):
        assert ("表二" in section or "第二十条" in section) == result.grave
        assert ("单独核对这份报告就能看到" in section) != result.grave
