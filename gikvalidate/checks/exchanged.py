"""Shares side by side of which two are each other's: 网上34件、信函15件、当面9件，分别占58.6%、15.5%和25.9%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.explained import agrees, wide
from gikvalidate.checks.wording import named
from gikvalidate.claims import Claim, ClaimKind, Share, ShareList
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项：两个占比各自与对方的部分相符，与自己的都不符。"
FIELDS = frozenset({"first", "second", "part", "other"})
CLAIMS = frozenset({ClaimKind.SHARE})


class Options(Shape):
    """No options: each of two shares is that of the other's part and not of its own."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """A run over the shares that stand side by side."""

    def run(case: Case) -> Iterator[Outcome]:
        relations = case.submission.narrative.relations
        spoken = {relation.share: relation for relation in relations if isinstance(relation, Share) and relation.part}
        for listed in relations:
            if not isinstance(listed, ShareList):
                continue
            shares = [spoken[share] for share in listed.shares if share in spoken and not wide(share)]
            crossed = [(one, other) for one, other in combinations(shares, 2) if _are_exchanged(one, other)]
            for one, other in crossed:
                yield _outcome(one, other)
            if len(shares) > 1 and not crossed:
                yield Outcome(Status.PASS, f"share@{shares[0].share.start}")

    return run


def _are_exchanged(one: Share, other: Share) -> bool:
    whole = next((claim for claim in one.wholes if claim in other.wholes), None)

    def of(share: Share, part: Claim | None) -> bool:
        if part is None or whole is None:
            return False
        return agrees(share.share, part.quantity.interval, whole.quantity.interval)

    crossed = of(one, other.part) and of(other, one.part)
    return crossed and not of(one, one.part) and not of(other, other.part)


def _outcome(one: Share, other: Share) -> Outcome:
    claims = [claim for claim in (one.share, other.share, one.part, other.part) if claim is not None]
    return Outcome(
        Status.FAIL,
        f"share@{one.share.start}",
        tuple(map(text_place, claims)),
        one.share.quantity.text,
        other.share.quantity.text,
        fields={
            "first": one.share.quantity.text,
            "second": other.share.quantity.text,
            "part": named(one.part) if one.part is not None else "",
            "other": named(other.part) if other.part is not None else "",
        },
    )
