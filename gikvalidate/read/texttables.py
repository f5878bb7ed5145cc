"""Tables in plain text.

Each finder looks at one line and gives the table that begins there and the line behind it, or no table and the line
before which it need not look again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from gikvalidate.document import Cell, Table
from gikvalidate.read.flattened import is_value, rebuild
from gikvalidate.read.grid import table_of
from gikvalidate.read.lines import is_heading

Found = tuple[Table | None, int]

# Word's plain text ends a row with one empty line; a longer gap is the space behind a table.
GAP = 3
CELL = 60
COLUMN_CELL = 40
COLUMN_LINES = 8
COLUMN_VALUES = 4
# The share of cells one empty line behind the one before, from which on empty lines are spacing.
ALONE = 0.8
TITLE_CELL = 20
FORM_COLUMNS = 5
QUOTED_LINES = 30

_WIDE_GAP = re.compile(r"[ \u3000]{2,}")
_SENTENCE = re.compile(r"[。；！？]")


def unquoted(lines: list[str]) -> list[str]:
    """The lines with cells that a spreadsheet put in quotes, since they break over lines, in one line each."""
    whole: list[str] = []
    at = 0
    while at < len(lines):
        end = _last_of_quoted(lines, at)
        if end > at:
            whole.append("\t".join(map(_bare_cell, "".join(lines[at : end + 1]).split("\t"))))
        else:
            whole.append(lines[at])
        at = end + 1
    return whole


def _last_of_quoted(lines: list[str], at: int) -> int:
    """The line in which the quotes that a cell of this line opens are all closed."""
    if '\t"' not in lines[at] and not lines[at].startswith('"'):
        return at
    quotes = 0
    for end in range(at, min(at + QUOTED_LINES, len(lines))):
        quotes += lines[end].count('"')
        if quotes % 2 == 0:
            return end
    return at


def _bare_cell(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1].replace('""', '"') if quoted else text


def cell_lines(lines: list[str], at: int) -> Found:
    """Cells led by a TAB; a line without one continues the cell above, an empty line ends the row."""
    if not lines[at].startswith("\t") or _is_prose(lines[at]):
        return None, at + 1
    rows: list[list[str]] = [[]]
    start, end = at, at
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t"):
            rows[-1].extend(line[1:].split("\t"))
            end = at + 1
        elif not line.strip():
            blank = _blank_run(lines, at)
            if blank >= GAP or at + blank >= len(lines) or not lines[at + blank].startswith("\t"):
                break
            rows.append([])
            at += blank
            continue
        elif rows[-1] and at == end and _continues(line):
            rows[-1][-1] += "\n" + line
            end = at + 1
        else:
            break
        at += 1
    rows = [row for row in rows if row]
    if len(rows) < 2 or max(map(len, rows)) < 2 or _one_row_per_line(lines[start:end]) or _is_indented(rows):
        return None, end
    return rebuild(rows), end


def tab_rows(lines: list[str], at: int) -> Found:
    """One row per line, cells separated by TABs."""
    return _rows(lines, at, lambda line: line.split("\t") if "\t" in line else None, fewest=2)


def gap_rows(lines: list[str], at: int) -> Found:
    """One row per line, cells separated by two or more spaces."""
    return _rows(lines, at, lambda line: _WIDE_GAP.split(line.strip()) if _WIDE_GAP.search(line.strip()) else None, 3)


def column_lines(lines: list[str], at: int) -> Found:
    """One cell per line and no mark of the rows: a table of one column, empty lines between kept as empty cells."""
    end = at
    values = 0
    last_text = at
    while end < len(lines) and _is_cell(lines[end]) and not _opens_section(lines, end):
        if lines[end].strip():
            last_text = end
            values += is_value(lines[end])
        end += 1
    cells = [line.strip() for line in lines[at : last_text + 1]]
    filled = sum(1 for cell in cells if cell)
    if filled < COLUMN_LINES or values < COLUMN_VALUES:
        return None, max(end, at + 1)
    if _spaced_out(cells):
        cells = [cell for cell in cells if cell]
    return table_of([Cell(row, 0, cell) for row, cell in enumerate(cells)], len(cells), 1), last_text + 1


def _spaced_out(cells: list[str]) -> bool:
    """Whether the lines stand alone but for a few that broke over two: then the empty lines are spacing, not cells."""
    filled = [index for index, cell in enumerate(cells) if cell]
    gaps = [after - before - 1 for before, after in pairwise(filled)]
    return all(gaps) or (gaps.count(1) >= ALONE * len(gaps) and gaps.count(0) < gaps.count(1))


def _rows(lines: list[str], at: int, split: Callable[[str], list[str] | None], fewest: int) -> Found:
    rows: list[list[str]] = []
    start, end = at, at
    while at < len(lines):
        row = split(lines[at])
        if row is not None and all(len(cell) <= CELL and not _SENTENCE.search(cell) for cell in row):
            rows.append(row)
            end = at + 1
        elif rows and end == at and _heads_more_rows(lines, at, split):
            rows.append([lines[at].strip()])
        elif lines[at].strip() or _blank_run(lines, at) > 1:
            break
        at += 1
    rows = _without_common_end(rows)
    wide = sum(1 for row in rows if len(row) >= fewest and sum(1 for cell in row if cell.strip()) >= 2)
    figures = any(is_value(cell) and cell.strip() for row in rows for cell in row[1:])
    if wide < 2 or not (figures or _is_form(rows)):
        return None, max(end, start + 1)
    return rebuild(rows), end


def _heads_more_rows(lines: list[str], at: int, split: Callable[[str], list[str] | None]) -> bool:
    """Whether a line without a mark is a cell over all columns, so that rows go on behind it."""
    line = lines[at].strip()
    alone = 0 < len(line) <= TITLE_CELL and not _SENTENCE.search(line) and not is_heading(line)
    return alone and at + 1 < len(lines) and split(lines[at + 1]) is not None


def _is_form(rows: list[list[str]]) -> bool:
    """Headings over many columns, or labels before them, with nothing filled in."""
    if len(rows) <= 2:
        return False
    labelled = [row for row in rows if len(row) > FORM_COLUMNS and "".join(row) and not "".join(row[-FORM_COLUMNS:])]
    return len(labelled) > 2 or (len(rows[-1]) >= FORM_COLUMNS and not any(cell.strip() for cell in rows[-1]))


def _without_common_end(rows: list[list[str]]) -> list[list[str]]:
    """A TAB that ends every line separates nothing."""
    if rows and all(len(row) > 1 and not row[-1].strip() for row in rows):
        return [row[:-1] for row in rows]
    return rows


def _one_row_per_line(lines: list[str]) -> bool:
    """Rows that begin with an empty cell look like cells led by a TAB, but most of their lines hold several TABs."""
    cells = [line for line in lines if line.startswith("\t")]
    return 2 * sum(1 for line in cells if "\t" in line[1:]) > len(cells)


def _is_prose(line: str) -> bool:
    return len(line) > CELL and "。" in line


def _is_indented(rows: list[list[str]]) -> bool:
    """Paragraphs whose first line is indented by a TAB look like cells, but they run on."""
    lengths = [len(cell) for row in rows for cell in row]
    return 2 * sum(length for length in lengths if length > CELL) > sum(lengths)


def _continues(line: str) -> bool:
    return len(line) <= CELL and not is_heading(line) and "\t" not in line


def _blank_run(lines: list[str], at: int) -> int:
    end = at
    while end < len(lines) and not lines[end].strip() and not lines[end].startswith("\t"):
        end += 1
    return end - at


def _is_cell(line: str) -> bool:
    return len(line) <= COLUMN_CELL and "\t" not in line and not _SENTENCE.search(line)


def _opens_section(lines: list[str], at: int) -> bool:
    """A row label may read “一、…” like a section heading, but its figures follow within two lines."""
    if not is_heading(lines[at]):
        return False
    following: list[str] = []
    for line in lines[at + 1 : at + 20]:
        if line.strip():
            following.append(line)
        if len(following) == 2:
            break
    return not any(is_value(line) for line in following)
