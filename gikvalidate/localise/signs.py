"""What a change of one cell has for it: how the figure that stands there could have come of the one that should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.digits import likeness, unit_mistaken
from gikvalidate.figures import CellKind
from gikvalidate.findings import Words
from gikvalidate.localise.plausibility import Plausibility
from gikvalidate.localise.system import System

#: A number of one digit stands in many cells without having been copied there.
_COMMON = 10

#: A cell, and by how much it changes.
Change = tuple[int, int]


class Signs(dict[Change, str | None]):
    """The most telling sign that a figure was meant to be what a change makes of it; many repairs make the same."""

    def __init__(self, system: System, totals: frozenset[int], weights: Plausibility, prior: Mapping[str, int]) -> None:
        super().__init__()
        self._system, self._totals, self._weights, self._prior = system, totals, weights, prior
        self._words: dict[tuple[str, tuple[Change, ...], bool], tuple[Words, ...]] = {}
        self._zeros: dict[str, bool] = {}

    def __missing__(self, change: Change) -> str | None:
        cell, delta = change
        before = self._system.values[cell]
        self[change] = sign = self._sign(cell, before, before + delta)
        return sign

    def told(self, sign: str, changes: Sequence[Change], every: bool) -> tuple[Words, ...]:
        """The words for a sign: once for all its cells, or once for each where they give its figures."""
        key = (sign, tuple(changes), every)
        if (known := self._words.get(key)) is None:
            known = self._words[key] = tuple(self._told(self._weights.evidence[sign].words, changes, every))
        return known

    def _sign(self, cell: int, before: int, after: int) -> str | None:
        found = _digit_signs(before, after)
        if before == 0 and self._system.empty(cell):
            found.append("omitted_among_zeros" if self._writes_zeros(cell) else "omitted")
        elif before == 0 and cell in self._totals:
            found.append("total_left_zero")
        last = self._prior.get(self._system.keys[cell])
        if last is not None and before == last != 0:
            found.append("stale")
        evidence = self._weights.evidence
        best = max(found, key=lambda name: evidence[name].points, default=None)
        if before >= _COMMON and (best is None or evidence[best].points < evidence["copied"].points):
            return "copied" if self._stands_beside(cell, before) else best
        return best

    def _told(self, words: tuple[str, str], changes: Sequence[Change], every: bool) -> Iterator[Words]:
        zh, en = words
        if "{from}" in zh:
            for cell, delta in changes:
                before = self._system.values[cell]
                fields = {"from": before, "to": before + delta}
                yield zh.format_map(fields), en.format_map(fields)
        elif every:
            yield zh.format(cell=f"这 {len(changes)} 格都是"), en.format(cell=f"all {len(changes)} cells")
        else:
            names = [self._name(cell) for cell, _ in changes]
            yield zh.format(cell="、".join(names)), en.format(cell=", ".join(names))

    def _name(self, cell: int) -> str:
        figure = self._system.figure(cell)
        return f"{figure.row_name} · {figure.column}" if figure else self._system.keys[cell]

    def _stands_beside(self, cell: int, value: int) -> bool:
        """Whether a figure stands in one of the four cells around another as well."""
        system = self._system
        figure = system.figure(cell)
        if figure is None:
            return False
        table, row, column = figure.table_index, figure.grid_row, figure.grid_column
        # Few cells hold the same large number, so what stands where in the others need not be known.
        for other in [other for other, held in enumerate(system.values[: system.apart.start]) if held == value]:
            beside = system.figure(other)
            if (
                beside is not None
                and beside.table_index == table
                and abs(beside.grid_row - row) + abs(beside.grid_column - column) == 1
            ):
                return True
        return False

    def _writes_zeros(self, cell: int) -> bool:
        """Whether more zeros of the table of a blank are written than left blank."""
        system, figure = self._system, self._system.figure(cell)
        if figure is None:
            return False
        if (known := self._zeros.get(table := figure.table)) is None:
            blank, left = CellKind.BLANK, 0
            for other in system.figures(system.blank):
                if other.kind is blank and other.table == table:
                    left += 1
            zeros = [cell for cell, value in enumerate(system.values) if not value and cell not in system.blank]
            for other in system.figures(zeros):
                if other.value is not None and other.table == table:
                    left -= 1
                    if left < 0:
                        break
            known = self._zeros[table] = left < 0
        return known


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
