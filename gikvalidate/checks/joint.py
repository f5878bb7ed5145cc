"""Shares of several parts together: 就业和社保两类合计占比超过五成, 前三类占八成, 三类占比合计超过一半.

The parts are those of a list in the paragraph, told by their names or as its first ones, or the shares told right
before. Any whole that the paragraph gives may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gikvalidate.arithmetic import Exact
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.explained import agrees
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Interval, Period, Share
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`words` 是百分数前一小句的模式，可以有 names（各项的名称）、first（“前几类”的几）、last（前面几个占比）三组；"
    "`joiner` 是名称之间的词。"
)
FIELDS = frozenset({"quote", "said", "parts", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE, ClaimKind.RATE})

_COUNTS = {ClaimKind.COUNT, ClaimKind.AMOUNT}
_NUMERALS = {"两": 2, **{numeral: value for value, numeral in enumerate("一二三四五六七八九", 1)}}


class Options(Shape):
    """`words` is the pattern of the clause up to the percentage: the `names` of the parts, how many of the `first`
    ones are meant, or how many of the `last` shares; names are held apart by the `joiner`.
    """

    words: Pattern
    joiner: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    words, joiner = Late(options.words), Late(options.joiner)

    def run(case: Case) -> Iterator[Outcome]:
        narrative, text = case.submission.narrative, case.submission.document.text
        held = {relation.share for relation in narrative.relations if isinstance(relation, Share) and relation.part}
        for place, claim in enumerate(narrative.claims):
            if claim.kind not in CLAIMS or claim.quantity.unit != "%" or claim in held:
                continue
            begin = behind_mark(text, claim.quantity.start, "，。；：（\n")
            match = words.fullmatch(text[begin : claim.quantity.start])
            if match is None or claim.quantity.value is None:
                continue
            if match["last"]:
                yield from _of_shares(claim, narrative.claims[:place], _NUMERALS[match["last"]])
                continue
            names = [name for name in joiner.split(match["names"] or "") if name]
            yield from _of_lists(claim, case, names, _NUMERALS.get(match["first"] or "", 0))

    return run


def _of_shares(claim: Claim, before: Sequence[Claim], count: int) -> Iterator[Outcome]:
    """The shares told right before, as many as the words say."""
    shares = before[-count:]
    if len(shares) < count or any(share.kind is not ClaimKind.SHARE for share in shares):
        return
    total = Interval.total(share.quantity.interval for share in shares)
    if total.meets(claim.quantity.interval):
        yield Outcome(Status.PASS, f"joint@{claim.start}")
    else:
        exact = sum(Fraction(share.quantity.value or 0) for share in shares)
        yield _fail(claim, shares, Fraction(exact))


def _of_lists(claim: Claim, case: Case, names: Sequence[str], first: int) -> Iterator[Outcome]:
    """The parts of a list of the paragraph that the words mean."""
    narrative = case.submission.narrative
    paragraph = case.submission.document.paragraph_at(claim.start)
    if paragraph is None:
        return
    lists = [
        split
        for split in narrative.relations
        if isinstance(split, Breakdown)
        and paragraph.start <= split.whole.start
        and split.parts[-1].end <= claim.start
        and len(split.parts) > max(first, 2)
    ]
    meant = [(split, parts) for split in lists for parts in _meant(split, names, first)]
    if not meant or (first and meant[-1][0] is not lists[-1]):
        return
    before = [one for one in narrative.claims if paragraph.start <= one.start < claim.start]
    wholes = [one for one in before if one.kind in _COUNTS and one.period is not Period.PRIOR_YEAR]
    for split, parts in meant:
        total = Interval.total(part.quantity.interval for part in parts)
        unit, least = split.whole.quantity.unit, total.low or 0
        larger = [one for one in wholes if one.quantity.unit == unit and (one.quantity.value or 0) >= least]
        if any(agrees(claim, total, one.quantity.interval) for one in larger):
            yield Outcome(Status.PASS, f"joint@{claim.start}")
            return
    split, parts = next(one for one in meant if one[0] is meant[-1][0])
    together = sum(Fraction(part.quantity.value or 0) for part in parts)
    yield _fail(claim, (*parts, split.whole), 100 * together / Fraction(split.whole.quantity.value or 1), len(parts))


def _meant(split: Breakdown, names: Sequence[str], first: int) -> Iterator[tuple[Claim, ...]]:
    """The parts that are named, each by one name; or the first ones as told, and those that are the most."""
    if any(part.quantity.value is None for part in split.parts) or not split.whole.quantity.value:
        return
    if first:
        yield split.parts[:first]
        yield tuple(sorted(split.parts, key=lambda part: -(part.quantity.value or 0))[:first])
        return
    found = [[part for part in split.parts if part.label.startswith(name)] for name in names]
    if len(names) > 1 and all(len(parts) == 1 for parts in found):
        yield tuple(parts[0] for parts in found)


def _fail(claim: Claim, claims: Sequence[Claim], exact: Exact, count: int | None = None) -> Outcome:
    shown = round(Fraction(exact), max(1, claim.quantity.decimals))
    said = Fraction(claim.quantity.value or 0)
    return Outcome(
        Status.FAIL,
        f"joint@{claim.start}",
        tuple(text_place(one) for one in (claim, *claims)),
        claim.quantity.text,
        number(shown),
        number(said - shown),
        fields={
            "quote": claim.quote,
            "said": claim.quantity.text,
            "parts": " + ".join(named(part) for part in claims[:count]),
            "recomputed": f"{number(shown)}%",
        },
    )
