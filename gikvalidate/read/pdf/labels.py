"""Labels of a table without lines: which lines are one label, and which line of figures it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gikvalidate.read.pdf.lines import Line
from gikvalidate.read.pdf.stretches import ORDINAL, Cells, is_figure

# In sizes of the font: lines of one label, a label beside its figures, and lines of one number.
_LABEL_PITCH = 2.0
_BESIDE = 1.1
_BROKEN_PITCH = 1.5
# How much farther the next label has to be than the one such a line goes on from, and beyond what none is meant.
_CERTAIN = 1.3
_FAR = 3.0
_BESIDE_LINES = 0.2
# Less than that from its figures a label is theirs, whatever else is: two columns of labels may touch.
_LEVEL = 0.5
# More than this share of the labels have to say where their figures stand.
_MOST = 0.6

#: The lines of one label.
Label = list[Line]


def blocks_of(lines: Sequence[Line], apart: Cells, is_label: Callable[[Line], bool]) -> list[Label]:
    """Labels with the lines they wrap into: one begins with an ordinal, or beside figures where labels have none."""
    blocks: list[Label] = []
    open_: list[Label] = []
    for line in lines:
        counted = any(map(is_figure, apart[line]))
        for cell in filter(is_label, apart[line]):
            open_ = [block for block in open_ if cell.middle - block[-1].middle < _LABEL_PITCH * cell.size]
            # Lines of one label stand over one another, whether they are set to the left or to the middle.
            over = [block for block in open_ if block[-1].middle < cell.middle and _shared(block, cell) > 0]
            block = max(over, key=lambda block: _shared(block, cell), default=None)
            ordered = block is not None and ORDINAL.match(block[0].text) is not None
            if block is None or ORDINAL.match(cell.text) or (counted and not ordered):
                open_ = [other for other in open_ if other is not block]
                block = []
                blocks.append(block)
                open_.append(block)
            block.append(cell)
    return blocks


def _shared(block: Sequence[Line], cell: Line) -> float:
    """How much of its width a line has in common with the lines of a label."""
    return min(max(line.right for line in block), cell.right) - max(min(line.left for line in block), cell.left)


def homes(blocks: Sequence[Label], rows: Sequence[Line]) -> list[tuple[Label, Line | None]]:
    """Every label with the line of figures it belongs to; of two over one another only the nearer one has it."""
    anchor = _anchor(blocks, rows)
    found = [(block, _home(block, rows, anchor)) for block in blocks]
    kept: list[tuple[Label, Line | None]] = []
    for block, home in found:
        rivals = [
            other for other, line in found if line is home and other is not block and _shared(other, block[0]) > 0
        ]
        nearest = home is not None and (
            _apart(block, home) < _LEVEL * block[0].size
            or all(_apart(block, home) <= _apart(other, home) for other in rivals)
        )
        kept.append((block, home if nearest else None))
    return kept


def _apart(block: Sequence[Line], row: Line) -> float:
    return abs(row.middle - middle(block))


def hosts(homed: Sequence[tuple[Label, Line | None]], rows: Sequence[Line]) -> tuple[dict[Line, Line], set[Line]]:
    """For lines of figures without a label the line they go on from: numbers break where a column is narrow.

    The others are the lines of rows that such a line may belong to as well, so that neither can be read.
    """
    labelled = {home: block for block, home in homed if home is not None}
    found: dict[Line, Line] = {}
    unsure: set[Line] = set()
    for line in rows:
        if line in labelled:
            continue
        near = sorted((_outside(block, line), home.middle, home) for home, block in labelled.items())
        # Beside the lines of a label there is no doubt.
        reach = 0.1 if near and near[0][0] < _BESIDE_LINES * line.size else _CERTAIN
        likely = [home for apart, _, home in near if apart < min(near[0][0] + reach * line.size, _FAR * line.size)]
        if len(likely) == 1 and near[0][0] < _BROKEN_PITCH * line.size:
            found[line] = likely[0]
        else:
            unsure.update(likely)
    return found, unsure


def _outside(block: Sequence[Line], row: Line) -> float:
    """How far above or below a label a line of figures stands."""
    return max(block[0].middle - row.middle, row.middle - block[-1].middle, 0.0)


_Anchor = Callable[[Label], float]


def _anchor(blocks: Sequence[Label], rows: Sequence[Line]) -> _Anchor | None:
    """Where in a label of several lines its figures stand: cells of a table are set to the top, middle or bottom alike.

    None where the labels do not say.
    """
    several = [block for block in blocks if len(block) > 1 and ORDINAL.match(block[0].text)]
    anchors: tuple[_Anchor, ...] = (middle, lambda block: block[0].middle, lambda block: block[-1].middle)
    level = [sum(_beside(block, anchor, rows) is not None for block in several) for anchor in anchors]
    best = max(level)
    certain = best > _MOST * len(several) and level.count(best) == 1
    return anchors[level.index(best)] if certain else None


def _beside(block: Label, anchor: _Anchor, rows: Sequence[Line]) -> Line | None:
    near = (line for line in rows if abs(line.middle - anchor(block)) < _BESIDE_LINES * line.size)
    return next(near, None)


def _home(block: Label, rows: Sequence[Line], anchor: _Anchor | None) -> Line | None:
    """The line of figures a label belongs to; None for a label without figures, which has a row of its own."""
    if anchor is not None and (level := _beside(block, anchor, rows)) is not None:
        return level
    beside = [line for line in rows if any(abs(cell.middle - line.middle) < 0.3 * cell.size for cell in block)]
    nearest = min(beside or rows, key=lambda line: abs(line.middle - middle(block)))
    if beside or abs(nearest.middle - middle(block)) < _BESIDE * block[0].size:
        return nearest
    return None


def middle(block: Sequence[Line]) -> float:
    """The height at which a label stands."""
    return (block[0].middle + block[-1].middle) / 2
