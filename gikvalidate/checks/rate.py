"""Rates beside the two counts they are of: one whose digits are a slip away from what the division gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Claim, ClaimKind, Share
from gikvalidate.digits import Likeness, likeness
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "只有数字的形状能说明是谁占谁；两个数之间有 `becomes` 的写法，说的是同一个数由多少变成多少；"
    "率之前有 `together` 的写法，说的是几个数合起来，都不看。`returned` 是只同自己的率有关的数（收回问卷、回收率）。"
)
FIELDS = frozenset({"quote", "part", "whole", "recomputed"})
CLAIMS = frozenset({ClaimKind.RATE, ClaimKind.SHARE})

#: How far before a rate its counts may begin.
_NEAR = 60
_TELLING = 3
_COUNTS = {ClaimKind.COUNT, ClaimKind.AMOUNT}


class Options(Shape):
    """The words do not say what a rate is of, only its digits can; `becomes` between two numbers says that they are one
    before and after, `together` before the rate that it is of several together. A part named by `returned` (forms
    returned) gives no rate but one named so.
    """

    becomes: Pattern
    together: Pattern
    returned: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """A run over the rates that no relation of the text holds."""
    becomes, together, returned = Late(options.becomes), Late(options.together), Late(options.returned)

    def run(case: Case) -> Iterator[Outcome]:
        narrative, text = case.submission.narrative, case.submission.document.text
        held = {relation.share for relation in narrative.relations if isinstance(relation, Share) and relation.part}
        for place, claim in enumerate(narrative.claims):
            if claim.kind not in CLAIMS or claim in held or claim.quantity.unit != "%" or together.search(claim.quote):
                continue
            before = narrative.claims[:place]
            pair = _counts(before, claim, text, becomes)
            outcome = None
            if pair is not None and not _in_a_list(claim, before, text):
                own = returned.search(pair[0].label) is None or returned.search(claim.label) is not None
                outcome = _outcome(claim, *pair) if own else None
            if outcome is None and (named := _named(before, claim, text)) is not None:
                outcome = _outcome(claim, *named, sure=True)
            if outcome is not None:
                yield outcome if not _explained(outcome, before, claim, text) else Outcome(Status.PASS, outcome.subject)

    return run


def _in_a_list(rate: Claim, before: Sequence[Claim], text: str) -> bool:
    """Whether a rate in brackets follows one: in a list each is of the whole (公开64件（31.1%）、其他6件（2.9%）)."""
    begin = behind_mark(text, rate.start, "。\n")
    others = [claim for claim in before if claim.start >= begin and claim.kind is rate.kind]
    return bool(others) and all(text[claim.quantity.start - 1] == "（" for claim in (rate, others[-1]))


def _explained(outcome: Outcome, before: Sequence[Claim], rate: Claim, text: str) -> bool:
    """Whether another pair of counts of the sentence, or what is left over (不合格71批次, 合格率), gives the rate."""
    if outcome.status is not Status.FAIL:
        return False
    begin = behind_mark(text, rate.start, "。\n")
    counts = [claim for claim in before if claim.start >= begin and claim.kind in _COUNTS and claim.quantity.value]
    alike = [claim for claim in counts if claim.quantity.unit == counts[-1].quantity.unit]
    values = [Fraction(claim.quantity.value or 0) for claim in alike]
    # 收到81件，上年结转2件，办结80件: of the first two together.
    wholes = [*values, sum(values[:2])]
    ratios = [100 * part / whole for part, whole in product(values, wholes)]
    return any(rate.quantity.interval.contains(share) for ratio in ratios for share in (ratio, 100 - ratio))


def _counts(before: Sequence[Claim], rate: Claim, text: str, becomes: Late) -> tuple[Claim, Claim] | None:
    """The part and the whole: the two exact counts of one unit that stand last before a rate in its sentence."""
    counts = [claim for claim in before[-4:] if claim.kind in _COUNTS and rate.start - claim.start <= _NEAR]
    if len(counts) < 2 or not set("。；\n").isdisjoint(text[counts[-2].start : rate.end]):
        return None
    one, other = counts[-2:]
    if one.quantity.unit != other.quantity.unit or not (
        one.quantity.interval.is_exact and other.quantity.interval.is_exact
    ):
        return None
    if becomes.search(text[one.end : other.quantity.start]):
        return None
    part, whole = sorted((one, other), key=lambda claim: claim.quantity.value or 0)
    return (part, whole) if part.quantity.value and part.quantity.value != whole.quantity.value else None


def _named(before: Sequence[Claim], rate: Claim, text: str) -> tuple[Claim, Claim] | None:
    """The part whose words the rate repeats (主动公开41件 … 主动公开率), and the first count of its sentence as whole.

    100 % is also said of what had fallen due, so that it tells nothing.
    """
    verb = rate.label.removesuffix("率")
    begin = behind_mark(text, rate.start, "。；\n")
    if len(verb) < 2 or not rate.label.endswith("率") or rate.quantity.value == 100:
        return None
    counts = [claim for claim in before if claim.start >= begin and claim.kind is ClaimKind.COUNT]
    # 由31个清理为22个 is what is left, not what was cleared.
    parts = [claim for claim in counts if f"{verb}{claim.quantity.text}" in claim.quote]
    if len(parts) != 1 or parts[0] is counts[0] or not parts[0].quantity.value:
        return None
    part, whole = parts[0], counts[0]
    exact = part.quantity.interval.is_exact and whole.quantity.interval.is_exact
    larger = Fraction(whole.quantity.value or 0) > Fraction(part.quantity.value or 0)
    return (part, whole) if exact and larger and part.quantity.unit == whole.quantity.unit else None


def _outcome(rate: Claim, part: Claim, whole: Claim, *, sure: bool = False) -> Outcome | None:
    """PASS where the division gives the rate, FAIL where it gives its digits but for a slip, or where the words are
    `sure` what the rate is of; else the rate is of something else.
    """
    step = rate.quantity.step
    exact = 100 * Fraction(part.quantity.value or 0) / Fraction(whole.quantity.value or 1)
    rounded = (exact / Fraction(step) + Fraction(1, 2)) // 1
    said = Fraction(rate.quantity.value or 0)
    subject = f"rate@{rate.start}"
    if rate.quantity.interval.contains(exact) or said == (exact // Fraction(step)) * Fraction(step):
        return Outcome(Status.PASS, subject)
    digits = str(rounded), str(said / Fraction(step))
    slip = likeness(*digits)
    # Of two digits one differs by chance too often.
    unlike = slip is None or (slip is not Likeness.TRANSPOSED and len(digits[0]) < _TELLING)
    if rate.quantity.approximate or (unlike and not sure):
        return None
    shown = rounded * Fraction(step)
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(rate), text_place(part), text_place(whole)),
        number(said),
        number(shown),
        number(said - shown),
        fields={"quote": rate.quote, "part": named(part), "whole": named(whole), "recomputed": f"{number(shown)}%"},
    )
