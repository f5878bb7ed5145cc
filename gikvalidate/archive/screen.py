"""One pass over a matrix that finds the reports worth a closer look: every other report passes every rule.

Relations of one shape lie in regular steps through the cells of a form (row after row, column after column), so each
of their terms is a strided view and a whole table is added up in a few vector operations, block by block while the
block is in the cache (`steps.py`). A report is looked at closer if a relation does not hold as the numbers stand
(blanks are zero there), a number is negative, or a cell holds what is no plain number.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from gikvalidate.archive.matrix import NARROW, Array, Kind, Matrix
from gikvalidate.archive.plan import Plan
from gikvalidate.archive.steps import Step

_BLOCK = 8192
THREADS = min(4, os.cpu_count() or 1)
_SPECIAL = int(Kind.TEXT)  # this bit and all above it


def suspects(plan: Plan, matrix: Matrix) -> Array:
    """The reports, by index, that some rule may not pass."""
    if plan.weight * NARROW >= 2**31:  # sums of this plan could leave the int32 of the matrix
        return np.arange(matrix.reports)
    bad = np.empty(matrix.reports, bool)
    signs = [matrix.values[low:high] for low, high in _runs(plan)]

    def screen(first: int, last: int) -> None:
        work = [_Work(step, matrix.values) for step in plan.steps]
        for start in range(first, last, _BLOCK):
            end = min(start + _BLOCK, last)
            bad[start:end] = _block(plan, matrix, work, signs, start, end)

    # numpy lets go of the interpreter while it computes, so threads share the work.
    share = max(_BLOCK, -(-matrix.reports // THREADS))
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [
            threads.submit(screen, first, min(first + share, matrix.reports))
            for first in range(0, matrix.reports, share)
        ]:
            done.result()
    return np.flatnonzero(bad)


class _Work:
    """A step bound to the values of a matrix, with its buffers."""

    def __init__(self, step: Step, values: Array) -> None:
        self.step = step
        self.moving = [(term.coefficient, term.view(values, step.shape)) for term in step.moving]
        self.fixed = [(term.coefficient, term.view(values, step.shape)) for term in step.fixed]
        width = min(_BLOCK, values.shape[1])
        self.sum, self.more = np.empty((2, *step.shape, width), values.dtype)
        self.fixed_sum = np.empty((1, step.shape[1], width), values.dtype)

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


def _block(plan: Plan, matrix: Matrix, work: Sequence[_Work], signs: Sequence[Array], start: int, end: int) -> Array:
    kinds = matrix.kinds[:, start:end]
    bad: Array = np.bitwise_or.reduce(kinds, axis=0) >= _SPECIAL
    unequal, negative = np.zeros((2, end - start), matrix.values.dtype)
    for bound in work:
        difference = bound.differences(start, end)
        match bound.step.operator:
            case "==":
                unequal |= np.bitwise_or.reduce(difference, axis=0)
            case "<=":
                negative |= np.bitwise_or.reduce(np.negative(difference, out=difference), axis=0)
            case "<":
                negative |= np.bitwise_or.reduce(np.invert(difference, out=difference), axis=0)
            case "!=":
                bad |= (difference == 0).any(axis=0)
    for run in signs:
        negative |= np.bitwise_or.reduce(run[:, start:end], axis=0)
    for fault in plan.faults:
        for cell in fault.cells if fault.fault == "fraction" else ():
            if plan.scales[cell] > 1:
                unequal |= matrix.values[cell, start:end] % plan.scales[cell]
    for presence in plan.presences:
        if presence.open:
            bad |= (kinds[np.array(presence.cells)] & np.uint8(Kind.ABSENT)).all(axis=0)
    bad |= unequal != 0
    bad |= negative < 0
    return bad


def _runs(plan: Plan) -> Iterator[tuple[int, int]]:
    """The cells that must not be negative, as ranges."""
    cells = np.array(sorted(plan.counts))
    for run in np.split(cells, np.flatnonzero(np.diff(cells) != 1) + 1):
        if run.size:
            yield int(run[0]), int(run[-1]) + 1
