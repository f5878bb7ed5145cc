"""Values that no relation determines alone: a ring of changes, each of which depends on the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil

from gikvalidate.localise.relations import is_whole
from gikvalidate.localise.system import System

#: Values tried where the relations leave a choice.
_MOST_VALUES = 12
#: Combinations tried where they leave more than one open: those of three free values. Each further one would make it
#: six times as many, for every set of cells the search looks at.
_MOST_TRIES = 36

#: A number that is an int where it is whole: those are what the search spends its time on.
Exact = int | Fraction
#: Cells and coefficients of one relation, as far as its cells are chosen.
Terms = list[tuple[int, int]]
#: What a relation must add up to, and its chosen cells.
Relation = tuple[Exact, Terms]
#: Coefficients by cell, and what they must add up to.
Equation = tuple[dict[int, Exact], Exact]


def divided(number: Exact, by: Exact) -> int:
    """The exact quotient; a whole number is an int."""
    if by in (1, -1):
        return number * by  # type: ignore[return-value]
    quotient = Fraction(number) / by
    return int(quotient) if quotient.denominator == 1 else quotient  # type: ignore[return-value]


def ring(
    system: System, cells: Sequence[int], pending: Sequence[Relation], known: Mapping[int, int]
) -> Iterator[tuple[dict[int, int], bool]]:
    """Cells that no relation determines alone, and whether other values would do: whole numbers for what stays free.

    `pending` are what the relations must add up to and their terms, in which the differences `known` count too.
    """
    equations: list[Equation] = [
        (
            {cell: value for cell, value in terms if cell not in known},
            target - sum(value * known[cell] for cell, value in terms if cell in known),
        )
        for target, terms in pending
    ]
    pivots = _eliminated(equations)
    if pivots is None:
        return
    free = [cell for cell in cells if cell not in pivots]
    if not free:
        yield {cell: divided(right.numerator, right.denominator) for cell, (_, right) in pivots.items()}, False
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
                    cell: divided((at + step * slope).numerator, (at + step * slope).denominator)
                    for cell, (at, slope) in line.items()
                }
            )
        if len(found) >= _MOST_VALUES:
            break
    for values in found:
        yield values, len(found) > 1


class ContradictionError(Exception):
    """No values make the relations hold."""


#: Differences by cell as so much and so many times one that is not known yet.
Line = dict[int, tuple[Exact, Exact]]


def around(
    line: Line, first: Exact | None, pending: Sequence[Relation], allows: Callable[[int, int], bool]
) -> tuple[Exact | None, Sequence[Relation]]:
    """Put into `line` what follows from the difference not known yet; that one, if a relation tells it, and what waits.

    Most rings are single ones, which this goes around in a fraction of the time of an elimination.
    """
    while pending:
        waiting = []
        for relation in pending:
            rest, each = relation
            slope: Exact = 0
            unknown = by = 0
            for cell, value in each:
                if cell in line:
                    here, times = line[cell]
                    rest -= value * here
                    slope -= value * times
                elif not by:
                    unknown, by = cell, value
                else:
                    waiting.append(relation)
                    break
            else:
                if by:
                    line[unknown] = follows = divided(rest, by), divided(slope, by)
                    if not slope and not allows(unknown, follows[0]):
                        raise ContradictionError
                elif slope:
                    solved = divided(-rest, slope)
                    if first is not None and first != solved:
                        raise ContradictionError
                    first = solved
                elif rest:
                    raise ContradictionError
        if len(waiting) == len(pending):
            break
        pending = waiting
    return first, pending


def at(line: Line, first: Exact) -> dict[int, int]:
    """The differences where the one not known is `first`."""
    values = {cell: here + first * times for cell, (here, times) in line.items()}
    return {cell: divided(value.numerator, value.denominator) for cell, value in values.items()}


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
        left, right = {cell: divided(value, scale) for cell, value in left.items()}, divided(right, scale)
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
