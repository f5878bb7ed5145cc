"""The figure rules over a whole matrix: a fast pass over every report, the exact meaning for those it points out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from gikvalidate.archive.exact import Said, Settled, settle
from gikvalidate.archive.matrix import Array, Kind, Matrix
from gikvalidate.archive.plan import Plan, compile_plan
from gikvalidate.archive.screen import BLOCK, Suspects, suspects
from gikvalidate.arithmetic import divided
from gikvalidate.checks import Check
from gikvalidate.checks.wording import number
from gikvalidate.figures import Keys
from gikvalidate.findings import Status

_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one report; the numbers are exact decimals as text, as in an Outcome."""

    rule: str
    subject: str
    status: Status
    reported: str | None = None
    expected: str | None = None
    difference: str | None = None


@dataclass(frozen=True)
class Verdicts:
    """What every rule says of every report of a matrix.

    `reports` were looked at closely, each with its column in `parts`; all others pass wherever they have the cells.
    """

    plan: Plan
    matrix: Matrix
    reports: Array
    parts: tuple[tuple[Array, Settled], ...]

    @cached_property
    def said(self) -> Array:
        """Evaluations × `reports`, as Said."""
        said = np.zeros((len(self.plan.evaluations), len(self.reports)), np.uint8)
        for columns, settled in self.parts:
            said[:, columns] = settled.said
        return said

    def listed(self, wanted: Said) -> tuple[Array, Array]:
        """(evaluation, report) of every verdict of one kind other than PASS and NOTHING."""
        evaluations, columns = np.nonzero(self.said == wanted)
        return evaluations, self.reports[columns]

    def counts(self) -> dict[str, Counter[Status]]:
        """The verdicts of every rule, counted."""
        clean = np.ones(self.matrix.reports, bool)
        clean[self.reports] = False
        passed = _passing(self.plan, self.matrix.kinds, clean)
        counts: dict[str, Counter[Status]] = {}
        for index, (rule, _) in enumerate(self.plan.evaluations):
            count = counts.setdefault(rule, Counter())
            count[Status.PASS] += int(passed[index])
            for said in (Said.PASS, Said.FAIL, Said.UNVERIFIABLE, Said.SKIPPED):
                count[said.status] += int((self.said[index] == said).sum())
        return counts

    def of(self, report: int) -> Iterator[Verdict]:
        """Every verdict on one report."""
        found = np.flatnonzero(self.reports == report)
        if not found.size:
            clean = np.arange(self.matrix.reports) == report
            for index in np.flatnonzero(_passing(self.plan, self.matrix.kinds, clean)):
                yield Verdict(*self.plan.evaluations[index], Status.PASS)
            return
        for columns, settled in self.parts:
            for column in np.flatnonzero(columns == found[0]):
                for index in np.flatnonzero(settled.said[:, column]):
                    yield self._verdict(int(index), settled, int(column), report)

    def _verdict(self, index: int, settled: Settled, column: int, report: int) -> Verdict:
        rule, subject = self.plan.evaluations[index]
        status = Said(int(settled.said[index, column])).status
        if status is not Status.FAIL:
            return Verdict(rule, subject, status)
        if index < len(self.plan.relations):
            return Verdict(rule, subject, status, *self._sides(index, settled, column))
        first = len(self.plan.evaluations) - len(self.plan.presences)
        if index < first:
            return Verdict(rule, subject, status)
        cells = self.plan.presences[index - first].cells
        found = sum(not self.matrix.kinds[cell, report] & Kind.MISSING for cell in cells)
        return Verdict(rule, subject, status, str(found), str(len(cells)))

    def _sides(self, index: int, settled: Settled, column: int) -> tuple[str | None, str, str | None]:
        """Reported, expected and difference, as `checks.identity` gives them."""
        relation = self.plan.relations[index]
        comparison = relation.instance.comparison
        values = {
            self.plan.keys[cell]: Fraction(settled.values.item(cell, column)) / self.plan.scales[cell]
            for cell in relation.cells
        }
        left, right = comparison.left.value(values.__getitem__), comparison.right.value(values.__getitem__)
        if relation.total is None:
            return number(left), number(right), number(left - right)
        if settled.filled[relation.total, column] == index:
            return None, number(values[relation.instance.total]), None
        reported = values[relation.instance.total]
        coefficient = dict(comparison.gap.terms)[relation.instance.total]
        expected = reported + divided(right - left, coefficient)
        return number(reported), number(expected), number(reported - expected)


