"""What is counted of something told right before it cannot be more: 制发规范性文件127件，主动公开118件."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gikvalidate.checks.bounds import not_above
from gikvalidate.checks.case import Case, Run
from gikvalidate.claims import Claim, ClaimKind
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`pairs` 里每一条：`whole` 是前一个数之前的话，`part` 是紧接着的数之前的话（都是模式，整个小句要符合）。"
FIELDS = frozenset({"quote", "said", "whole"})
CLAIMS = frozenset({ClaimKind.COUNT})
_MARKS = "，。；：（、\n"
_MARK = frozenset(_MARKS)


class SomeOf(Shape):
    """The words of a number and those of one that right behind it counts some of the same things."""

    whole: Pattern
    part: Pattern


class Options(Shape):
    """The `pairs` of wordings."""

    pairs: tuple[SomeOf, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    pairs = [(Late(pair.whole), Late(pair.part)) for pair in options.pairs]

    def run(case: Case) -> Iterator[Outcome]:
        text = case.submission.document.text
        for whole, part in pairwise(case.submission.narrative.claims):
            counts = whole.kind is part.kind is ClaimKind.COUNT and whole.quantity.unit == part.quantity.unit
            if not counts or whole.period is not part.period:
                continue
            if not text.startswith(("，", "、"), whole.quantity.end):
                continue
            last = text[whole.quantity.end + 1 : part.quantity.start]
            if not _MARK.isdisjoint(last) or part.quantity.start <= whole.quantity.end:
                continue
            likely = [one for one, other in pairs if other.fullmatch(last)]
            if not likely:
                continue
            before = text[behind_mark(text, whole.quantity.start, _MARKS) : whole.quantity.start]
            if any(one.search(before) for one in likely):
                yield _outcome(whole, part)

    return run


def _outcome(whole: Claim, part: Claim) -> Outcome:
    fields = {"quote": part.quote, "said": part.quantity.text, "whole": whole.quote}
    return not_above(f"within@{part.start}", part, whole, part, fields)
