"""Compiled rules as a sparse integer matrix: what they say of each cell of one form, ready for all its reports.

A relation is one row of that matrix: integer coefficients over cells, so that `left - right` of an identity or bound
is their product with a report's values. Rules about single cells and whole tables stand beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from gikvalidate.archive.matrix import Array
from gikvalidate.checks import Check
from gikvalidate.checks.cell import Options as CellOptions
from gikvalidate.checks.identity import Identity, Instance
from gikvalidate.checks.presence import Options as PresenceOptions
from gikvalidate.figures import Keys
from gikvalidate.shaping import read

if TYPE_CHECKING:
    from gikvalidate.archive.steps import Step


@dataclass(frozen=True)
class Relation:
    """One identity or bound on one row or column, as integers: `coefficients` · cells + `constant` operator 0.

    `parts` leave the total out; `left` and `right` are the cells each side names.
    """

    rule: str
    instance: Instance
    cells: tuple[int, ...]
    coefficients: tuple[int, ...]
    constant: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    total: int | None

    @property
    def subject(self) -> str:
        return self.instance.subject

    @property
    def operator(self) -> str:
        return self.instance.comparison.operator

    @property
    def shape(self) -> tuple[object, ...]:
        """What relations that can be evaluated together have in common."""
        at = None if self.total is None else self.cells.index(self.total)
        sides = len(self.left), len(self.right)
        return self.operator, self.coefficients, self.constant, at, sides


@dataclass(frozen=True)
class Group:
    """Relations of one rule and shape, evaluated in one go: `cells`, `left` and `right` are relations × terms.

    `relations` are their places in the plan, `total_at` is the term that is the total.
    """

    relations: Array
    cells: Array
    left: Array
    right: Array
    totals: Array | None
    total_at: int
    operator: str
    coefficients: tuple[int, ...]
    constant: int

    @cached_property
    def parts(self) -> Array:
        """The cells but the total, relations × terms."""
        return np.delete(self.cells, self.total_at, axis=1)

    @cached_property
    def by_coefficient(self) -> tuple[tuple[int, Array], ...]:
        """Each coefficient with the cells it stands before, relations × terms."""
        alike: dict[int, list[int]] = defaultdict(list)
        for term, coefficient in enumerate(self.coefficients):
            alike[coefficient].append(term)
        return tuple((coefficient, self.cells[:, terms]) for coefficient, terms in alike.items())

    def difference(self, values: Array) -> Array:
        """`left - right` of every relation, relations × reports."""
        found = np.full((len(self.cells), values.shape[1]), self.constant, values.dtype)
        for coefficient, cells in self.by_coefficient:
            terms = np.add.reduce(values[cells], axis=1, dtype=values.dtype)
            if coefficient in {1, -1}:
                (np.add if coefficient == 1 else np.subtract)(found, terms, out=found)
            else:
                found += coefficient * terms
        return found


@dataclass(frozen=True)
class CellFault:
    """What must not be found in any of `cells`: "text", "negative" or "fraction"."""

    rule: str
    fault: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Presence:
    """A table with all its `cells`; of an open one any will do."""

    rule: str
    table: str
    cells: tuple[int, ...]
    open: bool


@dataclass(frozen=True)
class Plan:
    """All figure rules of one form in the order of evaluation.

    `evaluations` names every (rule, subject): the relations first, then each cell of each cell rule, then the tables.
    `settling` are evaluations whose failure may be set aside, each with those whose failure tells its story.
    """

    generation: str
    keys: tuple[str, ...]
    scales: tuple[int, ...]
    relations: tuple[Relation, ...]
    faults: tuple[CellFault, ...]
    presences: tuple[Presence, ...]
    settling: tuple[tuple[int, tuple[int, ...]], ...]

    @cached_property
    def evaluations(self) -> tuple[tuple[str, str], ...]:
        return _named(self.keys, self.relations, self.faults, self.presences)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The relations by shape, those of different rules apart."""
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, relation in enumerate(self.relations):
            alike[relation.rule, *relation.shape].append(index)
        return tuple(_group(self.relations, indices) for indices in alike.values())

    @cached_property
    def totalling(self) -> tuple[tuple[Group, ...], ...]:
        """The groups that can tell what a blank total should hold, rule by rule."""
        by_rule: dict[str, list[Group]] = defaultdict(list)
        for group in self.groups:
            if group.totals is not None:
                by_rule[self.relations[int(group.relations[0])].rule].append(group)
        return tuple(map(tuple, by_rule.values()))

    @cached_property
    def telling(self) -> tuple[tuple[Array, Array], ...]:
        """`settling` as pairs, rule by rule: evaluations, and for each one whose failure tells its story."""
        pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, told_by in self.settling:
            pairs[self.evaluations[index][0]] += [(index, other) for other in told_by]
        return tuple((np.array(some)[:, 0], np.array(some)[:, 1]) for some in pairs.values())

    @cached_property
    def counts(self) -> frozenset[int]:
        """The cells that must not be negative."""
        return frozenset(cell for fault in self.faults if fault.fault == "negative" for cell in fault.cells)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The relations for a pass over many reports."""
        from gikvalidate.archive.steps import steps_of

        return steps_of(self.groups, self.relations, self.counts)

    @cached_property
    def weight(self) -> int:
        """The largest sum of absolute coefficients of one relation; what a sum may exceed its terms by."""
        return max((sum(map(abs, r.coefficients)) + abs(r.constant) for r in self.relations), default=1)

    @cached_property
    def solvable(self) -> bool:
        """Whether every total is whole where its parts are."""
        return all(r.total is None or abs(r.coefficients[r.cells.index(r.total)]) == 1 for r in self.relations)


def compile_plan(checks: Sequence[Check], generation: str, keys: Keys, scales: Sequence[int]) -> Plan:
    """The plan of a form whose columns are held in the units `scales`; rules that look elsewhere are left out."""
    order = {key: index for index, key in enumerate(keys)}
    mine = [check for check in checks if generation in (check.rule.body.applies.generations or (generation,))]
    relations = tuple(
        _relation(check.rule.id, instance, order, scales)
        for check in mine
        if isinstance(check.run, Identity)
        for instance in check.run.instances.get(generation, ())
        if order.keys() >= set(instance.comparison.names)
    )
    faults = tuple(_cell_faults(mine, keys, order))
    presences = tuple(_presences(mine, order))
    named = _named(tuple(keys), relations, faults, presences)
    return Plan(generation, tuple(keys), tuple(scales), relations, faults, presences, tuple(_settling(mine, named)))


def _relation(rule: str, instance: Instance, order: Mapping[str, int], scales: Sequence[int]) -> Relation:
    """`left - right` in whole coefficients over values in their columns' units."""
    comparison = instance.comparison
    terms: dict[int, Fraction] = {}
    for sign, form in ((1, comparison.left), (-1, comparison.right)):
        for name, coefficient in form.terms:
            cell = order[name]
            terms[cell] = terms.get(cell, Fraction(0)) + Fraction(sign * coefficient) / scales[cell]
    constant = comparison.left.constant - comparison.right.constant
    common = lcm(constant.denominator, *(coefficient.denominator for coefficient in terms.values()))
    return Relation(
        rule,
        instance,
        tuple(terms),
        tuple(int(coefficient * common) for coefficient in terms.values()),
        int(constant * common),
        tuple(order[name] for name in comparison.left.names),
        tuple(order[name] for name in comparison.right.names),
        order[instance.total] if instance.total else None,
    )


