"""Identities and bounds over figures (balance edits): one line of arithmetic, evaluated over every row or column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from gikvalidate.arithmetic import Comparison, ExpressionError, Linear, parse_comparison
from gikvalidate.checks.case import Case, Recomputed, cell_name
from gikvalidate.checks.wording import added, both, listed, number
from gikvalidate.figures import CellKind, Figure, Keys
from gikvalidate.findings import CellPlace, Outcome, Repair, Status, Words
from gikvalidate.rules import Rule

FIELDS = frozenset({"subject", "left", "right", "left_sum", "right_sum", "difference", "blanks", "fill", "recomputed"})
_MOST_BLANKS = 8


class Options(BaseModel):
    """`expect` over the `rows` or `columns` of a table ("t3.columns"), or over full keys when `over` is left out.

    `total` names the figure that the others add up to: blank over non-zero parts, it is itself at fault, and every
    other relation uses what it should hold. With `each`, the name "each" in `expect` stands for every figure that
    matches one of its patterns in turn. With `least`, only instances whose right side is at least that are looked at.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    expect: str
    over: str = ""
    total: str = ""
    each: tuple[str, ...] = ()
    least: int | None = None


@dataclass(frozen=True)
class Instance:
    """The relation on one row, column or set of keys."""

    subject: str
    comparison: Comparison
    total: str = ""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Identity:
    """Compile the expression for every generation the rule is for."""
    generations = rule.body.applies.generations or _with_table(options.over.partition(".")[0], forms)
    instances = {generation: tuple(_instances(rule, options, forms[generation])) for generation in generations}
    return Identity(rule.id, instances, options.least)


def _with_table(table: str, forms: Mapping[str, Keys]) -> tuple[str, ...]:
    """The generations that have the table; all where none has, so that the mistake is told."""
    having = [generation for generation, keys in forms.items() if any(key.startswith(f"{table}.") for key in keys)]
    return tuple(having or forms)


class Identity:
    """A compiled identity: its instances by generation."""

    def __init__(self, rule: str, instances: Mapping[str, Sequence[Instance]], least: int | None = None) -> None:
        self.rule = rule
        self.instances = instances
        self.least = least

    def __call__(self, case: Case) -> Iterator[Outcome]:
        figures = case.submission.figures
        for instance in self.instances.get(figures.generation or "", ()):
            small = self.least is not None and case.evaluate(instance.comparison.right) < self.least
            if _there(instance, figures.cells) and not small:
                yield _evaluate(self.rule, instance, case)

    def recompute(self, case: Case) -> dict[str, Recomputed]:
        """Blank totals over readable, non-zero parts, with the value they should hold."""
        found = {}
        for instance in self.instances.get(case.submission.figures.generation or "", ()):
            figure = case.figure(instance.total) if instance.total else None
            if figure is None or figure.kind not in {CellKind.BLANK, CellKind.DASH}:
                continue
            if (known := case.recomputed.get(figure.key)) is not None and known.value is not None:
                continue
            parts = [name for name in instance.comparison.names if name != figure.key]
            value = None if case.unreadable(parts) else solved(instance, case, instance.total)
            if value != 0:
                found[figure.key] = Recomputed(value, self.rule, instance.subject, tuple(parts))
        return found


def _there(instance: Instance, cells: Mapping[str, Figure]) -> bool:
    """Whether both sides have something to compare; a side whose cells the form leaves out says nothing."""
    sides = (instance.comparison.left.names, instance.comparison.right.names)
    return all(any(name in cells for name in names) for names in sides if names)


def solved(instance: Instance, case: Case, key: str) -> Fraction:
    """The value of one figure that makes the two sides equal."""
    comparison = instance.comparison
    coefficient = dict(comparison.left.terms).get(key, Fraction(0))
    coefficient -= dict(comparison.right.terms).get(key, Fraction(0))
    gap = case.evaluate(comparison.right) - case.evaluate(comparison.left)
    return case.value(key) + gap / coefficient


