"""What the relations of a set of rules say together: contradictions, and relations that follow from others.

Equations are handled exactly, by elimination over fractions. Where bounds are in play a point is sought that settles
the question by its mere existence; only when none is found does a linear programme decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from gikvalidate.arithmetic import Comparison, Exact

#: A linear form that is 0: variable → coefficient; the constant stands under "".
Row = dict[str, Exact]
_TRIES = 24
_LARGEST = 60


@dataclass(frozen=True)
class Bound:
    """A linear form that is at most 0 (`strict`: below 0)."""

    row: Row
    strict: bool = False


def row_of(comparison: Comparison) -> Row:
    """Left side less right side."""
    form = comparison.gap
    return {name: coefficient for name, coefficient in (("", form.constant), *form.terms) if coefficient}


def on_line(row: Row, line: Mapping[str, str] | None) -> Row:
    """A form with the key that a line of the table has for each variable; as it is where there is no line."""
    return row if line is None else {name and line[name]: value for name, value in row.items()}


def bounds_of(comparison: Comparison) -> list[Bound]:
    """An inequality as forms that are at most 0; none for an equation or !=."""
    if comparison.operator in {"==", "!="}:
        return []
    row = row_of(comparison)
    if comparison.operator in {"<=", "<"}:
        return [Bound(row, comparison.operator == "<")]
    return [Bound({name: -value for name, value in row.items()}, comparison.operator == ">")]


class Equations:
    """Linear equations in reduced form: every pivot stands in one row only."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.pivots: dict[str, Row] = {}
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for row in sorted(rows, key=lambda row: not _alone(row)):
            self.add(row)

    def reduced(self, row: Row) -> Row:
        """What is left of a form after everything the equations say of it; empty where they imply it is 0."""
        left = dict(row)
        for name in row:
            if name in self.pivots and name in left:
                _subtract(left, self.pivots[name], left[name])
        return left

    def add(self, row: Row) -> bool:
        """Whether the equation says something new; raises ValueError where it cannot hold beside the others."""
        left = self.reduced(row)
        names = [name for name in left if name]
        if not names:
            if left:
                raise ValueError
            return False
        # The total of a sum is above zero wherever its parts are: such pivots make good points.
        totals = _alone(left)
        pivot = min(names, key=lambda name: (name not in totals, len(self._users.get(name, ())), name))
        scale = left[pivot] if left[pivot] in {1, -1} else Fraction(1) / left[pivot]
        new = {name: value * scale for name, value in left.items()}
        for other in list(self._users[pivot]):
            before = self.pivots[other]
            _subtract(before, new, before[pivot])
            self._use(other, new)
        self.pivots[pivot] = new
        self._use(pivot, new)
        return True

    def _use(self, pivot: str, row: Row) -> None:
        names, users = self.pivots[pivot], self._users
        for name in row:
            if name in names:
                users[name].add(pivot)
            else:
                users[name].discard(pivot)

    def point(self, free: Mapping[str, Exact]) -> dict[str, Exact]:
        """The point with the given values of the variables that are no pivots."""
        values = dict(free)
        for pivot, row in self.pivots.items():
            rest = sum((value * free.get(name, 0) for name, value in row.items() if name and name != pivot))
            values[pivot] = -(row.get("", 0) + rest)
        return values


def _alone(row: Row) -> list[str]:
    """The variables whose sign no other variable of the form has: the total of a sum."""
    above = [name for name, value in row.items() if value > 0 and name]
    below = [name for name, value in row.items() if value < 0 and name]
    return [*(above if len(above) == 1 else ()), *(below if len(below) == 1 else ())]


def _subtract(row: Row, other: Row, factor: Exact) -> None:
    for name, value in other.items():
        left = row.get(name, 0) - factor * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def holds(bound: Bound, point: Mapping[str, Exact]) -> bool:
    """Whether a point keeps to a bound."""
    value = sum(value * point.get(name, 0) if name else value for name, value in bound.row.items())
    return value < 0 or (value == 0 and not bound.strict)


def point_within(
    equations: Equations, bounds: Sequence[Bound], least: Mapping[str, int], outside: Bound | None = None
) -> bool:
    """Whether some point keeps to everything, every variable of `least` at or above its value, and not to `outside`."""
    names = {name for row in equations.pivots.values() for name in row} | {n for bound in bounds for n in bound.row}
    names |= set(outside.row) if outside else set()
    names |= least.keys()
    free = sorted(name for name in names - {""} if name not in equations.pivots)
    rng = Random(0)
    beyond = {name: _LARGEST if outside and outside.row.get(name, 0) > 0 else 1 for name in free}
    plain = [dict.fromkeys(free, 1), dict.fromkeys(free, 0), beyond]
    for attempt in range(_TRIES):
        drawn = plain[attempt] if attempt < len(plain) else {name: rng.randint(1, _LARGEST) for name in free}
        point = equations.point(drawn)
        if (
            all(point.get(name, 0) >= value for name, value in least.items())
            and all(holds(bound, point) for bound in bounds)
            and (outside is None or not holds(outside, point))
        ):
            return True
    return _programme(equations, bounds, least, outside, sorted(names - {""}))


def _programme(
    equations: Equations, bounds: Sequence[Bound], least: Mapping[str, int], outside: Bound | None, names: list[str]
) -> bool:
    from scipy.optimize import linprog

    def dense(row: Row) -> list[float]:
        return [float(row.get(name, 0)) for name in names]

    upper = [(dense(bound.row), -float(bound.row.get("", 0)) - bound.strict) for bound in bounds]
    if outside is not None:
        upper.append(([-value for value in dense(outside.row)], float(outside.row.get("", 0)) - (not outside.strict)))
    equal = [(dense(row), -float(row.get("", 0))) for row in equations.pivots.values()]
    solved = linprog(
        [0.0] * len(names),
        A_ub=[row for row, _ in upper] or None,
        b_ub=[limit for _, limit in upper] or None,
        A_eq=[row for row, _ in equal] or None,
        b_eq=[value for _, value in equal] or None,
        bounds=[(least.get(name), None) for name in names],
    )
    return bool(solved.status == 0)
