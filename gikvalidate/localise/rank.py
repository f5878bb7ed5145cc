"""Which repair comes first: every change weighed by what could have led to the figure that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from gikvalidate.digits import likeness, unit_mistaken
from gikvalidate.figures import CellKind
from gikvalidate.findings import Words, in_language
from gikvalidate.localise.plausibility import Evidence, Plausibility
from gikvalidate.localise.solve import Deltas
from gikvalidate.localise.system import System
from gikvalidate.localise.witness import Bound, Witness, bound, holds

#: Changed cells of one line in their order: place, cell, value, value after.
_Line = list[tuple[int, int, int, int]]

#: A number of one digit stands in many cells without having been copied there.
_COMMON = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """A repair with its score (the lower, the more believable), the reasons, and the witnesses it wins or loses."""

    deltas: Deltas
    score: int
    reasons: tuple[Words, ...]
    reread: bool
    wins: tuple[tuple[str, str], ...]
    fixed: bool
    #: Between equal scores: how much more a case was at home where it is missed than where it is too many.
    lean: Fraction = Fraction(1)


class Ranking:
    """What is known of one report that bears on its repairs."""

    def __init__(
        self, system: System, totals: frozenset[int], weights: Plausibility, witnesses: Iterable[Witness],
        prior: Mapping[str, int],
    ) -> None:  # fmt: skip
        self.system, self.totals, self.weights, self.prior = system, totals, weights, prior
        self._witnesses = tuple(witnesses)
        self._bound: dict[int, Bound | None] = {}
        self._signs: dict[tuple[int, int], str | None] = {}
        self._zeros: dict[str, bool] = {}

    def ranked(self, repairs: Sequence[tuple[Deltas, bool]]) -> list[Ranked]:
        """The most believable first; of several values for the same cells only the most believable one."""
        best: dict[tuple[int, ...], Ranked] = {}
        for deltas, free in repairs:
            cells = tuple(cell for cell, _ in deltas)
            one = self._weighed(deltas, not free)
            other = best.get(cells)
            if other is not None:
                better = min(other, one, key=_order)
                one = Ranked(
                    better.deltas, better.score, better.reasons, better.reread, better.wins, False, better.lean
                )
            best[cells] = one
        return sorted(best.values(), key=_order)

    def _weighed(self, deltas: Deltas, fixed: bool) -> Ranked:
        system, weights = self.system, self.weights
        score, lean, reread = 0, Fraction(1), False
        reasons: list[Words] = []
        signs: dict[str, list[tuple[int, int]]] = {}
        alone = dict(deltas)
        for cell in alone:
            score += weights.total if cell in self.totals else weights.part
        for line in self.lines(deltas):
            if together := self._together(line):
                score -= together.points
                reread |= together.reread
                reasons.append(together.words)
                lean *= _lean(line)
                for _, cell, _, _ in line:
                    del alone[cell]
        for cell, delta in alone.items():
            if (change := (cell, delta)) not in self._signs:
                self._signs[change] = self._sign(cell, system.values[cell], system.values[cell] + delta)
            if sign := self._signs[change]:
                score -= weights.evidence[sign].points
                signs.setdefault(sign, []).append((cell, delta))
        for sign, changes in signs.items():
            reasons += self._told(weights.evidence[sign].words, changes, len(changes) == len(deltas) > 1)
        points, told, wins = self._witnessed(deltas)
        reasons = list(dict.fromkeys(reasons))
        return Ranked(deltas, score - points, (*told, *reasons), reread, wins, fixed, lean)

    def _sign(self, cell: int, before: int, after: int) -> str | None:
        """The most telling sign that `before` was meant to be `after`."""
        found = list(_digit_signs(before, after))
        if before == 0 and self.system.empty(cell):
            found.append("omitted_among_zeros" if self._writes_zeros(cell) else "omitted")
        elif before == 0 and cell in self.totals:
            found.append("total_left_zero")
        last = self.prior.get(self.system.keys[cell])
        if last is not None and before == last != 0:
            found.append("stale")
        points = {name: self.weights.evidence[name].points for name in (*found, "copied")}
        best = max(found, key=points.__getitem__, default=None)
        if before >= _COMMON and (best is None or points[best] < points["copied"]) and before in self._beside(cell):
            return "copied"
        return best

    def _told(self, words: tuple[str, str], changes: Sequence[tuple[int, int]], every: bool) -> Iterator[Words]:
        """The words for a sign: once for all its cells, or once for each where they give its figures."""
        zh, en = words
        if "{from}" in zh:
            for cell, delta in changes:
                before = self.system.values[cell]
                fields = {"from": before, "to": before + delta}
                yield zh.format_map(fields), en.format_map(fields)
        elif every:
            yield zh.format(cell=f"这 {len(changes)} 格都是"), en.format(cell=f"all {len(changes)} cells")
        else:
            names = [self._name(cell) for cell, _ in changes]
            yield zh.format(cell="、".join(names)), en.format(cell=", ".join(names))

    def _name(self, cell: int) -> str:
        figure = self.system.figures[cell]
        return f"{figure.row_name} · {figure.column}" if figure else self.system.keys[cell]

    def lines(self, deltas: Deltas) -> list[_Line]:
        """Changes that stand in one row, then those of the others that stand one under the other, as on the paper."""
        rows: dict[tuple[int, int, str], _Line] = {}
        for cell, delta in deltas if len(deltas) > 1 else ():
            if (figure := self.system.figures[cell]) is not None:
                old = self.system.values[cell]
                place = (figure.table_index, figure.grid_row, figure.key.rpartition(".")[0])
                rows.setdefault(place, []).append((figure.grid_column, cell, old, old + delta))
        found = [sorted(line) for line in rows.values() if len(line) > 1]
        columns: dict[tuple[int, int], _Line] = {}
        for (table, row, _), line in rows.items():
            if len(line) == 1:
                ((column, cell, old, new),) = line
                columns.setdefault((table, column), []).append((row, cell, old, new))
        for line in map(sorted, columns.values()):
            beside = [pair for pair in pairwise(line) if pair[1][0] - pair[0][0] == 1]
            found += [list(pair) for pair in beside[:1] if pair[0][3] - pair[0][2] == pair[1][2] - pair[1][3]]
        return found

    def _together(self, line: _Line) -> Evidence | None:
        """What the changes of one row or column have in common."""
        together = self.weights.together
        if self._shifted(line):
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

    def _shifted(self, line: _Line) -> bool:
        """Whether each new value stands one column beside its place now, and the column left is emptied."""
        for step in (1, -1):
            old = {column: value for column, _, value, _ in line}
            if all(right[0] - left[0] == 1 for left, right in pairwise(line)) and all(
                new == old.get(column + step, 0) for column, _, _, new in line
            ):
                return True
        return False

    def _witnessed(self, deltas: Deltas) -> tuple[int, list[Words], tuple[tuple[str, str], ...]]:
        values, changed = self.system.values, dict(deltas)
        points = 0
        told: list[Words] = []
        wins: list[tuple[str, str]] = []
        for at in sorted({at for cell, _ in deltas for at in self._speaking.get(self.system.keys[cell], ())}):
            if at not in self._bound:
                self._bound[at] = bound(self._witnesses[at], self.system.number)
            if (one := self._bound[at]) is None:
                continue
            before, after = holds(one, values, {}), holds(one, values, changed)
            if before == after:
                continue
            points += one.weight if after else -one.weight
            zh, en = self.weights.agrees if after else self.weights.differs
            told.append((zh.format(quote=in_language(one.quote, "zh")), en.format(quote=in_language(one.quote, "en"))))
            if after:
                wins.append(one.name)
        return points, told, tuple(wins)

    @cached_property
    def _speaking(self) -> dict[str, list[int]]:
        """The witnesses that speak of a figure, by their place."""
        found: dict[str, list[int]] = {}
        for at, witness in enumerate(self._witnesses):
            for terms, _ in witness.readings:
                for key, _ in terms:
                    found.setdefault(key, []).append(at)
        return found

    @cached_property
    def _grid(self) -> dict[tuple[int, int, int], int]:
        return {
            (figure.table_index, figure.grid_row, figure.grid_column): value
            for figure, value in zip(self.system.figures, self.system.values, strict=True)
            if figure is not None
        }

    def _beside(self, cell: int) -> set[int]:
        figure = self.system.figures[cell]
        if figure is None:
            return set()
        table, row, column = figure.table_index, figure.grid_row, figure.grid_column
        places = (
            (table, row, column - 1),
            (table, row, column + 1),
            (table, row - 1, column),
            (table, row + 1, column),
        )
        return {self._grid[place] for place in places if place in self._grid}

    def _writes_zeros(self, cell: int) -> bool:
        """Whether more zeros of the table of a blank are written than left blank."""
        system, figure = self.system, self.system.figures[cell]
        if figure is None:
            return False
        if (known := self._zeros.get(figure.table)) is None:
            written = sum(
                not value and other is not None and other.value is not None and other.table == figure.table
                for value, other in zip(system.values, system.figures, strict=True)
            )
            beside = [other for blank in system.blank if (other := system.figures[blank]) is not None]
            blank = sum(other.kind is CellKind.BLANK and other.table == figure.table for other in beside)
            known = self._zeros[figure.table] = written > blank
        return known


def _lean(line: _Line) -> Fraction:
    """How full the cell that misses a case should be beside the one that has it too many: the fuller, the less odd."""
    (_, _, old, new), (_, _, other_old, other_new) = line[0], line[-1]
    here, there = max(old, new), max(other_old, other_new)
    return Fraction(here, there) if new > old else Fraction(there, here)


def _order(one: Ranked) -> tuple[int, Fraction, int, Deltas]:
    return one.score, one.lean, sum(abs(delta) for _, delta in one.deltas), one.deltas


def _digit_signs(before: int, after: int) -> list[str]:
    """What the digits of two numbers have in common."""
    found = []
    if unit_mistaken(before, after):
        found.append("unit")
    if abs(before - after) == 1:
        found.append("off_by_one")
    if before and after and before == int(before) and (alike := likeness(str(before), str(after))):
        found.append(alike.value)
    return found


def _is_split(old: int, other_old: int, new: int, other_new: int) -> bool:
    """Whether the digits of two neighbours belong in one of them: 1 | 2 for 12."""
    joined = f"{old}{other_old}"
    return old != 0 and ((str(new), other_new) == (joined, 0) or (new, str(other_new)) == (0, joined))
