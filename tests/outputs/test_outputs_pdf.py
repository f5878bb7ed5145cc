"""A PDF comes back with highlights on its own pages, behind its own bytes."""

from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from gikvalidate.outputs import OutputError, marked

from .conftest import ROOT, checked


@pytest.fixture(scope="module")
def report(office) -> Path:
    (path,) = office([ROOT / "samples" / "faulty-form2019.docx"], "pdf")
    return path


def annotations(data: bytes, tmp_path: Path):
    """Our own, each with the page it is on."""
    path = tmp_path / "marked.pdf"
    path.write_bytes(data)
    found = [
        (number, annotation.get_object())
        for number, page in enumerate(PdfReader(path).pages)
        for annotation in page.get("/Annots", [])
    ]
    return [(number, annotation) for number, annotation in found if annotation.get("/T") == "勾稽校验"]


def test_every_finding_is_a_highlight_over_its_words_or_its_cell(report: Path, tmp_path: Path):
    result = checked(report)
    assert len(result.findings) >= 15
    data = marked("pdf", result, "zh")
    assert data.startswith(report.read_bytes())
    found = annotations(data, tmp_path)
    assert {annotation["/Subtype"] for _, annotation in found} == {"/Highlight"}
    told = "\n".join(annotation["/Contents"] for _, annotation in found)
    for finding in result.findings:
        assert finding.message in told
        assert finding.fingerprint in told


def test_a_highlight_covers_the_words(report: Path, tmp_path: Path):
    result = checked(report)
    (finding,) = [finding for finding in result.findings if finding.rule == "text/period"]
    found = annotations(marked("pdf", result, "zh"), tmp_path)
    ((number, annotation),) = [pair for pair in found if finding.fingerprint in pair[1]["/Contents"]]
    page = pypdfium2.PdfDocument(report)[number]
    words = page.get_textpage().get_text_bounded(*map(float, annotation["/Rect"]))
    assert "".join(words.split()) == "".join(finding.outcome.places[0].quote.split())


def test_the_pages_look_the_same_elsewhere_and_no_page_is_added(report: Path, tmp_path: Path):
    path = tmp_path / "marked.pdf"
    path.write_bytes(marked("pdf", checked(report), "zh"))
    before, after = pypdfium2.PdfDocument(report), pypdfium2.PdfDocument(path)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert old.get_textpage().get_text_range() == new.get_textpage().get_text_range()
        assert (
            old.render(may_draw_forms=False, draw_annots=False).to_numpy()
            == new.render(may_draw_forms=False, draw_annots=False).to_numpy()
        ).all()


def test_a_place_that_is_not_found_again_is_noted_in_the_corner(report: Path, tmp_path: Path, office):
    """The file was changed behind our back: nothing is highlighted that the finding is not about."""
    path = tmp_path / "a.pdf"
    path.write_bytes(report.read_bytes())
    result = checked(path)
    (other,) = office([ROOT / "samples" / "faulty-form2021.html"], "pdf:writer_web_pdf_Export")
    path.write_bytes(other.read_bytes())
    found = annotations(marked("pdf", result, "zh"), tmp_path)
    assert {annotation["/Subtype"] for _, annotation in found} == {"/Text"}
    told = "\n".join(annotation["/Contents"] for _, annotation in found)
    assert all(finding.fingerprint in told for finding in result.findings)


def test_a_file_that_is_broken_by_now_is_told_in_a_sentence(report: Path, tmp_path: Path):
    path = tmp_path / "b.pdf"
    path.write_bytes(report.read_bytes())
    result = checked(path)
    path.write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(OutputError, match="无法加标注"):
        marked("pdf", result, "zh")


def test_a_document_that_is_no_pdf_has_no_pages():
    with pytest.raises(OutputError, match="不是磁盘上的 PDF"):
        marked("pdf", checked(ROOT / "samples" / "faulty-form2019.docx"), "zh")


def test_the_real_reports_take_highlights(shared: Path, tmp_path: Path):
    for path in sorted((shared / "real").glob("*.pdf")):
        result = checked(path)
        data = marked("pdf", result, "zh")
        assert data.startswith(path.read_bytes())
        assert {annotation["/Subtype"] for _, annotation in annotations(data, tmp_path)} <= {"/Highlight"}