def evaluate(checks: Sequence[Check], keys: Keys, matrix: Matrix) -> Verdicts:
    """Every figure rule that is for the form of `matrix` on all its reports."""
    return run(compile_plan(checks, matrix.generation, keys, matrix.scales), matrix)


def run(plan: Plan, matrix: Matrix) -> Verdicts:
    """A compiled plan on all reports of a matrix."""
    number = max(1, min(_THREADS, -(-matrix.reports // BLOCK)))
    shares = [(matrix.reports * n // number, matrix.reports * (n + 1) // number) for n in range(number)]
    if len(shares) > 1:
        # numpy lets go of the interpreter while it computes, so threads share the work.
        with ThreadPoolExecutor(_THREADS) as threads:
            done = list(threads.map(lambda one: _share(plan, matrix, *one), shares))
    else:
        done = [_share(plan, matrix, *shares[0])]
    parts, before = [], 0
    for reports, settled in done:
        parts += [(before + columns, one) for columns, one in settled]
        before += len(reports)
    return Verdicts(plan, matrix, np.concatenate([reports for reports, _ in done]), tuple(parts))


def _share(plan: Plan, matrix: Matrix, first: int, last: int) -> tuple[Array, list[tuple[Array, Settled]]]:
    """The reports from `first` up to `last` that need a closer look, and what that gave."""
    found = suspects(plan, matrix, first, last)
    return found.reports, _closely(plan, matrix, found)


def _closely(plan: Plan, matrix: Matrix, found: Suspects) -> list[tuple[Array, Settled]]:
    """The exact meaning for some reports, those apart that no machine integer holds; each with its columns."""
    reports, values, kinds = found.reports, found.values, found.kinds
    # A sum of sums is three levels deep: leaves, a total that was blank, a total of totals.
    depth = plan.weight**3
    if matrix.wide or max(int(values.max(initial=0)), -int(values.min(initial=0))) * depth >= 2**31:
        values = values.astype(np.int64)
    apart: dict[tuple[int, int], Fraction] = {}
    if matrix.wide:
        column = {int(report): index for index, report in enumerate(reports)}
        apart = {
            (cell, column[report]): value * matrix.scales[cell]
            for (cell, report), value in matrix.wide.items()
            if report in column
        }
    vast = np.full(len(reports), not plan.solvable)
    for (cell, index), value in apart.items():
        if value.denominator != 1 or abs(value) > 2**62 // depth:
            vast[index] = True
        else:
            values[cell, index] = int(value)
    if not vast.any():
        return [(np.arange(len(reports)), settle(plan, values, kinds))]
    exact = values.astype(object)
    for (cell, index), value in apart.items():
        exact[cell, index] = value
    plain, others = np.flatnonzero(~vast), np.flatnonzero(vast)
    return [
        (plain, settle(plan, values[:, plain], kinds[:, plain])),
        (others, settle(plan, exact[:, others], kinds[:, others])),
    ]


def _passing(plan: Plan, kinds: Array, clean: Array) -> Array:
    """How many of the reports `clean`, which pass all they can, have what each evaluation looks at."""
    gone = (kinds & np.uint8(Kind.ABSENT | Kind.MISSING)) != 0
    counts = []
    for relation in plan.relations:
        there = clean.copy()
        for side in (relation.left, relation.right):
            if side:
                there &= ~gone[list(side)].all(axis=0)
        counts.append(int(there.sum()))
    number_cells = kinds == Kind.NUMBER
    counts += [int((number_cells[cell] & clean).sum()) for fault in plan.faults for cell in fault.cells]
    counts += [int(clean.sum())] * len(plan.presences)
    return np.array(counts)
