"""Breakdowns: the parts a sentence gives against its whole, by intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from gikvalidate.checks import miscounted
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import TOO_FAR, alike
from gikvalidate.checks.wording import added, interval, named, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Completeness, Interval, whole_number
from gikvalidate.digits import one_digit_off
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`completeness` 是哪些列举：写明全部的、没有说的、只举主要的；`must` 是要求。equal："
    "分项合成总数；not_exceed：合计不多于总数；not_fall_short：也不少于。"
)
FIELDS = frozenset({"whole", "quote", "parts", "sum", "difference"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})


#: A list that forgets or repeats a part is still this near its whole.
_NEAR = Fraction(1, 4)


class Options(Shape):
    """`must` is what is asked of lists of the given `completeness`.

    equal: the parts make up the whole. not_exceed: together they are not more than it. not_fall_short: nor less.
    """

    completeness: tuple[Completeness, ...]
    must: Literal["equal", "not_exceed", "not_fall_short"]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the options."""

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if isinstance(relation, Breakdown) and relation.completeness in options.completeness:
                yield _outcome(relation, options.must, case)

    return run


def _outcome(breakdown: Breakdown, must: str, case: Case) -> Outcome:
    whole, parts = breakdown.whole, breakdown.parts
    subject = f"{whole.subject}@{whole.start}:{parts[0].start}"
    if any(claim.quantity.value is None for claim in (whole, *parts)):
        reason = ("有约数词，无法合计", "a vague number cannot be added up")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(whole),), reason=reason)
    total = Interval.exact(0)
    for part in parts:
        total = total + part.quantity.interval
    if _agrees(total, whole.quantity.interval, must) or _several_lists(parts, whole.quantity.interval):
        return Outcome(Status.PASS, subject)
    if total.is_exact and any(named.meets(total) for named in _other_wholes(breakdown, case)):
        return Outcome(Status.PASS, subject)
    if must != "equal" and _item_by_item(breakdown, case):
        return Outcome(Status.PASS, subject)
    if any((total + left).meets(whole.quantity.interval) for left in _left_in_the_list(breakdown, case)):
        return Outcome(Status.PASS, subject)
    nominal = sum((_nominal(part) for part in parts), Fraction(0))
    firm = breakdown.firm and all(claim.firm for claim in (whole, *parts))
    digit_off = _one_digit_off(whole, parts) and miscounted.in_one_sentence(breakdown, case.submission.document.text)
    narrative = case.submission.narrative
    doubt = None if digit_off else miscounted.doubt(breakdown, case.submission.document.text, narrative.claims)
    likely = alike(nominal, _nominal(whole), _NEAR)
    if not likely and not firm and not digit_off:
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(whole),), reason=TOO_FAR)
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in (whole, *parts)),
        number(_nominal(whole)),
        number(nominal) if total.is_exact else interval(total),
        number(_nominal(whole) - nominal),
        fields={
            "whole": named(whole),
            "quote": whole.quote,
            "parts": added((part.label, _nominal(part)) for part in parts),
            "sum": number(nominal),
            "difference": number(abs(_nominal(whole) - nominal)),
        },
        at_most=Severity.INFO if doubt else None if firm and likely else Severity.WARNING,
        doubt=doubt,
    )


def _one_digit_off(whole: Claim, parts: Sequence[Claim]) -> bool:
    values = [whole_number(claim) for claim in (whole, *parts)]
    known = [value for value in values if value is not None]
    return len(known) == len(values) and one_digit_off(known[0], known[1:])


def _several_lists(parts: Sequence[Claim], whole: Interval) -> bool:
    """Whether the parts are several whole lists, one behind the other (by channel, then by applicant), or one part is
    followed by a list of its own.
    """
    values = [part.quantity.interval for part in parts]
    for place, value in enumerate(values[:-2]):
        own = sum(values[place + 2 :], values[place + 1])
        if value.is_exact and own.meets(value) and Interval.total(values[: place + 1]).meets(whole):
            return True
    if len(parts) > 2 and Interval.total(values[:-1]) == whole:
        return True  # 10件中7件维持、1件纠正、2件其他，另有2件未审结
    lists, total = 0, Interval.exact(0)
    for part in parts:
        total = total + part.quantity.interval
        if total.meets(whole):
            lists, total = lists + 1, Interval.exact(0)
    return lists > 1 and total.is_exact and not total.low


