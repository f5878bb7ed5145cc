"""Growth of a whole and of its parts (ratio edits over time): the parts' earlier values make up the whole's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import number
from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Interval
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项。"
FIELDS = frozenset({"quote", "whole_prior", "parts_prior"})


class Options(Shape):
    """Nothing to set."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    relations = case.submission.narrative.relations
    changes = {
        relation.current: relation
        for relation in relations
        if isinstance(relation, Change) and relation.change.kind is ClaimKind.GROWTH and relation.basis == "year"
    }
    for relation in relations:
        if not isinstance(relation, Breakdown):
            continue
        claims = (relation.whole, *relation.parts)
        grown = [changes[claim] for claim in claims if claim in changes]
        if len(grown) < len(claims) or not _complete(relation):
            continue
        priors = [prior for change in grown if (prior := change.implied_priors()) is not None]
        if len(priors) == len(claims):
            yield _outcome(claims, priors)


def _complete(relation: Breakdown) -> bool:
    """Whether the parts add up to the whole exactly this year."""
    total = Interval.exact(0)
    for part in relation.parts:
        total = total + part.quantity.interval
    return total.is_exact and total == relation.whole.quantity.interval


def _outcome(claims: tuple[Claim, ...], priors: list[tuple[int, int]]) -> Outcome:
    subject = f"growth-parts@{claims[0].start}"
    low, high = sum(prior[0] for prior in priors[1:]), sum(prior[1] for prior in priors[1:])
    if low <= priors[0][1] and priors[0][0] <= high:
        return Outcome(Status.PASS, subject)
    return Outcome(
        Status.FAIL,
        subject,
        tuple(map(text_place, claims)),
        fields={
            "quote": claims[0].quote,
            "whole_prior": _span(*priors[0]),
            "parts_prior": _span(low, high),
        },
    )


def _span(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"
