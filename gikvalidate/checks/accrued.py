"""What has come together since the beginning beside what came this year: the sum cannot be the smaller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gikvalidate.checks.bounds import not_above
from gikvalidate.checks.case import Case, Run
from gikvalidate.claims import Claim, ClaimKind, Period
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`since` 是说从开始以来的话，`verbs` 是两处要相同的动词，`own` 是此外还可以有的话（都是模式）。"
FIELDS = frozenset({"quote", "said", "this_year"})
CLAIMS = frozenset({ClaimKind.COUNT})


class Options(Shape):
    """`since` says that a number is the sum of all years; both numbers share one of the `verbs`.

    Besides these the sum is named by nothing, by `own` or by words of this year's number, so that it can be of nothing
    else.
    """

    since: Pattern
    verbs: Pattern
    own: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    since, verbs = Late(options.since), Late(options.verbs)
    plain = Late(f"{options.since}|{options.own}|{options.verbs}")

    def run(case: Case) -> Iterator[Outcome]:
        text = case.submission.document.text
        for now, total in pairwise(case.submission.narrative.claims):
            if not (now.kind is total.kind is ClaimKind.COUNT and now.quantity.unit == total.quantity.unit):
                continue
            if now.period is not Period.THIS_YEAR or total.period is not Period.CUMULATIVE:
                continue
            words = text[now.quantity.end : total.quantity.start]
            verb = verbs.search(words)
            if not words.startswith("，") or not since.search(words) or verb is None or verb[0] not in now.label:
                continue
            if plain.sub("", words[1:]) in now.label:
                yield _outcome(now, total)

    return run


def _outcome(now: Claim, total: Claim) -> Outcome:
    fields = {"quote": total.quote, "said": total.quantity.text, "this_year": now.quantity.text}
    return not_above(f"accrued@{total.start}", now, total, total, fields)
