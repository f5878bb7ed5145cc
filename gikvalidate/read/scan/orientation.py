"""Which way up a page lies: one that was laid on its side, or upside down, is told by how its lines read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gikvalidate.read.scan import ocr
from gikvalidate.read.scan.images import Grey
from gikvalidate.read.scan.ruling import Box

# So many of the longest lines are asked.
ASKED = 8
# Lines that read so surely stand upright; of two ways the one that reads better by this much is taken.
SURE, BETTER = 0.8, 0.2
# On a page on its side there are so many times more tall lines than wide ones; labels set upright are fewer.
TALLER = 2


def quarter_turns(page: Grey, lines: Sequence[Box]) -> int:
    """By how many quarters, counter-clockwise, the page must be turned to stand upright."""
    tall = [line for line in lines if line.height > 1.5 * line.width]
    wide = [line for line in lines if line.width > 1.5 * line.height]
    on_its_side = len(tall) > TALLER * len(wide)
    one, other = (1, 3) if on_its_side else (0, 2)
    asked = sorted(tall if on_its_side else wide, key=lambda line: line.width + line.height, reverse=True)[:ASKED]
    if not asked:
        return 0
    first = _surety(page, asked, one)
    if first >= SURE:
        return one
    second = _surety(page, asked, other)
    if max(first, second) < min(first, second) + BETTER:
        return 0
    return one if first > second else other


def _surety(page: Grey, lines: Sequence[Box], turns: int) -> float:
    """How surely the recogniser reads lines turned by so many quarters; what it cannot read counts nothing."""
    read = (ocr.line(np.ascontiguousarray(np.rot90(line.cut(page), turns))) for line in lines)
    return float(np.mean([surety if text else 0.0 for text, surety in read]))
