"""Error localisation after Fellegi and Holt: every smallest set of cells whose change makes all relations hold.

A repair falls apart into connected parts: cells that share a relation they touch. A part mends some broken relations
and leaves every other one as it is, so the smallest repairs are the cheapest ways to divide the broken relations among
parts. Looking for parts instead of whole repairs keeps independent faults from multiplying.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gikvalidate.localise.moves import DOWN, UP, Move, places
from gikvalidate.localise.solve import Deltas, Solver
from gikvalidate.localise.system import System

#: One broken relation, by row number, or several that are mended together.
Block = frozenset[int]


class Part(NamedTuple):
    """Connected changes (cell, difference) that mend the rows of `block`; `free` if other values would do as well."""

    deltas: Deltas
    block: Block
    free: bool = False


@dataclass
class Found:
    """All smallest repairs of some broken rows: how the rows may be divided, and the parts for each block.

    `stopped` says that a limit ended the search: more may exist.
    """

    divisions: list[tuple[Block, ...]] = field(default_factory=list)
    parts: dict[Block, list[Part]] = field(default_factory=dict)
    size: int = 0
    stopped: bool = False


class LimitReachedError(Exception):
    """The search has looked at as many sets as it may."""


def smallest(
    system: System,
    broken: Iterable[int],
    most: int,
    steps: int,
    *,
    only: bytes | bytearray | None = None,
    first: int = 1,
    exchanges: bool = False,
) -> Found | None:
    """Every smallest repair of the `broken` rows with `first` to `most` changes; None if there is none.

    `only` limits the directions in which cells may change; with `exchanges` one between neighbours is one change.
    Raises LimitReachedError after `steps` nodes of the search.
    """
    search = _Search(system, only or system.directions, steps, exchanges)
    rows = frozenset(broken)
    bits = system.moves.bits(rows)
    for size in range(first, most + 1):
        if search.needed[bits] > size:
            continue
        if divisions := search.divide(rows, size):
            return Found(divisions, search.parts, size, search.cut)
        search.known.clear()
        search.parts.clear()
    return None


_MOST_DIVISIONS = 500
#: Stands where nobody has asked yet in which direction an exchange may have happened: any will do till then.
_UNASKED = 4 | UP | DOWN


class _Search:
    def __init__(self, system: System, directions: bytes | bytearray, steps: int, exchanges: bool) -> None:
        self.system, self.steps, self.moves = system, steps, system.moves
        self.open = bytearray(directions)
        self.needed = system.moves.needed_wide if exchanges else system.moves.needed
        if exchanges:
            apart = system.apart
            self.open[apart.start : apart.stop] = bytes([_UNASKED]) * len(apart)
        self.chosen: dict[int, int] = {}
        self.solver = Solver(system, self.chosen)
        self.parts: dict[Block, list[Part]] = {}
        self.known: dict[tuple[Block, int], list[tuple[Block, ...]]] = {}
        self.cut = False
        # The broken rows that are to be mended, as bits: by what they lack, and one that the part must mend (its number
        # is `lead`); the equalities that hold.
        self.up = self.down = self.first = self.even = self.lead = 0
        self.rows: Block = frozenset()
        self.size = 0
        self.grown: dict[Block, dict[Deltas, Part]] = {}

    def divide(self, rows: Block, size: int) -> list[tuple[Block, ...]]:
        """The ways to mend all `rows` by parts that change `size` cells together."""
        if not rows:
            return [()]
        if (known := self.known.get((rows, size))) is not None:
            return known
        bits, residual = self.moves.bits(rows), self.system.residual
        self.down = self.moves.bits([row for row in rows if residual[row] > 0])
        self.up, self.rows, self.size = bits ^ self.down, rows, size
        self.even = self.moves.equal & ~bits
        self.first = bits & -bits
        self.lead = self.moves.rows[self.first.bit_length() - 1]
        blocks = self.solver.grown = self.grown = {}
        if self.needed[bits] <= size:
            falls = bool(self.first & self.down)
            if size == 1:
                self._close(self.moves.fitting[self.up, self.down], 0)
            else:
                self._choose(self.moves.movers(self.first.bit_length() - 1, not falls), 0, 0, size)
        found: list[tuple[Block, ...]] = []
        for block in sorted(blocks, key=sorted):
            parts = blocks[block]
            cost = min(len(deltas) for deltas in parts)
            if rests := self.divide(rows - block, size - cost):
                self.parts[block] = [parts[deltas] for deltas in sorted(parts) if len(deltas) == cost]
                found += [(block, *rest) for rest in rests]
            if len(found) > _MOST_DIVISIONS:
                self.cut = True
                break
        self.known[(rows, size)] = found
        return found

    def _choose(self, candidates: Iterable[Move], raised: int, lowered: int, left: int) -> None:
        """Add each move in turn; those tried before are left out from then on, so no set comes twice."""
        up, down, even = self.up, self.down, self.even
        chosen, open_, needed, moves = self.chosen, self.open, self.needed, self.moves
        tried = []
        left -= 1
        for cell, way, raises, lowers in candidates:
            if not (ways := open_[cell]) & way:
                continue
            above, below = raised | raises, lowered | lowers
            uneven = (above ^ below) & even
            lack, exceed = up & ~above, down & ~below
            waiting = lack | exceed
            too_far = needed[waiting | uneven] > left
            if ways == _UNASKED and (too_far or not (ways := self._ask(cell)) & way):
                continue
            tried.append((cell, way))
            self.steps -= 1
            if self.steps < 0:
                raise LimitReachedError
            if not too_far:
                chosen[cell] = way
                open_[cell] = 0
                pending = uneven | waiting & (above | below)
                if not pending:
                    self._solve()
                if left == 1:
                    raise_, lower = lack | uneven & below, exceed | uneven & above
                    last = moves.fitting[raise_, lower] if raise_ | lower else moves.within[above | below]
                    if last:
                        self._close(last, above | below)
                elif left:
                    self._grow(above, below, pending, waiting, left)
                del chosen[cell]
            open_[cell] = ways & ~way
        for cell, way in tried:
            open_[cell] |= way

    def _close(self, last: Iterable[Move], touched: int) -> None:
        """Add the last change: one of the moves that mend what is lacking, if it makes no row uneven."""
        held, chosen, open_ = self.even & ~touched, self.chosen, self.open
        for cell, way, raises, lowers in last:
            rows = raises | lowers
            if rows & held or (touched and not rows & touched):
                continue
            if (ways := open_[cell]) == _UNASKED:
                ways = self._ask(cell)
            if ways & way:
                self.steps -= 1
                if self.steps < 0:
                    raise LimitReachedError
                chosen[cell] = way
                self._solve()
                del chosen[cell]

    def _ask(self, cell: int) -> int:
        """The ways in which an exchange of neighbours may have happened, found out when it is first thought of."""
        self.open[cell] = ways = self.system.ways(cell)
        return ways

    def _solve(self) -> None:
        """Keep the chosen cells as a part, with every value they may have."""
        # Where no change is left for other parts, the chosen ones must mend every row.
        whole = len(self.chosen) == self.size
        for deltas, block, free in self.solver.solutions(self.rows, self.lead, whole):
            self.grown.setdefault(block, {})[deltas] = Part(deltas, block, free)

    def _grow(self, raised: int, lowered: int, pending: int, waiting: int, left: int) -> None:
        """Parts that contain the cells chosen so far, with at most `left` more changes, of which there are several.

        `pending` are the rows touched that still lack something, `waiting` all broken ones that do.
        """
        moves = self.moves
        if pending:
            low = pending & -pending
            raising = bool(low & (waiting & self.up | lowered & ~waiting))
            self._choose(moves.movers(low.bit_length() - 1, raising), raised, lowered, left)
        else:
            # The chosen cells may be one half of a part: its other cells share a row with them.
            must = waiting if self.needed[waiting] >= left else 0
            self._choose(self._beside(raised | lowered, must), raised, lowered, left)

    def _beside(self, rows: int, must: int) -> Iterable[Move]:
        """Moves of cells in the `rows`; if any are given, only those that move a row of `must`."""
        moves = self.moves
        if not must:
            return moves.within[rows]
        wanted = [move for at in places(must) for move in moves.movers(at, bool(self.up >> at & 1))]
        return [move for move in wanted if (move[2] | move[3]) & rows]
