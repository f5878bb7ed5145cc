"""Per-unit lists: what the text says of each body below it, held to that body's own report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal

from gikvalidate.arithmetic import Exact, ExpressionError, parse_side
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.season import FEES, NO_SEASON, Gist, Relative
from gikvalidate.checks.wording import interval, listed, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Reading
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.names import key
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`of` 是正文按机关列举的是什么：表里的数，还是收取的信息处理费。"
FIELDS = frozenset({"quote", "unit", "said", "expected", "readings"})
OF_SEASON = True
BLANKS = ("下属报告的空白按 0 计", "blanks of the reports below count zero")
CLAIMS = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})


class Options(Shape):
    """`of` is what the list gives of each body: figures of its tables, or the fees it collected for applications."""

    of: Literal["figures", "fees"]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is compared; readings are compiled when a claim first brings them."""
    names = {generation: tuple(keys) for generation, keys in forms.items()}

    def run(case: Case) -> Iterator[Outcome]:
        if case.season is None:
            yield Outcome(Status.SKIPPED, reason=NO_SEASON)
            return
        units = {name: child for child in case.season.children for name in child.names}
        if options.of == "fees":
            for claim, unit in _fees(case, units):
                yield _fee(claim, unit)
        else:
            for claim, unit, readings in _figures(case, units):
                yield _figure(claim, unit, readings, names)

    return run


def _figures(case: Case, units: Mapping[str, Relative]) -> Iterator[tuple[Claim, Relative, tuple[Reading, ...]]]:
    for relation in case.submission.narrative.relations:
        if isinstance(relation, Breakdown) and relation.whole.readings:
            for part in relation.parts:
                if (unit := units.get(key(part.label))) is not None and part.quantity.value is not None:
                    yield part, unit, relation.whole.readings


def _fees(case: Case, units: Mapping[str, Relative]) -> Iterator[tuple[Claim, Relative]]:
    """Amounts beside the name of a unit (市水务局880元), or behind its number (市水务局1件，收取880元)."""
    text = case.submission.document.text
    fees = {id(part) for r in _breakdowns(case) if r.whole.subject == FEES for part in r.parts}
    wholes = [claim for claim in case.submission.narrative.claims if claim.subject == FEES]
    for before, claim in pairwise((None, *case.submission.narrative.claims)):
        if claim is None or claim.kind is not ClaimKind.AMOUNT or claim.quantity.value is None:
            continue
        about_fees = id(claim) in fees or any(
            whole.end <= claim.start and "。" not in text[whole.end : claim.start] for whole in wholes
        )
        unit = units.get(key(claim.label))
        if (
            unit is None
            and before is not None
            and before.kind is ClaimKind.COUNT
            and "。" not in text[before.end : claim.start]
        ):
            unit = units.get(key(before.label))
        if about_fees and unit is not None:
            yield claim, unit


def _breakdowns(case: Case) -> Iterator[Breakdown]:
    return (relation for relation in case.submission.narrative.relations if isinstance(relation, Breakdown))


def _fee(claim: Claim, unit: Relative) -> Outcome:
    subject = f"fee@{claim.start}"
    if unit.gist is None:
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=unit.why_not)
    if not unit.gist.fees:
        reason = (f"{unit.name}的报告没有说收了多少", f"the report of {unit.name} does not say what it collected")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
    if any(fee.meets(claim.quantity.interval) for fee in unit.gist.fees):
        return Outcome(Status.PASS, subject)
    own = [interval(fee) for fee in dict.fromkeys(unit.gist.fees)]
    return _fail(claim, subject, unit, own[0], [f"{each} 元" for each in own])


def _figure(
    claim: Claim, unit: Relative, readings: tuple[Reading, ...], names: Mapping[str, tuple[str, ...]]
) -> Outcome:
    subject = f"unit@{claim.start}"
    if unit.gist is None:
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=unit.why_not)
    read = _read(readings, unit.gist, names.get(unit.gist.generation or "", ()))
    if not read:
        reason = (f"{unit.name}的报告里读不出这一项", f"the report of {unit.name} has no such figure")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
    if any(claim.quantity.interval.contains(value) for _, value in read):
        return Outcome(Status.PASS, subject)
    told = [f"{reading.name} {number(value)}" for reading, value in read]
    return _fail(claim, subject, unit, number(read[0][1]), told)


def _read(readings: tuple[Reading, ...], gist: Gist, names: tuple[str, ...]) -> list[tuple[Reading, Exact]]:
    """The readings that a report has figures for."""
    found = []
    for reading in readings:
        try:
            form = parse_side(reading.expression, names)
        except ExpressionError:
            continue  # that form has no such figure
        if not any(name in gist.unread for name in form.names):
            found.append((reading, form.value(gist.value)))
    return found


def _fail(claim: Claim, subject: str, unit: Relative, expected: str, told: list[str]) -> Outcome:
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(claim),),
        number(claim.quantity.value or 0),
        expected,
        fields={
            "quote": claim.quote,
            "unit": unit.name,
            "said": claim.quantity.text,
            "expected": expected,
            "readings": listed(told),
        },
    )
