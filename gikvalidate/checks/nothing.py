"""“None of them” behind a count: 行政诉讼7件，无一件败诉, where the count is the table's and the table has one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gikvalidate.arithmetic import Sides, sides_of
from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.passages import fits_somewhere, spoken, stretch
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, ClaimKind, Period, whole_number
from gikvalidate.document import Paragraph, behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`say` 是各种说法，各有自己的词和对应的格。"
FIELDS = frozenset({"quote", "count", "expected", "name"})
BLANKS = ("空白和横线按 0 计", "blanks and dashes count zero")
CLAIMS = frozenset({ClaimKind.COUNT})


class Pair(Shape):
    """A total of the table, the figures that the words say are none of it, and what these are called."""

    total: str
    none: str
    name: str


class Denial(Shape):
    """`words` say that there were none, `about` must stand before them in the sentence, `unless` must not.

    The count right before them has to be the `total` of one of `pairs`.
    """

    words: Pattern
    about: Pattern
    pairs: tuple[Pair, ...]
    unless: Pattern = "(?!)"


class Options(Shape):
    """`say` are the wordings."""

    say: tuple[Denial, ...]


@dataclass(frozen=True)
class _Compiled:
    said: Denial
    words: Late
    about: Late
    unless: Late


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the words as patterns."""
    every = [_Compiled(said, Late(said.words), Late(said.about), Late(said.unless)) for said in options.say]
    sides = sides_of(forms)

    def run(case: Case) -> Iterator[Outcome]:
        known = sides(case.submission.figures.generation)
        likely = [each for each in every if fits_somewhere(case, each.words)]
        for paragraph in spoken(case) if likely else ():
            for each in likely:
                for match in each.words.finditer(paragraph.text):
                    yield from _outcome(match, each, paragraph, case, known)

    return run


def _outcome(
    match: re.Match[str], each: _Compiled, paragraph: Paragraph, case: Case, known: Sides
) -> Iterator[Outcome]:
    start, end = paragraph.start + match.start(), paragraph.start + match.end()
    claims = case.submission.narrative.claims
    if any(claim.readings and not claim.quantity.value and claim.start < end and start < claim.end for claim in claims):
        return  # read as a statement of none already
    begin = behind_mark(paragraph.text, match.start(), "。；！？\n")
    before = paragraph.text[begin : match.start()]
    if not each.about.search(before) or each.unless.search(before):
        return
    counts = [
        claim
        for claim in claims
        if paragraph.start + begin <= claim.quantity.start < start and claim.kind is ClaimKind.COUNT
    ]
    if counts and counts[-1].period is Period.THIS_YEAR:
        spoken_of = _whole(counts, paragraph) if before.endswith("，") else counts[-1]
        yield from _held(spoken_of, each.said.pairs, stretch(case, start, end), case, known)


def _whole(counts: Sequence[Claim], paragraph: Paragraph) -> Claim:
    """The count the words are about: of 35件，其中甲22件、乙13件，均…, the 35."""
    total = whole_number(counts[-1]) or 0
    for claim, following in zip(counts[-2::-1], counts[:0:-1], strict=False):
        if len(counts) > 2 and whole_number(claim) == total and following is not counts[-1]:
            return claim
        between = paragraph.text[claim.quantity.end - paragraph.start : following.quantity.start - paragraph.start]
        if not between.startswith("、"):
            break
        total += whole_number(claim) or 0
    return counts[-1]


def _held(claim: Claim, pairs: Sequence[Pair], place: TextPlace, case: Case, known: Sides) -> Iterator[Outcome]:
    """Against every total that the count can be: one of which the table has none is enough."""
    subject = f"nothing@{claim.start}"
    found = []
    for pair in pairs:
        total, none = known[pair.total], known[pair.none]
        if total is None or none is None or case.unreadable((*total.names, *none.names)):
            continue
        if case.evaluate(total) and claim.quantity.interval.contains(case.evaluate(total)):
            found.append((pair, none))
    if not found:
        return
    if any(not case.evaluate(none) for _, none in found):
        yield Outcome(Status.PASS, subject)
        return
    pair, none = found[0]
    cells = tuple(cell for key in none.names if (cell := case.place(key)) is not None and case.value(key))
    yield Outcome(
        Status.FAIL,
        subject,
        (place, text_place(claim), *cells),
        "0",
        number(case.evaluate(none)),
        number(-case.evaluate(none)),
        fields={
            "quote": place.quote,
            "count": claim.quote,
            "expected": number(case.evaluate(none)),
            "name": pair.name,
        },
        at_most=Severity.WARNING,
        rests_on=none.names,
    )
