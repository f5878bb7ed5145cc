"""Growth (ratio edits over time): what a narrated change says about the year before, and whether that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from gikvalidate.checks.case import Case, Run, text_place, unless_firm
from gikvalidate.checks.credence import alike, unmistakable
from gikvalidate.checks.explained import changed, counts_before, of_another
from gikvalidate.checks.unread_words import parted
from gikvalidate.checks.wording import named, number
from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Interval, whole_number
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`against` 是拿什么核对增幅。integer：有某个整数的上年数能得出它；prior：句中写的上年数；"
    "difference：句中写的增减数。"
)
FIELDS = frozenset({"quote", "growth", "current", "prior", "recomputed", "nearest"})
CLAIMS = frozenset({ClaimKind.DIFFERENCE, ClaimKind.GROWTH})


class Options(Shape):
    """`against` is what the growth is held to.

    integer: some whole number of the year before gives it. prior: the earlier value the sentence names.
    difference: the absolute change it names.
    """

    against: Literal["integer", "prior", "difference"]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what the growth is held to."""
    evaluate = {"integer": _integer, "prior": _prior, "difference": _difference}[options.against]

    def run(case: Case) -> Iterator[Outcome]:
        narrative = case.submission.narrative
        wholes: dict[Claim, list[Claim]] = {}
        for split in narrative.relations:
            if isinstance(split, Breakdown):
                for part in split.parts:
                    wholes.setdefault(part, []).append(split.whole)
        text = case.submission.document.text
        for relation in narrative.relations:
            if not isinstance(relation, Change) or relation.change.kind is not ClaimKind.GROWTH:
                continue
            if relation.current is not None:
                outcome = evaluate(relation, relation.current)
                if outcome is not None and outcome.status is Status.FAIL:
                    # 被纠正的9件，其中复议6件、诉讼3件，比上年的15件减少四成: of the whole, not of its last part.
                    before = _named_before(relation, relation.current, narrative.claims, text)
                    others = [*wholes.get(relation.current, ()), *before]
                    meant = [evaluate(relation, whole) for whole in others]
                    if options.against == "prior":
                        beside = _priors_beside(relation, narrative.claims, text)
                        meant += [_prior(replace(relation, prior=one), relation.current) for one in beside]
                    if options.against == "difference" and _is_that_of_the_difference(relation):
                        meant.append(_without_current(relation))
                    outcome = next((one for one in meant if one and one.status is Status.PASS), outcome)
                    if outcome.status is Status.FAIL and options.against == "prior" and of_another(relation, case):
                        outcome = Outcome(Status.PASS, outcome.subject)
            elif options.against == "prior":
                outcome = _turned(relation, case)
            else:
                outcome = _without_current(relation) if options.against == "difference" else None
            if outcome is not None:
                if outcome.status is Status.FAIL and _of_a_part(relation, narrative.claims, text):
                    outcome = Outcome(Status.PASS, outcome.subject)
                yield _weighed(outcome, relation, case)

    return run


def _weighed(outcome: Outcome, relation: Change, case: Case) -> Outcome:
    """A growth that disagrees is no more than a warning where unknown words part it from its number, unless its digits
    or its sign alone are wrong or the difference told beside it bears out both values.
    """
    if outcome.status is not Status.FAIL or relation.current is None or outcome.at_most is not None:
        return outcome
    said, exact = Fraction(relation.change.quantity.value or 0), abs(Fraction(outcome.expected or 0))
    step = Fraction(relation.change.quantity.step)
    now, before, difference = map(whole_number, (relation.current, relation.prior, relation.difference))
    held = None not in (now, before, difference) and abs((now or 0) - (before or 0)) == difference
    if held or abs(said - exact) <= step or unmistakable(said / step, Fraction(round(exact / step))):
        return outcome
    return parted(outcome, relation.current, relation.change, case)


