"""What each change does to the rows, as bits of whole numbers: compiled once for a print of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gikvalidate.localise.relations import Row

#: Directions in which a cell may change.
UP, DOWN = 1, 2

#: For how many sets of rows the moves that fit them, or lie within them, are kept.
_MOST_KEPT = 4096

#: A cell, the direction in which it changes, the rows it raises and those it lowers.
Move = tuple[int, int, int, int]

#: Equalities with the coefficient of a cell, and inequalities.
Effect = tuple[dict[int, int], tuple[int, ...]]


class Moves:
    """The binding rows as bits, the shortest first, and the moves that raise or lower each.

    A row that any change may mend is both raised and lowered. `equal` are the equalities.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        touching: Sequence[Sequence[int]],
        binding: Iterable[int],
        exchanges: range,
        like: Moves | None = None,
    ) -> None:
        self._rows, self._touching, self._exchanges = rows, touching, exchanges
        #: Row numbers by bit. Where a few rows are changed of moves known before, these keep their bits.
        self.rows: list[int] = like.rows if like else sorted(binding, key=lambda row: (len(rows[row].cells), row))
        self.bit: dict[int, int] = like.bit if like else {row: 1 << at for at, row in enumerate(self.rows)}
        self.equal = sum(self.bit[row] for row in self.rows if rows[row].equality)
        #: The numbers of the inequalities, which are few.
        self.unequal = [row for row in self.rows if not rows[row].equality]
        self._touched: list[int] = (
            [
                known if now is before else self.bits(now)
                for known, now, before in zip(like._touched, touching, like._touching, strict=True)
            ]
            if like
            else [self.bits(numbers) for numbers in touching]
        )
        self._effects: dict[int, Effect] = {}
        self._of: dict[int, tuple[Move, Move]] = {}
        self._movers: dict[tuple[int, bool], tuple[Move, ...]] = {}
        self._within: dict[int, tuple[Move, ...]] = {}
        self._fitting: dict[tuple[int, int], tuple[Move, ...]] = {}
        self._movers_bits: dict[tuple[int, bool], int] = {}

    def bits(self, rows: Iterable[int]) -> int:
        """Row numbers as bits."""
        bit = self.bit
        return sum([bit[row] for row in rows])

    def numbers(self, bits: int) -> list[int]:
        """Bits as row numbers."""
        rows = self.rows
        return [rows[at] for at in places(bits)]

    def effect(self, cell: int) -> Effect:
        """The equalities that a cell moves and by how much each goes up with it, and the inequalities."""
        if (known := self._effects.get(cell)) is None:
            rows = self._rows
            equal = {row: rows[row].coefficient[cell] for row in self._touching[cell] if rows[row].equality}
            known = self._effects[cell] = equal, tuple([row for row in self._touching[cell] if not rows[row].equality])
        return known

    def of(self, cell: int) -> tuple[Move, Move]:
        """The move of a cell upwards, and downwards."""
        if (known := self._of.get(cell)) is None:
            raises = lowers = 0
            for number in self._touching[cell]:
                row, bit = self._rows[number], self.bit[number]
                if row.lone or row.coefficient[cell] > 0:
                    raises |= bit
                if row.lone or row.coefficient[cell] < 0:
                    lowers |= bit
            known = self._of[cell] = (cell, UP, raises, lowers), (cell, DOWN, lowers, raises)
        return known

    def movers(self, at: int, raising: bool) -> tuple[Move, ...]:
        """The moves that raise, or lower, the row of a bit's place."""
        if (known := self._movers.get((at, raising))) is None:
            bit, effect = 1 << at, 2 if raising else 3
            cells = self._rows[self.rows[at]].cells
            known = tuple(move for cell in cells for move in self.of(cell) if move[effect] & bit)
            self._movers[(at, raising)] = known
        return known

    def fitting(self, raised: int, lowered: int) -> tuple[Move, ...]:
        """The moves that raise all of some rows and lower all of others."""
        if (fit := self._fitting.get((raised, lowered))) is None:
            if len(self._fitting) >= _MOST_KEPT:
                self._fitting.clear()
            fit = self._fitting[raised, lowered] = tuple(self._fit(raised, lowered))
        return fit

    def _fit(self, raised: int, lowered: int) -> Iterator[Move]:
        known, fit = self._movers_bits, -1
        for rows, raising in ((raised, True), (lowered, False)):
            while rows:
                low = rows & -rows
                rows ^= low
                if (bits := known.get((low, raising))) is None:
                    movers = self.movers(low.bit_length() - 1, raising)
                    bits = known[low, raising] = sum(1 << 2 * cell + (way == DOWN) for cell, way, _, _ in movers)
                fit &= bits
                if not fit:
                    return
        for place in places(fit):
            yield self.of(place >> 1)[place & 1]

    def within(self, rows: int) -> tuple[Move, ...]:
        """The moves of all cells of some rows."""
        if (known := self._within.get(rows)) is None:
            if len(self._within) >= _MOST_KEPT:
                self._within.clear()
            found, cells = 0, self._cells
            for at in places(rows):
                found |= cells[at]
            known = self._within[rows] = tuple([move for cell in places(found) for move in self.of(cell)])
        return known

    @cached_property
    def bounded(self) -> frozenset[int]:
        """The cells of which some inequality speaks."""
        return frozenset([cell for row in self.unequal for cell in self._rows[row].cells])

    @cached_property
    def _cells(self) -> list[int]:
        return [sum(1 << cell for cell in self._rows[row].cells) for row in self.rows]

    @cached_property
    def apart(self) -> list[int]:
        """By the place of a row's bit, the rows that share no cell with it, exchanges not counted."""
        return self._sharing(self._exchanges)

    @cached_property
    def wide_apart(self) -> list[int]:
        """The same, exchanges counted as cells."""
        return self._sharing(range(0))

    @cached_property
    def components(self) -> list[int]:
        """Rows that hang together through shared cells."""
        found, left = [], (1 << len(self.rows)) - 1
        while left:
            connected = fresh = left & -left
            while fresh:
                low = fresh & -fresh
                more = ~self.apart[low.bit_length() - 1] & ~connected
                connected |= more
                fresh = fresh & ~low | more
            found.append(connected)
            left &= ~connected
        return found

    def _sharing(self, without: range) -> list[int]:
        found, touched = [], self._touched
        for row in self.rows:
            shared = self.bit[row]
            for cell in self._rows[row].cells:
                if cell not in without:
                    shared |= touched[cell]
            found.append(~shared)
        return found


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
