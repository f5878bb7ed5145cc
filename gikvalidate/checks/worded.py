"""Shares told in words of what a report counts: 过半数的申请得到了公开, 七成以上的申请通过网上提交."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.explained import agrees
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Claim, ClaimKind, Interval, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`say` 里每一条：`words` 是紧接在比例后面的话（模式），`parts` 是它说的概念，要每一个都在同一段里只写了一个数；"
    "`wholes` 是可能的总数。"
)
FIELDS = frozenset({"quote", "said", "parts", "whole", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE, ClaimKind.RATE})


class ToldOf(Shape):
    """`words` right behind the share say that it is that of the `parts` together."""

    words: Pattern
    parts: tuple[str, ...]


class Options(Shape):
    """What shares `say`, and which concepts may be their `wholes`."""

    say: tuple[ToldOf, ...]
    wholes: tuple[str, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    sayings = [(Late(said.words), said.parts) for said in options.say]

    def run(case: Case) -> Iterator[Outcome]:
        text, claims = case.submission.document.text, case.submission.narrative.claims
        for claim in claims:
            if claim.kind not in CLAIMS or claim.quantity.unit != "%" or claim.quantity.value is None:
                continue
            for words, subjects in sayings:
                if words.match(text, claim.quantity.end):
                    yield from _outcome(claim, subjects, options.wholes, case)
                    break

    return run


def _outcome(claim: Claim, subjects: Sequence[str], wholes: Sequence[str], case: Case) -> Iterator[Outcome]:
    paragraph = case.submission.document.paragraph_at(claim.start)
    if paragraph is None:
        return
    told = [
        one
        for one in case.submission.narrative.claims
        if paragraph.start <= one.start < paragraph.end
        and one.kind is ClaimKind.COUNT
        and one.period is Period.THIS_YEAR
        and one.quantity.value is not None
    ]
    parts = [one for one in told if one.subject in subjects]
    if [one.subject for one in parts] != list(subjects):
        return
    larger = [one for one in told if one.subject in wholes and one.quantity.value]
    together = Interval.total(one.quantity.interval for one in parts)
    if not larger:
        return
    if any(agrees(claim, together, one.quantity.interval) for one in larger):
        yield Outcome(Status.PASS, f"worded@{claim.start}")
        return
    whole = larger[0]
    exact = 100 * sum(Fraction(one.quantity.value or 0) for one in parts) / Fraction(whole.quantity.value or 1)
    shown, said = round(Fraction(exact), 1), Fraction(claim.quantity.value or 0)
    yield Outcome(
        Status.FAIL,
        f"worded@{claim.start}",
        tuple(map(text_place, (claim, *parts, whole))),
        claim.quantity.text,
        f"{number(shown)}%",
        number(said - shown),
        fields={
            "quote": claim.quote,
            "said": claim.quantity.text,
            "parts": " + ".join(map(named, parts)),
            "whole": named(whole),
            "recomputed": f"{number(shown)}%",
        },
    )
