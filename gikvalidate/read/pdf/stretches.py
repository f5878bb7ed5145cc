"""Lines that no rules surround: which of them stand in columns, and where one table ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from gikvalidate.read.pdf.frame import Glyph
from gikvalidate.read.pdf.lines import Line

# Gaps, in sizes of the font, that part two cells: between words, between figures, and before an ordinal.
_TEXT_GAP = 0.45
_FIGURE_GAP = 0.28
_ORDINAL_GAP = 0.15
# Justified lines have gaps everywhere, up to this.
_WIDEST_USUAL = 0.4
# Lines without a second cell that may stand between two rows: labels wrapped over lines.
_WRAPPED = 16
_LONGEST_LABEL = 10
# In sizes of the font: less than any two lines of one column stand apart.
_HALF_PITCH = 1.0

_FIGURE = re.compile(r"[-+−增减]?\d[\d,.]*|[-—–/]+")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、")
ORDINAL = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,2}、)")

Cells = dict[Line, list[Line]]


def cells(line: Line) -> list[Line]:
    """The parts of a line that stand apart, measured by how far apart its characters stand anyway."""
    glyphs = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
    if len(glyphs) < 2:
        return [line]
    size = median(glyph.size for glyph in glyphs)
    gaps = sorted(max(0.0, after.x0 - before.x1) for before, after in pairwise(glyphs))
    usual = min(gaps[len(gaps) // 3], _WIDEST_USUAL * size)
    groups: list[list[Glyph]] = [[glyphs[0]]]
    for index, (before, glyph) in enumerate(pairwise(glyphs), start=1):
        least = _least(before, glyph, glyphs[index : index + 4]) * max(before.size, glyph.size)
        if glyph.x0 - before.x1 > least + (0 if before.text.isdigit() and glyph.text.isdigit() else 2 * usual):
            groups.append([])
        groups[-1].append(glyph)
    return [Line(group, line.page) for group in groups]


def is_figure(cell: Line) -> bool:
    """Whether a cell holds a number or a dash and nothing else."""
    return _FIGURE.fullmatch("".join(cell.text.split())) is not None


def stretches(lines: Sequence[Line], apart: Cells) -> Iterator[list[Line]]:
    """Runs of lines with several cells each and, between these, no more single ones than labels wrap into."""
    widest = max((line.right for line in lines), default=0.0)
    run: list[Line] = []
    single: list[Line] = []
    beside = _beside_figures(lines, apart)
    for line in lines:
        if len(apart[line]) > 1:
            if run and single and _is_heads(line, single, run, apart):
                yield run
                run = []
            run += single if run else []
            single = []
            run.append(line)
        elif (_is_prose(line, widest) and not is_figure(line) and line not in beside) or len(single) >= _WRAPPED:
            if run:
                yield run + _wrapped(run, single)
            run, single = [], []
        else:
            single.append(line)
    if run:
        yield run + _wrapped(run, single)


def _least(before: Glyph, glyph: Glyph, following: Sequence[Glyph]) -> float:
    if before.text.isdigit() and glyph.text.isdigit():
        return _FIGURE_GAP
    if not before.text.isdigit() and ORDINAL.match("".join(other.text for other in following)):
        return _ORDINAL_GAP
    return _TEXT_GAP


def _is_heads(line: Line, single: Sequence[Line], run: Sequence[Line], apart: Cells) -> bool:
    """Whether headings begin again at `line`, after a line alone: another table, though no text stands between."""
    if any(map(is_figure, apart[line])) or not any(map(is_figure, apart[run[-1]])):
        return False
    labels = max((cell.right for cell in apart[run[-1]] if not is_figure(cell)), default=0.0)
    return apart[line][-1].left > labels and len(single) == 1 and not ORDINAL.match(line.text)


def _beside_figures(lines: Sequence[Line], apart: Cells) -> set[Line]:
    """Lines nearer to a line of figures than lines of text stand: labels, or their halves, in the middle of a row."""
    near: set[Line] = set()
    for above, below in pairwise(lines):
        if below.middle - above.middle < _HALF_PITCH * min(above.size, below.size):
            near |= {one for one, other in ((above, below), (below, above)) if all(map(is_figure, apart[other]))}
    return near


def _is_prose(line: Line, widest: float) -> bool:
    if line.right > widest - 2 * line.size or line.text.endswith(("。", "；", "：")):
        return True
    return len(line.text) > _LONGEST_LABEL and _HEADING.match(line.text) is not None


def _wrapped(run: Sequence[Line], single: Sequence[Line]) -> list[Line]:
    """Of the lines behind a table those that a label of its last row wraps into."""
    kept: list[Line] = []
    for line in single:
        above = (kept or run)[-1]
        near = line.middle - above.middle < 1.5 * line.size and line.page == above.page
        if not near or ORDINAL.match(line.text):
            break
        kept.append(line)
    return kept
