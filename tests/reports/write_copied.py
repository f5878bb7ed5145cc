"""What copying a web page or a PDF leaves of a report: text lines, the tables in whatever shape the copier had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .forms import Rows, resolved, tables
from .model import TABLE_OF_SECTION, TITLES, Report

Shape = Literal[
    "piped rows",
    "piped rows, open in front",
    "piped rows, filled up behind",
    "piped cells",
    "piped cells, filled up behind",
    "spaced rows",
    "cells",
    "cells apart",
]


def copied(report: Report, shape: Shape) -> str:
    """The whole report as text."""
    written = tables(report)
    lines = [*report.title, *report.opening]
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        lines += [heading, *paragraphs]
        if name := TABLE_OF_SECTION.get(index):
            lines.append(_SHAPES[shape](written[name]))
    apart = "\n\n" if shape == "cells apart" else "\n"
    return apart.join([*lines, *report.signature]) + "\n"


def _cells(rows: Rows) -> list[list[str]]:
    """The text of every cell once, in the row where it begins."""
    return [[cell.text.replace("\n", "") for cell, begins in row if begins] for row in resolved(rows)]


def _fillers(rows: Rows) -> list[str]:
    """For every row, pipes for the places its merged cells cover."""
    width = sum(cell.colspan for cell in rows[0])
    return ["|" * (width - len(row)) for row in _cells(rows)]


def _piped(rows: Rows) -> str:
    return "\n".join(" | ".join(row) + " |" for row in _cells(rows))


def _open(rows: Rows) -> str:
    return "\n".join(" | ".join(row) for row in _cells(rows))


def _filled(rows: Rows) -> str:
    return "\n".join(f"| {' | '.join(row)} |{filler}" for row, filler in zip(_cells(rows), _fillers(rows), strict=True))


def _piped_cells(rows: Rows) -> str:
    return "\n".join(f"{text} |".strip() for row in _cells(rows) for text in row)


def _piped_cells_filled(rows: Rows) -> str:
    lines: list[str] = []
    for row, filler in zip(_cells(rows), _fillers(rows), strict=True):
        lines += [f"{text} |".strip() for text in row]
        lines += [filler] if len(filler) > 1 else []
    return "\n".join(lines)


def _spaced(rows: Rows) -> str:
    return "\n".join(" ".join(text for text in row if text) for row in _cells(rows))


def _lines(rows: Rows) -> str:
    return "\n".join(text for row in _cells(rows) for text in row if text)


_SHAPES: dict[Shape, Callable[[Rows], str]] = {
    "piped rows": _piped,
    "piped rows, open in front": _open,
    "piped rows, filled up behind": _filled,
    "piped cells": _piped_cells,
    "piped cells, filled up behind": _piped_cells_filled,
    "spaced rows": _spaced,
    "cells": _lines,
    "cells apart": lambda rows: _lines(rows).replace("\n", "\n\n"),
}
