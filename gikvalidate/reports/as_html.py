"""One HTML file, offline: the verdict first, the findings beside the document itself with marks in place.

Nothing is loaded from anywhere; the page's own style and script are named to the browser by their hashes, so that
nothing a document holds can ever run. Everything from documents goes through the escaping of the template engine.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gikvalidate.document import Block, Paragraph
from gikvalidate.findings import Result, Severity, Unreadable
from gikvalidate.reports.extra import SHOWN, TEXTS, Extra, Value
from gikvalidate.reports.grouping import grouped
from gikvalidate.reports.html_words import WORDS
from gikvalidate.reports.marking import Position, is_title, marking
from gikvalidate.reports.overview import overview
from gikvalidate.reports.root_causes import MOST_TOLD
from gikvalidate.reports.table_html import Kind, table_rows
from gikvalidate.reports.unchecked_html import unchecked_lines
from gikvalidate.reports.wording import (
    LANES,
    STATUS,
    agency_name,
    counts_line,
    lane_counts,
    place_names,
    year_name,
)

#: Where the templates, the style and the script of the page lie.
TEMPLATES = Path(__file__).parent / "templates"


class View:
    """One checked document as the templates want it, where asked for without its words."""

    def __init__(
        self,
        result: Result,
        lang: str,
        tried: Collection[Position] = (),
        repairs: int = MOST_TOLD,
        *,
        text: bool = True,
    ) -> None:
        self.result = result
        #: Cells that hold another value than the document does.
        self.tried = tried
        self.agency = agency_name(result, lang)
        self.year = year_name(result, lang)
        self.counts_line = counts_line(result, lang)
        self.counts = lane_counts(result.findings)
        self.verdict = WORDS[lang][_verdict(result, self.counts)]
        self.groups = grouped(result, lang, repairs)
        self.blocks: Sequence[Block] = result.submission.document.blocks if text else ()
        self.packed = ""
        self._lang = lang

    @cached_property
    def marks(self) -> Any:
        return marking(self.result)

    @cached_property
    def ids(self) -> dict[Position | int | None, str]:
        """Ids of the marks on the page by what they stand for; words outside every paragraph have none."""
        if not self.blocks:
            return {}
        document = self.result.submission.document
        found: dict[Position | int | None, str] = {cell: "t{}-{}-{}".format(*cell) for cell in self.marks.cells}
        for start, _, _ in self.marks.spans:
            paragraph = document.paragraph_at(start)
            if paragraph is not None and start < paragraph.end:
                found[start] = f"x{start}"
        return found

    @cached_property
    def kinds(self) -> dict[Position, Kind]:
        """Every cell of every table: figures are data; else what stands left of a figure heads its row."""
        figures = self.result.submission.figures.cells.values()
        found: dict[Position, Kind] = {}
        taken = {(figure.table_index, figure.grid_row, figure.grid_column) for figure in figures}
        last = {(table, row): column for table, row, column in sorted(taken)}
        statutory = {table for table, _, _ in taken}
        data, row, column = Kind("td"), Kind("th", "row"), Kind("th", "col")
        for table in self.result.submission.document.tables:
            for cell in table.cells:
                here = (table.index, cell.row, cell.column)
                if here in taken or (table.index not in statutory and cell.row):
                    found[here] = data
                else:
                    found[here] = row if cell.column < last.get((table.index, cell.row), 0) else column
        return found

    @cached_property
    def captions(self) -> dict[int, str]:
        return {table.index: table.title for table in self.result.submission.figures.tables}

    @cached_property
    def _headings(self) -> set[int]:
        return {section.start for section in self.result.submission.sections}

    def tag(self, paragraph: Paragraph) -> str:
        return "h3" if paragraph.start in self._headings else "p"

    def style(self, paragraph: Paragraph) -> str:
        """The class of a paragraph: where it stood in the source, or that it is the title."""
        return "title" if is_title(paragraph, self.result.submission) else paragraph.origin.value

    @property
    def unchecked(self) -> Markup:
        """A line for each thing that was not evaluated."""
        return unchecked_lines(self.result, self._lang)

    @property
    def unchecked_line(self) -> str:
        found = [item.status for item in self.result.not_checked]
        counts = {status: found.count(status) for status in STATUS[self._lang]}
        return WORDS[self._lang]["stop"].join(
            f"{STATUS[self._lang][status]} {count}" for status, count in counts.items() if count
        )


def findings_html(
    results: Sequence[Result],
    unreadable: Sequence[Unreadable],
    lang: str,
    extras: Sequence[Extra] = (),
    repairs: int = MOST_TOLD,
) -> str:
    """The page of one document, or the overview of many with a section for each and the caller's tables.

    At most `repairs` ways to settle a root cause are told.
    """
    environment = page_environment(lang)
    # Of so many the findings stand on the page as they are; of more they are packed with the documents that have to
    # be looked at, or no browser would show the page within seconds.
    few = len(results) <= TEXTS
    views = [View(result, lang, repairs=repairs, text=few or result.grave) for result in results]
    if len(views) == 1 and not unreadable and not extras:
        return environment.get_template("one.html").render(views=views)
    parts: Any = environment.get_template("parts.html").module
    for number, view in enumerate(views, start=1):
        page = parts.sides(number, view, 3)
        view.packed = base64.b64encode(gzip.compress(page.encode(), 6, mtime=0)).decode()
    return environment.get_template("many.html").render(
        views=views,
        unreadable=unreadable,
        overview=overview(results, lang),
        extras=extras,
        shown=SHOWN,
        unfolded=few,
    )


def heat(value: Value, most: int) -> int:
    """How dark a number of a table is shown: 0 for none, 4 for the largest."""
    return -(-4 * value // most) if isinstance(value, int) and value > 0 else 0


def largest(rows: Sequence[Sequence[Value]]) -> int:
    """The largest number of a table."""
    return max((value for row in rows for value in row if isinstance(value, int)), default=0)


def _verdict(result: Result, counts: Mapping[Severity, int]) -> str:
    if result.ledger.passed + result.ledger.failed == 0:
        return "verdict_nothing"
    gravest = next((severity for severity, count in counts.items() if count), None)
    return "verdict_clean" if gravest is None else f"verdict_{gravest.value}"


def page_environment(lang: str, *further: Path) -> Environment:
    """The templates and words of the page, and templates of `further` folders that build on them."""
    environment = Environment(
        loader=FileSystemLoader([*further, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, file in (("style", "page.css"), ("script", "page.js")):
        source = (TEMPLATES / file).read_text(encoding="utf-8").strip()
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        environment.globals |= {name: Markup(source), f"{name}_hash": digest}
    environment.globals |= {
        "words": WORDS[lang],
        "lanes": LANES[lang],
        "table_rows": table_rows,
        "heat": heat,
        "largest": largest,
        "is_lane": lambda value: isinstance(value, Severity),
        "place_names": partial(place_names, lang=lang),
    }
    return environment
