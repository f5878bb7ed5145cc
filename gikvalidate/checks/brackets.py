"""Brackets and quotation marks that open and never close, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import around, spoken
from gikvalidate.checks.wording import listed
from gikvalidate.document import Paragraph
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    '`pairs` 是成对的符号，同类的几个写在一起（"（(" 和 "）)"）；`ignore` 是看着像而不是括号的写法（序号的半个括号）'
    "的正则。"
)
FIELDS = frozenset({"found", "count"})
_SHOWN = 5
#: The opening marks of a pair, and what finds both its marks.
_Pairs = Sequence[tuple[str, re.Pattern[str]]]


class Options(Shape):
    """`pairs` are opening and closing marks, several of a kind in one string ("（(" and "）)"); `ignore` is a pattern
    of what looks like one and is none (the bracket of an enumeration).
    """

    pairs: tuple[tuple[str, str], ...]
    ignore: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take what is ignored as a pattern."""
    ignore = Late(options.ignore)
    pairs = [(one, re.compile("|".join(map(re.escape, one + other)) or "(?!)")) for one, other in options.pairs]
    every = re.compile("|".join(re.escape(mark) for pair in options.pairs for mark in "".join(pair)) or "(?!)")

    def run(case: Case) -> Iterator[Outcome]:
        places = [
            around(case, paragraph, place, place + 1)
            for paragraph in spoken(case)
            if every.search(paragraph.text)
            for place in _unmatched(paragraph, pairs, ignore)
        ]
        yield _outcome(places)

    return run


def _outcome(places: list[TextPlace]) -> Outcome:
    if not places:
        return Outcome(Status.PASS, "text")
    found = listed(f"“{place.quote}”" for place in places)
    return Outcome(Status.FAIL, "text", tuple(places[:_SHOWN]), fields={"found": found, "count": str(len(places))})


def _unmatched(paragraph: Paragraph, pairs: _Pairs, ignore: Late) -> Iterator[int]:
    """Where a mark stands that has no partner in its paragraph."""
    text = ignore.sub(lambda match: " " * len(match[0]), paragraph.text)
    for opening, marks in pairs:
        waiting: list[int] = []
        for mark in marks.finditer(text):
            if mark[0] in opening:
                waiting.append(mark.start())
            elif waiting:
                waiting.pop()
            else:
                yield mark.start()
        yield from waiting
