"""What every rule says of some reports, whatever stands in their cells: three outcomes, blank totals recomputed.

This is the meaning of the rules over a matrix; it follows the one-document path step by step (`checks/identity.py`,
`engine.py`). It works on int32 or int64, as wide as the sums need, and beyond on Python's own exact numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np

from gikvalidate.archive.matrix import Array, Kind
from gikvalidate.archive.plan import CellFault, Group, Plan, Presence
from gikvalidate.findings import Status


class Said(IntEnum):
    """What a rule says of one report; NOTHING where it has nothing to look at."""

    NOTHING = 0
    PASS = 1
    FAIL = 2
    UNVERIFIABLE = 3
    SKIPPED = 4

    @property
    def status(self) -> Status:
        return Status[self.name]


# As plain numbers: numpy asks enumerations about themselves at every use.
_NOTHING, _PASS, _FAIL, _UNVERIFIABLE, _SKIPPED = map(int, Said)
_UNREAD = int(Kind.TEXT | Kind.UNREADABLE | Kind.MISSING)
_GONE = int(Kind.ABSENT | Kind.MISSING)
_EMPTY = int(Kind.BLANK | Kind.DASH)
_NUMBERS = int(Kind.NUMBER | Kind.WIDE | Kind.NEGATIVE)
_TEXT = int(Kind.TEXT)
_ILLEGIBLE = int(Kind.TEXT | Kind.UNREADABLE)
_MISSING = int(Kind.MISSING)
_HOLDS = {
    "==": np.equal,
    "!=": np.not_equal,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "<": np.less,
    ">": np.greater,
}


@dataclass(frozen=True)
class Settled:
    """Evaluations × reports as `Said`, and the values the relations used, blank totals as recomputed.

    `filled` is the relation that gave a total its value, -1 where none did.
    """

    said: Array
    values: Array
    filled: Array


@dataclass
class _State:
    """Values as they are known so far; `doubtful` is what cannot be read, or a blank total whose parts cannot."""

    values: Array
    kinds: Array
    doubtful: Array
    gone: Array
    filled: Array


def settle(plan: Plan, values: Array, kinds: Array) -> Settled:
    """Evaluate `plan` on cells × reports."""
    shape = values.shape
    doubtful = (kinds & _UNREAD) != 0
    state = _State(values.copy(), kinds, doubtful, (kinds & _GONE) != 0, np.full(shape, -1, np.int32))
    _recompute(plan, state)
    said = np.empty((len(plan.evaluations), shape[1]), np.uint8)
    doubts = _Doubts(state.doubtful)
    somewhere: Array = np.logical_or.reduce(state.gone, axis=1)
    for group in plan.groups:
        said[group.relations] = _relations(group, state, doubts, somewhere)
    row = len(plan.relations)
    readable = _readable(kinds)
    for fault in plan.faults:
        said[row : row + len(fault.cells)] = _cells(fault, values, kinds, readable, plan.scales)
        row += len(fault.cells)
    for presence in plan.presences:
        said[row] = _presence(presence, kinds)
        row += 1
    _set_aside(plan, said)
    return Settled(said, state.values, state.filled)


class _Doubts:
    """The cells in doubt, of those reports that have any: few, as a rule."""

    def __init__(self, doubtful: Array) -> None:
        self.reports = doubtful.shape[1]
        self.columns = np.flatnonzero(doubtful.any(axis=0))
        self.cells = doubtful[:, self.columns]

    def about(self, cells: Array) -> Array:
        """Whether any of the cells of each relation is in doubt, relations × reports."""
        found = np.zeros((len(cells), self.reports), bool)
        if self.columns.size:
            found[:, self.columns] = np.logical_or.reduce(self.cells[cells], axis=1)
        return found


def _recompute(plan: Plan, state: _State) -> None:
    """Blank totals that their parts determine; a total of totals needs a second pass."""
    for _ in range(2):
        for groups in plan.totalling:
            # All relations of a rule look at the same state.
            doubts = _Doubts(state.doubtful)
            for group, solved, unknown, value in [(group, *_blank_totals(group, state, doubts)) for group in groups]:
                _fill(state, group, solved, unknown, value)


def _blank_totals(group: Group, state: _State, doubts: _Doubts) -> tuple[Array, Array, Array]:
    """Of every relation and report: whether its blank total is solved, whether it is not to be known, its value."""
    wanted = (state.kinds[group.totals] & _EMPTY) != 0
    wanted &= state.filled[group.totals] < 0
    coefficient = group.coefficients[group.total_at]
    gap = group.difference(state.values)
    value = state.values[group.totals] - (gap * coefficient if abs(coefficient) == 1 else gap / Fraction(coefficient))
    unknown = wanted & doubts.about(group.parts)
    return wanted & ~unknown & (value != 0), unknown, value


def _fill(state: _State, group: Group, solved: Array, unknown: Array, value: Array) -> None:
    assert group.totals is not None
    rows, columns = _set(solved)
    state.values[group.totals[rows], columns] = value[rows, columns]
    state.filled[group.totals[rows], columns] = group.relations[rows]
    rows, columns = _set(solved | unknown)
    state.doubtful[group.totals[rows], columns] = unknown[rows, columns]


def _relations(group: Group, state: _State, doubts: _Doubts, somewhere: Array) -> Array:
    """What the relations of a group say, relations × reports; `somewhere` are the cells that any report is without."""
    holds = _HOLDS[group.operator](group.difference(state.values), 0).astype(bool, copy=False)
    if group.totals is not None:
        holds &= state.filled[group.totals] != group.relations[:, None]
    said = np.where(holds, np.uint8(_PASS), np.uint8(_FAIL))
    np.putmask(said, doubts.about(group.cells), _UNVERIFIABLE)
    for side in (group.left, group.right):
        rows = np.flatnonzero(somewhere[side].all(axis=1)) if side.shape[1] else ()
        if len(rows):
            row, column = _set(np.logical_and.reduce(state.gone[side[rows]], axis=1))
            said[rows[row], column] = _NOTHING
    return said


def _readable(kinds: Array) -> Array:
    """What a rule about single cells says of each as long as the number in it is in order."""
    # _PASS is 1 and _NOTHING 0, as true and false are.
    said: Array = ((kinds & ~np.uint8(_NUMBERS)) == 0).view(np.uint8)
    np.putmask(said, (kinds & _ILLEGIBLE) != 0, _UNVERIFIABLE)
    return said


def _cells(fault: CellFault, values: Array, kinds: Array, readable: Array, scales: Sequence[int]) -> Array:
    cells = np.array(fault.cells, int)
    said: Array = readable[cells]
    if fault.fault == "text":
        np.putmask(said, kinds[cells] == _TEXT, _FAIL)
    elif fault.fault == "negative":
        wrong = (values < 0).astype(bool, copy=False)[cells]
        np.putmask(said, wrong & (said == _PASS), _FAIL)
    elif fault.fault == "fraction":
        for row, cell in enumerate(fault.cells):
            if scales[cell] > 1 or values.dtype == object:
                wrong = (values[cell] % scales[cell] != 0).astype(bool, copy=False)
                np.putmask(said[row], wrong & (said[row] == _PASS), _FAIL)
    return said


def _presence(presence: Presence, kinds: Array) -> Array:
    table = kinds[np.array(presence.cells, int)]
    incomplete = (np.bitwise_or.reduce(table, axis=0) & _MISSING) != 0
    if presence.open:
        incomplete |= ((table & _GONE) != 0).all(axis=0)
    return np.where(incomplete, np.uint8(_FAIL), np.uint8(_PASS))


def _set_aside(plan: Plan, said: Array) -> None:
    """Failures that another rule's failure already tells."""
    for yielding, telling in plan.telling:
        row, column = _set((said[yielding] == _FAIL) & (said[telling] == _FAIL))
        said[yielding[row], column] = _SKIPPED


def _set(flags: Array) -> tuple[Array, Array]:
    """As `np.nonzero`, which is several times as fast in one dimension."""
    row, column = np.divmod(np.flatnonzero(flags), flags.shape[1])
    return row, column
