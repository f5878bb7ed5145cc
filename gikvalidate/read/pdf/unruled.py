"""Tables without lines: figures that stand under one another are columns, what stands left of them are labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gikvalidate.read.pdf.broken import rejoin
from gikvalidate.read.pdf.frame import Glyph, Rule
from gikvalidate.read.pdf.labels import blocks_of, homes, hosts, middle
from gikvalidate.read.pdf.lines import Line
from gikvalidate.read.pdf.ruled import Area, Part
from gikvalidate.read.pdf.stretches import Cells, cells, is_figure, stretches

# Points within which labels begin at one edge.
_START = 5.0
# In sizes of the font: lines of one heading.
_HEAD_PITCH = 1.6
_FEWEST_LINES = 2
# A page of print has some fifty lines; what has more than this is no page.
_MOST_LINES = 1000

_TRAILING = re.compile(r"[-+−]?\d[\d,.]*$")

_Band = tuple[float, float]
# Row, first and last column, lines.
_Span = tuple[int, int, int, list[Line]]


def unruled(lines: Sequence[Line], page: int, rules: Sequence[Rule]) -> tuple[list[Part], list[Line]]:
    """The tables among lines that no rules surround, and the lines that are none of them."""
    if len(lines) > _MOST_LINES:
        return [], list(lines)
    apart = {line: cells(line) for line in lines}
    found: list[Part] = []
    taken: set[Line] = set()
    for run in stretches(lines, apart):
        rejoin(run, apart, rules)
        if (part := _part(run, apart, page)) is not None:
            found.append(part)
            taken.update(run)
    return found, [line for line in lines if line not in taken]


@dataclass(slots=True)
class _Columns:
    """Where labels begin and where figures stand."""

    starts: list[float]
    bands: list[_Band]
    left: float
    right: float

    @property
    def edge(self) -> float:
        return self.bands[0][0]

    @property
    def xs(self) -> list[float]:
        """The edges of all columns, labels first, each at least a hair behind the one before."""
        middles = [(left[1] + right[0]) / 2 for left, right in pairwise(self.bands)]
        first = self.edge - 0.5 if self.starts else self.left
        xs = [*self.starts, first, *middles, self.right]
        for index in range(1, len(xs)):
            xs[index] = max(xs[index], xs[index - 1] + 0.1)
        return xs

    def label(self, cell: Line) -> int:
        """The label column in which a cell begins."""
        return max(0, sum(start <= cell.left + _START for start in self.starts) - 1)

    def figures(self, cell: Line) -> tuple[int, int]:
        """The first and the last column of figures that a cell stands over."""
        over = [at for at, (low, high) in enumerate(self.bands) if cell.left < high and low < cell.right]
        if not over:
            middle = (cell.left + cell.right) / 2
            over = [min(range(len(self.bands)), key=lambda at: abs(sum(self.bands[at]) / 2 - middle))]
        return len(self.starts) + over[0], len(self.starts) + over[-1]

    def is_label(self, cell: Line) -> bool:
        return bool(self.starts) and cell.left < self.edge - _START / 2 and not is_figure(cell)


def _part(run: Sequence[Line], apart: Cells, page: int) -> Part | None:
    rows = [line for line in run if any(map(is_figure, apart[line]))]
    if not rows or len(run) < _FEWEST_LINES:
        return None
    first = _begin(run, run.index(rows[0]), apart)
    heads, body = run[:first], run[first:]
    columns = _columns(heads, body, rows, apart)
    for line in body:
        apart[line] = [part for cell in apart[line] for part in _parted(cell, columns.edge)]
    rows = [line for line in body if any(map(is_figure, apart[line]))]
    ys, areas = _body(body, rows, apart, columns)
    top, above = _head(heads, apart, columns, ys[0])
    return Part(page, columns.xs, [*top, *ys], above + areas, drawn=False)


def _begin(run: Sequence[Line], first: int, apart: Cells) -> int:
    """The line behind the headings: labels whose figures were left blank may stand above the first line with some."""
    figures = min(cell.left for cell in apart[run[first]] if is_figure(cell))
    while first and all(cell.right < figures for cell in apart[run[first - 1]]):
        first -= 1
    return first


def _columns(heads: Sequence[Line], body: Sequence[Line], rows: Sequence[Line], apart: Cells) -> _Columns:
    every = [cell for line in (*heads, *body) for cell in apart[line]]
    bands = _bands(cell for line in rows for cell in apart[line] if is_figure(cell))
    left, right = min(cell.left for cell in every) - 1, max(cell.right for cell in every) + 1
    labels = [cell for line in body for cell in apart[line] if cell.left < bands[0][0] - _START]
    found = _Columns(_starts(cell.left for cell in labels), bands, left, right)
    # Labels in columns of their own end before the first heading.
    front = max((cell.right for cell in labels), default=left)
    for cell in (
        cell for line in reversed(heads) for cell in apart[line] if cell.left > front or not found.is_label(cell)
    ):
        over = [at for at, (low, high) in enumerate(bands) if cell.left < high and low < cell.right]
        if len(over) == 1:
            low, high = bands[over[0]]
            bands[over[0]] = (min(low, cell.left), max(high, cell.right))
        elif not over and cell.left > min(front, bands[0][0]):
            # A heading over nothing is a column left blank.
            bands.append((cell.left, cell.right))
            bands.sort()
    return found


def _bands(figures: Iterable[Line]) -> list[_Band]:
    """Where the columns of figures stand: figures of one column overlap."""
    bands: list[_Band] = []
    for cell in sorted(figures, key=lambda cell: cell.left):
        if bands and cell.left <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], cell.right))
        else:
            bands.append((cell.left, cell.right))
    return bands


def _starts(lefts: Iterable[float]) -> list[float]:
    starts: list[float] = []
    for left in sorted(lefts):
        if not starts or left - starts[-1] > _START:
            starts.append(left)
    return starts


def _parted(cell: Line, edge: float) -> list[Line]:
    """A label that reaches up to its figure, as two cells."""
    match = None if is_figure(cell) else _TRAILING.search(cell.text)
    if match is None or match.start() == 0 or len(cell.text) != len(cell.glyphs):
        return [cell]
    label, figure = cell.glyphs[: match.start()], cell.glyphs[match.start() :]
    if figure[0].x0 < edge - 1 or figure[0].x0 - label[-1].x1 < 0.1 * figure[0].size:
        return [cell]
    return [Line(label, cell.page), Line(figure, cell.page)]


def _body(
    lines: Sequence[Line], rows: Sequence[Line], apart: Cells, columns: _Columns
) -> tuple[list[float], list[Area]]:
    """The edges and cells of the rows: figures where they stand, labels gathered from the lines they wrap over."""
    blocks = homes(blocks_of(lines, apart, columns.is_label), rows)
    broken, unsure = hosts(blocks, rows)
    own = [line.middle for line in rows if line not in broken]
    middles = sorted(own + [middle(block) for block, home in blocks if home is None])
    ys = [lines[0].box[1] - 1, *((low + high) / 2 for low, high in pairwise(middles)), lines[-1].box[3] + 1]
    xs = columns.xs
    grid = [[Area(left, low, right, high) for left, right in pairwise(xs)] for low, high in pairwise(ys)]
    for block, home in blocks:
        row = middles.index(middle(block) if home is None else home.middle)
        area = grid[row][columns.label(block[0])]
        area.glyphs += [glyph for cell in block for glyph in cell.glyphs]
    words: list[tuple[int, int, list[Glyph]]] = []
    for line in lines:
        height = broken.get(line, line).middle
        row = min(range(len(middles)), key=lambda at: abs(middles[at] - height))
        for cell in apart[line]:
            if columns.is_label(cell):
                continue
            column = columns.figures(cell)[0]
            if line in rows:
                grid[row][column].glyphs += cell.glyphs
            else:
                words.append((row, column, cell.glyphs))
    figured = {id(area) for row in grid for area in row[len(columns.starts) :] if area.glyphs}
    for row, column, glyphs in words:
        # Words between a heading and its first figure are of the heading.
        if id(grid[row][column]) in figured:
            row = max(0, row - 1)
        if id(grid[row][column]) not in figured:
            grid[row][column].glyphs += glyphs
    for line in unsure:
        # A row left empty is missing and told; half of a number would be taken for the whole.
        for area in grid[middles.index(line.middle)]:
            area.glyphs.clear()
    _leave_parted(grid, len(columns.starts))
    return ys, [area for row in grid for area in _widened(row, len(columns.starts))]


def _leave_parted(grid: Sequence[Sequence[Area]], labels: int) -> None:
    """Empty rows of figures without any label beside rows of labels without figures: they may be one."""
    if not labels:
        return
    named = [any(area.glyphs for area in row[:labels]) for row in grid]
    filled = [any(area.glyphs for area in row[labels:]) for row in grid]
    for at in (at for at in range(len(grid)) if filled[at] and not named[at]):
        for near in (near for near in (at - 1, at + 1) if 0 <= near < len(grid) and named[near] and not filled[near]):
            for area in (*grid[at], *grid[near]):
                area.glyphs.clear()


def _widened(row: Sequence[Area], labels: int) -> list[Area]:
    """The cells of a row, each label reaching up to the next one, so that only figures stand behind the last."""
    kept: list[Area] = []
    for area in row[:labels]:
        if kept and not area.glyphs:
            kept[-1].x1 = area.x1
        else:
            kept.append(area)
    return [*kept, *row[labels:]]


def _head(lines: Sequence[Line], apart: Cells, columns: _Columns, bottom: float) -> tuple[list[float], list[Area]]:
    """Headings: each line a row; the lines of one heading are gathered where the last of them stands."""
    if not lines:
        return [], []
    xs = columns.xs
    top = lines[0].box[1] - 1
    ys = [top + (bottom - top) * index / len(lines) for index in range(len(lines))]
    spans: list[_Span] = []
    for row, line in enumerate(lines):
        for cell in apart[line]:
            first, last = (0, max(0, len(columns.starts) - 1)) if columns.is_label(cell) else columns.figures(cell)
            above = next((span for span in spans if span[1:3] == (first, last) and _is_near(span[3][-1], cell)), None)
            if above is not None:
                spans.remove(above)
            spans.append((row, first, last, [*(above[3] if above else []), cell]))
    edges = [*ys, bottom]
    spans = [(_lowest(span, spans, len(lines) - 1), *span[1:]) for span in spans]
    areas = [
        Area(xs[first], edges[row], xs[last + 1], edges[row + 1], [glyph for cell in found for glyph in cell.glyphs])
        for row, first, last, found in spans
    ]
    return ys, areas


def _lowest(span: _Span, spans: Sequence[_Span], last: int) -> int:
    """The row for a heading: the last one for those over one column, as their figures stand below it."""
    row, first, end, _ = span
    if first != end or any(other is not span and other[1] <= first <= other[2] and other[0] > row for other in spans):
        return row
    return last


def _is_near(above: Line, below: Line) -> bool:
    return below.middle - above.middle < _HEAD_PITCH * below.size
