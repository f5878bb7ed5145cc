"""Submitted: every body of the roster has to hand in its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.season import NO_SEASON
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项：谁要报，以名册为准。"
FIELDS = frozenset({"agency", "year", "why"})
OF_SEASON = True


class Options(Shape):
    """Nothing to set: who has to report is said by the roster."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    if case.season is None:
        yield Outcome(Status.SKIPPED, reason=NO_SEASON)
        return
    agency = case.submission.agency or ""
    if not case.season.awaited:
        yield Outcome(Status.PASS, agency)
        return
    fields = {"agency": agency, "year": str(case.submission.year or ""), "why": case.season.awaited}
    yield Outcome(Status.FAIL, agency, fields=fields)
