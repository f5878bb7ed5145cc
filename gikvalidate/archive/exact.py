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
    present: Array
    filled: Array


def settle(plan: Plan, values: Array, kinds: Array) -> Settled:
    """Evaluate `plan` on cells × reports."""
    shape = values.shape
    doubtful = (kinds & _UNREAD) != 0
    state = _State(values.copy(), kinds, doubtful, (kinds & _GONE) == 0, np.full(shape, -1, np.int32))
    _recompute(plan, state)
    said = np.zeros((len(plan.evaluations), shape[1]), np.uint8)
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
    by_rule: dict[str, list[Group]] = defaultdict(list)
    for group in plan.groups:
        if group.totals is not None:
            by_rule[plan.relations[int(group.relations[0])].rule].append(group)
    for _ in range(2):
        for groups in by_rule.values():
            # All relations of a rule look at the same state.
            for found in [_blank_totals(group, state) for group in groups]:
                _fill(state, *found)


def _blank_totals(group: Group, state: _State) -> tuple[Array, Array, Array, Array, Array]:
    """Of every relation and report: its total's cell, the relation, whether solved, whether not to be known, value."""
    totals = group.totals
    assert totals is not None
    wanted = (state.kinds[totals] & _EMPTY) != 0
    wanted &= state.filled[totals] < 0
    nothing = np.zeros(wanted.shape, bool)
    if not wanted.any():
        return totals, group.relations, nothing, nothing, nothing
    unknown = any_of(state.doubtful, np.delete(group.cells, group.total_at, axis=1))
    coefficient = group.coefficients[group.total_at]
    gap = group.difference(state.values)
    value = state.values[totals] - (gap * coefficient if abs(coefficient) == 1 else gap / Fraction(coefficient))
    return totals, group.relations, wanted & ~unknown & (value != 0), wanted & unknown, value


def _fill(state: _State, totals: Array, relations: Array, solved: Array, unknown: Array, value: Array) -> None:
    for row, (total, relation) in enumerate(zip(totals, relations, strict=True)):
        state.values[total][solved[row]] = value[row][solved[row]]
        state.filled[total][solved[row]] = relation
        state.doubtful[total][solved[row]] = False
        state.doubtful[total][unknown[row]] = True


def _relations(group: Group, state: _State) -> Array:
    """What the relations of a group say, relations × reports."""
    holds = _HOLDS[group.operator](group.difference(state.values), 0).astype(bool, copy=False)
    if group.totals is not None:
        holds &= state.filled[group.totals] != group.relations[:, None]
    said = np.where(holds, np.uint8(_PASS), np.uint8(_FAIL))
    np.putmask(said, any_of(state.doubtful, group.cells), _UNVERIFIABLE)
    for side in (group.left, group.right):
        if side.shape[1]:
            np.putmask(said, ~any_of(state.present, side), _NOTHING)
    return said


def any_of(flags: Array, cells: Array) -> Array:
    """Whether a flag is set in any of the cells of each relation, relations × reports."""
    first, *rest = cells.T
    found: Array = flags[first]
    for term in rest:
        found |= flags[term]
    return found


def _verdict_of_kind(fault: str) -> Array:
    """What a cell rule says of each kind of cell, as long as the number in it is in order."""
    said = np.zeros(256, np.uint8)
    said[[int(Kind.NUMBER), int(Kind.WIDE)]] = _PASS
    said[int(Kind.UNREADABLE)] = _UNVERIFIABLE
    said[int(Kind.TEXT)] = _FAIL if fault == "text" else _UNVERIFIABLE
    return said


_OF_KIND = {fault: _verdict_of_kind(fault) for fault in ("text", "negative", "fraction")}


def _cells(fault: CellFault, values: Array, kinds: Array, scales: Sequence[int]) -> Array:
    cells = np.array(fault.cells, int)
    said: Array = _OF_KIND[fault.fault][kinds[cells]]
    if fault.fault == "negative":
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
