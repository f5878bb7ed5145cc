"""One report, saved in every form it comes in: the same figures, the same sentences and the same claims."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reports.every_form import THROUGH_OFFICE, WRITTEN, cells, save, statements, through_office
from reports.model import Report
from reports.random_report import random_report
from reports.write_html import html
from reports.write_md import markdown
from reports.write_site import site_html
from reports.write_xlsx import xlsx_bytes

from gikvalidate.engine import examine, submit
from gikvalidate.figures import CellKind
from gikvalidate.read import read_all
from gikvalidate.read.office import TARGETS, soffice
from gikvalidate.read.scan.installed import available
from gikvalidate.submission import Submission

GENERATIONS = ("form2019", "form2021")
SEEDS = range(6)
VARIANTS: dict[str, Callable[[Report], bytes]] = {
    "md with html tables": lambda report: markdown(report, "html").encode(),
    "html as a site has it": lambda report: site_html(report).encode(),
    "html declared and saved as GBK": lambda report: html(report).replace("utf-8", "gbk").encode("gbk"),
    "xlsx without gaps": lambda report: xlsx_bytes(report, "without gaps"),
    "xlsx with a sheet per table": lambda report: xlsx_bytes(report, "sheet per table"),
}
OLD = ("doc", "rtf", "odt")

needs_office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


def reports() -> list[tuple[str, Report]]:
    """Some of both forms, every second one with large figures and long paragraphs."""
    return [
        (f"{generation}-{seed}", random_report(seed, generation, ample=seed % 2 == 1))
        for generation in GENERATIONS
        for seed in SEEDS
    ]


def words(submission: Submission, report: Report) -> list[str]:
    """The paragraphs; a title over two lines is one where a page gives it in its head."""
    return [line for line in submission.document.text.split("\n") if line != "".join(report.title)]


@pytest.mark.parametrize(("name", "report"), reports(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_written_form_says_the_same(tmp_path: Path, name: str, report: Report) -> None:
    paths = save(report, tmp_path, name)
    expected = submit(paths.pop("docx"))
    assert {key: value for key, (_, value) in cells(expected).items() if value} == dict(report.values)
    for variant, write in VARIANTS.items():
        paths[variant] = tmp_path / variant.replace(" ", "-")
        paths[variant].write_bytes(write(report))
    for form, path in paths.items():
        found = submit(path)
        assert cells(found) == cells(expected), form
        assert words(found, report) == words(expected, report), form
        assert statements(found) == statements(expected), form


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("office")
    paths = [folder / f"{name}.docx" for name, _ in reports()[::2]]
    for path, (_, report) in zip(paths, reports()[::2], strict=True):
        path.write_bytes(WRITTEN["docx"](report))
    return paths


@needs_office
@pytest.mark.parametrize("form", ["pdf", *OLD])
def test_forms_made_by_an_office_program_say_the_same(documents: list[Path], tmp_path: Path, form: str) -> None:
    made = through_office(documents, tmp_path, form)
    assert form in (*TARGETS, *THROUGH_OFFICE)
    for (_, document), source in zip(read_all(made), documents, strict=True):
        assert not isinstance(document, Exception), document
        found, expected = examine(document), submit(source)
        assert document.format == form
        assert cells(found) == cells(expected), source
        assert statements(found) == statements(expected), source


@needs_office
@pytest.mark.skipif(not available(), reason="scans need gikvalidate[ocr]")
def test_a_scan_says_the_same_or_that_it_cannot_be_read(tmp_path: Path) -> None:
    from reports.scanned import as_tiff, pages_of

    report = random_report(21, "form2019")
    paper = tmp_path / "a.docx"
    paper.write_bytes(WRITTEN["docx"](report))
    (printed,) = through_office([paper], tmp_path, "pdf")
    scan = tmp_path / "a.tiff"
    # A page takes ten seconds: the last two, with 表四, stand here for all (the others: benchmarks/bench_forms.py).
    scan.write_bytes(as_tiff(pages_of(printed)[-2:]))
    expected, found = submit(paper), submit(scan)
    right, here = cells(expected), cells(found)
    assert {key for key in right if key.startswith("t4.")} <= here.keys()
    assert {key: value for key, value in here.items() if value[0] != CellKind.UNREADABLE and value != right[key]} == {}
    assert {figure.quantity.text for figure in found.narrative.claims} <= {
        figure.quantity.text for figure in expected.narrative.claims
    }
    assert found.document.recognised
