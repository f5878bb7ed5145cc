"""One report as a system of rows: its values, what may be changed and in which direction, what does not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from gikvalidate.figures import CellKind, Figure, Figures
from gikvalidate.localise.exchanges import Pair
from gikvalidate.localise.moves import DOWN, UP, Moves
from gikvalidate.localise.relations import MOST_PRINTS, Constraint, Print, Relations, Row, is_whole, least, row

#: How many numbers are kept as counts.
_MOST_COUNTS = 4096


class _Counts(dict[Decimal | None, int]):
    """Written numbers as ints, nothing as zero: to look one up takes a fraction of the time it takes to make it one.

    Raises ArithmeticError for a number that counts nothing.
    """

    def __missing__(self, written: Decimal | None) -> int:
        count = int(written or 0)
        if count < 0 or count != (written or 0):
            raise ArithmeticError(f"{written} counts nothing")
        if len(self) < _MOST_COUNTS:
            self[written] = count
        return count


_counts = _Counts()

#: As the names of this module: to look a member up in its class, or to hash it, takes several times as long.
_BLANK, _DASH = CellKind.BLANK, CellKind.DASH
_BOTH = UP | DOWN
#: Stands for the figures a report does not have.
_MISSING = Figure("", "", _BLANK, None, "", "", "", "", 0, 0, 0)


class System:
    """Values by cell number (blanks and dashes zero), the rows that bind, and their residuals.

    `directions` says how each cell may change: a zero only upwards, a figure the form leaves out not at all. `filled`
    holds the blank totals whose value their parts determine: they cost a repair nothing, so each is eliminated by the
    relation that defines it. `broken` are the rows that do not hold.
    """

    def __init__(self, figures: Figures, relations: Relations, further: Sequence[Constraint] = ()) -> None:
        self._cells: Mapping[str, Figure] = figures.cells
        self.number = relations.number
        # Shared by all reports; one that has rows or keys of its own takes copies.
        self.keys, self.kinds, self.rows = relations.wide_keys, relations.wide_kinds, relations.rows
        self._odd = False
        #: Cells in which nothing is written.
        self.blank: set[int] = set()
        unread = self._read(figures.absent, relations)
        printed = relations.printed(figures.absent, unread)
        self.touching: list[tuple[int, ...]] = printed.touching
        self._binding: Sequence[int] = printed.rows
        self._printed: Print = printed
        self._moves: Moves | None = printed.moves
        self._shared = True
        #: The rows of this report alone.
        self._own: list[int] = []
        self.exchanges, self.apart = relations.exchanges, relations.apart
        self.possible: dict[int, dict[int, list[Pair]]] = {}
        #: Cells of constraints of this report alone: a pair with one of them is not like the others of its exchange.
        self._tied: set[int] = set()
        count = len(self.apart)
        self.values += [0] * count
        self.directions += bytes(count)
        if further:
            self._extend(further)
        self.residual = printed.residuals(self.rows, self.values)
        for index in self._own:
            self.residual[index] = self.rows[index].residual(self.values)
        self.filled: dict[int, Row] = {}
        self._taken_out: list[tuple[int, int]] = []
        if self.blank:
            self._fill(relations.totals & self.blank)
        rows = self.rows
        self.broken = [
            index for index in self._binding if (lacks := self.residual[index]) and rows[index].broken_by(lacks)
        ]
        if self._odd:
            self._forbid()

    @property
    def moves(self) -> Moves:
        """What each change does to the rows; compiled for this report alone where its rows are its own."""
        if (moves := self._moves) is None:
            moves = self._moves = self._compiled()
        return moves

    def _compiled(self) -> Moves:
        printed = self._printed
        if self._own:
            return Moves(self.rows, self.touching, self._binding, self.apart)
        if not self._taken_out:
            return printed.moves
        if (moves := printed.without.get(taken_out := tuple(self._taken_out))) is None:
            if len(printed.without) >= MOST_PRINTS:
                printed.without.clear()
            moves = Moves(self.rows, self.touching, self._binding, self.apart, like=printed.moves)
            printed.without[taken_out] = moves
        return moves

    def _part(self) -> None:
        """From here on the rows are this report's."""
        self._moves = None
        if self._shared:
            self._shared = False
            self.keys, self.kinds = [*self.keys], [*self.kinds]
            self.rows, self.touching = [*self.rows], [*self.touching]

    def figure(self, cell: int) -> Figure | None:
        """What stands in a cell, if the report has it; an exchange has no figure."""
        return self._cells.get(self.keys[cell])

    def figures(self, cells: Iterable[int]) -> Iterator[Figure]:
        """What stands in some cells, as far as the report has them."""
        get, keys = self._cells.get, self.keys
        return (figure for cell in cells if (figure := get(keys[cell])) is not None)

    def empty(self, cell: int) -> bool:
        """Whether nothing is written in a cell."""
        return cell in self.blank

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
            values, directions = self.values, self.directions
            for pair in self._pairs(cell):
                one, other = directions[pair.raised], directions[pair.lowered]
                # Of two neighbours one must fall: where both hold nothing, there was nothing to exchange.
                if (one | other) & DOWN and one and other:
                    traded = values[pair.lowered] - values[pair.raised]
                    changes = (1, -1) if pair.alike else ()
                    for change in changes if not traded or traded in changes else (traded, *changes):
                        if one & (UP if change > 0 else DOWN) and other & (DOWN if change > 0 else UP):
                            known.setdefault(change, []).append(pair)
        return known

    def _pairs(self, exchange: int) -> Sequence[Pair]:
        pairs, tied = self.exchanges[exchange - self.apart.start].pairs, self._tied
        if tied:
            return [pair for pair in pairs if pair.raised not in tied and pair.lowered not in tied]
        return pairs

    def ways(self, cell: int) -> int:
        """The directions in which an exchange may have happened: told without listing the pairs."""
        values, directions, found = self.values, self.directions, 0
        for pair in self._pairs(cell):
            one, other = directions[pair.raised], directions[pair.lowered]
            if one & UP and other & DOWN and (pair.alike or values[pair.lowered] > values[pair.raised]):
                found |= UP
            if one & DOWN and other & UP and (pair.alike or values[pair.lowered] < values[pair.raised]):
                found |= DOWN
            if found == UP | DOWN:
                break
        return found

    def _read(self, absent: Collection[str], relations: Relations) -> tuple[int, ...]:
        """Take the values in, and say which cells cannot be read."""
        keys, get, blank = relations.keys, self._cells.get, self.blank
        written = [get(key, _MISSING).value for key in keys]
        try:
            self.values = list(map(_counts.__getitem__, written))
            directions = self.directions = bytearray([_BOTH if value else UP for value in self.values])
        except ArithmeticError:
            self._odd = True
            self.values = [_exact(value) if value else 0 for value in written]
            directions = self.directions = bytearray([_BOTH if value > 0 else UP for value in self.values])
        missing, unread = [], []
        for cell in [cell for cell, value in enumerate(written) if value is None]:
            figure = get(keys[cell])
            if figure is None:
                missing.append(cell)
            elif figure.kind is _BLANK or figure.kind is _DASH:
                blank.add(cell)
            else:
                unread.append(cell)
        for cell in relations.signed:
            if cell not in blank:
                directions[cell] = _BOTH
        for cell in (*missing, *unread):
            directions[cell] = 0
        return (*(cell for cell in missing if keys[cell] not in absent), *unread)

    def _extend(self, further: Iterable[Constraint]) -> None:
        self._part()
        self.number = dict(self.number)
        for one in further:
            for key, _ in one.terms:
                if key not in self.number:
                    self._admit(key)
            if all(self._readable(key) for key, _ in one.terms):
                self._add(row(one, self.number))
                self._tied.update(self.number[key] for key, _ in one.terms)

    def _readable(self, key: str) -> bool:
        figure = self._cells.get(key)
        return figure is not None and (figure.value is not None or figure.kind is _BLANK or figure.kind is _DASH)

    def _admit(self, key: str) -> None:
        """A figure no relation of the form speaks of, such as one of last year's report."""
        figure = self._cells.get(key)
        self.number[key] = len(self.keys)
        self.keys.append(key)
        self.touching.append(())
        self.kinds.append(None)
        self.values.append(0 if figure is None or figure.value is None else int(figure.value))
        self.directions.append(UP if self.values[-1] == 0 else UP | DOWN)

    def _add(self, one: Row) -> None:
        self._part()
        index = len(self.rows)
        self.rows.append(one)
        self._binding = [*self._binding, index]
        self._own.append(index)
        for cell in one.cells:
            self.touching[cell] += (index,)

    def _forbid(self) -> None:
        """A value no figure may have (below zero, a fraction) is a broken row of its own."""
        for cell, value in enumerate(self.values):
            if self.directions[cell] and not self.allows(cell, value):
                self.directions[cell] = UP | DOWN
                self.broken.append(len(self.rows))
                self.residual.append(1)
                self._add(Row({cell: -1}, 0, False, Constraint((), "<=", subject=self.keys[cell])))

    def _fill(self, totals: Iterable[int]) -> None:
        """Blank `totals` over parts that are not zero take their sum and leave the search."""
        for total in sorted(totals):
            for index in self.touching[total]:
                if self.residual[index] and self.keys[total] == self.rows[index].constraint.total:
                    self._eliminate(total, index)
                    break

    def _eliminate(self, total: int, defining: int) -> None:
        one = self.rows[defining]
        value = self.values[total] - self.residual[defining] * one.coefficient[total]
        if abs(one.coefficient[total]) != 1 or value < 0:
            return
        self._part()
        self.values[total] = value
        self.filled[total] = one
        self.directions[total] = 0
        self._taken_out.append((total, defining))
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


def _exact(value: Decimal) -> int:
    """The same number, a fraction only where it is none of the whole ones."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact  # type: ignore[return-value]
