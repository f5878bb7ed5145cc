"""Identities and bounds over figures (balance edits, roll-forwards): one line of arithmetic over rows or columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from gikvalidate.arithmetic import Exact, Linear, divided
from gikvalidate.checks.case import PRIOR, Case, Recomputed, Run, cell_name
from gikvalidate.checks.relations import Instance, Options, instances, years
from gikvalidate.checks.wording import added, both, listed, number
from gikvalidate.figures import Keys
from gikvalidate.findings import CellPlace, Outcome, Repair, Severity, Status, Words, passed
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
        self._passed: dict[str, tuple[Outcome, ...]] = {}

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
        always = self._always(generation)
        if always and not absent and all(instance.comparison.holds_among(plain) for instance in here):
            yield from always
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

    def _always(self, generation: str) -> tuple[Outcome, ...]:
        """What is said where every relation holds; nothing where they are not asked of every report."""
        if generation not in self._passed:
            here = self.instances.get(generation, ())
            asked = not self.skip_blanks and not any(instance.statement.conditions for instance in here)
            self._passed[generation] = tuple(passed(instance.subject) for instance in here) if asked else ()
        return self._passed[generation]

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
        found = {}
        empty = case.empty
        for instance in self.instances.get(case.submission.figures.generation or "", ()):
            total = instance.total
            if total not in empty or ((known := case.recomputed.get(total)) is not None and known.value is not None):
                continue
            parts = [name for name in instance.comparison.names if name != total]
            value = None if case.unreadable(parts) else solved(instance, case, total)
            if value != 0:
                found[total] = Recomputed(value, self.rule, instance.subject, tuple(parts))
        return found


def _there(instance: Instance, case: Case) -> bool:
    """Whether both sides, and each of the years a side speaks of, have something to compare.

    What the form leaves out says nothing.
    """
    return all(any(case.figure(name) is not None for name in names) for names in instance.spoken_of)


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
        fields=_fields(instance, case, left, right, abs(Fraction(gap)), blanks),
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
        fields=_fields(instance, case, value, value, value, []),
        repairs=(Repair(instance.total, None, number(value)),),
        blank_total=True,
        rests_on=names,
    )


def _places(case: Case, keys: Iterable[str]) -> tuple[CellPlace, ...]:
    return tuple(place for key in keys if (place := case.place(key)) is not None)


def _fields(
    instance: Instance, case: Case, left: Exact, right: Exact, gap: Exact, blanks: Sequence[str]
) -> dict[str, Words]:
    comparison = instance.comparison
    names = _names(case, comparison.names)
    filled = [names[key] for key in names if key in blanks]
    recomputed = [key for key in comparison.names if key in case.recomputed]
    values = [f"{names[key]} {number(case.value(key))}" for key in recomputed if key in names]
    some, told = listed(filled), listed(values)
    return {
        "subject": _subject(case, comparison.names),
        "left": number(left),
        "right": number(right),
        "left_sum": _written(comparison.left, case, names),
        "right_sum": _written(comparison.right, case, names),
        "difference": number(gap),
        "blanks": both(f"；空白格：{some[0]}", f"; blank: {some[1]}") if filled else "",
        "fill": both(
            f"，或在空白格（{some[0]}）补填合计 {number(gap)}", f", or fill {number(gap)} into the blanks ({some[1]})"
        )
        if filled
        else "",
        "recomputed": both(f"（空白的合计按分项重算：{told[0]}）", f" (blank totals recomputed: {told[1]})")
        if values
        else "",
    }


def _names(case: Case, keys: Iterable[str]) -> dict[str, str]:
    """Short names: what the cells of one row or column have in common is left to the subject."""
    figures = {key: figure for key in keys if (figure := case.figure(key)) is not None}
    one_table = len({figure.table for figure in figures.values()}) == 1
    one_row = one_table and len({figure.row for figure in figures.values()}) == 1
    one_column = one_table and len({figure.column for figure in figures.values()}) == 1
    return {
        key: ("前年 " if key.startswith(PRIOR * 2) else "上年 " if key.startswith(PRIOR) else "")
        + (figure.column if one_row else figure.row_name if one_column else cell_name(figure))
        for key, figure in figures.items()
    }


def _subject(case: Case, keys: Iterable[str]) -> str:
    """The row or column all cells share, as on the paper."""
    figures = [figure for key in keys if (figure := case.figure(key)) is not None]
    tables = dict.fromkeys(figure.table for figure in figures)
    rows, columns = {figure.row for figure in figures}, {figure.column for figure in figures}
    if len(tables) > 1:
        return "、".join(tables)
    if len(rows) == 1:
        return f"{figures[0].table}“{figures[0].row_name}”行"
    if len(columns) == 1:
        return f"{figures[0].table}“{columns.pop()}”列"
    return figures[0].table


def _written(form: Linear, case: Case, names: Mapping[str, str]) -> str:
    terms = [(names[key], coefficient * case.value(key)) for key, coefficient in form.terms if key in names]
    if form.constant:
        terms.append(("", form.constant))
    return added(terms) if terms else number(form.constant)
