"""A table that goes on over the page, put together again: its columns by their edges, a broken row by what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gikvalidate.document import Cell
from gikvalidate.read.scan.layout import Ruled
from gikvalidate.read.scan.looks import is_figure

# Edges of one column on two pages lie so close together.
ASIDE = 14

_ORDINAL = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．]|其中)")


def joined(above: Ruled, below: Ruled) -> Ruled | None:
    """Both parts as one table, or None where they are two tables."""
    if abs(above.across[0] - below.across[0]) > ASIDE or abs(above.across[-1] - below.across[-1]) > ASIDE:
        return None
    across = _united(above.across, below.across)
    tops, news = _laid(above, across), _laid(below, across)
    full = {cell for old, cell in zip(above.cells, tops, strict=True) if old in above.full}
    over = {(cell.column, cell.colspan): cell for cell in tops if cell.row + cell.rowspan == above.rows}
    first = [cell for cell in news if cell.row == 0]
    broken = _row_is_broken(first, over, full) and not (below.rows == 1 and _is_row_of_blanks(first, over))
    # What a row begins with has the groups it belongs to on its left, and its own figures on its right.
    begun = min((cell.column for cell in first if _ORDINAL.match(cell.text)), default=across[-1])
    pairs = {
        cell: mate
        for cell in first
        if (mate := over.get((cell.column, cell.colspan))) is not None
        and (broken or (cell.column < begun and _is_group(mate, cell)))
    }
    # A broken row is one row only if nothing in its lower part stands under something else.
    same_row = broken and len(pairs) == len(first)
    shift = above.rows - (1 if same_row else 0)
    cells = [cell for cell in tops if cell not in pairs.values()]
    cells += [_one(mate, cell, same_row) for cell, mate in pairs.items()]
    cells += [replace(cell, row=cell.row + shift) for cell in news if cell not in pairs]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    ends = frozenset(cell for old, cell in _moved(below, news, shift) if old in below.full and cell in cells)
    return Ruled(below.box, across, shift + below.rows, tuple(cells), ends)


def _united(one: Iterable[int], other: Iterable[int]) -> tuple[int, ...]:
    edges: list[int] = []
    for edge in sorted([*one, *other]):
        if not edges or edge - edges[-1] > ASIDE:
            edges.append(edge)
    return tuple(edges)


def _laid(part: Ruled, across: tuple[int, ...]) -> list[Cell]:
    """The cells of one part on the columns of the whole."""

    def column(edge: int) -> int:
        return min(range(len(across)), key=lambda index: abs(across[index] - edge))

    at = [column(edge) for edge in part.across]
    return [
        replace(cell, column=at[cell.column], colspan=at[cell.column + cell.colspan] - at[cell.column])
        for cell in part.cells
    ]


def _moved(part: Ruled, laid: list[Cell], shift: int) -> Iterable[tuple[Cell, Cell]]:
    moved = (replace(cell, row=cell.row + shift) for cell in laid)
    return zip(part.cells, moved, strict=True)


def _row_is_broken(first: list[Cell], over: dict[tuple[int, int], Cell], full: set[Cell]) -> bool:
    """Whether the first row of the lower part is the rest of the last row of the upper part.

    A rest begins nothing: no ordinal, no figure under a figure, no word under one that had room to go on.
    """
    pairs = [(over.get((cell.column, cell.colspan)), cell) for cell in first]
    mates = [(mate, cell) for mate, cell in pairs if mate is not None]
    if any(_ORDINAL.match(cell.text) and not is_figure(cell.text) for cell in first):
        return False
    if not mates or all(not cell.text for _, cell in mates if cell.rowspan == 1):
        return bool(mates)
    if all(not mate.text for mate, _ in mates if mate.rowspan == 1):
        return any(mate.rowspan == 1 for mate, _ in mates)
    label_goes_on = all(not cell.text or is_figure(cell.text) or mate in full for mate, cell in mates)
    return all(_goes_on(mate, cell, mate in full, label_goes_on) for mate, cell in mates)


def _is_row_of_blanks(first: list[Cell], over: dict[tuple[int, int], Cell]) -> bool:
    """Whether all of a row is blank and stands under the words of a header, every one of which needs its figure."""
    above = [mate for mate in over.values() if mate.rowspan == 1]
    return not any(cell.text for cell in first) and all(mate.text and not is_figure(mate.text) for mate in above)


def _goes_on(mate: Cell, cell: Cell, full: bool, digits: bool) -> bool:
    if not cell.text or not mate.text:
        return True
    if is_figure(cell.text) or is_figure(mate.text):
        return digits and full and is_figure(cell.text) and is_figure(mate.text)
    # Where labels are numbered, one without a number is the rest of another.
    return full or _ORDINAL.match(mate.text) is not None


def _is_group(mate: Cell, cell: Cell) -> bool:
    """Whether a cell at the top of a page is the rest of a label that stands beside several rows."""
    if mate.rowspan == 1 == cell.rowspan or is_figure(mate.text):
        return False
    return not cell.text or not (is_figure(cell.text) or _ORDINAL.match(cell.text))


def _one(mate: Cell, cell: Cell, same_row: bool) -> Cell:
    texts = [text for text in (mate.text, cell.text) if text]
    known = [part.confidence for part in (mate, cell) if part.confidence is not None]
    return replace(
        mate,
        text="".join(texts),
        rowspan=mate.rowspan + cell.rowspan - (1 if same_row else 0),
        confidence=min(known, default=None),
    )
