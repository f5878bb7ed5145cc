"""What the changes of one row or column have in common: traded, exchanged, shifted or split figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from gikvalidate.localise.plausibility import Evidence
from gikvalidate.localise.signs import Change
from gikvalidate.localise.system import System

#: Changed cells of one line in their order: place, cell, value, value after.
_Line = list[tuple[int, int, int, int]]


#: Where a cell stands: its row (on paper and of keys, numbered), its column through the whole table (numbered), and the
#: numbers on paper of its column and of its row.
_Spot = tuple[int, int, int, int]
_ACROSS, _DOWN = 2, 3


class Joint(NamedTuple):
    """Changes of one line that speak together; `missed` and `counted` are how full the cells are that miss or have a
    case too many."""

    evidence: Evidence
    changes: tuple[Change, ...]
    missed: int
    counted: int


class _Spots(dict[int, _Spot | None]):
    """Where each cell stands, found out when it is first asked."""

    def __init__(self, system: System) -> None:
        self._figure = system.figure
        self._rows: dict[tuple[int, int, str], int] = {}
        self._columns: dict[tuple[int, int], int] = {}

    def __missing__(self, cell: int) -> _Spot | None:
        figure, spot = self._figure(cell), None
        if figure is not None:
            table, across, down = figure.table_index, figure.grid_column, figure.grid_row
            row = table, down, figure.key.rpartition(".")[0]
            rows, columns = self._rows, self._columns
            spot = rows.setdefault(row, len(rows)), columns.setdefault((table, across), len(columns)), across, down
        self[cell] = spot
        return spot


class Lines:
    """The lines of one report; many repairs make the same changes in one of them."""

    def __init__(self, system: System, together: Mapping[str, Evidence]) -> None:
        self._system, self._together = system, together
        self._spots = _Spots(system)
        self._known: dict[tuple[Change, ...], Joint | None] = {}

    def joint(self, deltas: tuple[Change, ...]) -> list[Joint]:
        """What speaks together of changes in one row, then of the others one under the other, as on the paper."""
        found: list[Joint] = []
        spots = self._spots
        if len(deltas) == 2:
            return [joint] if (joint := self._of_two(*deltas)) else found
        rows: dict[int, list[Change]] = {}
        for change in deltas:
            if (spot := spots[change[0]]) is not None:
                if spot[0] in rows:
                    rows[spot[0]].append(change)
                else:
                    rows[spot[0]] = [change]
        columns: dict[int, list[Change]] = {}
        for line in rows.values():
            if len(line) > 1:
                if joint := self._in_row(tuple(line)):
                    found.append(joint)
            elif (spot := spots[line[0][0]]) is not None:
                if spot[1] in columns:
                    columns[spot[1]].append(line[0])
                else:
                    columns[spot[1]] = [line[0]]
        if len(columns) < len(rows):
            for line in columns.values():
                if len(line) > 1 and (joint := self._in_column(tuple(line))):
                    found.append(joint)
        return found

    def _of_two(self, one: Change, other: Change) -> Joint | None:
        """What most repairs are: two changes, beside or under each other or far apart."""
        here, there = self._spots[one[0]], self._spots[other[0]]
        if here is None or there is None:
            return None
        if here[0] == there[0]:
            axis = _ACROSS
        elif here[1] == there[1]:
            axis = _DOWN
        else:
            return None
        before, value = self._system.values[one[0]], self._system.values[other[0]]
        line = [
            (here[axis], one[0], before, before + one[1]),
            (there[axis], other[0], value, value + other[1]),
        ]
        if line[0] > line[1]:
            line.reverse()
        if axis == _DOWN and (line[1][0] - line[0][0] != 1 or one[1] != -other[1]):
            return None
        return self._spoken(line)

    def _in_row(self, changes: tuple[Change, ...]) -> Joint | None:
        if changes in self._known:
            return self._known[changes]
        joint = self._known[changes] = self._spoken(self._line(changes, _ACROSS))
        return joint

    def _in_column(self, changes: tuple[Change, ...]) -> Joint | None:
        """The first two that stand one under the other, if one gains what the other loses."""
        if changes not in self._known:
            beside = [pair for pair in pairwise(self._line(changes, _DOWN)) if pair[1][0] - pair[0][0] == 1]
            opposite = [list(pair) for pair in beside[:1] if pair[0][3] - pair[0][2] == pair[1][2] - pair[1][3]]
            self._known[changes] = self._spoken(opposite[0]) if opposite else None
        return self._known[changes]

    def _line(self, changes: tuple[Change, ...], axis: int) -> _Line:
        values, line = self._system.values, []
        for cell, delta in changes:
            if (spot := self._spots[cell]) is not None:
                before = values[cell]
                line.append((spot[axis], cell, before, before + delta))
        line.sort()
        return line

    def _spoken(self, line: _Line) -> Joint | None:
        if (evidence := self._evidence(line)) is None:
            return None
        # The first and the last are the two that count: the fuller the cell that misses a case, the less odd.
        (_, _, old, new), (_, _, other_old, other_new) = line[0], line[-1]
        here, there = max(old, new), max(other_old, other_new)
        missed, counted = (here, there) if new > old else (there, here)
        return Joint(evidence, tuple([(cell, after - before) for _, cell, before, after in line]), missed, counted)

    def _evidence(self, line: _Line) -> Evidence | None:
        together = self._together
        if len(line) != 2:
            return together["shifted"] if _shifted(line) else None
        (left, _, old, new), (right, _, other_old, other_new) = line
        beside = right - left == 1
        opposite = new - old == other_old - other_new
        one_moved = opposite and -1 <= new - old <= 1
        if beside:
            # A lone 1 that stands one column off is a case in the wrong column: nothing tells the two slips apart.
            if not one_moved and _shifted(line):
                return together["shifted"]
            if not (new and other_new) and _is_split(old, other_old, new, other_new):
                return together["split"]
        if not opposite:
            return None
        if beside and not one_moved and (old, new) == (other_new, other_old):
            return together["exchanged"]
        return together["traded" if beside and one_moved else "traded_far"]


def _shifted(line: _Line) -> bool:
    """Whether each new value stands one column beside its place now, and the column left is emptied."""
    if any(right[0] - left[0] != 1 for left, right in pairwise(line)):
        return False
    old = {column: value for column, _, value, _ in line}
    return any(all(new == old.get(column + step, 0) for column, _, _, new in line) for step in (1, -1))


def _is_split(old: int, other_old: int, new: int, other_new: int) -> bool:
    """Whether the digits of two neighbours belong in one of them: 1 | 2 for 12."""
    joined = f"{old}{other_old}"
    return old != 0 and ((str(new), other_new) == (joined, 0) or (new, str(other_new)) == (0, joined))
