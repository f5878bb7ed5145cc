"""From broken relations to stories: groups of relations that belong together, each with every smallest repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice, product

from gikvalidate.localise.moves import UP
from gikvalidate.localise.search import Block, Found, LimitReachedError, Part, smallest
from gikvalidate.localise.solve import Deltas
from gikvalidate.localise.solver import programme
from gikvalidate.localise.system import System


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the search goes: changed cells and nodes of the exact search, then repairs of the solver.

    All are counts, so that a slow machine gives the same answer. `stories` is how many repairs of one root cause are
    listed; `beyond` how many cells more than the smallest repair
    a filling of blanks may need and still be told. `cell_steps` bound the search for repairs of fewer cells but more
    slips, `blank_steps` that for fillings.
    """

    changes: int = 12
    steps: int = 6000
    repairs: int = 5
    stories: int = 400
    beyond: int = 2
    cell_steps: int = 200
    blank_steps: int = 400


@dataclass(frozen=True)
class Story:
    """Relations mended together, as bits, and the ways to mend them: (differences, other values would do).

    `filling` are the ways that only fill blanks and need more cells than the smallest. `stopped`: more may exist.
    """

    rows: Block
    repairs: list[tuple[Deltas, bool]]
    filling: list[tuple[Deltas, bool]]
    stopped: bool


def stories(system: System, limits: Limits) -> Iterator[Story]:
    """The broken relations of a report, divided into what can be told apart."""
    for connected, rows in components(system):
        found = _found(system, connected, rows, limits)
        if not found.divisions:
            yield Story(rows, [], [], found.stopped)
            continue
        for group, divisions in _told_apart(system, found.divisions):
            combined = _combined(system, found, divisions)
            repairs = list(islice(combined, limits.stories))
            stopped = found.stopped or next(combined, None) is not None
            yield Story(group, repairs, _filling(system, group, repairs, limits), stopped)


def components(system: System) -> Iterator[tuple[int, Block]]:
    """The binding rows that hang together through shared cells, as bits, and the broken ones among them."""
    moves = system.moves
    left = moves.bits(system.broken)
    for row in system.broken:
        if (bit := moves.bit[row]) & left:
            connected = moves.component(bit)
            yield connected, left & connected
            left &= ~connected


def _found(system: System, connected: int, rows: Block, limits: Limits) -> Found:
    """All smallest repairs, by exact search where few changes suffice, else by the solver."""
    for exchanges in (True, False):
        try:
            if found := smallest(system, rows, limits.changes, limits.steps, exchanges=exchanges):
                return _told_out(system, rows, found, limits)
        except LimitReachedError:
            pass
    ended = programme(system, system.moves.numbers(connected), limits.repairs)
    parts: dict[Block, list[Part]] = {}
    divisions = []
    for deltas in ended:
        blocks = []
        for part in _connected_parts(system, deltas, rows):
            if part not in parts.setdefault(part.block, []):
                parts[part.block].append(part)
            blocks.append(part.block)
        divisions.append(tuple(blocks))
    return Found(divisions, parts, min(map(len, ended), default=0), stopped=True)


def _told_out(system: System, rows: Block, found: Found, limits: Limits) -> Found:
    """Every exchange of neighbours told as the pairs it may have happened to.

    Where no repair with as few slips does without one, the repairs that change the fewest cells are told as well.
    """
    apart = system.apart.start
    if all(cell < apart for part in chain.from_iterable(found.parts.values()) for cell, _ in part.deltas):
        return found
    if found.size == 1:
        single = {block: [part for part in every if part.deltas[0][0] < apart] for block, every in found.parts.items()}
        if any(single.values()):
            return replace(found, parts=single)
        with suppress(LimitReachedError):
            # One exchange: all pairs it may have happened to are among the repairs of two cells.
            if cells := smallest(system, rows, 2, limits.cell_steps, first=2):
                return replace(cells, size=1, stopped=found.stopped)
    stopped = found.stopped
    divisions, parts = found.divisions, dict[Block, list[Part]]()
    for block, every in found.parts.items():
        told = list(islice(chain.from_iterable(_pairs(system, part) for part in every), limits.stories + 1))
        stopped |= len(told) > limits.stories
        parts[block] = told[: limits.stories]
    fewest = min(
        (sum(min((len(part.deltas) for part in parts[block]), default=_FAR) for block in each) for each in divisions),
        default=_FAR,
    )
    if fewest > found.size:
        with suppress(LimitReachedError):
            if cells := smallest(system, rows, min(fewest, limits.changes), limits.cell_steps, first=found.size + 1):
                divisions = list(dict.fromkeys([*divisions, *cells.divisions]))
                for block, every in cells.parts.items():
                    told = parts.get(block, [])
                    known = {part.deltas for part in told}
                    parts[block] = [*told, *[part for part in every if part.deltas not in known]]
    return Found(divisions, parts, found.size, stopped)


#: More cells than any repair has.
_FAR = 10**6


