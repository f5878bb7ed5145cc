"""Stock and flow: what there was, with what came and went, is what there is (上年末90件，制发6件，废止13件，现83件)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.credence import alike
from gikvalidate.checks.passages import fits_somewhere, spoken
from gikvalidate.checks.phrase import of_year
from gikvalidate.checks.wording import number
from gikvalidate.claims import Claim, ClaimKind, whole_number
from gikvalidate.document import Paragraph, behind_mark
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "都是数前后说明它是什么的模式，{year}、{prior} 代表年份：`opening` 是原有的，`closing` 是现有的，"
    "`inflow` 是增加的，`outflow` 是减少的，`either` 是可能增也可能减、也可能都不是的；中间有 `unless` 的不核对。"
)
FIELDS = frozenset({"opening", "closing", "flows", "recomputed"})
CLAIMS = frozenset({ClaimKind.COUNT})

_MARKS = "，。；：（）、\n"
_OPENING, _CLOSING = "opening", "closing"
#: What there was, what there is, and something that came or went.
_FEWEST = 3
#: More flows than this are a list of something else.
_MOST = 5


class Options(Shape):
    """Patterns of the words around a number that say what it is; {year} and {prior} stand for the years.

    `opening` is the stock before, `closing` the one after, `inflow` and `outflow` what came and went, `either` what may
    have been one or the other, or neither. With one of `unless` between them nothing is said.
    """

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    inflow: tuple[str, ...]
    outflow: tuple[str, ...]
    either: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Compile the words for the year of each report."""

    def run(case: Case) -> Iterator[Outcome]:
        patterns = _patterns(options, case.submission.year or 0)
        if not fits_somewhere(case, patterns[_OPENING]):
            return
        told: set[str] = set()
        counts = [claim for claim in case.submission.narrative.claims if claim.kind is ClaimKind.COUNT]
        for paragraph in spoken(case):
            if patterns[_OPENING].search(paragraph.text):
                end = paragraph.start + len(paragraph.text)
                inside = [claim for claim in counts if paragraph.start <= claim.quantity.start < end]
                for run in _runs(inside, paragraph):
                    outcome = _outcome(run, paragraph, patterns)
                    if outcome is not None and outcome.subject not in told:
                        told.add(outcome.subject)
                        yield outcome

    return run


@lru_cache(maxsize=64)
def _patterns(options: Options, year: int) -> Mapping[str, Late]:
    names = (_OPENING, _CLOSING, "inflow", "outflow", "either", "unless")
    return {name: Late(of_year("|".join(getattr(options, name)) or "(?!)", year)) for name in names}


def _runs(claims: Sequence[Claim], paragraph: Paragraph) -> Iterator[list[Claim]]:
    """The counts of one unit in one sentence, or in two that follow each other."""
    sentences: dict[int, list[Claim]] = {}
    for claim in claims:
        place = paragraph.text.count("。", 0, claim.quantity.start - paragraph.start)
        sentences.setdefault(place, []).append(claim)
    for place, here in sentences.items():
        for unit in dict.fromkeys(claim.quantity.unit for claim in here if claim.quantity.unit):
            alone = [claim for claim in here if claim.quantity.unit == unit]
            yield alone
            yield [*alone, *(c for c in sentences.get(place + 1, ()) if c.quantity.unit == unit)]


def _outcome(run: Sequence[Claim], paragraph: Paragraph, patterns: Mapping[str, Late]) -> Outcome | None:
    if len(run) < _FEWEST:
        return None
    roles = [_role(claim, paragraph, patterns) for claim in run]
    told = [place for place, role in enumerate(roles) if role]
    if told:
        # Numbers of other things may stand before and behind.
        run, roles = run[told[0] : told[-1] + 1], roles[told[0] : told[-1] + 1]
    if roles.count(_OPENING) != 1 or roles.count(_CLOSING) != 1 or "" in roles or not _FEWEST <= len(run) <= _MOST + 2:
        return None
    values = [whole_number(claim) for claim in run]
    stretch = paragraph.text[run[0].quantity.start - paragraph.start : run[-1].quantity.end - paragraph.start]
    if None in values or patterns["unless"].search(stretch):
        return None
    opening, closing = run[roles.index(_OPENING)], run[roles.index(_CLOSING)]
    flows = [(claim, role) for claim, role in zip(run, roles, strict=True) if role not in {_OPENING, _CLOSING}]
    if len({role for _, role in flows}) < 2 and not _enclosed(opening, closing, flows):
        return None  # what went the other way may be left out (年初15个，改版后保留12个，新增2个)
    before, after = whole_number(opening) or 0, whole_number(closing) or 0
    signs = [_SIGNS[role] if "其中" not in stretch else (*_SIGNS[role], 0) for _, role in flows]
    reached = [
        before + sum(sign * (whole_number(claim) or 0) for sign, (claim, _) in zip(chosen, flows, strict=True))
        for chosen in product(*signs)
    ]
    subject = f"stock@{opening.start}:{closing.start}"
    if after in reached:
        return Outcome(Status.PASS, subject)
    if not alike(Fraction(after), Fraction(reached[0])):
        return None  # another stock is spoken of
    terms = "".join(
        f" {'+' if _SIGNS[role][0] > 0 else '−'} {claim.label}{claim.quantity.text}" for claim, role in flows
    )
    return Outcome(
        Status.FAIL,
        subject,
        tuple(text_place(claim) for claim in (closing, opening, *(claim for claim, _ in flows))),
        number(after),
        number(reached[0]),
        number(after - reached[0]),
        fields={
            "opening": opening.quantity.text,
            "closing": closing.quantity.text,
            "flows": terms,
            "recomputed": number(reached[0]),
        },
    )


def _enclosed(opening: Claim, closing: Claim, flows: Sequence[tuple[Claim, str]]) -> bool:
    return all(opening.start < claim.start < closing.start for claim, _ in flows)


_SIGNS: dict[str, tuple[int, ...]] = {"inflow": (1,), "outflow": (-1,), "either": (-1, 1, 0)}


def _role(claim: Claim, paragraph: Paragraph, patterns: Mapping[str, Late]) -> str:
    """What the words of its clause make a number; "" where they do not say."""
    text, start = paragraph.text, claim.quantity.start - paragraph.start
    begin = behind_mark(text, start, _MARKS)
    end = claim.quantity.end - paragraph.start
    while end < len(text) and text[end] not in _MARKS and not text[end].isdigit():
        end += 1
    words = text[begin:end]
    for name in (_OPENING, "inflow", "outflow", _CLOSING, "either"):
        if patterns[name].search(words):
            return name
    return ""
