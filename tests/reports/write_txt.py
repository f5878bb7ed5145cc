"""Plain text as Word flattens it: a cell per line behind a TAB, an empty line after each row."""

from __future__ import annotations

from .forms import Rows, resolved, tables
from .model import TABLE_OF_SECTION, TITLES, Report


def text(report: Report) -> str:
    """The whole report as one text file."""
    lines = [*report.title, "", *report.opening]
    written = tables(report)
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        lines += [heading, *paragraphs]
        if name := TABLE_OF_SECTION.get(index):
            lines += [_table(written[name]), "", ""]
    lines += ["", "", *(f"{'':30}{line}" for line in report.signature)]
    return "\n".join(lines) + "\n"


def _table(rows: Rows) -> str:
    # Line breaks inside a cell continue without a TAB, which is how a reader can tell them from the next cell.
    return "\n".join(
        "".join(f"\t{cell.text if begins else ''}\n" for cell, begins in row) for row in resolved(rows)
    ).rstrip("\n")
