"""Rows of text without spans back on a grid.

Text keeps the cells of a merged table but not their widths: a row is shorter than the widest one by what its merged
cells covered. Labels come first, so the last label of a data row takes the width its row lacks in front, the last cell
takes what is lacking behind, and header rows are fitted to the row below them. An empty cell in front of a label, or
below a header, continues the cell above. Where nothing tells the widths of a row, its cells stand at the left, a column
each, and the rest of the row is a hole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from gikvalidate.document import Cell, Table
from gikvalidate.read.grid import LIMIT, WIDEST, check_size, table_of
from gikvalidate.read.refusals import Refused

Row = Sequence[str]
Widths = list[int]

# No header has so many numbers behind a label.
MANY_VALUES = 3

_VALUE = re.compile(r"[\s\d.,，+\-－—–/%％〇○０-９]*|[增减无]?\s*[\d.,]+\s*(?:%|件|项|条|元|万元|个)?|无")


def is_value(text: str) -> bool:
    """Whether a cell holds nothing, a number or a dash."""
    return _VALUE.fullmatch(text.strip()) is not None


def rebuild(rows: Sequence[Row]) -> Table | None:
    """The table of these rows, every row as wide as the widest."""
    width = max((len(row) for row in rows), default=0)
    if width > WIDEST:
        raise Refused("table_too_big", limit=LIMIT)
    check_size(len(rows), width)
    labels = [_labels(row) for row in rows]
    # Rows equally long are built alike, so the data rows decide for a header row of their length too.
    usual: dict[int, int] = {}
    for length in {len(row) for row in rows}:
        counted = Counter(count for row, count in zip(rows, labels, strict=True) if len(row) == length and count)
        if counted:
            usual[length] = min(counted, key=lambda count: (-counted[count], count))
    stub = usual.get(width, 1)
    widths: list[Widths | None] = [_by_stub(len(row), usual.get(len(row)), width, stub) for row in rows]
    data = [_is_data(row, count, usual) for row, count in zip(rows, labels, strict=True)]
    for index in range(len(rows) - 2, -1, -1):
        below = widths[index + 1]
        # Empty figures say nothing of the headers above them.
        if widths[index] is None and below is not None and not data[index + 1]:
            widths[index] = _fitted(len(rows[index]), rows[index + 1], below)
    first_data = data.index(True) if True in data else 0
    return _merged(rows, [found or [1] * len(row) for found, row in zip(widths, rows, strict=True)], width, first_data)


def _labels(row: Row) -> int:
    """The number of label cells in front when only values follow them, 0 for a row of another shape."""
    count = 0
    for index, text in enumerate(row):
        if not is_value(text):
            count = index + 1
    front = row[:count]
    return count if 0 < count < len(row) and all(not text.strip() or not is_value(text) for text in front) else 0


def _is_data(row: Row, labels: int, usual: dict[int, int]) -> bool:
    """A row of values, behind as many labels as rows of its length usually have or fewer with nothing in between, or a
    row of many.
    """
    if len(row) > 1 and labels:
        behind = [bool(text.strip()) for text in row[labels:]]
        narrower = usual[len(row)] - labels
        in_place = narrower == 0 or (narrower > 0 and any(behind) and not any(behind[:narrower]))
        return in_place or sum(behind) >= MANY_VALUES
    return any(text.strip() for text in row) and all(is_value(text) for text in row)


def _by_stub(length: int, labels: int | None, width: int, stub: int) -> Widths | None:
    """Widths of a row with that many label cells over a stub of so many columns; None when it has none to go by."""
    if length == width:
        return [1] * length
    if length == 1:
        return [width]
    if labels is None:
        return None
    widths = [1] * length
    lacking = width - length
    front = min(lacking, max(0, stub - labels))
    widths[labels - 1] += front
    widths[-1] += lacking - front
    return widths


def _fitted(cells: int, below: Row, below_widths: Widths) -> Widths | None:
    """Widths of a header row over the row below: a cell stands over one empty cell or over several filled ones."""
    units: list[tuple[bool, Widths]] = []
    for text, width in zip(below, below_widths, strict=True):
        filled = bool(text.strip())
        if filled and units and units[-1][0]:
            units[-1][1].append(width)
        else:
            units.append((filled, [width]))
    groups = [widths for filled, widths in units if filled]
    over_groups = cells - (len(units) - len(groups))
    if over_groups == len(groups):
        return [sum(widths) for _, widths in units]
    if len(groups) != 1:
        return None
    parts = _split(groups[0], over_groups)
    return parts and [width for filled, widths in units for width in (parts if filled else [sum(widths)])]


def _split(widths: Widths, parts: int) -> Widths | None:
    """One run of cells under several headers: where narrow cells turn to wide ones, else in equal parts."""
    runs: Widths = []
    for index, width in enumerate(widths):
        if index and (width > 1) == (widths[index - 1] > 1):
            runs[-1] += width
        else:
            runs.append(width)
    if len(runs) == parts:
        return runs
    if parts < 1 or len(widths) % parts:
        return None
    step = len(widths) // parts
    return [sum(widths[start : start + step]) for start in range(0, len(widths), step)]


def _merged(rows: Sequence[Row], widths: list[Widths], width: int, first_data: int) -> Table | None:
    """Cells at their columns; an empty label or header cell joins the cell above it when both are equally wide."""
    cells: list[Cell] = []
    above: dict[int, int] = {}
    for index, (row, row_widths) in enumerate(zip(rows, widths, strict=True)):
        here: dict[int, int] = {}
        front = _labels(row) if index >= first_data else len(row)
        column = 0
        for place, (text, colspan) in enumerate(zip(row, row_widths, strict=True)):
            upper = above.get(column)
            if not text.strip() and place < front and upper is not None and cells[upper].colspan == colspan:
                cell = cells[upper]
                cells[upper] = Cell(cell.row, cell.column, cell.text, cell.rowspan + 1, colspan)
                here[column] = upper
            else:
                here[column] = len(cells)
                cells.append(Cell(index, column, text, 1, colspan))
            column += colspan
        above = here
    return table_of(cells, len(rows), width)
