"""What the changes of one row or column have in common: traded, exchanged, shifted or split figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from gikvalidate.localise.plausibility import Evidence
from gikvalidate.localise.signs import Change
from gikvalidate.localise.system import System

#: Changed cells of one line in their order: place, cell, value, value after.
_Line = list[tuple[int, int, int, int]]


class _Spot(NamedTuple):
    """Where a cell stands: `line` is its row on paper and that of its key, `column` goes through the whole table."""

    line: tuple[int, int, str]
    column: tuple[int, int]
    across: int
    down: int


class Joint(NamedTuple):
    """Changes of one line that speak together; `missed` and `counted` are how full the cells are that miss or have a
    case too many."""

    evidence: Evidence
    changes: tuple[Change, ...]
    missed: int
    counted: int


class Lines:
    """The lines of one report; many repairs make the same changes in one of them."""

    def __init__(self, system: System, together: Mapping[str, Evidence]) -> None:
        self._system, self._together = system, together
        self._spots: dict[int, _Spot | None] = {}
        self._known: dict[tuple[Change, ...], Joint | None] = {}

    def joint(self, deltas: tuple[Change, ...]) -> Iterator[Joint]:
        """What speaks together of changes in one row, then of the others one under the other, as on the paper."""
        rows: dict[tuple[int, int, str], list[Change]] = {}
        for change in deltas:
            if (spot := self._spot(change[0])) is not None:
                rows.setdefault(spot.line, []).append(change)
        columns: dict[tuple[int, int], list[Change]] = {}
        for line in rows.values():
            if len(line) > 1:
                if joint := self._in_row(tuple(line)):
                    yield joint
            elif spot := self._spot(line[0][0]):
                columns.setdefault(spot.column, []).append(line[0])
        for line in columns.values():
            if len(line) > 1 and (joint := self._in_column(tuple(line))):
                yield joint

    def _spot(self, cell: int) -> _Spot | None:
        if cell not in self._spots:
            figure = self._system.figures[cell]
            self._spots[cell] = (
                None
                if figure is None
                else _Spot(
                    (figure.table_index, figure.grid_row, figure.key.rpartition(".")[0]),
                    (figure.table_index, figure.grid_column),
                    figure.grid_column,
                    figure.grid_row,
                )
            )
        return self._spots[cell]

    def _in_row(self, changes: tuple[Change, ...]) -> Joint | None:
        if changes not in self._known:
            self._known[changes] = self._spoken(self._line(changes, "across"))
        return self._known[changes]

    def _in_column(self, changes: tuple[Change, ...]) -> Joint | None:
        """The first two that stand one under the other, if one gains what the other loses."""
        if changes not in self._known:
            beside = [pair for pair in pairwise(self._line(changes, "down")) if pair[1][0] - pair[0][0] == 1]
            opposite = [list(pair) for pair in beside[:1] if pair[0][3] - pair[0][2] == pair[1][2] - pair[1][3]]
            self._known[changes] = self._spoken(opposite[0]) if opposite else None
        return self._known[changes]

    def _line(self, changes: tuple[Change, ...], axis: Literal["across", "down"]) -> _Line:
        values = self._system.values
        spots = [(self._spot(cell), cell, delta) for cell, delta in changes]
        return sorted(
            (getattr(spot, axis), cell, values[cell], values[cell] + delta) for spot, cell, delta in spots if spot
        )

    def _spoken(self, line: _Line) -> Joint | None:
        if (evidence := self._evidence(line)) is None:
            return None
        # The first and the last are the two that count: the fuller the cell that misses a case, the less odd.
        (_, _, old, new), (_, _, other_old, other_new) = line[0], line[-1]
        here, there = max(old, new), max(other_old, other_new)
        missed, counted = (here, there) if new > old else (there, here)
        return Joint(evidence, tuple((cell, after - before) for _, cell, before, after in line), missed, counted)

    def _evidence(self, line: _Line) -> Evidence | None:
        together = self._together
        if _shifted(line):
            return together["shifted"]
        if len(line) != 2:
            return None
        (left, _, old, new), (right, _, other_old, other_new) = line
        beside = right - left == 1
        if beside and _is_split(old, other_old, new, other_new):
            return together["split"]
        if new - old != other_old - other_new:
            return None
        if beside and (old, new) == (other_new, other_old) and abs(new - old) > 1:
            return together["exchanged"]
        return together["traded" if beside and abs(new - old) == 1 else "traded_far"]


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
