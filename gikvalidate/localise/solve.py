"""The values of a chosen set of cells: which whole numbers make their relations hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil

from gikvalidate.localise.relations import is_whole
from gikvalidate.localise.system import UP, System

#: Differences by cell, in the order of the cells.
Deltas = tuple[tuple[int, int], ...]

#: Values tried where the relations leave a choice.
_MOST_VALUES = 12
#: Combinations tried where they leave more than one open: those of three free values. Each further one would make it
#: six times as many, for every set of cells the search looks at.
_MOST_TRIES = 36


def solutions(
    system: System, chosen: Mapping[int, int], rows: frozenset[int], first: int
) -> Iterator[tuple[Deltas, frozenset[int], bool]]:
    """The changes of all `chosen` cells in their directions that mend `first` and leave no row half mended.

    Yields the differences, the rows mended, and whether the relations leave the values open.
    """
    touched = sorted({row for cell in chosen for row in system.touching[cell]})
    equalities = [row for row in touched if system.rows[row].equality]
    # A broken row with several changed cells may be mended here or be left to another part.
    either = [
        row
        for row in equalities
        if row in rows and row != first and sum(cell in system.rows[row].coefficient for cell in chosen) > 1
    ]
    for choice in product((True, False), repeat=len(either)):
        left = {row for row, mended in zip(either, choice, strict=True) if not mended}
        targets = {row: -system.residual[row] if row in rows and row not in left else 0 for row in equalities}
        for deltas, free in _solved(system, chosen, targets):
            # A change in the other direction is another set of changes, which the search comes to by itself.
            if all((delta > 0) == (chosen[cell] == UP) and delta for cell, delta in deltas.items()) and _allowed(
                system, deltas, touched, rows
            ):
                block = {row for row in touched if row in rows and row not in left}
                yield tuple(sorted(deltas.items())), frozenset(block), free


def _allowed(system: System, deltas: Mapping[int, int], touched: Sequence[int], rows: frozenset[int]) -> bool:
    """Whether every new value may stand in its cell and no bound is broken by them."""
    if not all(system.allows(cell, system.values[cell] + delta) for cell, delta in deltas.items()):
        return False
    for row in touched:
        one = system.rows[row]
        if not one.equality and (row in rows or system.residual[row] <= 0) and _excess(system, row, deltas) > 0:
            return False
    return True


def _excess(system: System, row: int, deltas: Mapping[int, int]) -> int:
    one = system.rows[row]
    changes = sum(value * deltas[cell] for cell, value in one.coefficient.items() if cell in deltas)
    return one.residual(system.values) + changes


def _solved(
    system: System, chosen: Collection[int], targets: Mapping[int, int]
) -> Iterator[tuple[dict[int, int], bool]]:
    """Peel off rows with one unknown each; what remains in a ring is solved by elimination."""
    deltas: dict[int, int] = {}
    pending = [
        (
            target,
            [(cell, system.rows[row].coefficient[cell]) for cell in chosen if cell in system.rows[row].coefficient],
        )
        for row, target in targets.items()
    ]
    while pending:
        waiting = []
        for target, terms in pending:
            unknown = [(cell, value) for cell, value in terms if cell not in deltas]
            if len(unknown) > 1:
                waiting.append((target, terms))
                continue
            rest = target - sum(value * deltas[cell] for cell, value in terms if cell in deltas)
            if unknown:
                ((cell, value),) = unknown
                deltas[cell] = _divided(rest, value)
            elif rest:
                return
        if len(waiting) == len(pending):
            break
        pending = waiting
    if len(deltas) == len(chosen):
        yield deltas, False
        return
    unknown_cells = [cell for cell in chosen if cell not in deltas]
    equations: list[Equation] = [
        (
            {cell: value for cell, value in terms if cell not in deltas},
            target - sum(value * deltas[cell] for cell, value in terms if cell in deltas),
        )
        for target, terms in pending
    ]
    for values, free in _ring(system, unknown_cells, equations, deltas):
        yield {**deltas, **values}, free


def _divided(number: Exact, by: Exact) -> int:
    """The exact quotient; a whole number is an int."""
    if by in (1, -1):
        return number * by  # type: ignore[return-value]
    quotient = Fraction(number) / by
    return int(quotient) if quotient.denominator == 1 else quotient  # type: ignore[return-value]


#: A number that is an int where it is whole: those are what the search spends its time on.
Exact = int | Fraction
Equation = tuple[dict[int, Exact], Exact]


def _ring(
    system: System, cells: Sequence[int], equations: list[Equation], known: Mapping[int, int]
) -> Iterator[tuple[dict[int, int], bool]]:
    """Cells that no relation determines alone: Gaussian elimination, then whole numbers for what stays free."""
    pivots = _eliminated(equations)
    if pivots is None:
        return
    free = [cell for cell in cells if cell not in pivots]
    if not free:
        yield {cell: _divided(right.numerator, right.denominator) for cell, (_, right) in pivots.items()}, False
        return
    found = []
    for others in islice(product(_SMALL, repeat=len(free) - 1), _MOST_TRIES):
        fixed = dict(zip(free[1:], others, strict=True))
        line = {
            cell: (
                right - sum(left.get(other, 0) * value for other, value in fixed.items()),
                -left.get(free[0], 0),
            )
            for cell, (left, right) in pivots.items()
        }
        line[free[0]] = (_to_whole(system, free[0]), 1)
        line |= {cell: (value, 0) for cell, value in (fixed | dict(known)).items()}
        for step in _whole_steps(system, line):
            found.append(
                {
                    cell: _divided((at + step * slope).numerator, (at + step * slope).denominator)
                    for cell, (at, slope) in line.items()
                }
            )
        if len(found) >= _MOST_VALUES:
            break
    for values in found:
        yield values, len(found) > 1


def _to_whole(system: System, cell: int) -> Exact:
    """What a figure lacks to the next whole number, if it has to be whole."""
    value = system.values[cell]
    return ceil(value) - value if is_whole(system.kinds[cell]) else 0


#: Differences tried where more than one value is free.
_SMALL = (1, -1, 2, -2, 3, -3)


def _eliminated(equations: list[Equation]) -> dict[int, Equation] | None:
    """Reduced rows by pivot cell; None where the equations contradict each other."""
    pivots: dict[int, Equation] = {}
    for left, right in equations:
        for pivot, (other, other_right) in pivots.items():
            if factor := left.get(pivot):
                left, right = _minus(left, other, factor), right - factor * other_right
        left = {cell: value for cell, value in left.items() if value}
        if not left:
            if right:
                return None
            continue
        pivot = next(iter(left))
        scale = left[pivot]
        left, right = {cell: _divided(value, scale) for cell, value in left.items()}, _divided(right, scale)
        for cell, (other, other_right) in list(pivots.items()):
            if factor := other.get(pivot):
                pivots[cell] = (_minus(other, left, factor), other_right - factor * right)
        pivots[pivot] = (left, right)
    return pivots


def _minus(left: Mapping[int, Exact], other: Mapping[int, Exact], factor: Exact) -> dict[int, Exact]:
    return {cell: left.get(cell, 0) - factor * other.get(cell, 0) for cell in {**left, **other}}


def _whole_steps(system: System, line: Mapping[int, tuple[Exact, Exact]]) -> Iterator[int]:
    """Whole numbers t for which at + t·slope keeps every cell and bound, the smallest changes first."""
    low, high = -_FARTHEST, _FARTHEST
    limits = [(system.values[cell] + at, slope) for cell, (at, slope) in line.items() if cell not in system.apart]
    for row in {row for cell in line for row in system.touching[cell]}:
        one = system.rows[row]
        if not one.equality:
            terms = [(value, line[cell]) for cell, value in one.coefficient.items() if cell in line]
            at = one.residual(system.values) + sum(value * at for value, (at, _) in terms)
            limits.append((-at, -sum(value * slope for value, (_, slope) in terms)))
    for at, slope in limits:
        if slope > 0:
            low = max(low, -(at // slope))
        elif slope < 0:
            high = min(high, at // -slope)
        elif at < 0:
            return
    nearest = min(max(0, low), high)
    steps = sorted(
        {*range(nearest, min(nearest + _MOST_VALUES, high + 1)), *range(max(low, nearest - _MOST_VALUES), nearest)},
        key=lambda step: (abs(step), step),
    )
    yield from [step for step in steps if low <= step <= high and step][:_MOST_VALUES]


#: No figure of a report is larger.
_FARTHEST = 10**12
