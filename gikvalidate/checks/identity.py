"""Identities and bounds over figures (balance edits, roll-forwards): one line of arithmetic over rows or columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from gikvalidate.arithmetic import Exact, divided
from gikvalidate.checks.at_once import AtOnce
from gikvalidate.checks.case import Case, Recomputed, Run
from gikvalidate.checks.relation_told import told_as
from gikvalidate.checks.relations import Instance, Options, instances, years
from gikvalidate.checks.wording import number
from gikvalidate.figures import Keys
from gikvalidate.findings import CellPlace, Outcome, Repair, Severity, Status, passed
from gikvalidate.rules import Rule

__all__ = ["BLANKS", "FIELDS", "FIGURES_ONLY", "Identity", "Instance", "Options", "build", "solved"]

OPTIONS_ZH = (
    "`expect` 是算式；`over` 写 t3.rows 或 t3.columns 时逐行、逐列核对，"
    "不写时用全名；`only` 只取其中几行几列。`total` 是合计的名字：合计空白而分项不为 0 时，"
    "它自己就是错，其他关系用重算的值。`each` 的每一项轮流代入 `expect` 里的 each。`blank`"
    " 是空白怎么算：zero 按 0，skip 不核对。写 `open: true` 的表里，认不出的行也可能是分项，合计大于分项之和就不算错；"
    "表里列出的分项少于 `least` 个时也不算。"
)
FIELDS = frozenset({"subject", "left", "right", "left_sum", "right_sum", "difference", "blanks", "fill", "recomputed"})
FIGURES_ONLY = True
BLANKS = (
    "空白和横线按 0 计；total 所指的合计空白而分项不为 0 时，按分项重算。blank: skip 时，有空白就不核对",
    "blanks and dashes count zero; a blank total over parts is recomputed. With blank: skip a blank says nothing",
)
_MOST_BLANKS = 8
_OTHER_ROWS = ("表里有不认识的行，可能也是一项", "the table has rows of no known meaning that may be parts too")


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Compile the expression for every generation the rule is for."""
    compiled = instances(rule, options, forms)
    scope = rule.body.applies
    plain = not years(options) and not any(one.statement.conditions for found in compiled.values() for one in found)
    # Other relations lean on an identity only where every report must keep to it.
    binding = plain and options.blank == "zero" and not (scope.levels or scope.body or options.open)
    if binding and rule.body.severity is not Severity.INFO:
        return Identity(rule.id, compiled)
    return Relations(rule.id, compiled, skip_blanks=options.blank == "skip", is_open=options.open, least=options.least)