def _pairs(system: System, part: Part) -> Iterator[Part]:
    """A part with every exchange as each of the pairs it may have happened to."""
    if len(part.deltas) == 1 and (change := part.deltas[0])[0] in system.apart:
        yield from _alone(system, part, *change)
        return
    single = [(cell, delta) for cell, delta in part.deltas if cell not in system.apart]
    pairs = [
        [((pair.raised, delta), (pair.lowered, -delta)) for pair in system.exchanged(cell)[delta]]
        for cell, delta in part.deltas
        if cell in system.apart
    ]
    for chosen in product(*pairs):
        deltas = tuple(sorted([*single, *chain.from_iterable(chosen)]))
        if len({cell for cell, _ in deltas}) == len(deltas) and _bounded(system, deltas):
            yield Part(deltas, part.block, part.free)


def _alone(system: System, part: Part, exchange: int, delta: int) -> Iterator[Part]:
    """A part that is one exchange, as nearly all are that hold any."""
    bounded = system.moves.bounded
    for pair in system.exchanged(exchange)[delta]:
        raised, lowered = pair.raised, pair.lowered
        one, other = (raised, delta), (lowered, -delta)
        deltas = (one, other) if raised < lowered else (other, one)
        if (raised not in bounded and lowered not in bounded) or _bounded(system, deltas):
            yield Part(deltas, part.block, part.free)


def _connected_parts(system: System, deltas: dict[int, int], rows: Block) -> Iterator[Part]:
    """A repair cut where no relation is touched by both sides."""
    left = dict(deltas)
    while left:
        cells, waiting = set(), [min(left)]
        while waiting:
            cell = waiting.pop()
            if cell in cells:
                continue
            cells.add(cell)
            beside = {other for row in system.touching[cell] for other in system.rows[row].cells}
            waiting += [other for other in beside if other in left and other not in cells]
        block = 0
        for cell in cells:
            block |= system.moves.effect[cell][2] & rows
        yield Part(tuple(sorted((cell, left.pop(cell)) for cell in cells)), block)


def _told_apart(system: System, divisions: Sequence[tuple[Block, ...]]) -> list[tuple[Block, list[tuple[Block, ...]]]]:
    """Groups of rows that every division keeps apart, each with the ways to divide it."""
    groups: list[Block] = []
    for joined in dict.fromkeys(chain.from_iterable(divisions)):
        for group in groups:
            if group & joined:
                joined |= group
        groups = [group for group in groups if not group & joined]
        groups.append(joined)
    if len(groups) == 1:
        return [(groups[0], list(dict.fromkeys(divisions)))]
    return [
        (group, list(dict.fromkeys(tuple([block for block in each if not block & ~group]) for each in divisions)))
        for group in sorted(groups, key=system.moves.ordered)
    ]


def _combined(system: System, found: Found, divisions: Iterable[tuple[Block, ...]]) -> Iterator[tuple[Deltas, bool]]:
    """The repairs of a group: one part for each block, in every way the group may be divided."""
    told = set()
    for division in divisions:
        for parts in product(*(found.parts[block] for block in division)):
            deltas = parts[0].deltas
            if len(parts) > 1:
                deltas = tuple(sorted(chain.from_iterable([part.deltas for part in parts])))
                if len({cell for cell, _ in deltas}) < len(deltas) or not _bounded(system, deltas):
                    continue
            if deltas in told:
                continue
            told.add(deltas)
            yield deltas, any(part.free for part in parts)


def _bounded(system: System, deltas: Deltas) -> bool:
    """Whether parts that are right apart break no inequality together."""
    bounded = system.moves.bounded
    if bounded.isdisjoint([cell for cell, _ in deltas]):
        return True
    for row in system.moves.unequal:
        one = system.rows[row]
        moved = [one.coefficient[cell] * delta for cell, delta in deltas if cell in one.coefficient]
        if moved and one.residual(system.values) + sum(moved) > max(0, system.residual[row]):
            return False
    return True


def _fillable(system: System, rows: Block) -> bool:
    """Whether each of the `rows` has a blank that brings it nearer to what it lacks when it is filled."""
    moves, blank, residual = system.moves, system.blank, system.residual
    if not blank:
        return False
    raising = [(moves.raising if residual[row] < 0 else moves.lowering)[moves.bit[row]] for row in moves.numbers(rows)]
    return all(any(way == UP and cell in blank for cell, way, _, _ in each) for each in raising)


def _filling(
    system: System, rows: Block, repairs: Sequence[tuple[Deltas, bool]], limits: Limits
) -> list[tuple[Deltas, bool]]:
    """Which blanks filled with what would mend all, where that needs a little more than the smallest repair."""
    size = min([len(deltas) for deltas, _ in repairs], default=0)
    if size < 2 or not _fillable(system, rows):
        return []
    if any(system.blank.issuperset([cell for cell, _ in deltas]) for deltas, _ in repairs):
        return []
    blanks = bytearray(len(system.directions))
    for cell in system.blank:
        blanks[cell] = system.directions[cell] & UP
    try:
        found = smallest(system, rows, size + limits.beyond, limits.blank_steps, only=blanks, first=size + 1)
    except LimitReachedError:
        return []
    if found is None:
        return []
    return list(islice(_combined(system, found, found.divisions), limits.stories))
