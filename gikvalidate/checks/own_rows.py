"""Rows of the form: a table prints the rows of its own form, not those of an older one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "要有 `of` 这些数所在的行，而不是旧格式的行 `instead`；`rows` 是这几行的叫法。"
FIELDS = frozenset({"rows"})


class Options(Shape):
    """The rows with the figures `of` stand there, not the older row `instead`; `rows` is what people call them."""

    of: tuple[str, ...]
    instead: str
    rows: str


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the figures, after a look whether some form has them."""
    known = {key for keys in forms.values() for key in keys}
    for key in (*options.of, options.instead):
        if key not in known:
            raise rule.error(("check",), f"没有单元格 {key}", f"unknown figure {key}")

    def run(case: Case) -> Iterator[Outcome]:
        figures = case.submission.figures
        if any(key in figures.cells for key in options.of):
            yield Outcome(Status.PASS, options.instead)
        elif (place := case.place(options.instead)) is not None:
            yield Outcome(Status.FAIL, options.instead, (place,), fields={"rows": options.rows})

    return run
