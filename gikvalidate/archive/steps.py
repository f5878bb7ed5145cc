"""The relations of a plan as few strided steps through the cells of a form, for a pass over a whole matrix.

A bound is left out where it follows from equalities and from no cell being negative: one row 予以公开 can hold no more
than came in if all outcomes together do, so whoever passes those passes it. So is an equality that follows from others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gikvalidate.archive.matrix import Array
from gikvalidate.archive.plan import Group, Relation

#: The equalities that are added up at most: the column's sum and its balance.
_FEW = 2
#: The relations that are added up at once at most: the sums of a block stay in the second cache.
_AT_ONCE = 8


@dataclass(frozen=True)
class Term:
    """The sum of cells `base + k·between + i·down + j·along` over `count` k, times `coefficient`."""

    coefficient: int
    base: int
    down: int
    along: int
    count: int = 1
    between: int = 0

    def view(self, values: Array, shape: tuple[int, int]) -> Array:
        """k × i × j × reports."""
        row, item = values.strides
        rows = 1 if self.down == 0 else shape[0]
        return as_strided(
            values[self.base :],
            (self.count, rows, shape[1], values.shape[1]),
            (self.between * row, self.down * row, self.along * row, item),
        )


@dataclass(frozen=True)
class Step:
    """Relations of one shape, `shape[0]` × `shape[1]` of them; `fixed` terms are the same for every first index."""

    shape: tuple[int, int]
    operator: str
    constant: int
    moving: tuple[Term, ...]
    fixed: tuple[Term, ...]

    @property
    def relations(self) -> int:
        return self.shape[0] * self.shape[1]


def steps_of(groups: Sequence[Group], relations: Sequence[Relation], counts: frozenset[int]) -> tuple[Step, ...]:
    """The steps that the relations take; `counts` are the cells whose sign is looked at as well."""
    equalities = defaultdict(list)
    for relation in relations:
        if relation.operator == "==" and not relation.constant:
            terms = dict(zip(relation.cells, relation.coefficients, strict=True))
            for cell in terms:
                equalities[cell].append(terms)
    implied = _implied(groups, relations)
    found: list[Step] = []
    for group in groups:
        kept = [
            index not in implied and not _follows(relations[index], equalities, counts)
            for index in group.relations.tolist()
        ]
        if any(kept):
            found += _steps(replace(group, relations=group.relations[kept], cells=group.cells[kept]))
    return tuple(part for step in found for part in _cut(step))


def _cut(step: Step) -> Iterator[Step]:
    """A step as several short ones, cut along its second index."""
    length = max(1, _AT_ONCE // step.shape[0])
    for first in range(0, step.shape[1], length):
        moving, fixed = (
            tuple(replace(term, base=term.base + first * term.along) for term in terms)
            for terms in (step.moving, step.fixed)
        )
        shape = step.shape[0], min(length, step.shape[1] - first)
        yield replace(step, shape=shape, moving=moving, fixed=fixed)


def _implied(groups: Sequence[Group], relations: Sequence[Relation]) -> set[int]:
    """The equalities that are sums of others: every row adds up and every column but one, so that one does as well.

    Those of the largest group are taken first, so that what is left out are whole ends of the smaller ones.
    """
    implied = set()
    reduced: dict[int, dict[int, int]] = {}  # in echelon form: by a cell that no later one has
    for group in sorted(groups, key=lambda group: -len(group.relations)):
        for index in group.relations.tolist():
            relation = relations[index]
            if relation.operator != "==" or relation.constant:
                continue
            left = dict(zip(relation.cells, relation.coefficients, strict=True))
            for cell, terms in reduced.items():
                if times := left.get(cell):
                    left = {
                        one: value
                        for one in {*left, *terms}
                        if (value := left.get(one, 0) * terms[cell] - times * terms.get(one, 0))
                    }
            if left:
                reduced[next(iter(left))] = left
            else:
                implied.add(index)
    return implied


def _follows(relation: Relation, equalities: Mapping[int, list[dict[int, int]]], counts: frozenset[int]) -> bool:
    """Whether a bound adds up, with a few equalities, to a sum of counts that cannot be above zero."""
    if relation.operator not in {"<=", ">="} or relation.constant:
        return False
    sign = 1 if relation.operator == "<=" else -1
    bound = {cell: sign * value for cell, value in zip(relation.cells, relation.coefficients, strict=True)}
    return _below_zero(bound, equalities, counts, _FEW)


def _below_zero(
    total: Mapping[int, int], equalities: Mapping[int, list[dict[int, int]]], counts: frozenset[int], few: int
) -> bool:
    above = [cell for cell, value in total.items() if value > 0 or (value and cell not in counts)]
    if not above or not few:
        return not above
    cell = above[0]
    for terms in equalities.get(cell, ()):
        times, over = divmod(-total[cell], terms[cell])
        if not over:
            less = {one: total.get(one, 0) + times * terms.get(one, 0) for one in {*total, *terms}}
            if _below_zero(less, equalities, counts, few - 1):
                return True
    return False


def _pieces(cells: Array) -> Iterator[tuple[tuple[int, int], Array]]:
    """Relations in the order of their cells, cut into as few pieces as lie in regular steps, each with its shape."""
    while len(cells):
        length, shape = next(
            (length, shape)
            for length in range(len(cells), 0, -1)
            for shape in _factors(length)
            if _regular(cells[:length], shape)
        )
        yield shape, cells[:length]
        cells = cells[length:]


def _factors(length: int) -> Iterator[tuple[int, int]]:
    yield from ((length // inner, inner) for inner in range(length, 0, -1) if length % inner == 0)


def _regular(cells: Array, shape: tuple[int, int]) -> bool:
    """Whether every term walks evenly through the cells in both directions."""
    grid = cells.reshape(*shape, -1)
    down, along = np.diff(grid, axis=0), np.diff(grid, axis=1)
    return bool((down == down[:1, :1]).all() and (along == along[:1, :1]).all())


def _steps(group: Group) -> Iterator[Step]:
    """A bound that must be at least 0 is turned round, so that only ==, !=, < and <= remain."""
    turned = group.operator in {">=", ">"}
    sign = -1 if turned else 1
    if group.operator in {"==", "!="} and group.coefficients.count(-1) > group.coefficients.count(1):
        sign = -1  # either way round will do, and what is many need not be turned
    operator = {">=": "<=", ">": "<"}.get(group.operator, group.operator)
    for shape, cells in _pieces(group.cells[np.lexsort(group.cells.T[::-1])]):
        grid = cells.reshape(*shape, -1)
        terms = [
            Term(
                sign * coefficient,
                int(grid[0, 0, term]),
                int(grid[1, 0, term] - grid[0, 0, term]) if shape[0] > 1 else 0,
                int(grid[0, 1, term] - grid[0, 0, term]) if shape[1] > 1 else 0,
            )
            for term, coefficient in enumerate(group.coefficients)
        ]
        still = _gathered(term for term in terms if shape[0] > 1 and term.down == 0)
        moving = _gathered(term for term in terms if shape[0] == 1 or term.down)
        if not moving:
            shape, moving, still = (1, shape[1]), still, ()
        yield Step(shape, operator, sign * group.constant, moving, still)


def _gathered(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms that are alike and lie at regular distances as one; the longest with a coefficient of 1 first."""
    found: list[Term] = []
    for term in sorted(terms, key=lambda term: (term.coefficient, term.down, term.along, term.base)):
        last = found[-1] if found else None
        if last is not None and (last.coefficient, last.down, last.along) == (term.coefficient, term.down, term.along):
            between = term.base - last.base - (last.count - 1) * last.between
            if last.count == 1 or between == last.between:
                found[-1] = replace(last, count=last.count + 1, between=between)
                continue
        found.append(term)
    return tuple(sorted(found, key=lambda term: (term.coefficient != 1, -term.count)))
