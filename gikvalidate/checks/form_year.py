"""Form and year: the form a report is written on is that of its year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`forms` 写明每一代格式用于哪些年度。"
FIELDS = frozenset({"form", "years", "year"})


class Years(Shape):
    """The report years a form is for, and what people call it."""

    name: str
    first: int
    last: int = 9999


class Options(Shape):
    """`forms` gives every generation its years."""

    forms: dict[str, Years]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the years, after a look whether there is such a form."""
    for generation in options.forms:
        if generation not in forms:
            known = ", ".join(forms)
            raise rule.error(
                ("check", "forms", generation), f"没有这种格式；有：{known}", f"no such form; known: {known}"
            )

    def run(case: Case) -> Iterator[Outcome]:
        submission = case.submission
        years = options.forms.get(submission.figures.generation or "")
        if years is None or not submission.figures.cells:
            return
        if submission.year is None:
            reason = ("不知道报告年度", "the report year is not known")
            yield Outcome(Status.UNVERIFIABLE, "form", reason=reason)
        elif years.first <= submission.year <= years.last:
            yield Outcome(Status.PASS, "form")
        else:
            span = f"{years.first}–{years.last}" if years.last < 9999 else f"{years.first}–"
            yield Outcome(
                Status.FAIL,
                "form",
                reported=submission.figures.generation,
                fields={"form": years.name, "years": span, "year": str(submission.year)},
            )

    return run
