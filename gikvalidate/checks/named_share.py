"""Shares that name a row or column of a table and give no count: 自然人申请占78.8%, 予以公开占办结总数的40.9%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from gikvalidate.arithmetic import Sides, sides_of
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import TOO_FAR, alike
from gikvalidate.checks.evidence import totals_of
from gikvalidate.checks.explained import agrees, wide
from gikvalidate.checks.wording import number
from gikvalidate.checks.wrong_share import wrong_share
from gikvalidate.claims import Claim, ClaimKind, Interval, Period, Share
from gikvalidate.document import behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`say` 里每一条：占比前面的话恰是 `words` 接 `cue`（模式），说的就是 `parts` 中的一个；"
    "`wholes` 是可能的总数，任何一对相除相符即可。同一句里有 `unless` 中的词，说的是别的申请，不核对。"
)
FIELDS = frozenset({"share", "quote", "part", "whole", "recomputed"})
CLAIMS = frozenset({ClaimKind.SHARE})

#: With a smaller whole a wrong share is often that of another number.
_SOME = 20


class ToldOf(Shape):
    """The `words` that say that a share is that of one of the `parts`."""

    words: Pattern
    parts: tuple[str, ...]


class Options(Shape):
    """What shares `say`, the words between that and the number (`cue`), the totals that may be their `wholes`; a
    sentence with one of the words `unless` is about other cases.
    """

    cue: Pattern
    say: tuple[ToldOf, ...]
    wholes: tuple[str, ...]
    unless: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns and bind the figures."""
    sayings = [(Late(f"(?:{said.words})(?:{options.cue})"), said.parts) for said in options.say]
    sides = sides_of(forms)

    def run(case: Case) -> Iterator[Outcome]:
        for relation in case.submission.narrative.relations:
            if not isinstance(relation, Share) or relation.part is not None:
                continue
            share = relation.share
            for words, parts in sayings:
                if words.fullmatch(share.label) and _of_this_year(share, options.unless, case):
                    known = sides(case.submission.figures.generation)
                    yield from _outcome(share, parts, options.wholes, case, known)
                    break

    return run


def _of_this_year(share: Claim, unless: Sequence[str], case: Case) -> bool:
    if share.period is not Period.THIS_YEAR or share.quantity.value is None or wide(share):
        return False
    text = case.submission.document.text
    sentence = text[behind_mark(text, share.start, "。\n") : share.end]
    return not any(word in sentence for word in unless)


def _outcome(share: Claim, parts: Sequence[str], wholes: Sequence[str], case: Case, sides: Sides) -> Iterator[Outcome]:
    some = [part for part in totals_of(parts, case, sides) if part]
    totals = [whole for whole in totals_of(wholes, case, sides) if whole >= _SOME]
    pairs = [(part, whole) for part, whole in product(some, totals) if part <= whole]
    if not pairs:
        return
    subject = f"share@{share.start}"
    if any(agrees(share, Interval.exact(part), Interval.exact(whole)) for part, whole in pairs):
        yield Outcome(Status.PASS, subject)
        return
    said, digits = Fraction(share.quantity.value or 0), share.quantity.decimals
    meant = next(((part, whole) for part, whole in pairs if alike(said, round(100 * part / whole, digits))), None)
    if meant is None:
        yield Outcome(Status.UNVERIFIABLE, subject, (text_place(share),), reason=TOO_FAR)
        return
    part, whole = meant
    yield wrong_share(share, 100 * part / whole, subject, (), {"part": number(part), "whole": number(whole)})
