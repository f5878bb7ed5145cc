"""Totals right behind their two or three parts: 来电4128个，留言216条，二者合计4434件次.

Only a total that a slip of the pen or of a carry made out of the sum is told: others count more than what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import slip
from gikvalidate.checks.wording import added, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Period
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`total` 是上一个标点到合计数之间的话（模式），写了项数（二、三、四、2…）的放进 count 组，这时各项"
    "单位可以不同；`same` 是可以相加的不同单位（人、人次）；同一句里有 `unless` 中的词就不核对。"
)
FIELDS = frozenset({"quote", "parts", "sum", "difference"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})

#: How many parts a total is said to have.
_COUNTS = {"二": 2, "两": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}
#: A total written wrong stays this near the sum.
_NEAR = Fraction(3, 20)
_JOINED = re.compile("[、和及与]")
_TWO, _THREE = 2, 3
_ROUND = 10
#: Any of these many numbers of a sentence may be the parts.
_MOST = 6


class Options(Shape):
    """`total` is all that may stand between the last mark and a total; a group count says how many parts it has, which
    may then be of several units.

    `same` are units that are added up; `unless` are words beside which the total is of something else.
    """

    total: Pattern
    same: tuple[tuple[str, str], ...] = ()
    unless: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    total, same = Late(options.total), {*options.same}

    def run(case: Case) -> Iterator[Outcome]:
        narrative, text = case.submission.narrative, case.submission.document.text
        judged = {split.whole for split in narrative.relations if isinstance(split, Breakdown)}
        for place, claim in enumerate(narrative.claims):
            if not _exact(claim) or claim in judged:
                continue
            words = total.fullmatch(text, behind_mark(text, claim.quantity.start, "，。；：\n"), claim.quantity.start)
            if words is None:
                continue
            begin = behind_mark(text, claim.quantity.start, "。\n")
            if any(word in text[begin : claim.end] for word in options.unless):
                continue
            before = [one for one in narrative.claims[max(0, place - 2 * _MOST) : place] if one.start >= begin]
            counted = _COUNTS.get(words["count"], 0)
            parts = before[-counted:] if counted else [one for one in before if _fits(one, claim, same)]
            whole_list = len(parts) == counted if counted else _TWO <= len(parts) <= _MOST
            if whole_list and all(map(_exact, parts)) and _in_the_open(text[parts[0].start : claim.end]):
                behind = _behind(narrative.claims[place + 1 : place + 2], claim, text)
                outcome = _outcome(claim, parts, counted, behind, _unnumbered([*parts, claim], text))
                if outcome is not None:
                    yield outcome

    return run


def _exact(claim: Claim) -> bool:
    counted = claim.kind in CLAIMS and claim.quantity.interval.is_exact and bool(claim.quantity.value)
    return counted and claim.period is not Period.PRIOR_YEAR


def _fits(part: Claim, total: Claim, same: set[tuple[str, str]]) -> bool:
    units = part.quantity.unit, total.quantity.unit
    return part.kind is total.kind and (units[0] == units[1] or units in same)


def _behind(following: Sequence[Claim], total: Claim, text: str) -> list[Claim]:
    """The number right behind a total in its sentence: 共计43件，其中上年结转10件."""
    return [one for one in following if "。" not in text[total.end : one.start] and one.kind is total.kind]


def _in_the_open(text: str) -> bool:
    return "（" not in text and "）" not in text


def _unnumbered(claims: Sequence[Claim], text: str) -> int:
    """How many names stand in a list without a number, each for one: 24个处室、支队和4个分局."""
    gaps = [text[one.end : other.quantity.start] for one, other in pairwise(claims)]
    return sum(max(0, len(_JOINED.findall(gap)) - 1) for gap in gaps if "，" not in gap)


def _outcome(
    total: Claim, parts: Sequence[Claim], counted: int, behind: Sequence[Claim], unnumbered: int
) -> Outcome | None:
    """PASS where some of the parts make the total, or all with the number behind it or with those `unnumbered`; FAIL
    where two or three, all there are, do but for a slip.
    """
    subject = f"summed@{total.start}"
    said, values = _value(total), [_value(part) for part in parts]
    some = (chosen for size in range(_TWO, len(values) + 1) for chosen in combinations(values, size))
    made = sum(values, Fraction(0))
    if any(sum(chosen) == said for chosen in some) or any(made + _value(one) == said for one in behind):
        return Outcome(Status.PASS, subject)
    if 0 < said - made <= unnumbered:
        return Outcome(Status.PASS, subject)
    if not any(value % _ROUND for value in (said, *values)):
        return None  # between round numbers a difference of one place is common
    if (not counted and len(parts) > _THREE) or max(values) >= said or not _slipped(said, made):
        return None
    return Outcome(
        Status.FAIL,
        subject,
        tuple(map(text_place, (total, *parts))),
        number(said),
        number(made),
        number(said - made),
        fields={
            "quote": total.quote,
            "parts": added((part.label, _value(part)) for part in parts),
            "sum": number(made),
            "difference": number(abs(said - made)),
        },
    )


def _slipped(said: Fraction, made: Fraction) -> bool:
    """Whether digits were exchanged or mistaken, or one place was added up wrong (30072, 28072)."""
    difference = abs(said - made)
    one_place = difference.denominator == 1 and len(str(difference.numerator).rstrip("0")) == 1 and difference >= 10
    return difference <= _NEAR * made and (one_place or slip(said, made))


def _value(claim: Claim) -> Fraction:
    return Fraction(claim.quantity.value or 0)
