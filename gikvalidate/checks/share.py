"""Shares (ratio edits): a percentage against the part and the whole it speaks of, by the digits it is printed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from gikvalidate.arithmetic import Exact, Sides, sides_of
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import TOO_FAR, alike
from gikvalidate.checks.evidence import totals_of
from gikvalidate.checks.explained import agrees, meant_otherwise, of_a_scope, scope, siblings, sums, wide
from gikvalidate.checks.misread_whole import LARGER, RIGHT_BEHIND, another, borne_out, larger
from gikvalidate.checks.wording import named, number
from gikvalidate.checks.wrong_share import wrong_share
from gikvalidate.claims import Claim, ClaimKind, Interval, Reading, Share
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "写 `cut_off: true` 时，只找把尾数截去才相符的占比。`totals` 是占比也可能以它为总数的格。占比前写着“某某中，”而其中"
    "没有 `totals_named` 的词，说的就不是表中的合计。单位是 `kinds` 之一的数（两类占48.9%）说的是几类，不是其中多少。"
)
FIELDS = frozenset({"share", "quote", "part", "whole", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE})

#: How near a share comes to the right one where it was meant to be it; a rough word (近九成) is farther off.
_NEAR, _ROUGH = Fraction(1, 10), Fraction(1, 4)


class Options(Shape):
    """`cut_off` asks for the shares that agree only when their last digit was cut off instead of rounded.

    `totals` are figures that a share may be of though the text names another number nearer. Where 某某中， stands
    before the part without one of the words of `totals_named`, the share is of no total of the table. A number in one
    of the units `kinds` says how many kinds are meant (两类占48.9%), unless the whole is counted in it too.
    """

    cut_off: bool = False
    totals: tuple[str, ...] = ()
    totals_named: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is asked."""
    evaluate = _cut_off if options.cut_off else _outcome
    sides = sides_of(forms)

    def run(case: Case) -> Iterator[Outcome]:
        known = sides(case.submission.figures.generation)
        for relation in case.submission.narrative.relations:
            if not isinstance(relation, Share) or relation.part is None:
                continue
            if relation.part.quantity.unit in options.kinds and all(
                whole.quantity.unit != relation.part.quantity.unit for whole in relation.wholes
            ):
                continue
            if relation.wholes:
                # After a list it may be the share of all of it.
                firm = relation.firm and not any(sums(relation.part, case.submission.narrative.claims, case))
                sure = firm or _beside_one_that_agrees(relation, case)
                outcome = evaluate(relation.share, relation.part, relation.wholes, sure)
                if outcome.status is Status.FAIL and not firm:
                    outcome = replace(outcome, at_most=Severity.WARNING)
                if outcome.status is Status.FAIL and not options.cut_off:
                    outcome = _weighed(outcome, relation, case, totals_of(options.totals, case, known))
                yield outcome
            elif relation.table and not options.cut_off:
                within = scope(relation.part, case)
                if within is not None and not any(word in within[1] for word in options.totals_named):
                    continue
                yield from _of_table(relation.share, relation.part, relation.table, case, known)

    return run


def _beside_one_that_agrees(relation: Share, case: Case) -> bool:
    """Whether another share of the sentence is, to a decimal, that of its part in the only whole of this one.

    Asked of a share that is right behind its part or names it: others of a list may stand in another order.
    """
    share, part = relation.share, relation.part
    if part is None or len(relation.wholes) > 1:
        return False
    if share.quantity.start - part.quantity.end > RIGHT_BEHIND and not (part.label and part.label in share.label):
        return False
    for other in siblings(relation, case):
        if other.part is not None and other.share.quantity.step == share.quantity.step < 1:
            return agrees(other.share, other.part.quantity.interval, other.wholes[0].quantity.interval)
    return False


def _weighed(outcome: Outcome, relation: Share, case: Case, totals: list[Fraction]) -> Outcome:
    """A share that disagrees, told no louder than the words and the numbers beside it bear out what it is of."""
    if relation.part is None:
        return outcome
    elsewhere = meant_otherwise(relation, case, totals) or of_a_scope(relation.part, relation.wholes[0], case)
    if elsewhere or another(relation, case):
        return Outcome(Status.PASS, outcome.subject)
    if larger(relation.share, relation.part, relation.wholes[0]):
        return replace(outcome, at_most=Severity.INFO, doubt=LARGER)
    return outcome if borne_out(relation, case) else replace(outcome, at_most=outcome.at_most or Severity.WARNING)