class Relations:
    """Compiled relations by generation: within one report, or with the report of the year before."""

    def __init__(
        self,
        rule: str,
        instances: Mapping[str, Sequence[Instance]],
        *,
        skip_blanks: bool = False,
        is_open: bool = False,
        least: int = 0,
    ) -> None:
        self.rule = rule
        self.instances = instances
        self.skip_blanks = skip_blanks
        self.is_open = is_open
        self.least = least
        self._years_back: dict[str, int] = {}
        self._at_once: dict[str, AtOnce | None] = {}
        #: By generation the relations through each figure, and what is said where all of them hold.
        self._passed: dict[str, tuple[Mapping[str, Sequence[Instance]], list[Outcome]]] = {}

    def __call__(self, case: Case) -> Iterator[Outcome]:
        generation = case.submission.figures.generation or ""
        here, back = self.instances.get(generation, ()), self._back(generation)
        if case.prior is None and back:
            yield Outcome(Status.SKIPPED, reason=case.no_prior)
            return
        if case.prior is not None and case.prior.prior is None and back > 1:
            yield Outcome(Status.SKIPPED, reason=case.prior.no_prior)
            return
        plain, absent = case.plain, case.absent
        if (agreed := self._agreed(generation, case)) is not None:
            yield from agreed
            return
        # Only where nothing is told of the year before it matters whether anything was.
        told = not back
        for instance in here:
            # Nearly every relation is between plain numbers and holds, or is not asked.
            asked = self._asked(instance, case)
            if asked is False:
                told = told or _there(instance, case)
                continue
            holds = asked and instance.comparison.holds_among(plain)
            if holds and absent.isdisjoint(instance.names):
                told = True
                yield passed(instance.subject)
            elif _there(instance, case):
                told = True
                yield from (passed(instance.subject),) if holds else self._outcome(instance, case)
        if not told:
            reason = ("上年报告没有对应的单元格", "the report of the year before has no such cells")
            yield Outcome(Status.SKIPPED, reason=reason)

    def _back(self, generation: str) -> int:
        """The most years before its own that any relation of a generation looks at."""
        if generation not in self._years_back:
            here = self.instances.get(generation, ())
            self._years_back[generation] = max((instance.years_back for instance in here), default=0)
        return self._years_back[generation]

    def _agreed(self, generation: str, case: Case) -> Sequence[Outcome] | None:
        """What is said where every relation holds that has something to compare; None where one does not, or where
        they are not asked of every report.
        """
        together = self._together(generation)
        if together is None or not together.hold(case.plain):
            return None
        here = self.instances[generation]
        if generation not in self._passed:
            self._passed[generation] = _through(here), [passed(instance.subject) for instance in here]
        through, every = self._passed[generation]
        left_out = case.absent & through.keys()
        if not left_out:
            return every
        # Where a relation speaks of what the print leaves out, it is to be seen whether it has anything to compare.
        silent = {instance.subject for name in left_out for instance in through[name] if not _there(instance, case)}
        return [one for one in every if one.subject not in silent] or None

    def _together(self, generation: str) -> AtOnce | None:
        """All relations of a generation; None where they are not asked of every report."""
        if generation not in self._at_once:
            here = self.instances.get(generation, ())
            asked = here and not self.skip_blanks and not any(instance.statement.conditions for instance in here)
            self._at_once[generation] = AtOnce(instance.comparison for instance in here) if asked else None
        return self._at_once[generation]

    def _asked(self, instance: Instance, case: Case) -> bool | None:
        """Whether plain numbers meet all conditions; None where that is to be looked at more closely."""
        if self.skip_blanks and not case.blank.isdisjoint(instance.names):
            return None
        met = [condition.holds_among(case.plain) for condition in instance.conditions]
        return None if None in met else all(met)

    def _outcome(self, instance: Instance, case: Case) -> Iterator[Outcome]:
        names = [name for condition in instance.conditions for name in condition.names]
        if unreadable := case.unreadable(names):
            yield Outcome(Status.UNVERIFIABLE, instance.subject, reason=unreadable[0][1])
        elif self.skip_blanks and any(case.is_blank(name) for name in instance.names):
            yield Outcome(Status.SKIPPED, instance.subject, reason=("有空白格，不核对", "there are blanks"))
        elif all(one.holds(case.evaluate(one.left), case.evaluate(one.right)) for one in instance.conditions):
            outcome = _evaluate(self.rule, instance, case)
            if self.is_open and outcome.status is Status.FAIL and self._is_partial(instance, outcome, case):
                outcome = Outcome(Status.UNVERIFIABLE, instance.subject, outcome.places, reason=_OTHER_ROWS)
            yield outcome

    def _is_partial(self, instance: Instance, outcome: Outcome, case: Case) -> bool:
        """Whether the total is above its parts, and few are printed or a row of no known meaning stands there."""
        if outcome.difference is None or outcome.difference.startswith("-"):
            return False
        printed = [name for name in instance.comparison.names if name != instance.total and case.figure(name)]
        rows = {name.rpartition(".")[0] for name in instance.comparison.names}
        tables = case.submission.figures.tables
        return len(printed) < self.least or any(
            f"{told.table}.{above}" in rows for told in tables for above in told.behind
        )