def _item_by_item(breakdown: Breakdown, case: Case) -> bool:
    """Whether each part is some of an item of the list that the whole ends: 控规18个、规划86个，其中批准15个、74个."""
    whole, parts, text = breakdown.whole, breakdown.parts, case.submission.document.text
    items = [claim for claim in case.submission.narrative.claims if claim.end <= whole.end][-len(parts) :]
    listed = (
        set("，。；：（）\n").isdisjoint(text[items[0].quantity.end : whole.start]) and len(items) == len(parts) > 1
    )
    return listed and all(_nominal(part) <= _nominal(item) for part, item in zip(parts, items, strict=True))


def _left_in_the_list(breakdown: Breakdown, case: Case) -> Iterator[Interval]:
    """What stands in the list and was not taken for a part of it: a number of another unit (公示52期) or of another
    kind (其他途径111件) among the parts, or right behind the last of them.
    """
    parts, text = breakdown.parts, case.submission.document.text
    first, last = parts[0], parts[-1]
    others = [
        claim
        for claim in case.submission.narrative.claims
        if claim.start > (breakdown.whole.end if breakdown.whole.end <= first.start else first.start)
        and claim not in parts
        and claim is not breakdown.whole
        and claim.kind in CLAIMS
        and claim.quantity.interval.is_exact
        and set("。；\n").isdisjoint(text[min(last.end, claim.start) : claim.end])
    ]
    among = [claim for claim in others if claim.end <= last.start]
    # What stands between the whole and its list (其中21宗由自然人提出) need be no part of either.
    sums = [Interval.total(one.quantity.interval for one in some) for some in (among, _behind(among, first))]
    yield from sums
    if breakdown.whole.start >= last.end:
        # 窗口21件，网上12件，共计43件，其中上年结转10件: behind a total only what is counted as it is.
        others = [claim for claim in others if claim.quantity.unit == breakdown.whole.quantity.unit]
    for claim in [claim for claim in others if claim.start >= last.end][:1]:
        yield from (between + claim.quantity.interval for between in sums)


def _behind(claims: Sequence[Claim], first: Claim) -> list[Claim]:
    return [claim for claim in claims if claim.start > first.start]


def _other_wholes(breakdown: Breakdown, case: Case) -> Iterator[Interval]:
    """What else in the paragraph the list may add up to: a number named before it, or the whole and the number with it.

    “共23件，其中局机关9件、派出机构14件；信函13件、网络8件、当面2件” lists the 23 twice.
    """
    whole, first = breakdown.whole, breakdown.parts[0]
    paragraph = case.submission.document.paragraph_at(whole.start)
    begin = paragraph.start if paragraph is not None else whole.start
    named = [claim for claim in case.submission.narrative.claims if begin <= claim.start < first.start]
    for claim in named:
        if claim.quantity.unit == whole.quantity.unit and claim is not whole and claim.kind is whole.kind:
            yield claim.quantity.interval
            yield claim.quantity.interval + whole.quantity.interval
    # “主动公开118件。市政府文件中，公开的73件，不公开的30件，共103件” makes a total of its own.
    text, last = case.submission.document.text, breakdown.parts[-1]
    for claim in case.submission.narrative.claims:
        alike = claim.quantity.unit == whole.quantity.unit and claim.kind is whole.kind
        if alike and claim.start >= last.end and set("。\n").isdisjoint(text[last.end : claim.start]):
            yield claim.quantity.interval


def _agrees(total: Interval, whole: Interval, must: str) -> bool:
    if total.meets(whole):
        return True
    above = whole.high is not None and total.low is not None and total.low >= whole.high
    return {"equal": False, "not_exceed": not above, "not_fall_short": above}[must]


def _nominal(claim: Claim) -> Fraction:
    return Fraction(claim.quantity.value or 0)
