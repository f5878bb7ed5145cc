"""Amounts told in 元 by the digits that the table has in 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import fitting
from gikvalidate.checks.wording import number
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`of` 里每一条：`words` 是写到单位元为止的话（模式，金额放进 value 组），`figure` 是表中以万元计的格。"
FIELDS = frozenset({"quote", "figure"})
BLANKS = ("空白和横线按 0 计", "blanks and dashes count zero")


class Told(Shape):
    """How an amount is told, and the figure in 万元 that it is."""

    words: Pattern
    figure: str


class Options(Shape):
    """`of` are the amounts."""

    of: tuple[Told, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    every = [(Late(told.words), told.figure) for told in options.of]

    def run(case: Case) -> Iterator[Outcome]:
        for pattern, key in every:
            value = case.value(key) if case.figure(key) is not None and not case.unreadable((key,)) else None
            if not value:
                continue
            for match, place in fitting(case, pattern):
                yield _outcome(match, place, Fraction(value), key, case)

    return run


def _outcome(match: re.Match[str], place: TextPlace, value: Fraction, key: str, case: Case) -> Outcome:
    """FAIL only for the very digits of the table: it is rounded, so that an amount in 元 may well differ."""
    subject = f"{key}@{place.start}"
    said = Fraction(match["value"].replace(",", ""))
    if said != value:
        return Outcome(Status.PASS, subject)
    cell = case.place(key)
    return Outcome(
        Status.FAIL,
        subject,
        (place, *((cell,) if cell is not None else ())),
        f"{number(said)}元",
        f"{number(said)}万元",
        fields={"quote": place.quote, "figure": number(value)},
        rests_on=(key,),
    )
