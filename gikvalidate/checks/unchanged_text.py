"""Words kept from the year before: a section that reads, numbers left aside, like that of last year's report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Annotated

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import body
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Shape

OPTIONS_ZH = "`sections`（一、五）中不少于 `from_length` 字的部分，有百分之 `at_least` 以上在上年的同一部分里时报告。"
FIELDS = frozenset({"section", "share", "length"})
#: What two years may differ in without saying anything new.
_IDLE = re.compile(r"[\s\W\d]+")
#: Characters that stand in the same order: long enough to be no accident, short enough to outlive a changed word.
_RUN = 6


class Options(Shape):
    """A section of `sections` (一, 五) of `from_length` characters or more, of which `at_least` per cent stand in the
    same section of the year before.
    """

    sections: tuple[str, ...]
    at_least: Annotated[int, Least(1)]
    from_length: Annotated[int, Least(_RUN)]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the sections."""

    def run(case: Case) -> Iterator[Outcome]:
        if case.prior is None:
            yield Outcome(Status.SKIPPED, reason=case.no_prior)
            return
        for ordinal in options.sections:
            now, before = body(case, ordinal), body(case.prior, ordinal)
            if now is None or before is None:
                continue
            words = _IDLE.sub("", now)
            if len(words) < options.from_length:
                continue
            share = _share(words, _IDLE.sub("", before), options.at_least)
            if share is None:
                yield Outcome(Status.PASS, ordinal)
                continue
            head = next(section for section in case.submission.sections if section.ordinal == ordinal)
            yield Outcome(
                Status.FAIL,
                ordinal,
                (TextPlace(ordinal, head.heading, head.start, head.end),),
                reported=str(share),
                fields={"section": head.heading, "share": str(share), "length": str(len(words))},
            )

    return run


def _share(now: str, before: str, least: int) -> int | None:
    """How much of a text stands in another, in per cent: the share of its characters within runs that both have.

    None as soon as too many have none for it to come to the `least`.
    """
    known = {before[index : index + _RUN] for index in range(len(before) - _RUN + 1)}
    most = len(now) - ceil(Fraction(least * len(now), 100))
    kept = end = 0
    for index in range(len(now) - _RUN + 1):
        if now[index : index + _RUN] in known:
            kept += index + _RUN - max(index, end)
            end = index + _RUN
        elif index - kept > most:
            return None
    share = 100 * kept // len(now)
    return share if share >= least else None