def _named_before(relation: Change, current: Claim, claims: Sequence[Claim], text: str) -> Iterator[Claim]:
    """The other counts that a change may speak of: it need not be the one right before it. Those of its sentence, and
    where difference and rate are both told, which few numbers fit by chance, those of its paragraph.
    """
    telling = relation.difference is not None and relation.change.quantity.step < 1
    begin = behind_mark(text, relation.change.start, "\n" if telling else "。\n")
    for claim in claims:
        same = (claim.quantity.unit, claim.kind) == (current.quantity.unit, current.kind)
        if same and begin <= claim.start < current.start:
            yield claim


def _priors_beside(change: Change, claims: Sequence[Claim], text: str) -> Iterator[Claim]:
    """The other counts of the bracket that last year's value stands in: 较上年（甲3102条、乙1983条，共5085条）增长."""
    if (prior := change.prior) is None or "）" not in text[prior.end : change.change.start]:
        return
    begin, end = behind_mark(text, prior.start, "（）\n"), text.find("）", prior.end)
    for claim in claims:
        if begin <= claim.start < end and claim is not prior and claim.quantity.unit == prior.quantity.unit:
            yield claim


def _of_a_part(change: Change, claims: Sequence[Claim], text: str) -> bool:
    """Whether some other count of the paragraph and the difference give the rate: 1294条 …，采编减少68条，降幅5.0%."""
    if change.difference is None or change.change.quantity.step >= 1:
        return False
    begin, unit = behind_mark(text, change.change.start, "\n"), change.difference.quantity.unit
    own = {change.current, change.prior}
    counts = [one for one in claims if begin <= one.start < change.difference.start and one.quantity.unit == unit]
    found = [_difference(change, one) for one in counts if one.kind is ClaimKind.COUNT and one not in own]
    return any(one is not None and one.status is Status.PASS for one in found)


def _integer(change: Change, current: Claim) -> Outcome | None:
    value = whole_number(current)
    told = change.prior is not None or change.difference is not None
    if value is None or told or change.basis != "year" or current.kind is not ClaimKind.COUNT:
        return None
    growth = change.growth()
    subject = f"growth@{change.change.start}"
    if value == 0 or growth.low is None or growth.high is None:
        reason = ("本年为 0 或增幅不是确数", "this year is 0 or the growth is not exact")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(change.change),), reason=reason)
    if found := replace(change, current=current).implied_priors():
        year_before = f"{found[0]}" if found[0] == found[1] else f"{found[0]}–{found[1]}"
        return Outcome(Status.PASS, subject, fields={"prior": year_before})
    middle = 100 + Fraction(growth.low + growth.high) / 2
    nearest = max(1, round(100 * Fraction(value) / middle)) if middle > 0 else 1
    return _fail(change, current, subject, nearest, Fraction(value))


def _prior(change: Change, current: Claim) -> Outcome | None:
    """Both values are told; rounded ones (43.2万人次) stand for all they may have been."""
    prior = change.prior
    if prior is None or current.quantity.value is None or prior.quantity.value is None:
        return None
    now, before = current.quantity.interval, prior.quantity.interval
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    subject = f"growth@{change.change.start}:prior"
    if before.low <= 0:
        reason = ("上年为 0，增幅没有定义", "growth from 0 is not defined")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(change.change),), reason=reason)
    possible = Interval(100 * (Fraction(now.low) / before.high - 1), 100 * (Fraction(now.high) / before.low - 1))
    if change.growth(cut_off=True).meets(possible):
        return Outcome(Status.PASS, subject)
    if _is_that_of_the_difference(change) and not _turned_round(change, current):
        return Outcome(Status.PASS, subject)
    if _borne_out_without(change, current, Fraction(prior.quantity.value)):
        return Outcome(Status.PASS, subject)
    return _fail(change, current, subject, Fraction(prior.quantity.value), Fraction(current.quantity.value))


