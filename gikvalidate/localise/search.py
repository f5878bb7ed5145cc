"""Error localisation after Fellegi and Holt: every smallest set of cells whose change makes all relations hold.

A repair falls apart into connected parts: cells that share a relation they touch. A part mends some broken relations
and leaves every other one as it is, so the smallest repairs are the cheapest ways to divide the broken relations among
parts. Looking for parts instead of whole repairs keeps independent faults from multiplying.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from gikvalidate.localise.moves import DOWN, UP, Move, single
from gikvalidate.localise.solve import Deltas, Solver
from gikvalidate.localise.system import System

#: One broken relation, or several that are mended together, as bits.
Block = int


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
    broken: Block,
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
    search = _Search(system, broken, only or system.directions, steps, exchanges)
    needed = search.needed[broken]
    for size in range(max(first, needed), most + 1):
        if divisions := search.divide(broken, size):
            return Found(divisions, search.parts, size, search.cut)
        search.known.clear()
        search.parts.clear()
    return None


_MOST_DIVISIONS = 500
#: Stands where nobody has asked yet in which direction an exchange may have happened: any will do till then.
_UNASKED = 4 | UP | DOWN


class _Search:
    def __init__(
        self, system: System, broken: Block, directions: bytes | bytearray, steps: int, exchanges: bool
    ) -> None:
        self.system, self.steps, self.moves = system, steps, system.moves
        moves, residual = self.moves, system.residual
        self.open = bytearray(directions)
        self.needed, self.apart, self.wide = moves.needed, moves.apart, exchanges
        if exchanges:
            self.needed, self.apart = moves.needed_wide, moves.apart_wide
            apart = system.apart
            self.open[apart.start : apart.stop] = bytes([_UNASKED]) * len(apart)
        self.chosen: dict[int, int] = {}
        self.solver = Solver(system, self.chosen)
        self.parts: dict[Block, list[Part]] = {}
        self.known: dict[tuple[Block, int], list[tuple[Block, ...]]] = {}
        self.cut = False
        #: The rows that this is about: all of them, those that are too high, and what each has to move by.
        self.all = broken
        self.lacks = {row: -residual[row] for row in moves.numbers(broken)}
        self.high = moves.bits([row for row, lack in self.lacks.items() if lack < 0])
        # The broken rows that are to be mended, as bits: by what they lack; the equalities that hold.
        self.up = self.down = self.even = 0
        self.size = 0
        self.grown: dict[Block, dict[Deltas, Part]] = {}

    def divide(self, rows: Block, size: int) -> list[tuple[Block, ...]]:
        """The ways to mend all `rows` by parts that change `size` cells together."""
        if not rows:
            return [()]
        if (known := self.known.get((rows, size))) is not None:
            return known
        moves, solver = self.moves, self.solver
        self.down = rows & self.high
        self.up, self.size = rows ^ self.down, size
        self.even = moves.equal & ~rows
        first = rows & -rows
        solver.rows, solver.first = rows, moves.rows[first.bit_length() - 1]
        solver.lacks = self.lacks
        if rows != self.all:
            solver.lacks = {row: lack for row, lack in self.lacks.items() if moves.bit[row] & rows}
        blocks: dict[Block, dict[Deltas, Part]] = {}
        solver.grown = self.grown = blocks
        if self.needed[rows] <= size:
            if size == 1:
                self._close(moves.fitting[self.up, self.down], 0)
            elif size == 2:
                self._choose_two()
            else:
                self._choose((moves.lowering if first & self.down else moves.raising)[first], 0, 0, size)
        found: list[tuple[Block, ...]] = []
        for block in sorted(blocks, key=moves.ordered) if len(blocks) > 1 else blocks:
            parts = blocks[block]
            cost = min(map(len, parts))
            if rests := self.divide(rows & ~block, size - cost):
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
        chosen, open_, needed, apart, fitting = self.chosen, self.open, self.needed, self.apart, self.moves.fitting
        tried = []
        left -= 1
        for cell, way, raises, lowers in candidates:
            if not (ways := open_[cell]) & way:
                continue
            above, below = raised | raises, lowered | lowers
            uneven = (above ^ below) & even
            lack, exceed = up & ~above, down & ~below
            lacking = lack | exceed | uneven
            # Where one change is left, rows that share no cell are too many.
            too_far = lacking & apart[lacking & -lacking] if left == 1 else needed[lacking] > left
            if ways == _UNASKED and (too_far or not (ways := self._ask(cell)) & way):
                continue
            tried.append((cell, way))
            self.steps -= 1
            if self.steps < 0:
                raise LimitReachedError
            if not too_far:
                chosen[cell] = way
                open_[cell] = 0
                waiting = lack | exceed
                pending = uneven | waiting & (above | below)
                if not pending:
                    self._solve()
                if left == 1:
                    if lacking:
                        last = fitting[lack | uneven & below, exceed | uneven & above]
                    else:
                        last = self.moves.within[above | below]
                    if last:
                        self._close(last, above | below)
                elif left:
                    self._grow(above, below, pending, waiting, left)
                del chosen[cell]
            open_[cell] = ways & ~way
        for cell, way in tried:
            open_[cell] |= way

    def _choose_two(self) -> None:
        """All sets of at most two changes that mend `up` and `down`, as they are planned for these rows."""
        open_, chosen, solver, moves = self.open, self.chosen, self.solver, self.moves
        grown, rows, pairs = self.grown, self.up | self.down, moves.pairs
        for cell, way, alone, seconds in moves.twos[self.up, self.down, self.wide]:
            if not (ways := open_[cell]) & way:
                continue
            if ways == _UNASKED and (seconds is None or not self._ask(cell) & way):
                continue
            self.steps -= 1
            if self.steps < 0:
                raise LimitReachedError
            if seconds is None:
                continue
            chosen[cell] = way
            if alone:
                self._solve()
            for other, its in seconds:
                if (ways := open_[other]) == _UNASKED:
                    ways = self._ask(other)
                if ways & its:
                    self.steps -= 1
                    if self.steps < 0:
                        raise LimitReachedError
                    pair = pairs[cell, other]
                    if not pair[0] or not pair[1]:
                        chosen[other] = its
                        self._solve()
                        del chosen[other]
                    elif deltas := solver.both(cell, way, other, its, pair):
                        part = Part(deltas, rows)
                        if rows in grown:
                            grown[rows][deltas] = part
                        else:
                            grown[rows] = {deltas: part}
            del chosen[cell]

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
        for deltas, block, free in self.solver.solutions(len(self.chosen) == self.size):
            part = Part(deltas, block, free)
            if block in self.grown:
                self.grown[block][deltas] = part
            else:
                self.grown[block] = {deltas: part}

    def _grow(self, raised: int, lowered: int, pending: int, waiting: int, left: int) -> None:
        """Parts that contain the cells chosen so far, with at most `left` more changes, of which there are several.

        `pending` are the rows touched that still lack something, `waiting` all broken ones that do.
        """
        moves = self.moves
        if pending:
            low = pending & -pending
            raising = low & (waiting & self.up | lowered & ~waiting)
            self._choose((moves.raising if raising else moves.lowering)[low], raised, lowered, left)
        else:
            # The chosen cells may be one half of a part: its other cells share a row with them.
            must = waiting if self.needed[waiting] >= left else 0
            self._choose(self._beside(raised | lowered, must), raised, lowered, left)

    def _beside(self, rows: int, must: int) -> Iterable[Move]:
        """Moves of cells in the `rows`; if any are given, only those that move a row of `must`."""
        moves = self.moves
        if not must:
            return moves.within[rows]
        movers = [(moves.raising if bit & self.up else moves.lowering)[bit] for bit in single(must)]
        return [move for each in movers for move in each if (move[2] | move[3]) & rows]
