"""Shares side by side of the sum of their parts, where the text gives no whole: 甲29件、乙18件，分别占61.7%和38.3%."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from gikvalidate.arithmetic import sides_of
from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.evidence import totals_of
from gikvalidate.checks.explained import agrees, of_totals
from gikvalidate.checks.wording import added, named
from gikvalidate.checks.wrong_share import wrong_share
from gikvalidate.claims import Claim, ClaimKind, Interval, Share
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "各项占比除一个以外，都恰是各项之和的占比，才核对那一个；它如果是 `totals` 中某个合计的占比，就不算错。"
FIELDS = frozenset({"share", "quote", "part", "sum", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE})

#: Below this a share is that of the sum by chance.
_SOME = 20
#: With fewer shares than this the one that agrees has to have decimals that say something.
_SEVERAL = 3


class Options(Shape):
    """`totals` are figures that a share may be of though the text does not tell them."""

    totals: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the totals."""
    sides = sides_of(forms)

    def run(case: Case) -> Iterator[Outcome]:
        known = sides(case.submission.figures.generation)
        for shares in _side_by_side(case):
            yield from _outcomes(shares, partial(totals_of, options.totals, case, known))

    return run


def _side_by_side(case: Case) -> Iterator[list[tuple[Claim, Claim]]]:
    """Shares and their parts, counted in one unit, one right behind the other in a sentence."""
    text = case.submission.document.text
    beside: list[tuple[Claim, Claim]] = []
    for relation in case.submission.narrative.relations:
        if not isinstance(relation, Share) or relation.part is None:
            continue
        share, part = relation.share, relation.part
        free = not relation.wholes and not relation.table and share.quantity.step < 1 and not part.quantity.approximate
        last = beside[-1] if beside else None
        follows = last is not None and last[1].quantity.unit == part.quantity.unit
        if last is not None and not (
            free and follows and set("。\n").isdisjoint(text[last[0].end : max(share.start, part.start)])
        ):
            yield beside
            beside = []
        if free:
            beside.append((share, part))
    yield beside


def _outcomes(shares: Sequence[tuple[Claim, Claim]], totals: Callable[[], list[Fraction]]) -> Iterator[Outcome]:
    whole = sum((Fraction(part.quantity.value or 0) for _, part in shares), Fraction(0))
    if len(shares) < 2 or whole < _SOME:
        return
    odd = [pair for pair in shares if not agrees(pair[0], pair[1].quantity.interval, Interval.exact(whole))]
    telling = [share for share, part in shares if (share, part) not in odd and Fraction(share.quantity.value or 0) % 1]
    if len(odd) > 1 or len(telling) < (1 if len(shares) < _SEVERAL else _SEVERAL - 1):
        return
    if not odd or of_totals(*odd[0], totals()):
        yield Outcome(Status.PASS, f"shares@{shares[0][0].start}")
        return
    ((share, part),) = odd
    fields = {"part": named(part), "sum": added((each.label, Fraction(each.quantity.value or 0)) for _, each in shares)}
    exact = 100 * Fraction(part.quantity.value or 0) / whole
    yield wrong_share(share, exact, f"share@{share.start}", [part for _, part in shares], fields)