def _group(relations: Sequence[Relation], indices: Sequence[int]) -> Group:
    members = [relations[index] for index in indices]
    first = members[0]
    return Group(
        np.array(indices),
        np.array([member.cells for member in members]),
        np.array([member.left for member in members], int).reshape(len(members), -1),
        np.array([member.right for member in members], int).reshape(len(members), -1),
        None if first.total is None else np.array([member.total for member in members]),
        -1 if first.total is None else first.cells.index(first.total),
        first.operator,
        first.coefficients,
        first.constant,
    )


def _cell_faults(checks: Sequence[Check], keys: Keys, order: Mapping[str, int]) -> Iterator[CellFault]:
    for check in checks:
        if check.rule.kind == "cell":
            options = read(CellOptions, check.rule.file, ("check",), check.rule.options)
            cells = tuple(order[key] for key, statutory in keys.items() if statutory.type in options.types)
            yield CellFault(check.rule.id, options.fault, cells)


def _presences(checks: Sequence[Check], order: Mapping[str, int]) -> Iterator[Presence]:
    for check in checks:
        if check.rule.kind == "presence":
            options = read(PresenceOptions, check.rule.file, ("check",), check.rule.options)
            cells = tuple(index for key, index in order.items() if key.startswith(f"{options.table}."))
            yield Presence(check.rule.id, options.table, cells, options.open)


def _named(
    keys: tuple[str, ...],
    relations: Sequence[Relation],
    faults: Sequence[CellFault],
    presences: Sequence[Presence],
) -> tuple[tuple[str, str], ...]:
    return (
        *((relation.rule, relation.subject) for relation in relations),
        *((fault.rule, keys[cell]) for fault in faults for cell in fault.cells),
        *((presence.rule, presence.table) for presence in presences),
    )


def _settling(checks: Sequence[Check], evaluations: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each evaluation that yields, with the evaluations whose failure tells its story."""
    at = {named: index for index, named in enumerate(evaluations)}
    for check in checks:
        if not check.rule.body.yields_to:
            continue
        for index, (rule, subject) in enumerate(evaluations):
            if rule == check.rule.id:
                head = subject.partition(":")[0]
                told = [at[other, head] for other in check.rule.body.yields_to if (other, head) in at]
                if told:
                    yield index, tuple(told)
