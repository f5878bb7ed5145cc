"""What the changes of one row or column have in common: traded, exchanged, shifted or split figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from gikvalidate.localise.plausibility import Evidence
from gikvalidate.localise.signs import Change
from gikvalidate.localise.system import System

#: A changed cell of a line: place, cell, value, value after; all of them in their order.
_Moved = tuple[int, int, int, int]
_Line = list[_Moved]


#: Where a cell stands: its row (on paper and of keys, numbered), its column through the whole table (numbered), and the
#: numbers on paper of its column and of its row.
_Spot = tuple[int, int, int, int]
_ACROSS, _DOWN = 2, 3


#: Changes of one line that speak together: what they say, the changes, and how full the cells are that miss a case and
#: that have one too many.
Joint = tuple[Evidence, tuple[Change, ...], int, int]


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

    def of_two(self, one: Change, other: Change) -> Joint | None:
        """What most repairs are: two changes, beside or under each other or far apart."""
        system = self._system
        (cell, delta), (beside, change) = one, other
        here, there = system.figure(cell), system.figure(beside)
        if here is None or there is None or here.table_index != there.table_index:
            return None
        if here.grid_row == there.grid_row:
            if here.key.rpartition(".")[0] != there.key.rpartition(".")[0]:
                return None
            place, at = here.grid_column, there.grid_column
        else:
            place, at = here.grid_row, there.grid_row
            if delta + change or here.grid_column != there.grid_column or not -1 <= place - at <= 1:
                return None
        old, held = system.values[cell], system.values[beside]
        first, last = (place, cell, old, old + delta), (at, beside, held, held + change)
        changes = one, other
        if first > last:
            first, last, changes = last, first, (other, one)
        evidence = self._between(first, last)
        return None if evidence is None else _joint(evidence, changes, first, last)

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
        if len(line) == 2:
            evidence = self._between(*line)
        elif _shifted(line):
            evidence = self._together["shifted"]
        else:
            evidence = None
        if evidence is None:
            return None
        return _joint(evidence, tuple([(cell, after - before) for _, cell, before, after in line]), line[0], line[-1])

    def _between(self, one: _Moved, another: _Moved) -> Evidence | None:
        """What speaks for two changes of one line."""
        together = self._together
        left, _, old, new = one
        right, _, other_old, other_new = another
        beside = right - left == 1
        opposite = new - old == other_old - other_new
        one_moved = opposite and -1 <= new - old <= 1
        if beside:
            # A lone 1 that stands one column off is a case in the wrong column: nothing tells the two slips apart.
            if one_moved:
                if new and other_new:
                    return together["traded"]
            elif _shifted([one, another]):
                return together["shifted"]
            if not (new and other_new) and _is_split(old, other_old, new, other_new):
                return together["split"]
        if not opposite:
            return None
        if beside and not one_moved and (old, new) == (other_new, other_old):
            return together["exchanged"]
        return together["traded" if beside and one_moved else "traded_far"]


def _joint(evidence: Evidence, changes: tuple[Change, ...], first: _Moved, last: _Moved) -> Joint:
    """The first and the last are the two that count: the fuller the cell that misses a case, the less odd."""
    (_, _, old, new), (_, _, other_old, other_new) = first, last
    here, there = max(old, new), max(other_old, other_new)
    return (evidence, changes, here, there) if new > old else (evidence, changes, there, here)


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
