"""What every rule says of some reports, whatever stands in their cells: three outcomes, blank totals recomputed.

This is the meaning of the rules over a matrix; it follows the one-document path step by step (`checks/identity.py`,
`engine.py`). It works on int32 or int64, as wide as the sums need, and beyond on Python's own exact numbers.
"""

from __future__ import annotations

from collections import defaultdict
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
_NUMBERS = int(Kind.NUMBER | Kind.WIDE)
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
    for group in plan.groups:
        said[group.relations] = _relations(group, state)
    row = len(plan.relations)
    for fault in plan.faults:
        said[row : row + len(fault.cells)] = _cells(fault, values, kinds, plan.scales)
        row += len(fault.cells)
    for presence in plan.presences:
        said[row] = _presence(presence, kinds)
        row += 1
    _set_aside(plan, said)
    return Settled(said, state.values, state.filled)


def _recompute(plan: Plan, state: _State) -> None:
    """Blank totals that their parts determine; a total of totals needs a second pass."""
    for _ in range(2):
        for groups in plan.totalling:
            # All relations of a rule look at the same state.
            for group, solved, unknown, value in [(group, *_blank_totals(group, state)) for group in groups]:
                _fill(state, group, solved, unknown, value)


def _blank_totals(group: Group, state: _State) -> tuple[Array, Array, Array]:
    """Of every relation and report: whether its blank total is solved, whether it is not to be known, its value."""
    wanted = (state.kinds[group.totals] & _EMPTY) != 0
    wanted &= state.filled[group.totals] < 0
    coefficient = group.coefficients[group.total_at]
    gap = group.difference(state.values)
    value = state.values[group.totals] - (gap * coefficient if abs(coefficient) == 1 else gap / Fraction(coefficient))
    unknown = wanted & any_of(state.doubtful, group.parts)
    return wanted & ~unknown & (value != 0), unknown, value


def _fill(state: _State, group: Group, solved: Array, unknown: Array, value: Array) -> None:
    assert group.totals is not None
    rows, columns = np.nonzero(solved)
    state.values[group.totals[rows], columns] = value[rows, columns]
    state.filled[group.totals[rows], columns] = group.relations[rows]
    rows, columns = np.nonzero(solved | unknown)
    state.doubtful[group.totals[rows], columns] = unknown[rows, columns]


def _relations(group: Group, state: _State) -> Array:
    """What the relations of a group say, relations × reports."""
    holds = _HOLDS[group.operator](group.difference(state.values), 0).astype(bool, copy=False)
    if group.totals is not None:
        holds &= state.filled[group.totals] != group.relations[:, None]
    said = np.where(holds, np.uint8(_PASS), np.uint8(_FAIL))
    np.putmask(said, any_of(state.doubtful, group.cells), _UNVERIFIABLE)
    somewhere = state.gone.any(axis=1)
    for side in (group.left, group.right):
        if side.shape[1]:
            rows = np.flatnonzero(somewhere[side].all(axis=1))
            row, column = np.nonzero(np.logical_and.reduce(state.gone[side[rows]], axis=1))
            said[rows[row], column] = _NOTHING
    return said


def any_of(flags: Array, cells: Array) -> Array:
    """Whether a flag is set in any of the cells of each relation, relations × reports."""
    found = np.zeros((len(cells), flags.shape[1]), bool)
    some = np.flatnonzero(flags.any(axis=0))  # of few reports, as a rule
    if some.size:
        found[:, some] = np.logical_or.reduce(flags[:, some][cells], axis=1)
    return found


def _cells(fault: CellFault, values: Array, kinds: Array, scales: Sequence[int]) -> Array:
    cells = np.array(fault.cells, int)
    kinds = kinds[cells]
    said = ((kinds & ~np.uint8(_NUMBERS)) == 0).view(np.uint8)  # _PASS is 1 and _NOTHING 0, as true and false are
    np.putmask(said, (kinds & _ILLEGIBLE) != 0, _UNVERIFIABLE)
    if fault.fault == "text":
        np.putmask(said, kinds == _TEXT, _FAIL)
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
    if not plan.settling:
        return
    yielding = np.array([index for index, _ in plan.settling])
    failing = (said[yielding] == _FAIL).any(axis=1)
    for position in np.flatnonzero(failing):
        index, told_by = plan.settling[position]
        told = (said[list(told_by)] == _FAIL).any(axis=0)
        np.putmask(said[index], told & (said[index] == _FAIL), _SKIPPED)