class Identity(Relations):
    """Relations that every report must keep to, so that what is blank or illegible can be inferred from them."""

    def recompute(self, case: Case) -> dict[str, Recomputed]:
        """Blank totals over readable, non-zero parts, with the value they should hold."""
        found: dict[str, Recomputed] = {}
        empty, generation = case.submission.figures.empty, case.submission.figures.generation or ""
        if empty.isdisjoint(self._totals.get(generation, ())):
            return found
        for instance in self.instances.get(generation, ()):
            total = instance.total
            if total not in empty or ((known := case.recomputed.get(total)) is not None and known.value is not None):
                continue
            parts = [name for name in instance.comparison.names if name != total]
            value = None if case.unreadable(parts) else solved(instance, case, total)
            if value != 0:
                found[total] = Recomputed(value, self.rule, instance.subject, tuple(parts))
        return found

    @cached_property
    def _totals(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(one.total for one in here) for name, here in self.instances.items()}


def _through(instances: Iterable[Instance]) -> Mapping[str, Sequence[Instance]]:
    """The relations that speak of each figure."""
    found: dict[str, list[Instance]] = {}
    for instance in instances:
        for name in instance.names:
            found.setdefault(name, []).append(instance)
    return found


def _there(instance: Instance, case: Case) -> bool:
    """Whether both sides, and each of the years a side speaks of, have something to compare.

    What the form leaves out says nothing.
    """
    return all(any(map(case.has, names)) for names in instance.spoken_of)


def solved(instance: Instance, case: Case, key: str) -> Exact:
    """The value of one figure that makes the two sides equal."""
    gap = instance.comparison.gap
    coefficient = next(coefficient for name, coefficient in gap.terms if name == key)
    return case.value(key) - divided(case.evaluate(gap), coefficient)


def _evaluate(rule: str, instance: Instance, case: Case) -> Outcome:
    comparison = instance.comparison
    if unreadable := case.unreadable(comparison.names):
        keys = [key for key, _ in unreadable]
        return Outcome(Status.UNVERIFIABLE, instance.subject, _places(case, keys), reason=unreadable[0][1])
    left, right = case.evaluate(comparison.left), case.evaluate(comparison.right)
    blank_total = case.recomputed.get(instance.total)
    if (
        blank_total is not None
        and blank_total.value is not None
        and (blank_total.rule, blank_total.subject) == (rule, instance.subject)
    ):
        return _blank_total(instance, case, blank_total.value)
    if comparison.holds(left, right):
        return passed(instance.subject)
    gap = left - right
    shown = [key for key in comparison.names if case.value(key) or key == instance.total or key in case.recomputed]
    blanks = [key for key in comparison.names if case.is_blank(key)]
    if len(blanks) <= _MOST_BLANKS:
        shown += [key for key in blanks if key not in shown]
    expected = solved(instance, case, instance.total) if instance.total else right
    reported = case.value(instance.total) if instance.total else left
    repairs: tuple[Repair, ...] = ()
    if instance.total and (place := case.place(instance.total)):
        repairs = (Repair(instance.total, place.text or None, number(expected)),)
    return Outcome(
        Status.FAIL,
        instance.subject,
        _places(case, shown or comparison.names),
        number(reported),
        number(expected),
        number(reported - expected),
        fields=told_as(instance, case, left, right, abs(Fraction(gap)), blanks),
        repairs=repairs,
        rests_on=comparison.names,
    )


def _blank_total(instance: Instance, case: Case, value: Exact) -> Outcome:
    names = instance.comparison.names
    shown = [instance.total, *(key for key in names if case.value(key) and key != instance.total)]
    return Outcome(
        Status.FAIL,
        instance.subject,
        _places(case, shown),
        None,
        number(value),
        None,
        fields=told_as(instance, case, value, value, value, []),
        repairs=(Repair(instance.total, None, number(value)),),
        blank_total=True,
        rests_on=names,
    )


def _places(case: Case, keys: Iterable[str]) -> tuple[CellPlace, ...]:
    return tuple(place for key in keys if (place := case.place(key)) is not None)
