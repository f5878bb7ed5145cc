"""Copied: a report that reads like that of another body, what all reports have in common left aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.season import NO_SEASON
from gikvalidate.checks.wording import both, listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "去掉各份报告都有的话，自己的话有百分之 `at_least` 以上相同、且不少于 `from_length` 字时报告。"
FIELDS = frozenset({"agencies", "share", "length", "figures"})
OF_SEASON = True


class Options(Shape):
    """Told from `at_least` per cent of its own words on, where these are `from_length` characters or more."""

    at_least: int
    from_length: int


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the limits."""

    def run(case: Case) -> Iterator[Outcome]:
        if case.season is None:
            yield Outcome(Status.SKIPPED, reason=NO_SEASON)
            return
        found = [
            copy for copy in case.season.copies if copy.share >= options.at_least and copy.length >= options.from_length
        ]
        if not found:
            yield Outcome(Status.PASS, "text")
            return
        names = listed(f"{copy.agency}（{copy.path}）" for copy in found)
        same = any(copy.same_figures for copy in found)
        yield Outcome(
            Status.FAIL,
            "text",
            reported=str(max(copy.share for copy in found)),
            fields={
                "agencies": names,
                "share": str(max(copy.share for copy in found)),
                "length": str(max(copy.length for copy in found)),
                "figures": both("，表中的数也相同", ", and so are the figures") if same else "",
            },
        )

    return run
