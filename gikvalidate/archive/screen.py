"""One pass over a matrix that finds the reports worth a closer look: every other report passes every rule.

Relations of one shape lie in regular steps through the cells of a form (row after row, column after column), so each
of their terms is a strided view and a whole table is added up in a few vector operations, block by block while the
block is in the cache (`steps.py`). A report is looked at closer if a relation does not hold as the numbers stand
(blanks are zero there), or a cell holds what is no plain number of zero or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gikvalidate.archive.matrix import NARROW, Array, Kind, Matrix
from gikvalidate.archive.plan import Plan
from gikvalidate.archive.steps import Step

#: Of more, not all the cells of a block stay in the cache; of fewer, reading them costs more than adding them up.
BLOCK = 16384
_SPECIAL = int(Kind.TEXT)  # this bit and all above it


@dataclass(frozen=True)
class Suspects:
    """Reports, by index, that some rule may not pass, and what stands in them, cells × reports."""

    reports: Array
    values: Array
    kinds: Array


def suspects(plan: Plan, matrix: Matrix, first: int, last: int) -> Suspects:
    """The reports from `first` up to `last` that some rule may not pass."""
    # Sums of some plans could leave the int32 of the matrix.
    if first == last or plan.weight * NARROW >= 2**31:
        return Suspects(np.arange(first, last), matrix.values[:, first:last], matrix.kinds[:, first:last])
    width = -(-(last - first) // -(-(last - first) // BLOCK))  # all blocks as good as equal
    screen = _Screen(plan, matrix, width)
    # Bytes of a single block would lie in stretches too short for the memory to be read at its speed.
    special = np.bitwise_or.reduce(matrix.kinds[:, first:last], axis=0) >= _SPECIAL
    found = [
        screen.block(start, min(start + width, last), special[start - first : start - first + width])
        for start in range(first, last, width)
    ]
    return Suspects(
        np.concatenate([block.reports for block in found]),
        # They come report by report, and are looked at cell by cell.
        np.ascontiguousarray(np.concatenate([block.values for block in found], axis=1)),
        np.ascontiguousarray(np.concatenate([block.kinds for block in found], axis=1)),
    )


class _Screen:
    """A plan bound to the cells of a matrix, with room for the sums of one block."""

    def __init__(self, plan: Plan, matrix: Matrix, width: int) -> None:
        self.plan, self.matrix = plan, matrix
        room = np.empty((3, max((step.relations for step in plan.steps), default=0), width), matrix.values.dtype)
        self.work = [_Work(step, matrix.values, room) for step in plan.steps]
        self.unequal, self.negative, self.one = np.empty((3, width), matrix.values.dtype)

    def block(self, start: int, end: int, special: Array) -> Suspects:
        """The suspects of one block, the `special` ones among them; their cells are taken while in the cache."""
        columns = np.flatnonzero(special | self._bad(start, end))
        values, kinds = self.matrix.values[:, start:end], self.matrix.kinds[:, start:end]
        return Suspects(columns + start, values[:, columns], kinds[:, columns])

    def _bad(self, start: int, end: int) -> Array:
        """Of the reports of a block, those whose numbers break a relation, or that lack an open table."""
        values, kinds = self.matrix.values, self.matrix.kinds
        bad = np.zeros(end - start, bool)
        unequal, negative, one = (array[: end - start] for array in (self.unequal, self.negative, self.one))
        unequal[:] = negative[:] = 0
        for bound in self.work:
            difference = bound.differences(start, end)
            match bound.step.operator:
                case "==":
                    unequal |= np.bitwise_or.reduce(difference, axis=0, out=one)
                case "<=":
                    negative |= np.bitwise_or.reduce(np.negative(difference, out=difference), axis=0, out=one)
                case "<":
                    negative |= np.bitwise_or.reduce(np.invert(difference, out=difference), axis=0, out=one)
                case "!=":
                    bad |= (difference == 0).any(axis=0)
        for fault in self.plan.faults:
            for cell in fault.cells if fault.fault == "fraction" else ():
                if self.plan.scales[cell] > 1:
                    unequal |= values[cell, start:end] % self.plan.scales[cell]
        for presence in self.plan.presences:
            if presence.open:
                bad |= (kinds[np.array(presence.cells), start:end] & np.uint8(Kind.ABSENT)).all(axis=0)
        bad |= unequal != 0
        bad |= negative < 0
        return bad


class _Work:
    """A step bound to the values of a matrix, with `room` for three times its sums."""

    def __init__(self, step: Step, values: Array, room: Array) -> None:
        self.step = step
        self.moving = [(term.coefficient, term.view(values, step.shape)) for term in step.moving]
        self.fixed = [(term.coefficient, term.view(values, step.shape)) for term in step.fixed]
        self.sum, self.more = room[:2, : step.relations].reshape(2, *step.shape, -1)
        self.fixed_sum = room[2:, : step.shape[1]]

    def differences(self, start: int, end: int) -> Array:
        """`left - right`, relations × reports; of bounds only the largest over the first index."""
        step = self.step
        total = self._add(self.moving, self.sum[..., : end - start], start, end, reduce=step.operator in {"<=", "<"})
        if self.fixed:
            total += self._add(self.fixed, self.fixed_sum[..., : end - start], start, end)
        if step.constant:
            total += step.constant
        return total.reshape(-1, end - start)

    def _add(self, terms: Sequence[tuple[int, Array]], out: Array, start: int, end: int, reduce: bool = False) -> Array:
        (first, view), *rest = terms
        if reduce and not rest and first == 1 and len(view) == 1:
            np.maximum.reduce(view[0, ..., start:end], axis=0, out=out[0])
            return out[:1]
        # Cells in regular steps are added up in one go, so that the sum of each relation stays in the nearest cache.
        np.add.reduce(view[..., start:end], axis=0, out=out)
        if first != 1:
            out *= first
        for coefficient, cells in rest:
            if len(cells) == 1:
                more = cells[0, ..., start:end]
            else:
                more = np.add.reduce(cells[..., start:end], axis=0, out=self.more[: len(out), :, : end - start])
            if coefficient in {1, -1}:
                (np.add if coefficient == 1 else np.subtract)(out, more, out=out)
            else:
                out += coefficient * more
        return out
