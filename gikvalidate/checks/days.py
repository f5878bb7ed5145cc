"""Days as a share of the year: 优良天数269天，占全年的73.7%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import fitting
from gikvalidate.checks.wording import number
from gikvalidate.claims import Interval
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`of` 是天数和占比之间的话（模式）；一年按 `least` 到 `most` 天算。"
FIELDS = frozenset({"quote", "days", "recomputed"})


class Options(Shape):
    """`of` is the pattern of the words between the days and their share; a year has `least` to `most` of them.

    Fewer than 365 are days on which something was measured.
    """

    of: Pattern
    least: int
    most: int


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    share = Late(rf"(?<![0-9.])(?P<days>[0-9]{{2,3}})天(?:{options.of})(?P<share>[0-9]+(?:\.[0-9]+)?)[%％]")

    def run(case: Case) -> Iterator[Outcome]:
        for match, place in fitting(case, share):
            yield _outcome(match, place, options)

    return run


def _outcome(match: re.Match[str], place: TextPlace, options: Options) -> Outcome:
    subject = f"days@{place.start}"
    days, said = Fraction(match["days"]), Fraction(match["share"])
    step = Fraction(1, 10 ** len(match["share"].partition(".")[2]))
    printed = Interval(said - step / 2, said + step, high_open=True)
    if any(printed.contains(100 * days / whole) for whole in range(options.least, options.most + 1)):
        return Outcome(Status.PASS, subject)
    shown = round(100 * days / 365, max(1, len(match["share"].partition(".")[2])))
    return Outcome(
        Status.FAIL,
        subject,
        (place,),
        number(said),
        number(shown),
        number(said - shown),
        fields={"quote": match[0], "days": match["days"], "recomputed": f"{number(shown)}%"},
    )