def _cut_off(share: Claim, part: Claim, wholes: tuple[Claim, ...], firm: bool) -> Outcome:
    subject = f"share@{share.start}:cut-off"
    known = [whole for whole in wholes if whole.quantity.value]
    agreeing = [whole for whole in known if agrees(share, part.quantity.interval, whole.quantity.interval)]
    rounded = any(_rounded(share, part.quantity.interval, whole.quantity.interval) for whole in agreeing)
    if rounded or not agreeing or part.quantity.value is None or share.quantity.unit != "%":
        return Outcome(Status.PASS, subject)
    return _fail(share, part, agreeing[0], subject, doubtful=False)


def _outcome(share: Claim, part: Claim, wholes: tuple[Claim, ...], firm: bool) -> Outcome:
    subject = f"share@{share.start}"
    known = [whole for whole in wholes if whole.quantity.value]
    if part.quantity.value is None or share.quantity.value is None or not known:
        reason = ("部分或总数不是确数", "the part or the whole is not a number")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(share),), reason=reason)
    if any(agrees(share, part.quantity.interval, whole.quantity.interval) for whole in known):
        return Outcome(Status.PASS, subject)
    if not wide(share) and any(
        agrees(share, left, whole.quantity.interval) for whole in known for left in _left(part, whole)
    ):
        return Outcome(Status.PASS, subject)
    if not firm and not _likely(share, part, known):
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(share),), reason=TOO_FAR)
    doubtful = not firm or len(known) > 1 or not all(claim.firm for claim in (share, part, known[0]))
    return _fail(share, part, known[0], subject, doubtful)


def _likely(share: Claim, part: Claim, wholes: list[Claim]) -> bool:
    """Whether the share may have been written for that of one of the wholes; nothing else ties it to them."""
    said, printed = Fraction(share.quantity.value or 0), share.quantity.decimals
    shares = [100 * Fraction(part.quantity.value or 0) / Fraction(whole.quantity.value or 1) for whole in wholes]
    room = _ROUGH if share.quantity.approximate else _NEAR
    return any(alike(said, round(each, printed), room) for each in shares)


def _of_table(share: Claim, part: Claim, readings: tuple[Reading, ...], case: Case, sides: Sides) -> Iterator[Outcome]:
    """A share whose whole stands only in the table: any total of its kind may be meant."""
    wholes = []
    for reading in readings:
        if (form := sides[reading.expression]) is None:
            continue  # this generation has no such figure
        if not case.unreadable(form.names) and (value := case.evaluate(form)):
            wholes.append((reading.name, value))
    if not wholes or part.quantity.value is None or share.quantity.value is None:
        return
    if any(agrees(share, part.quantity.interval, Interval.exact(value)) for _, value in wholes):
        yield Outcome(Status.PASS, f"share@{share.start}")
        return
    yield _failed(share, part, wholes[0][0], wholes[0][1], (share, part), f"share@{share.start}", doubtful=True)


def _fail(share: Claim, part: Claim, whole: Claim, subject: str, doubtful: bool) -> Outcome:
    name, value = named(whole), Fraction(whole.quantity.value or 1)
    return _failed(share, part, name, value, (share, part, whole), subject, doubtful)


def _failed(
    share: Claim, part: Claim, name: str, whole: Exact, claims: tuple[Claim, ...], subject: str, doubtful: bool
) -> Outcome:
    return wrong_share(
        share,
        100 * Fraction(part.quantity.value or 0) / whole,
        subject,
        claims[1:],
        {"part": named(part), "whole": name if len(claims) > 2 else f"{name} {number(whole)}"},
        Severity.WARNING if doubtful else None,
    )


def _left(part: Claim, whole: Claim) -> Iterator[Interval]:
    """The rest of the whole, where both are exact and the part is the smaller (除1件外已办结，占95%)."""
    if part.quantity.interval.is_exact and whole.quantity.interval.is_exact:
        rest = Fraction(whole.quantity.value or 0) - Fraction(part.quantity.value or 0)
        if rest > Fraction(part.quantity.value or 0):
            yield Interval.exact(rest)


def _rounded(share: Claim, part: Interval, whole: Interval) -> bool:
    """Whether the digits agree as rounded; only exact numbers tell."""
    if share.quantity.approximate or not (part.is_exact and whole.is_exact) or part.low is None or not whole.low:
        return True
    return share.quantity.interval.contains(Fraction(100 * part.low) / whole.low)
