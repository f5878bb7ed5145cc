"""Labels: rows and columns of a statutory table that are recognisable but not worded as on the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.wording import listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项：行名、列名以格式为准。"
FIELDS = frozenset({"table", "labels"})


class Options(Shape):
    """Nothing to set: the form says how its labels read."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    figures = case.submission.figures
    for table in figures.tables:
        if not table.altered:
            yield Outcome(Status.PASS, table.table)
            continue
        altered = {key for key, _, _ in table.altered}
        shown = {
            figure.row: figure
            for figure in figures.cells.values()
            if figure.table_index == table.index and any(f".{key}." in f".{figure.key}." for key in altered)
        }
        zh = "、".join(f"“{written}”（应为“{printed}”）" for _, written, printed in table.altered)
        en = listed(f"“{written}” (printed “{printed}”)" for _, written, printed in table.altered)[1]
        yield Outcome(
            Status.FAIL,
            table.table,
            tuple(place for figure in shown.values() if (place := case.place(figure.key)) is not None),
            fields={"table": table.title, "labels": (zh, en)},
        )
