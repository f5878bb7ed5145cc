"""What each change does to the rows, as bits of whole numbers: compiled once for a print of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from gikvalidate.localise.twos import planned

if TYPE_CHECKING:
    from gikvalidate.localise.relations import Row

#: Directions in which a cell may change.
UP, DOWN = 1, 2

#: How many answers to one question are kept.
_MOST_KEPT = 4096

#: A cell, the direction in which it changes, the rows it raises and those it lowers.
Move = tuple[int, int, int, int]

#: Equalities with the coefficient of a cell, inequalities, and all of them as bits.
Effect = tuple[dict[int, int], tuple[int, ...], int]

#: A row and a coefficient there; a row with those of two cells.
_Term = tuple[int, int]
_Shared = tuple[int, int, int]
#: Two cells: the equalities of the one, of the other and of both, the inequalities, and all of them as bits.
Pair = tuple[tuple[_Term, ...], tuple[_Term, ...], tuple[_Shared, ...], tuple[int, ...], int]

_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")


class _Kept(dict[_Key, _Answer]):
    """Answers, each found when it is first asked for: to look one up takes less than to call for it."""

    def __init__(self, find: Callable[[_Key], _Answer]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: _Key) -> _Answer:
        if len(self) >= _MOST_KEPT:
            self.clear()
        answer = self[key] = self._find(key)
        return answer


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
        self._components: list[int] = []
        self._of: dict[int, tuple[Move, Move]] = {}
        #: By the bit of a row, the moves that raise it, and those that lower it; the same as bits of moves.
        self.raising = _Kept(partial(self._movers, 2))
        self.lowering = _Kept(partial(self._movers, 3))
        self._raising_bits = _Kept(partial(self._bits_of, self.raising))
        self._lowering_bits = _Kept(partial(self._bits_of, self.lowering))
        #: By cell, the equalities that it moves and by how much each goes up with it, and the inequalities.
        self.effect = _Kept(self._effect)
        #: The same of two cells, told apart by which of them move a row.
        self.pairs = _Kept(self._pair)
        #: By the rows to be raised and those to be lowered, the moves that do all of it.
        self.fitting = _Kept(self._fitting)
        #: By rows, the moves of all their cells.
        self.within = _Kept(self._within)
        #: By the bit of a row, the rows that share no cell with it: no change mends both. By rows, how many changes
        #: they need at least, as those that share no cell need one each. Then both where exchanges count as cells.
        self.apart = _Kept(partial(self._apart, exchanges))
        self.needed = _Kept(partial(_independent, self.apart))
        self.apart_wide = _Kept(partial(self._apart, range(0)))
        self.needed_wide = _Kept(partial(_independent, self.apart_wide))
        #: By the rows to be raised, those to be lowered and whether exchanges count as cells, what two changes may do.
        self.twos = _Kept(partial(planned, self, exchanges))

    def bits(self, rows: Iterable[int]) -> int:
        """Row numbers as bits."""
        bit = self.bit
        return sum([bit[row] for row in rows])

    def numbers(self, bits: int) -> list[int]:
        """Bits as row numbers."""
        rows = self.rows
        return [rows[bit.bit_length() - 1] for bit in single(bits)]

    def ordered(self, bits: int) -> list[int]:
        """Bits as row numbers from the lowest, by which sets of rows are sorted."""
        return sorted(self.numbers(bits))

    def _effect(self, cell: int) -> Effect:
        rows, touching = self._rows, self._touching[cell]
        equal = {row: rows[row].coefficient[cell] for row in touching if rows[row].equality}
        return equal, tuple([row for row in touching if not rows[row].equality]), self._touched[cell]

    def _pair(self, cells: tuple[int, int]) -> Pair:
        (one, bounds, bits), (other, more, beside) = self.effect[cells[0]], self.effect[cells[1]]
        return (
            tuple([term for term in one.items() if term[0] not in other]),
            tuple([term for term in other.items() if term[0] not in one]),
            tuple([(row, value, other[row]) for row, value in one.items() if row in other]),
            tuple(dict.fromkeys(bounds + more)),
            bits | beside,
        )

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

    def _movers(self, effect: int, bit: int) -> tuple[Move, ...]:
        cells = self._rows[self.rows[bit.bit_length() - 1]].cells
        return tuple([move for cell in cells for move in self.of(cell) if move[effect] & bit])

    def _bits_of(self, movers: Mapping[int, tuple[Move, ...]], bit: int) -> int:
        return sum([1 << 2 * cell + (way == DOWN) for cell, way, _, _ in movers[bit]])

    def _fitting(self, rows: tuple[int, int]) -> tuple[Move, ...]:
        fit = -1
        for left, movers in zip(rows, (self._raising_bits, self._lowering_bits), strict=True):
            while left:
                low = left & -left
                left ^= low
                fit &= movers[low]
                if not fit:
                    return ()
        chosen = [bit.bit_length() - 1 for bit in single(fit)]
        return tuple([self.of(place >> 1)[place & 1] for place in chosen])

    def _within(self, rows: int) -> tuple[Move, ...]:
        found, cells = 0, self._cells
        for bit in single(rows):
            found |= cells[bit]
        return tuple([move for bit in single(found) for move in self.of(bit.bit_length() - 1)])

    @cached_property
    def bounded(self) -> frozenset[int]:
        """The cells of which some inequality speaks."""
        return frozenset([cell for row in self.unequal for cell in self._rows[row].cells])

    @cached_property
    def _cells(self) -> dict[int, int]:
        return {self.bit[row]: sum(1 << cell for cell in self._rows[row].cells) for row in self.rows}

    def component(self, rows: int) -> int:
        """All rows that hang together with some through shared cells."""
        for known in self._components:
            if known & rows:
                return known
        found = 0
        left = {mask for cell, mask in enumerate(self._touched) if cell not in self._exchanges}
        while found != rows:
            found = rows
            for mask in [mask for mask in left if mask & rows]:
                rows |= mask
                left.discard(mask)
        self._components.append(found)
        return found

    def _apart(self, without: range, bit: int) -> int:
        """The rows that share no cell with that of a bit, cells `without` not counted; none beside no row."""
        if not bit:
            return 0
        touched, shared = self._touched, bit
        for cell in self._rows[self.rows[bit.bit_length() - 1]].cells:
            if cell not in without:
                shared |= touched[cell]
        return ~shared


def _independent(apart: Mapping[int, int], rows: int) -> int:
    """How many of some rows share no cell with one another."""
    count = 0
    while rows:
        count += 1
        rows &= apart[rows & -rows]
    return count


def single(bits: int) -> Iterator[int]:
    """Each of the bits by itself, from the lowest."""
    while bits:
        low = bits & -bits
        yield low
        bits ^= low