def _instances(rule: Rule, options: Options, keys: Keys) -> Iterator[Instance]:
    table, _, axis = options.over.partition(".")
    if not options.over:
        for name, comparison in _compiled(rule, options, tuple(keys)):
            yield Instance(name, comparison, options.total)
        return
    split = [(key, *key.partition(".")[2].rpartition(".")[::2]) for key in keys if key.startswith(f"{table}.")]
    if not split or axis not in {"rows", "columns"}:
        raise rule.error(
            ("check", "over"), f"over names a table and its rows or columns (t3.columns), not {options.over}"
        )
    by_column = axis == "columns"
    names = dict.fromkeys(row if by_column else column for _, row, column in split)
    comparisons = list(_compiled(rule, options, tuple(names)))
    for subject in dict.fromkeys(column if by_column else row for _, row, column in split):
        here = {
            (row if by_column else column): key
            for key, row, column in split
            if (column if by_column else row) == subject
        }
        for name, comparison in comparisons:
            if set(comparison.names) <= here.keys():
                total = here[options.total] if options.total else ""
                suffix = f":{name}" if name else ""
                yield Instance(f"{table}.{subject}{suffix}", comparison.renamed(here.__getitem__), total)


def _compiled(rule: Rule, options: Options, names: tuple[str, ...]) -> Iterator[tuple[str, Comparison]]:
    """The comparison, or one for every figure that `each` stands for, with the name of that figure."""
    known = (*names, "each") if options.each else names
    try:
        comparison = parse_comparison(options.expect, known)
    except ExpressionError as error:
        raise rule.error(("check", "expect"), f"expect, character {error.column}: {error.sentence}") from error
    if options.total and options.total not in comparison.names:
        raise rule.error(("check", "total"), f"{options.total} does not occur in expect")
    if not options.each:
        yield "", comparison
        return
    for index, pattern in enumerate(options.each):
        matching = [name for name in names if fnmatchcase(name, pattern)]
        if not matching:
            raise rule.error(("check", "each", index), f"no figure matches {pattern}")
        for name in matching:
            yield name, comparison.renamed({**dict(zip(names, names, strict=True)), "each": name}.__getitem__)


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
        return Outcome(Status.PASS, instance.subject)
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
        fields=_fields(instance, case, left, right, abs(gap), blanks),
        repairs=repairs,
        rests_on=comparison.names,
    )


def _blank_total(instance: Instance, case: Case, value: Fraction) -> Outcome:
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
    instance: Instance, case: Case, left: Fraction, right: Fraction, gap: Fraction, blanks: Sequence[str]
) -> dict[str, Words]:
    comparison = instance.comparison
    names = _names(case, comparison.names)
    filled = [name for key, name in names.items() if key in blanks]
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
    figures = [figure for key in keys if (figure := case.figure(key)) is not None]
    one_row = len({figure.row for figure in figures}) == 1
    one_column = len({figure.column for figure in figures}) == 1
    return {
        figure.key: figure.column if one_row else figure.row_name if one_column else cell_name(figure)
        for figure in figures
    }


def _subject(case: Case, keys: Iterable[str]) -> str:
    """The row or column all cells share, as on the paper."""
    figures = [figure for key in keys if (figure := case.figure(key)) is not None]
    rows, columns = {figure.row for figure in figures}, {figure.column for figure in figures}
    if len(columns) == 1:
        return f"{figures[0].table}“{columns.pop()}”列"
    if len(rows) == 1:
        return f"{figures[0].table}“{figures[0].row_name}”行"
    return figures[0].table


def _written(form: Linear, case: Case, names: Mapping[str, str]) -> str:
    terms = [(names[key], coefficient * case.value(key)) for key, coefficient in form.terms if key in names]
    if form.constant:
        terms.append(("", form.constant))
    return added(terms) if terms else number(form.constant)
