"""Tables of text between pipes: Markdown, and what a copy of a web page or of a PDF left with less than it asks for.

Rows: “规章 | 0 | 0 | 0 |”, with or without a pipe in front, or “规章 0 0 0”; columns: one cell to a line, each with a
pipe behind it. A run of pipes with nothing between them is what a copier put for the places a merged cell covers.

Each finder looks at one line and gives the table that begins there and the line behind it, or no table and the line
before which it need not look again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from gikvalidate.document import Cell, Table
from gikvalidate.read.flattened import is_value, rebuild
from gikvalidate.read.grid import Slot, lay_out, table_of
from gikvalidate.read.lines import is_heading

CELL = 60
COLUMN_LINES = 8
# The share of rows equally long, from which on rows keep a place for every column.
EQUAL_ROWS = 0.8
# That many lines with figures, or one line with so many figures, are no prose.
SPACED_LINES = 4
WIDE_ROW = 8

_SENTENCE = re.compile(r"[。；！？]")
_PIPE = re.compile(r"(?<!\\)\|")
# Behind the last cell, pipes for the places that merged cells cover.
_FILLER = re.compile(r"(?<=\s)\|{2,}\s*$")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*")
_MARKDOWN_ROW = re.compile(r"\s*\|.*\|\s*")
_CELL_LINE = re.compile(r"\s*([^|]*?)\s*\|\s*")
_ONLY_PIPES = re.compile(r"\s*\|{2,}\s*")
_VALUE = r"(?:[-+]?\d[\d,]*(?:\.\d+)?(?:%|件|项|条|个|[万亿]?元)?|[-—–/])"
_SPACED = re.compile(rf"(?P<label>\S.*?)(?P<values>(?:\s+{_VALUE})+)\s*")
# Words of headings: no figures and no end of a sentence.
_HEADING_CELLS = re.compile(r"[^\d。；！？|\t]{1,80}")
_NO_LABEL = re.compile(r"[。；！？|\t]")
# A group and its first row stand in one line: “（三）不予公开 1.属于国家秘密”.
_NEXT_LABEL = re.compile(r"\s+(?=[（(]?[一二三四五六七八九十\d]{1,2}[)）.、．])")
_VALUES_ONLY = re.compile(rf"\s*{_VALUE}(?:\s+{_VALUE})*\s*")


def pipe_rows(lines: list[str], at: int) -> tuple[Table | None, int]:
    """A Markdown table."""
    end = at
    rows: list[list[str]] = []
    while end < len(lines) and (_MARKDOWN_ROW.fullmatch(lines[end]) or (rows and _RULE.fullmatch(lines[end]))):
        if not _RULE.fullmatch(lines[end]):
            cells = _PIPE.split(lines[end].strip())[1:-1]
            rows.append([cell.strip().replace("\\|", "|").replace("<br>", "\n") for cell in cells])
        end += 1
    if len(rows) < 2 or any(_FILLER.search(line) for line in lines[at:end]):
        return None, at + 1
    # Rows equally long keep a place for every column, whatever was merged; a few others lost or gained a cell. Where
    # the lengths differ throughout, rows are shorter by what is merged and must be fitted.
    ((_, usual),) = Counter(map(len, rows)).most_common(1)
    if usual < EQUAL_ROWS * len(rows):
        return rebuild(rows), end
    return lay_out([[Slot(text) for text in row] for row in rows]), end


def piped_rows(lines: list[str], at: int) -> tuple[Table | None, int]:
    """One row per line, cells between or before pipes."""
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and (row := _piped(lines[end])) is not None:
        if not _RULE.fullmatch(lines[end]):
            rows.append(row)
        end += 1
    rows = _without_edges(rows)
    if sum(1 for row in rows if len(row) > 1) < 2 or not _has_values(rows):
        return None, max(end, at + 1)
    return rebuild(rows), end


def piped_column(lines: list[str], at: int) -> tuple[Table | None, int]:
    """One cell per line: a table of one column, in which a pipe alone is an empty cell."""
    cells: list[str] = []
    end = at
    while end < len(lines):
        line = lines[end]
        if line.strip() and not _ONLY_PIPES.fullmatch(line):
            cell = _CELL_LINE.fullmatch(line)
            if cell is None or len(cell[1]) > CELL or _SENTENCE.search(cell[1]):
                break
            cells.append(cell[1])
        end += 1
    if sum(1 for cell in cells if cell) < COLUMN_LINES or not any(is_value(cell) for cell in cells):
        return None, max(end, at + 1)
    return table_of([Cell(row, 0, text) for row, text in enumerate(cells)], len(cells), 1), end


def spaced_rows(lines: list[str], at: int) -> tuple[Table | None, int]:
    """One row per line, a space between the cells: headings, then labels with their figures.

    Nothing is left of an empty cell, so nobody can tell whose the figures are where neighbouring rows differ in
    their number; such rows keep their label alone.
    """
    rows: list[tuple[list[str], list[str]]] = []
    end = at
    while end < len(lines):
        line = lines[end].strip()
        row = _valued(line)
        if row is None and line:
            if is_heading(line) or not _HEADING_CELLS.fullmatch(line):
                break
            row = line.split(), []
        if row is not None:
            rows.append(row)
        end += 1
    if sum(1 for _, figures in rows if figures) < SPACED_LINES and not any(len(row[1]) > WIDE_ROW for row in rows):
        return None, max(end, at + 1)
    return rebuild(list(_with_certain_figures(rows))), end


def _with_certain_figures(rows: list[tuple[list[str], list[str]]]) -> Iterator[list[str]]:
    """Rows as cells; no figures where some may be missing: fewer than in a neighbour, or than headings."""
    columns = 0
    for filled, run in groupby(rows, key=lambda row: bool(row[1])):
        together = list(run)
        if filled:
            most = max(columns, *(len(figures) for _, figures in together))
            for labels, figures in together:
                yield [*labels, *figures] if len(figures) == most else labels
            continue
        for words, _ in together:
            columns = len(words) - 1 if len(words) > 1 else columns
            yield words


def _piped(line: str) -> list[str] | None:
    cells = _PIPE.split(_FILLER.sub("|", line).strip())
    if len(cells) < 2 or any(len(cell) > CELL or _SENTENCE.search(cell) for cell in cells):
        return None
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _without_edges(rows: list[list[str]]) -> list[list[str]]:
    """A pipe that begins or ends every row separates nothing."""
    if rows and all(not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    if rows and all(row and not row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return [row for row in rows if row]


def _has_values(rows: list[list[str]]) -> bool:
    """A figure behind the first cell of a row, or a row of nothing but empty cells, which holds zeros left blank."""
    return any((cell and is_value(cell)) or not any(row) for row in rows for cell in row[1:])


def _valued(line: str) -> tuple[list[str], list[str]] | None:
    """The labels and the figures of a row, or its figures alone; None for other lines."""
    if _VALUES_ONLY.fullmatch(line) and " " in line:
        return [], line.split()
    row = _SPACED.fullmatch(line)
    if row is None or len(row["label"]) > CELL or _NO_LABEL.search(row["label"]):
        return None
    return _NEXT_LABEL.split(row["label"]), row["values"].split()
