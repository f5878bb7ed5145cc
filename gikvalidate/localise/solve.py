"""The values of a chosen set of cells: which whole numbers make their relations hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil

from gikvalidate.localise.moves import UP
from gikvalidate.localise.relations import is_whole
from gikvalidate.localise.system import System

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
    if len(chosen) == 1 and system.rows[first].equality:
        yield from _alone(system, chosen, rows, first)
        return
    terms: dict[int, Terms] = {}
    each_row, touching = system.rows, system.touching
    for cell in chosen:
        for row in touching[cell]:
            term = cell, each_row[row].coefficient[cell]
            if (known := terms.get(row)) is None:
                terms[row] = [term]
            else:
                known.append(term)
    definite: list[tuple[Exact, Terms]] = []
    either: list[int] = []
    bounds: list[int] = []
    for row, each in terms.items():
        if not each_row[row].equality:
            bounds.append(row)
        elif row not in rows:
            definite.append((0, each))
        elif row == first or len(each) == 1:
            definite.append((-system.residual[row], each))
        else:
            # A broken row with several changed cells may be mended here or be left to another part.
            either.append(row)
    one_way = _OneWay(system, chosen)
    broken = rows.intersection(terms)
    for mended, deltas, pending in _peeled(one_way, definite, {}, either, terms):
        block = broken.difference(mended)
        for values, free in _completed(one_way, deltas, pending):
            if _bounded(system, values, bounds, rows):
                yield tuple(sorted(values.items())), block, free


def _alone(
    system: System, chosen: Mapping[int, int], rows: frozenset[int], first: int
) -> Iterator[tuple[Deltas, frozenset[int], bool]]:
    """The change of a single cell: what `first` lacks, which must be what every other of its rows lacks."""
    ((cell, _),) = chosen.items()
    delta = _divided(-system.residual[first], system.rows[first].coefficient[cell])
    bounds: list[int] = []
    for row in system.touching[cell]:
        one = system.rows[row]
        if not one.equality:
            bounds.append(row)
        elif one.coefficient[cell] * delta != (-system.residual[row] if row in rows else 0):
            return
    if _OneWay(system, chosen).allows(cell, delta) and _bounded(system, {cell: delta}, bounds, rows):
        yield ((cell, delta),), rows.intersection(system.touching[cell]), False


#: Cells and coefficients of one row, as far as they are chosen.
Terms = list[tuple[int, int]]


class _OneWay:
    """Which differences a chosen cell may have: one in its direction after which its value may stand there.

    A change in the other direction is another set of changes, which the search comes to by itself.
    """

    def __init__(self, system: System, chosen: Mapping[int, int]) -> None:
        self.system, self.chosen = system, chosen

    def allows(self, cell: int, delta: int) -> bool:
        if not delta or (delta > 0) != (self.chosen[cell] == UP):
            return False
        system = self.system
        value = system.values[cell] + delta
        # A count may stand in any cell; what else may is seldom asked.
        return (type(value) is int and value >= 0 and cell not in system.apart) or system.allows(cell, value)


def _peeled(
    one_way: _OneWay,
    added: list[tuple[Exact, Terms]],
    deltas: Mapping[int, int],
    either: Sequence[int],
    terms: Mapping[int, Terms],
) -> Iterator[tuple[list[int], dict[int, int], list[tuple[Exact, Terms]]]]:
    """Peel off rows with one unknown each, for every choice of rows left to other parts.

    Yields the rows left, the differences found, and the rows that wait in a ring.
    """
    deltas, pending = dict(deltas), added
    while pending:
        waiting = []
        for target, each in pending:
            rest, unknown = target, None
            for cell, value in each:
                if cell in deltas:
                    rest -= value * deltas[cell]
                elif unknown is None:
                    unknown = cell, value
                else:
                    waiting.append((target, each))
                    break
            else:
                if unknown is None:
                    if rest:
                        return
                    continue
                cell, value = unknown
                delta = deltas[cell] = _divided(rest, value)
                if not one_way.allows(cell, delta):
                    return
        if len(waiting) == len(pending):
            break
        pending = waiting
    if not either:
        yield [], deltas, pending
        return
    row, *others = either
    residual = one_way.system.residual[row]
    for target in (-residual, 0):
        for left, found, rest_ in _peeled(one_way, [*pending, (target, terms[row])], deltas, others, terms):
            yield (left if target else [*left, row]), found, rest_


def _completed(
    one_way: _OneWay, deltas: dict[int, int], pending: list[tuple[Exact, Terms]]
) -> Iterator[tuple[dict[int, int], bool]]:
    """The differences of all chosen cells, those of a ring solved by elimination; and whether the values are open."""
    if len(deltas) == len(one_way.chosen):
        yield deltas, False
        return
    unknown_cells = [cell for cell in one_way.chosen if cell not in deltas]
    equations: list[Equation] = [
        (
            {cell: value for cell, value in terms if cell not in deltas},
            target - sum(value * deltas[cell] for cell, value in terms if cell in deltas),
        )
        for target, terms in pending
    ]
    for values, free in _ring(one_way.system, unknown_cells, equations, deltas):
        if all(one_way.allows(cell, delta) for cell, delta in values.items()):
            yield {**deltas, **values}, free


def _bounded(system: System, deltas: Mapping[int, int], bounds: Iterable[int], rows: frozenset[int]) -> bool:
    """Whether no inequality is broken by the new values, nor a broken one left so."""
    for row in bounds:
        one = system.rows[row]
        if row in rows or system.residual[row] <= 0:
            # What forbids a value has no residual of its own.
            residual = one.residual(system.values) if one.lone else system.residual[row]
            if residual + sum(value * deltas[cell] for cell, value in one.coefficient.items() if cell in deltas) > 0:
                return False
    return True


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
