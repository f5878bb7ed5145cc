"""How a relation between figures that does not hold is told: what stands on either side, by names people know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gikvalidate.arithmetic import Exact, Linear
from gikvalidate.checks.case import PRIOR, Case, cell_name
from gikvalidate.checks.relations import Instance
from gikvalidate.checks.wording import added, both, listed, number
from gikvalidate.findings import Words


def told_as(
    instance: Instance, case: Case, left: Exact, right: Exact, gap: Exact, blanks: Sequence[str]
) -> dict[str, Words]:
    """The fields of the message: both sides, which come to `left` and `right`, and what `blanks` would have to hold."""
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
