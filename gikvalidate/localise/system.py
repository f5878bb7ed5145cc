"""One report as a system of rows: its values, what may be changed and in which direction, what does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from gikvalidate.figures import CellKind, Figure, Figures
from gikvalidate.findings import CellPlace
from gikvalidate.localise.exchanges import Pair
from gikvalidate.localise.relations import Constraint, Print, Relations, Row, is_whole, least, row, sharing

_EMPTY = frozenset({CellKind.BLANK, CellKind.DASH})
#: Directions in which a cell may change.
UP, DOWN = 1, 2


class System:
    """Values by cell number (blanks and dashes zero), the rows that bind, and their residuals.

    `directions` says how each cell may change: a zero only upwards, a figure the form leaves out not at all. `filled`
    holds the blank totals whose value their parts determine: they cost a repair nothing, so each is eliminated by the
    relation that defines it. `broken` are the rows that do not hold.
    """

    def __init__(self, figures: Figures, relations: Relations, further: Sequence[Constraint] = ()) -> None:
        printed = relations.printed(figures.absent)
        self.keys: list[str] = list(relations.keys)
        self.number = relations.number
        self.rows: list[Row] = list(relations.rows)
        self.kinds = list(relations.kinds)
        self.touching: list[tuple[int, ...]] = list(printed.touching)
        self.sharing: list[int] = list(printed.sharing)
        self.wide_sharing: list[int] = list(printed.wide_sharing)
        self._binding: Iterable[int] = printed.rows
        cells = figures.cells
        self.figures: list[Figure | None] = [cells.get(key) for key in self.keys]
        self.values: list[int] = []
        self._odd = False
        self._places: dict[int, CellPlace | None] = {}
        self.directions = bytearray(len(self.keys) + len(relations.apart))
        self._read(figures, relations, printed)
        self.exchanges, self.apart = relations.exchanges, relations.apart
        self.possible: dict[int, dict[int, list[Pair]]] = {}
        self.keys += [""] * len(self.apart)
        self.kinds += [None] * len(self.apart)
        self.figures += [None] * len(self.apart)
        self.values += [0] * len(self.apart)
        if further:
            self._extend(further, figures)
        self.residual = [0] * len(self.rows)
        for index in self._binding:
            self.residual[index] = self.rows[index].residual(self.values)
        self.filled: dict[int, Row] = {}
        self._fill(relations.totals)
        self.broken = [index for index in self._binding if self.rows[index].broken_by(self.residual[index])]
        self._forbid()

    def empty(self, cell: int) -> bool:
        """Whether nothing is written in a cell."""
        figure = self.figures[cell]
        return figure is not None and figure.kind in _EMPTY

    def place(self, cell: int) -> CellPlace | None:
        """Where a figure stands; a repair is told many times."""
        if cell not in self._places:
            figure = self.figures[cell]
            self._places[cell] = None if figure is None else CellPlace.of(figure)
        return self._places[cell]

    def allows(self, cell: int, value: int) -> bool:
        """Whether a figure may have a value: whole and not negative, as its form says; or an exchange happen so."""
        if cell in self.apart:
            return value in self.exchanged(cell)
        kind = self.kinds[cell]
        bottom = least(kind)
        return (bottom is None or value >= bottom) and (value == int(value) or not is_whole(kind))

    def exchanged(self, cell: int) -> dict[int, list[Pair]]:
        """The pairs that an exchange may have happened to, by how much the one is raised and the other lowered."""
        if (known := self.possible.get(cell)) is None:
            known = self.possible[cell] = {}
            for pair in self.exchanges[cell - self.apart.start].pairs:
                for change in self._changes(pair):
                    known.setdefault(change, []).append(pair)
        return known

    def _changes(self, pair: Pair) -> set[int]:
        raised, lowered = self.values[pair.raised], self.values[pair.lowered]
        changes = {lowered - raised, *((1, -1) if pair.alike else ())} - {0}
        up, down = self.directions[pair.raised], self.directions[pair.lowered]
        return {
            change for change in changes if up & (UP if change > 0 else DOWN) and down & (DOWN if change > 0 else UP)
        }

    def _read(self, figures: Figures, relations: Relations, printed: Print) -> None:
        values, directions = self.values, self.directions
        unread: list[int] = []
        for cell, figure in enumerate(self.figures):
            if figure is None or figure.value is None:
                values.append(0)
                if figure is None:
                    if self.keys[cell] not in figures.absent:
                        unread.append(cell)
                elif figure.kind in _EMPTY:
                    directions[cell] = UP
                else:
                    unread.append(cell)
            else:
                value = int(figure.value)
                if value < 0 or value != figure.value:
                    self._odd = True
                    value = _exact(figure.value)
                values.append(value)
                directions[cell] = UP | DOWN if value > 0 or least(self.kinds[cell]) is None else UP
        if unread:
            lost = {row for cell in unread for row in relations.touching[cell]}
            rest = Print(relations, printed.dropped | lost)
            self.touching, self._binding = list(rest.touching), rest.rows
            self.sharing, self.wide_sharing = list(rest.sharing), list(rest.wide_sharing)

    def _extend(self, further: Iterable[Constraint], figures: Figures) -> None:
        self.number = dict(self.number)
        for one in further:
            for key, _ in one.terms:
                if key not in self.number:
                    self._admit(key, figures)
            if all(self.figures[self.number[key]] is not None for key, _ in one.terms):
                self._add(row(one, self.number))

    def _admit(self, key: str, figures: Figures) -> None:
        """A figure no relation of the form speaks of, such as one of last year's report."""
        figure = figures.cells.get(key)
        self.number = {**self.number, key: len(self.keys)}
        self.keys.append(key)
        self.touching.append(())
        self.kinds.append(None)
        self.figures.append(figure)
        self.values.append(0 if figure is None or figure.value is None else int(figure.value))
        self.directions.append(UP if self.values[-1] == 0 else UP | DOWN)

    def _add(self, one: Row) -> None:
        index = len(self.rows)
        self.rows.append(one)
        self.sharing.append(0)
        self.wide_sharing.append(0)
        self._binding = [*self._binding, index]
        for cell in one.cells:
            self.touching[cell] += (index,)
        self._share(index)

    def _share(self, index: int) -> None:
        """Note which rows share a cell with a row that is new or has changed."""
        for shared, without in ((self.sharing, self.apart), (self.wide_sharing, range(0))):
            bits = shared[index] = sharing(self.rows[index], self.touching, without)
            for other in range(len(shared)):
                if bits >> other & 1:
                    shared[other] |= 1 << index

    def _forbid(self) -> None:
        """A value no figure may have (below zero, a fraction) is a broken row of its own."""
        if not self._odd:
            return
        for cell, value in enumerate(self.values):
            if self.directions[cell] and not self.allows(cell, value):
                self.directions[cell] = UP | DOWN
                self.broken.append(len(self.rows))
                self.residual.append(1)
                self._add(Row({cell: -1}, 0, False, Constraint((), "<=", subject=self.keys[cell])))

    def _fill(self, totals: Iterable[int]) -> None:
        """Blank totals over parts that are not zero take their sum and leave the search."""
        for total in sorted(totals):
            if self.empty(total):
                for index in self.touching[total]:
                    if self.residual[index] and self.keys[total] == self.rows[index].constraint.total:
                        self._eliminate(total, index)
                        break

    def _eliminate(self, total: int, defining: int) -> None:
        one = self.rows[defining]
        value = self.values[total] - self.residual[defining] * one.coefficient[total]
        if abs(one.coefficient[total]) != 1 or value < 0:
            return
        self.values[total] = value
        self.filled[total] = one
        self.directions[total] = 0
        self._binding = [index for index in self._binding if index != defining]
        for cell in one.cells:
            self.touching[cell] = tuple(index for index in self.touching[cell] if index != defining)
        for index in self.touching[total]:
            self._substitute(index, total, one)

    def _substitute(self, index: int, total: int, defining: Row) -> None:
        """Row `index` with the total replaced by what it is the sum of."""
        old = self.rows[index]
        factor = old.coefficient[total] * defining.coefficient[total]
        coefficient = dict(old.coefficient)
        for cell, value in defining.coefficient.items():
            coefficient[cell] = coefficient.get(cell, 0) - factor * value
        whole = {cell: value for cell, value in coefficient.items() if value}
        for cell in coefficient.keys() - old.coefficient.keys() | old.coefficient.keys() - whole.keys():
            others = tuple(other for other in self.touching[cell] if other != index)
            self.touching[cell] = (*others, index) if cell in whole else others
        self.rows[index] = Row(whole, old.constant - factor * defining.constant, old.equality, old.constraint)
        self.residual[index] = self.rows[index].residual(self.values)
        self._share(index)


def _exact(value: Decimal) -> int:
    """The same number, a fraction only where it is none of the whole ones."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact  # type: ignore[return-value]
