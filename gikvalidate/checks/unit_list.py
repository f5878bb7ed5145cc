"""Per-unit lists: what the text says of each body below it, held to that body's own report.

A list may be split up under its whole (新收17件（市水务局3件、…）) or stand alone (较多的是甲区9件、乙区8件).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from gikvalidate.arithmetic import Exact, ExpressionError, parse_side
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.season import FEES, NO_SEASON, Gist, Relative
from gikvalidate.checks.wording import interval, listed, number
from gikvalidate.claims import Breakdown, Claim, ClaimKind, Reading
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.names import key
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`of` 是正文按机关列举的是什么：表里的数，还是收取的信息处理费。"
    "`alone` 是没有写总数的列举：列举前的话里有 `words`（模式），列的就是 `figures` 中的一格（费用没有格）；"
    "表里的数要另有一个机关的相符才核对。"
)
FIELDS = frozenset({"quote", "unit", "said", "expected", "readings"})
OF_SEASON = True
BLANKS = ("下属报告的空白按 0 计", "blanks of the reports below count zero")
CLAIMS = frozenset({ClaimKind.COUNT, ClaimKind.AMOUNT})


#: What a unit did with what it is listed with.
_DONE = re.compile(r"(?:共|分别)?(?:收取|收费|收到|新收|受理)(?:了|费用|申请)?$")


class Alone(Shape):
    """The `words` before a list without a whole that say which of the `figures` it gives."""

    words: Pattern
    figures: tuple[tuple[str, str], ...] = ()


class Options(Shape):
    """`of` is what the list gives of each body: figures of its tables, or the fees it collected for applications.

    Figures that stand `alone` are held to the reports where another number of the list agrees with its own.
    """

    of: Literal["figures", "fees"]
    alone: tuple[Alone, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind what is compared; readings are compiled when a claim first brings them."""
    names = {generation: tuple(keys) for generation, keys in forms.items()}
    alone = [
        (Late(told.words), tuple(Reading(expression, name) for expression, name in told.figures))
        for told in options.alone
    ]

    def run(case: Case) -> Iterator[Outcome]:
        if case.season is None:
            yield Outcome(Status.SKIPPED, reason=NO_SEASON)
            return
        units = {name: child for child in case.season.children for name in child.names}
        if not units:
            return
        if options.of == "fees":
            for claim, unit in _fees(case, units, [words for words, _ in alone]):
                yield _fee(claim, unit)
        else:
            for claim, unit, readings in _figures(case, units):
                yield _figure(claim, unit, readings, names)
            for listed_alone, readings in _lists_alone(case, units, alone):
                outcomes = [_figure(claim, unit, readings, names) for claim, unit in listed_alone]
                if any(outcome.status is Status.PASS for outcome in outcomes):
                    yield from outcomes

    return run


def _figures(case: Case, units: Mapping[str, Relative]) -> Iterator[tuple[Claim, Relative, tuple[Reading, ...]]]:
    for relation in case.submission.narrative.relations:
        if isinstance(relation, Breakdown) and relation.whole.readings:
            for part in relation.parts:
                if (unit := units.get(key(part.label))) is not None and part.quantity.value is not None:
                    yield part, unit, relation.whole.readings


def _lists_alone(
    case: Case, units: Mapping[str, Relative], alone: Sequence[tuple[Late, tuple[Reading, ...]]]
) -> Iterator[tuple[list[tuple[Claim, Relative]], tuple[Reading, ...]]]:
    """Numbers beside the names of units in a sentence, two at least, that are no parts of a whole."""
    text = case.submission.document.text
    parts = {id(part) for relation in _breakdowns(case) for part in relation.parts}
    run: list[tuple[Claim, Relative]] = []
    for claim in (*case.submission.narrative.claims, None):
        unit = None if claim is None or id(claim) in parts else _named(claim, units)
        last = run[-1][0] if run else None
        if last is not None and (
            claim is None or unit is None or not set("。；\n").isdisjoint(text[last.end : claim.start])
        ):
            begin = behind_mark(text, run[0][0].start, "。；\n")
            said = text[begin : run[0][0].quantity.start]
            readings = next((readings for words, readings in alone if words.search(said)), None)
            if len(run) > 1 and readings is not None:
                yield run, readings
            run = []
        if claim is not None and unit is not None and claim.kind is ClaimKind.COUNT and claim.quantity.value:
            run.append((claim, unit))


def _named(claim: Claim, units: Mapping[str, Relative]) -> Relative | None:
    """The unit whose name ends the words before a number (较多的是甲区9件), with what it did (收取) or not."""
    words = key(_DONE.sub("", claim.label))
    if words in units:
        return units[words]
    return next((units[name] for name in units if len(name) > 2 and words.endswith(name)), None)


def _fees(case: Case, units: Mapping[str, Relative], alone: Sequence[Late]) -> Iterator[tuple[Claim, Relative]]:
    """Amounts beside the name of a unit (市水务局880元), or behind its number (市水务局1件，收取880元)."""
    text = case.submission.document.text
    fees = {id(part) for r in _breakdowns(case) if r.whole.subject == FEES for part in r.parts}
    wholes = [claim for claim in case.submission.narrative.claims if claim.subject == FEES]
    for before, claim in pairwise((None, *case.submission.narrative.claims)):
        if claim is None or claim.kind is not ClaimKind.AMOUNT or claim.quantity.value is None:
            continue
        said = text[behind_mark(text, claim.start, "。\n") : claim.start]
        about_fees = (
            id(claim) in fees
            or any(whole.end <= claim.start and "。" not in text[whole.end : claim.start] for whole in wholes)
            or any(words.search(said) for words in alone)
        )
        unit = _named(claim, units)
        if (
            unit is None
            and before is not None
            and before.kind is ClaimKind.COUNT
            and "。" not in text[before.end : claim.start]
        ):
            unit = _named(before, units)
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
