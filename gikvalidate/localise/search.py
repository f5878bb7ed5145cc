"""Error localisation after Fellegi and Holt: every smallest set of cells whose change makes all relations hold.

A repair falls apart into connected parts: cells that share a relation they touch. A part mends some broken relations
and leaves every other one as it is, so the smallest repairs are the cheapest ways to divide the broken relations among
parts. Looking for parts instead of whole repairs keeps independent faults from multiplying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gikvalidate.localise.solve import Deltas, solutions
from gikvalidate.localise.system import DOWN, UP, System

#: One broken relation, by row number, or several that are mended together.
Block = frozenset[int]


@dataclass(frozen=True)
class Part:
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
    for size in range(max(first, search.bound(rows)), most + 1):
        if divisions := search.divide(rows, size):
            return Found(divisions, search.parts, size, search.cut)
        search.known.clear()
        search.parts.clear()
    return None


_MOST_DIVISIONS = 500
#: What a row lacks: a changed cell that raises its residual, or one that lowers it.
_RAISE, _LOWER = 1, -1


#: A cell and the direction in which it changes.
Move = tuple[int, int]


class _Search:
    def __init__(self, system: System, directions: bytes | bytearray, steps: int, exchanges: bool) -> None:
        self.system, self.steps = system, steps
        self.open = bytearray(directions)
        self.sharing = system.wide_sharing if exchanges else system.sharing
        for cell in system.apart if exchanges else ():
            self.open[cell] = UP | DOWN
        self.raised = [0] * len(system.rows)
        self.lowered = [0] * len(system.rows)
        #: By what a row lacks, how many changed cells give it that.
        self.given = {_RAISE: self.raised, _LOWER: self.lowered}
        self.chosen: dict[int, int] = {}
        self.parts: dict[Block, list[Part]] = {}
        self.known: dict[tuple[Block, int], list[tuple[Block, ...]]] = {}
        self.moves: dict[tuple[int, int], tuple[Move, ...]] = {}
        self.effects: dict[Move, tuple[list[int], list[int]]] = {}
        self.cut = False

    def bound(self, rows: Iterable[int]) -> int:
        """At least so many cells must change: rows that share no cell need one each."""
        packed = most = 0
        sharing = self.sharing
        for row in rows:
            if not sharing[row] & packed:
                packed |= 1 << row
                most += 1
        return most

    def divide(self, rows: Block, size: int) -> list[tuple[Block, ...]]:
        """The ways to mend all `rows` by parts that change `size` cells together."""
        if not rows:
            return [()]
        if (known := self.known.get((rows, size))) is not None:
            return known
        every = self.system.rows
        order = tuple(sorted(rows, key=lambda row: (len(every[row].cells), row)))
        lacks = {row: _LOWER if self.system.residual[row] > 0 else _RAISE for row in order}
        found: list[tuple[Block, ...]] = []
        blocks: dict[Block, dict[Deltas, Part]] = {}
        for part in self._grow(order[0], lacks, rows, size):
            blocks.setdefault(part.block, {})[part.deltas] = part
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

    def _grow(self, first: int, lacks: Mapping[int, int], rows: Block, left: int) -> Iterator[Part]:
        """Parts that contain the cells chosen so far and mend the `first` row, with at most `left` more changes."""
        self.steps -= 1
        if self.steps < 0:
            raise LimitReachedError
        given = self.given
        waiting = {row: lack for row, lack in lacks.items() if not given[lack][row]}
        unbalanced = self._unbalanced(lacks) if self.chosen else {first: lacks[first]}
        lacking = waiting | unbalanced
        if self.bound(lacking) > left:
            return
        if unbalanced:
            row = min(unbalanced, key=lambda row: len(self.system.rows[row].cells))
            yield from self._choose(self._movers(row, unbalanced[row]), first, lacks, rows, left, lacking)
            return
        for deltas, block, free in solutions(self.system, self.chosen, rows, first):
            yield Part(deltas, block, free)
        if left:
            # The chosen cells may be one half of a part: its other cells share a row with them.
            must = waiting if self.bound(waiting) == left else {}
            yield from self._choose(self._beside(must), first, lacks, rows, left, lacking)

    def _unbalanced(self, lacks: Mapping[int, int]) -> dict[int, int]:
        """Rows the chosen cells touch that need another change: one-sided ones, and broken ones moved further off."""
        found = {}
        every, touching, raised, lowered = self.system.rows, self.system.touching, self.raised, self.lowered
        for cell in self.chosen:
            for row in touching[cell]:
                if row in lacks:
                    if not self.given[lacks[row]][row]:
                        found[row] = lacks[row]
                elif (not raised[row]) != (not lowered[row]) and every[row].equality:
                    found[row] = _RAISE if lowered[row] else _LOWER
        return found

    def _movers(self, row: int, lack: int) -> tuple[Move, ...]:
        """The cells of a row, each with the direction that gives the row what it lacks."""
        if (known := self.moves.get((row, lack))) is None:
            one = self.system.rows[row]
            if one.lone:
                known = tuple((cell, way) for cell in one.cells for way in (UP, DOWN))
            else:
                known = tuple((cell, UP if value * lack > 0 else DOWN) for cell, value in one.coefficient.items())
            self.moves[(row, lack)] = known
        return known

    def _beside(self, must: Mapping[int, int]) -> list[Move]:
        """Cells that share a row with a chosen one, both ways; if any, only those that move a row of `must`."""
        touched = {row for cell in self.chosen for row in self.system.touching[cell]}
        cells = {cell for row in touched for cell in self.system.rows[row].cells}
        if must:
            wanted = {move for row, lack in must.items() for move in self._movers(row, lack)}
            return sorted(move for move in wanted if move[0] in cells)
        return [(cell, way) for cell in sorted(cells) for way in (UP, DOWN)]

    def _choose(
        self,
        moves: Iterable[Move],
        first: int,
        lacks: Mapping[int, int],
        rows: Block,
        left: int,
        lacking: Mapping[int, int],
    ) -> Iterator[Part]:
        """Add each move in turn; those tried before are left out from then on, so no set comes twice."""
        if left == 1:  # the last change must give every row what it lacks
            for row, lack in lacking.items():
                moves = [move for move in moves if self._moves(move, row, lack)]
        tried = []
        for move in moves:
            cell, way = move
            if not self.open[cell] & way or cell in self.chosen:
                continue
            tried.append(move)
            self._change(cell, way, 1)
            yield from self._grow(first, lacks, rows, left - 1)
            self._change(cell, way, -1)
            self.open[cell] &= ~way
        for cell, way in tried:
            self.open[cell] |= way

    def _change(self, cell: int, way: int, by: int) -> None:
        if by > 0:
            self.chosen[cell] = way
        else:
            del self.chosen[cell]
        raises, lowers = self._effect((cell, way))
        for row in raises:
            self.raised[row] += by
        for row in lowers:
            self.lowered[row] += by

    def _effect(self, move: Move) -> tuple[list[int], list[int]]:
        """The rows that a move raises, and those it lowers; a row that any change may mend is in both."""
        if (known := self.effects.get(move)) is None:
            (cell, way), every = move, self.system.rows
            known = self.effects[move] = [], []
            for row in self.system.touching[cell]:
                up = (every[row].coefficient[cell] > 0) == (way == UP)
                if up or every[row].lone:
                    known[0].append(row)
                if not up or every[row].lone:
                    known[1].append(row)
        return known

    def _moves(self, move: Move, row: int, lack: int) -> bool:
        """Whether a move gives a row what it lacks."""
        return row in self._effect(move)[0 if lack == _RAISE else 1]