def _borne_out_without(change: Change, current: Claim, prior: Fraction) -> bool:
    """Whether this year's value and the difference give the rate, and last year's is too far from theirs to be a slip:
    1083条，比上年少117条，降幅9.75%（上年此类信息203条） speaks of something else there.
    """
    told, value, difference = _difference(change, current), whole_number(current), whole_number(change.difference)
    if told is None or told.status is not Status.PASS or value is None or difference is None:
        return False
    return not alike(prior, Fraction(value - (change.difference_sign or change.sign) * difference))


def _is_that_of_the_difference(change: Change) -> bool:
    """Whether the difference told beside last year's value gives the rate: then the number before is another one."""
    before, difference = whole_number(change.prior), whole_number(change.difference)
    if not before or difference is None:
        return False
    rate = 100 * Fraction((change.difference_sign or change.sign) * difference, before)
    return change.growth(cut_off=True).contains(rate)


def _turned_round(change: Change, current: Claim) -> bool:
    """Whether both values differ by the difference told, but the other way: 351件，比上年的312件减少39件."""
    now, before, difference = map(whole_number, (current, change.prior, change.difference))
    if now is None or before is None or not difference:
        return False
    return now - before == -(change.difference_sign or change.sign) * difference


def _without_current(change: Change) -> Outcome | None:
    """A rate between last year's value and the difference: 比上年的411条少84条，下降20.4%."""
    before, difference = whole_number(change.prior), whole_number(change.difference)
    if not before or difference is None or change.prior is None or change.difference is None:
        return None
    subject = f"growth@{change.change.start}:difference"
    now = before + (change.difference_sign or change.sign) * difference
    if change.growth(cut_off=True).contains(100 * Fraction(now - before, before)):
        return Outcome(Status.PASS, subject)
    return _fail(change, None, subject, before, Fraction(now))


def _turned(change: Change, case: Case) -> Outcome | None:
    """A change from last year's value alone: FAIL where it is that of a count of the paragraph, but for its sign."""
    prior, then = change.prior, whole_number(change.prior)
    if prior is None or not then:
        return None
    begin = behind_mark(case.submission.document.text, prior.start, "\n")
    growths = [(claim, changed(change, whole_number(claim) or 0, then)) for claim in counts_before(prior, begin, case)]
    printed, subject = change.growth(cut_off=True), f"growth@{change.change.start}:prior"
    if any(printed.contains(growth) for _, growth in growths):
        return Outcome(Status.PASS, subject)
    meant = next((claim for claim, growth in growths if growth and printed.contains(-growth)), None)
    if meant is None:
        return None
    return replace(_fail(change, meant, subject, then, Fraction(whole_number(meant) or 0)), at_most=Severity.WARNING)


def _difference(change: Change, current: Claim) -> Outcome | None:
    value, difference = whole_number(current), whole_number(change.difference)
    if value is None or difference is None:
        return None
    subject = f"growth@{change.change.start}:difference"
    before = value - (change.difference_sign or change.sign) * difference
    if before <= 0:
        reason = ("由增减数倒推，上年不大于 0", "the difference leaves nothing for the year before")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(change.change),), reason=reason)
    if change.growth(cut_off=True).contains(100 * Fraction(value - before, before)):
        return Outcome(Status.PASS, subject)
    return _fail(change, current, subject, before, Fraction(value))


def _fail(change: Change, current: Claim | None, subject: str, before: Fraction | int, value: Fraction) -> Outcome:
    exact = 100 * (value - before) / before
    quantity = change.change.quantity
    shown = round(exact, max(2, quantity.decimals))
    said = change.sign * (quantity.value or Decimal(0))
    claims = [claim for claim in (change.change, current, change.prior, change.difference) if claim is not None]
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in claims),
        number(said),
        number(shown),
        number(Fraction(said) - shown),
        fields={
            "quote": change.change.quote,
            "growth": f"{number(said)}%",
            "current": named(current) if current is not None else number(value),
            "prior": change.prior.quantity.text if change.prior is not None else number(before),
            "nearest": number(before),
            "recomputed": f"{number(shown)}%",
        },
        at_most=unless_firm(*claims),
    )
