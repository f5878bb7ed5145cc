"""Markdown as people keep it: headings, bold, pipe tables or, where cells are merged, tables as HTML."""

from __future__ import annotations

import re
from typing import Literal

from .forms import Rows, resolved, tables
from .model import TABLE_OF_SECTION, TITLES, Report
from .write_html import table as html_table

Tables = Literal["pipes", "html"]


def markdown(report: Report, style: Tables = "pipes") -> str:
    """The whole report as one Markdown file."""
    written = tables(report)
    blocks = [*(f"# {_escaped(line)}" for line in report.title), *map(_escaped, report.opening)]
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        blocks += [f"## {heading}", *map(_paragraph, paragraphs)]
        if name := TABLE_OF_SECTION.get(index):
            blocks.append(_pipes(written[name]) if style == "pipes" else html_table(written[name]))
    blocks += [f"**{_escaped(line)}**" for line in report.signature]
    return "\n\n".join(blocks) + "\n"


def _paragraph(text: str) -> str:
    """Numbers are set in bold, as those who prepare a press text like it."""
    return re.sub(r"(?<![\d.])(\d{2,}(?:\.\d+)?%?)(?![\d.%年])", r"**\1**", _escaped(text))


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_|<>#])", r"\\\1", text)


def _pipes(rows: Rows) -> str:
    """Every merged cell once, at its top left place; the places it covers are empty."""
    width = sum(cell.colspan for cell in rows[0])
    lines = []
    for row in resolved(rows):
        cells = [text for cell, begins in row for text in [cell.text if begins else "", *[""] * (cell.colspan - 1)]]
        lines.append("| " + " | ".join(_escaped(text).replace("\n", "<br>") for text in cells) + " |")
    return "\n".join([lines[0], "|" + " :---: |" * width, *lines[1:]])
