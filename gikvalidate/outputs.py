"""Every output format by its name: how it is made of the results of a run, and of the files they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gikvalidate.anchors import Box, PageBoxes, WordAnchor
from gikvalidate.document import Document
from gikvalidate.findings import Finding, Place, Result, TextPlace, Unreadable
from gikvalidate.read.files import load
from gikvalidate.read.refusals import Refused
from gikvalidate.reports.extra import Extra
from gikvalidate.reports.marking import CellFinder
from gikvalidate.reports.root_causes import MOST_TOLD, story
from gikvalidate.reports.wording import leads, note


class OutputError(Exception):
    """A report cannot be made: one sentence in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def reason(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True)
class Run:
    """What a run found and how it is told: the language, waivers nobody needed, how many repairs of a cause to list
    where somebody asked for a number, tables of the caller's own, which the page and the workbook show, and `further`
    keys of its own for the JSON.
    """

    results: Sequence[Result]
    unreadable: Sequence[Unreadable]
    lang: str
    unused_waivers: Sequence[str] = ()
    repairs: int | None = None
    extras: Sequence[Extra] = ()
    further: Mapping[str, Any] = field(default_factory=dict)


def whole(form: str, run: Run) -> bytes:
    """The report of a whole run; raises OutputError."""
    results, unreadable, lang = run.results, run.unreadable, run.lang
    match form:
        case "json":
            from gikvalidate.reports.as_json import findings_json

            return _encoded(
                findings_json(results, unreadable, lang, run.unused_waivers, run.repairs, run.further) + "\n"
            )
        case "html":
            from gikvalidate.reports.as_html import findings_html

            return _encoded(findings_html(results, unreadable, lang, run.extras, run.repairs or MOST_TOLD))
        case "xlsx":
            from gikvalidate.reports.findings_xlsx import findings_xlsx

            return findings_xlsx(results, unreadable, lang, run.extras, run.repairs or MOST_TOLD)
        case "csv":
            from gikvalidate.reports.findings_table import findings_csv

            return _encoded(findings_csv(results, lang))
        case "parquet":
            return _parquet(results, lang)
        case "md":
            from gikvalidate.reports.as_markdown import findings_markdown

            return _encoded(findings_markdown(results, unreadable, lang, run.repairs or MOST_TOLD))
        case "junit":
            from gikvalidate.reports.as_junit import findings_junit

            return findings_junit(results, unreadable, lang)
        case "sarif":
            from gikvalidate.reports.as_sarif import findings_sarif

            return _encoded(findings_sarif(results, unreadable, lang))
    raise ValueError(form)


def marked(form: str, result: Result, lang: str) -> bytes:
    """One document with its findings marked in place; raises OutputError."""
    return _docx(result, lang) if form == "docx" else _pdf(result, lang)


def _encoded(text: str) -> bytes:
    """UTF-8; what the name of a file holds beside characters is a question mark."""
    return text.encode("utf-8", "replace")


def _parquet(results: Sequence[Result], lang: str) -> bytes:
    from gikvalidate.reports.findings_table import ParquetMissingError, findings_parquet

    try:
        return findings_parquet(results, lang)
    except ParquetMissingError:
        raise OutputError(
            '写 Parquet 需要 pyarrow：pip install "gikvalidate[parquet]"',
            'Parquet needs pyarrow: pip install "gikvalidate[parquet]"',
        ) from None


class _Locator(Protocol):
    """Whoever knows where places of a document stand in a Word file."""

    def text(self, start: int, end: int) -> WordAnchor | None: ...
    def cell(self, table: int, row: int, column: int) -> WordAnchor | None: ...


def _docx(result: Result, lang: str) -> bytes:
    """The filer's own file with comments; a plain one of the same words where it came in another format."""
    from gikvalidate.read.docx.anchors import Anchors
    from gikvalidate.reports.as_docx import Comment, NotAnnotatableError, annotated
    from gikvalidate.reports.docx_writer import Rendered

    def comments(locator: _Locator) -> list[Comment]:
        return [
            Comment(
                None if place is None else _anchor(place, locator, finder),
                note(number, finding, lang, story(result, finding, lang)),
            )
            for number, finding, place in _noted(result)
        ]

    document = result.submission.document
    finder = CellFinder(document)
    data = _original(document, "docx")
    if data is not None:
        try:
            return annotated(data, comments(Anchors(data, document)))
        except (NotAnnotatableError, Refused):
            pass
    rendered = Rendered(result.submission)
    return annotated(rendered.data, comments(rendered))


def _noted(result: Result) -> Iterator[tuple[int, Finding, Place | None]]:
    """Every finding with its number, at each place that has a note of it; None where it has no place."""
    for number, finding in enumerate(result.findings, start=1):
        places = leads(finding)
        for place in places:
            yield number, finding, place
        if not places:
            yield number, finding, None


def _anchor(place: Place, locator: _Locator, finder: CellFinder) -> WordAnchor | None:
    if isinstance(place, TextPlace):
        return locator.text(place.start, place.end)
    position = finder.position(place)
    return None if position is None else locator.cell(*position)


def _pdf(result: Result, lang: str) -> bytes:
    """The original pages with highlights and notes."""
    from gikvalidate.reports.as_pdf import NotAnnotatableError, Note, annotated

    document = result.submission.document
    data = _original(document, "pdf")
    if data is None:
        raise OutputError(
            f"{document.path} 不是磁盘上的 PDF，没有可标注的页面；请用 --format docx 或 html",
            f"{document.path} is no PDF on disk, so there are no pages to mark; use --format docx or html",
        )
    try:
        boxes = _Boxes(document)
        notes = [
            Note(where, note(number, finding, lang, story(result, finding, lang)), finding.severity)
            for number, finding, place in _noted(result)
            for where in boxes(place)
        ]
        return annotated(data, notes)
    except (NotAnnotatableError, Refused):
        raise OutputError(
            f"{document.path} 无法加标注；请用 --format docx 或 html",
            f"{document.path} takes no annotations; use --format docx or html",
        ) from None


class _Boxes:
    """Where places of a PDF stand on its pages; a place that is not found again stands on its page as a whole."""

    def __init__(self, document: Document) -> None:
        from gikvalidate.read.pdf.boxes import layout

        self._finder = CellFinder(document)
        found = layout(document.path)
        # Where pages were recognised as pictures, the text layer alone gives another document.
        self._layout = found if found.document.blocks == document.blocks else None

    def __call__(self, place: Place | None) -> list[PageBoxes]:
        found = [] if place is None else self._found(place)
        pages = dict.fromkeys(page for page, _ in found)
        if not pages:
            return [PageBoxes((place.page if place else None) or 1, ())]
        return [PageBoxes(page, tuple(box for other, box in found if other == page)) for page in pages]

    def _found(self, place: Place) -> list[tuple[int, Box]]:
        if self._layout is None:
            return []
        if isinstance(place, TextPlace):
            return self._layout.span(place.start, place.end)
        position = self._finder.position(place)
        return [] if position is None else self._layout.cell(*position) or self._layout.blank(*position)


def _original(document: Document, form: str) -> bytes | None:
    """The bytes of the file as it came; None where it is of another format or lies in an archive."""
    if document.format != form or not document.path.is_file():
        return None
    try:
        return load(document.path)
    except Refused:
        return None
