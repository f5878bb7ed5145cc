"""Numbers that a narrow column without lines broke into several lines of digits, made whole again.

The lines of one number stand as near to one another as lines of text do, and rows of a table farther apart. A line that
another follows is as wide as the column allows, so where a figure has room left, what stands below it is another row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gikvalidate.read.pdf.frame import Rule
from gikvalidate.read.pdf.lines import Line
from gikvalidate.read.pdf.stretches import ORDINAL, Cells, is_figure

# In sizes of the font: lines of one number stand no farther apart than this,
_PITCH = 1.5
# rows of a table farther than lines of a number by this at least,
_FARTHER = 0.15
# figures of one row stand no more than this above or below one another,
_LEVEL = 0.3
# and a figure that lacks less than this of the width of its column is full.
_ROOM = 0.3
# Narrower columns break no number, and what stands under one another there are small figures of several rows.
_FEWEST = 2

_REST = re.compile(r"[\d,.]+")
_DIGITS = re.compile(r"[\d,.]*\d[\d,.]*")


@dataclass(eq=False, slots=True)
class _Chain:
    """A figure: its lines of digits with the lines of the page they stand on."""

    parts: list[tuple[Line, Line]]

    @property
    def top(self) -> float:
        return self.parts[0][1].middle

    @property
    def bottom(self) -> float:
        return self.parts[-1][1].middle


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures under one another in one column, and whether the lower one may go on from the upper one.

    `ruled` says that lines are drawn between the rows, `parted` that one is drawn between these two.
    """

    upper: tuple[Line, Line]
    lower: tuple[Line, Line]
    open: bool
    ruled: bool
    parted: bool

    @property
    def gap(self) -> float:
        return (self.lower[1].middle - self.upper[1].middle) / self.upper[0].size


def rejoin(run: Sequence[Line], apart: Cells, rules: Sequence[Rule]) -> None:
    """Put broken numbers together, and with them the figures of their row on one line of the page."""
    bands = list(_bands((cell, line) for line in run for cell in apart[line] if is_figure(cell)))
    pairs = [_pair(upper, lower, band, apart, rules) for band in bands for upper, lower in pairwise(band)]
    rows = min((pair.gap for pair in pairs if not pair.open), default=None)
    joined = {
        pair.lower[0]: pair.upper[0]
        for pair in pairs
        if pair.open and (pair.ruled or (rows is not None and pair.gap < rows - _FARTHER))
    }
    if joined:
        _put_together(list(_chains(bands, joined)), apart)


def _bands(figures: Iterable[tuple[Line, Line]]) -> Iterator[list[tuple[Line, Line]]]:
    """The figures of every column from top to bottom, each with its line of the page."""
    bands: list[tuple[float, list[tuple[Line, Line]]]] = []
    for figure in sorted(figures, key=lambda figure: figure[0].left):
        if bands and figure[0].left <= bands[-1][0]:
            bands[-1][1].append(figure)
            bands[-1] = max(bands[-1][0], figure[0].right), bands[-1][1]
        else:
            bands.append((figure[0].right, [figure]))
    return (sorted(band, key=lambda figure: figure[1].middle) for _, band in bands)


def _pair(
    upper: tuple[Line, Line],
    lower: tuple[Line, Line],
    band: Sequence[tuple[Line, Line]],
    apart: Cells,
    rules: Sequence[Rule],
) -> _Pair:
    widest = max(cell.right - cell.left for cell, _ in band)
    (above, line), (below, under) = upper, lower
    across = [rule.at for rule in rules if not rule.upright and rule.start <= above.left and above.right <= rule.end]
    ruled = any(at < line.middle for at in across) and any(under.middle < at for at in across)
    parted = ruled and any(line.middle < at < under.middle for at in across)
    near = under.middle - line.middle <= _PITCH * above.size and not parted
    full = above.right - above.left > widest - _ROOM * above.size and len(above.text) >= _FEWEST
    rest = _DIGITS.fullmatch(above.text) and _REST.fullmatch(below.text) and _is_under(below, above)
    anew = _begins_row(line, above, apart) and _begins_row(under, below, apart)
    return _Pair(upper, lower, bool(near and full and rest and not anew), ruled, parted)


def _is_under(cell: Line, mate: Line) -> bool:
    """Whether one figure begins, ends or is centred under another that is no narrower."""
    shift = (cell.left - mate.left, cell.right - mate.right, (cell.left + cell.right - mate.left - mate.right) / 2)
    return min(map(abs, shift)) < 1 and cell.right - cell.left < mate.right - mate.left + 1


def _begins_row(line: Line, figure: Line, apart: Cells) -> bool:
    """Whether a label with an ordinal stands before a figure on its line."""
    return any(cell.right < figure.left and ORDINAL.match(cell.text) for cell in apart[line])


def _chains(bands: Sequence[Sequence[tuple[Line, Line]]], joined: dict[Line, Line]) -> Iterator[_Chain]:
    for band in bands:
        chain: _Chain | None = None
        for figure in band:
            if chain is not None and joined.get(figure[0]) is chain.parts[-1][0]:
                chain.parts.append(figure)
                continue
            if chain is not None:
                yield chain
            chain = _Chain([figure])
        if chain is not None:
            yield chain


def _put_together(chains: Sequence[_Chain], apart: Cells) -> None:
    """Give the figures of every row in which a number broke to one of its lines."""
    for row in _rows(chains):
        lines = sorted({line for chain in row for _, line in chain.parts}, key=lambda line: line.middle)
        if len(lines) == 1:
            continue
        home = _home(row, lines, apart)
        taken = {cell for chain in row for cell, _ in chain.parts}
        for line in lines:
            apart[line] = [cell for cell in apart[line] if cell not in taken]
        whole = [Line([glyph for cell, _ in chain.parts for glyph in cell.glyphs], home.page) for chain in row]
        apart[home] = sorted([*apart[home], *whole], key=lambda cell: cell.left)


def _home(row: Sequence[_Chain], lines: Sequence[Line], apart: Cells) -> Line:
    """The line on which the label of a row begins, or the one in the middle of its figures."""
    figure = min((chain.parts[0][0] for chain in row), key=lambda cell: cell.left)
    if begun := [line for line in lines if _begins_row(line, figure, apart)]:
        return begun[-1]
    middle = (min(chain.top for chain in row) + max(chain.bottom for chain in row)) / 2
    return min(lines, key=lambda line: abs(line.middle - middle))


def _rows(chains: Sequence[_Chain]) -> Iterator[list[_Chain]]:
    """Figures that stand beside one another."""
    row: list[_Chain] = []
    reach = 0.0
    for chain in sorted(chains, key=lambda chain: chain.top):
        if row and chain.top > reach + _LEVEL * chain.parts[0][0].size:
            yield row
            row = []
        reach = max(reach, chain.bottom) if row else chain.bottom
        row.append(chain)
    if row:
        yield row
