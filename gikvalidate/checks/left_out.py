"""Rows of a table that hold something, though a list in the text that adds up to its total does not name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from gikvalidate.arithmetic import Sides, matching, sides_of
from gikvalidate.checks.case import Case, Run, cell_name, text_place
from gikvalidate.checks.wording import listed, number
from gikvalidate.claims import Breakdown, Claim, Interval, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "正文的一组数，主题以 `parts` 之一开头、总数的主题以 `whole` 开头，就要把 `figures` 里不为 0 的都写到。"
FIELDS = frozenset({"whole", "left_out"})


class Options(Shape):
    """Lists of claims whose subject begins with one of `parts`, under a total whose subject begins with `whole`, name
    every one of `figures` that is not 0.
    """

    whole: str
    parts: tuple[str, ...]
    figures: tuple[str, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Find the figures of a form when it is first seen."""
    sides = sides_of(forms)

    @cache
    def names(generation: str) -> list[str]:
        keys = forms[generation]
        wanted = {key for pattern in options.figures for key in matching(pattern, keys)}
        return [key for key in keys if key in wanted]

    def run(case: Case) -> Iterator[Outcome]:
        generation = case.submission.figures.generation or ""
        for relation in case.submission.narrative.relations:
            if not isinstance(relation, Breakdown) or not _complete(relation, options):
                continue
            named = {key for part in relation.parts for key in _figures(part, sides(generation))}
            yield _outcome(relation, [key for key in names(generation) if key not in named and case.value(key)], case)

    return run


def _complete(relation: Breakdown, options: Options) -> bool:
    """Whether the list is one of linked claims of this year that make up their linked whole exactly."""
    whole, parts = relation.whole, relation.parts
    if len(parts) < 2 or not whole.subject.startswith(options.whole):
        return False
    if not all(part.subject.startswith(options.parts) for part in parts):
        return False
    if not all(claim.readings and claim.period is Period.THIS_YEAR for claim in (whole, *parts)):
        return False
    total = Interval.total(part.quantity.interval for part in parts)
    return total.is_exact and total == whole.quantity.interval


def _figures(part: Claim, known: Sides) -> Iterator[str]:
    for reading in part.readings:
        if (form := known[reading.expression]) is not None:  # this generation may have no such figure
            yield from form.names


def _outcome(relation: Breakdown, left_out: list[str], case: Case) -> Outcome:
    whole = relation.whole
    subject = f"{whole.subject}@{whole.start}:left-out"
    if not left_out:
        return Outcome(Status.PASS, subject)
    cells = [figure for key in left_out if (figure := case.figure(key)) is not None]
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(whole), *(place for key in left_out if (place := case.place(key)) is not None)),
        fields={
            "whole": whole.quote,
            "left_out": listed(f"{cell_name(figure)} {number(case.value(figure.key))}" for figure in cells),
        },
        at_most=Severity.WARNING,
    )
