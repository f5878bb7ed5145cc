"""Text against table: a claim must hold in one of its defensible readings (口径)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from gikvalidate.arithmetic import Linear, Sides, sides_of
from gikvalidate.checks.case import Case, Run, cell_name, text_place
from gikvalidate.checks.credence import TOO_FAR, alike
from gikvalidate.checks.evidence import of_other_cases, shared, tied, totals_of
from gikvalidate.checks.unread_words import doubted
from gikvalidate.checks.wording import both, listed, number
from gikvalidate.claims import Claim, ClaimKind, Interval, Period, Reading
from gikvalidate.figures import CellKind, Keys
from gikvalidate.findings import CellPlace, Outcome, Severity, Status, Words
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`subjects` 是词表里的概念，“a.*”代表 a 之下的各项。写 `present: true` 时只看报告里有的格：列项由各地自定的表用它。"
    "写 `evidence: true` 时，用语不是表上的行名、同一处又没有别的数与表相符的，最多提示。写 `shared: true` 时，"
    "与同一句里前后几个数合起来同表相符的，算相符。`wholes` 是这些数所在的单子合起来该是的格：恰好合成别的总数的，"
    "说的是另一批件，不核对。"
)
FIELDS = frozenset({"quote", "said", "reading", "expected", "readings", "elsewhere"})
CLAIMS = frozenset({ClaimKind.AMOUNT, ClaimKind.COUNT})
BLANKS = ("空白和横线按 0 计", "blanks and dashes count zero")


class Options(Shape):
    """`subjects` are the concepts of the lexicon whose claims are compared; "a.*" stands for all below a.

    With `present` only figures that the document holds are looked at: a table that is an open list lacks rows. With
    `evidence` a claim without the form's label, beside which no other agrees with the table, is at most a hint. With
    `shared` a claim agrees that comes to the figure together with the numbers right beside it. `wholes` are the
    figures that a list of such claims is some of: one that makes another total exactly is of other cases.
    """

    subjects: tuple[str, ...]
    present: bool = False
    evidence: bool = False
    shared: bool = False
    wholes: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the subjects; readings are compiled when a claim first brings them."""
    exact = {subject for subject in options.subjects if not subject.endswith(".*")}
    below = tuple(subject[:-1] for subject in options.subjects if subject.endswith(".*"))
    sides = sides_of(forms)

    def run(case: Case) -> Iterator[Outcome]:
        known = sides(case.submission.figures.generation)
        wanted = [
            claim for claim in case.linked if claim.subject in exact or (below and claim.subject.startswith(below))
        ]
        if options.present:
            known = Sides([name for name in known.names if case.figure(name) is not None])
        together = _together(wanted, case)
        outcomes = {claim: _outcome(claim, case, known, together[claim]) for claim in wanted}
        agreed = {
            claim.readings[0].expression
            for claim, outcome in outcomes.items()
            if outcome.status is Status.PASS and claim.quantity.value
        }
        for claim, outcome in outcomes.items():
            said_elsewhere = claim.readings[0].expression in agreed
            if outcome.status is not Status.FAIL:
                yield outcome
                continue
            if options.shared and shared(claim, Fraction(outcome.expected or 0), case):
                yield Outcome(Status.PASS, outcome.subject)
                continue
            if options.wholes and of_other_cases(claim, outcomes, totals_of(options.wholes, case, known), case):
                yield Outcome(Status.UNVERIFIABLE, outcome.subject, outcome.places[:1], reason=_OTHER_CASES)
                continue
            if any(outcomes[other].status is Status.PASS for other in together[claim].besides(claim)):
                # 废止18件，宣布失效11件: the table has the one of them, so that the other is no figure of it.
                yield Outcome(Status.UNVERIFIABLE, outcome.subject, outcome.places[:1], reason=_ANOTHER)
                continue
            told = _tempered(claim, outcome, said_elsewhere, case)
            if told.status is Status.FAIL:
                loose = options.evidence and claim.quantity.value and not tied(claim, outcomes, case)
                told = replace(told, at_most=Severity.INFO) if loose else told
                told = doubted(told, claim, case)
            yield told

    return run


class _Sums(NamedTuple):
    """What the claims of one figure in one paragraph come to; `names` says whether they go by different names."""

    claims: tuple[Claim, ...]
    totals: tuple[Interval, ...] = ()
    names: bool = False

    def besides(self, claim: Claim) -> Iterator[Claim]:
        """The claims by another name in the clause before or behind."""
        return (
            other
            for other in self.claims
            if other.label != claim.label and other.quantity.value and abs(other.start - claim.start) <= _BESIDE
        )


def _together(claims: list[Claim], case: Case) -> dict[Claim, _Sums]:
    """Claims of one figure in one paragraph, added up: under different names (信息不存在6件，不属于本机关5件), each
    once, and all of them (甲申请的4件中1件公开，乙申请的2件中1件公开).
    """
    groups: dict[tuple[int, str], list[Claim]] = {}
    for claim in claims:
        paragraph = case.submission.document.paragraph_at(claim.start)
        place = paragraph.start if paragraph is not None else 0
        groups.setdefault((place, claim.readings[0].expression), []).append(claim)
    sums: dict[Claim, _Sums] = {}
    for told in groups.values():
        named = {claim.label: claim for claim in reversed(told)}
        totals = (_total(named.values()), _total(told)) if len(told) > 1 else ()
        sums.update(dict.fromkeys(told, _Sums(tuple(told), totals, len(named) > 1)))
    return sums


def _total(claims: Iterable[Claim]) -> Interval:
    return Interval.total(claim.quantity.interval for claim in claims)


def _outcome(claim: Claim, case: Case, sides: Sides, together: _Sums) -> Outcome:
    subject = f"{claim.subject}@{claim.start}"
    if claim.period is not Period.THIS_YEAR or claim.quantity.value is None or claim.kind in _RELATIVE:
        reason = ("说的不是本年度的确数", "not an exact figure of this year")
        return Outcome(Status.SKIPPED, subject, reason=reason)
    read: list[tuple[Reading, Linear]] = []
    unread = False
    for reading in claim.readings:
        if (form := sides[reading.expression]) is None:
            continue  # this generation has no such figure
        if case.unreadable(form.names):
            unread = True
        else:
            read.append((reading, form))
            # Nearly always the figure that is meant first is the one.
            if len(read) == 1 and claim.quantity.interval.contains(case.evaluate(form)):
                return Outcome(Status.PASS, subject)
    if not read:
        reason = ("表中对应的单元格读不出数字", "the cells it speaks of cannot be read as numbers")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
    if claim.quantity.value == 0 and read[0][0] is claim.readings[0]:
        read = read[:1]  # “none” means none of all: another reading may be nothing by chance
    if any(claim.quantity.interval.contains(case.evaluate(form)) for _, form in read):
        return Outcome(Status.PASS, subject)
    if any(total.contains(case.evaluate(read[0][1])) for total in together.totals):
        return Outcome(Status.PASS, subject)
    if unread:
        reason = ("表中对应的单元格有的读不出数字", "some of the cells it may speak of cannot be read as numbers")
        return Outcome(Status.UNVERIFIABLE, subject, (text_place(claim),), reason=reason)
    return _mismatch(claim, case, read, subject, doubtful=together.names)


def _tempered(claim: Claim, outcome: Outcome, said_elsewhere: bool, case: Case) -> Outcome:
    """A disagreement told no louder than it is likely to be one.

    Where another sentence agrees with the table, or the two numbers have no likeness, the claim may be about something
    else: part of the cases, another body, another year.
    """
    if not claim.quantity.value:
        return outcome
    said, expected = Fraction(claim.quantity.value), Fraction(outcome.expected or 0)
    rows = {place.figure.rpartition(".")[0] for place in outcome.places if isinstance(place, CellPlace)}
    cells = case.submission.figures.cells.values()
    beside = {Fraction(f.value) for f in cells if f.value is not None and f.key.rpartition(".")[0] in rows}
    likely = alike(said, expected) or (said >= _TELLING and said in beside)
    doubts = (not likely) + said_elsewhere + claim.quantity.approximate + (outcome.at_most is not None)
    if doubts > 1 and not likely:
        return Outcome(Status.UNVERIFIABLE, outcome.subject, outcome.places[:1], reason=TOO_FAR)
    return replace(outcome, at_most=outcome.at_most or (Severity.WARNING if doubts else None))


#: So many characters lie between two numbers that are told side by side.
_BESIDE = 16
_OTHER_CASES: Words = (
    "所在的单子合成的总数不是表中的总数，说的是另一批件",
    "its list makes a total that is not the table's: other cases",
)
_ANOTHER: Words = ("旁边另一个数与表相符", "the number beside it agrees with the table")
#: A smaller number stands in any table somewhere by chance.
_TELLING = 10
_RELATIVE = frozenset(
    {ClaimKind.SHARE, ClaimKind.RATE, ClaimKind.GROWTH, ClaimKind.POINTS, ClaimKind.MULTIPLE, ClaimKind.RANK}
)


def _mismatch(claim: Claim, case: Case, read: list[tuple[Reading, Linear]], subject: str, doubtful: bool) -> Outcome:
    reading, form = read[0]
    expected = case.evaluate(form)
    said = claim.quantity.value
    assert said is not None
    cells = tuple(place for key in form.names if (place := case.place(key)) is not None and case.value(key))
    cells = cells or tuple(place for key in form.names[:1] if (place := case.place(key)) is not None)
    others = [f"{other.name} {number(case.evaluate(linear))}" for other, linear in read]
    return Outcome(
        Status.FAIL,
        subject,
        (text_place(claim), *cells),
        number(said),
        number(expected),
        number(Fraction(said) - expected),
        fields={
            "quote": claim.quote,
            "said": claim.quantity.text,
            "reading": reading.name,
            "expected": number(expected),
            "readings": listed(others),
            "elsewhere": _elsewhere(claim, case, form),
        },
        at_most=_gravity(claim) or (Severity.WARNING if doubtful else None),
        rests_on=form.names,
    )


def _gravity(claim: Claim) -> Severity | None:
    """A claim of another scope than the table (the office's own cases in a report of the whole county) is a hint."""
    if claim.firm:
        return None
    return Severity.WARNING if claim.whole_scope else Severity.INFO


def _elsewhere(claim: Claim, case: Case, form: Linear) -> Words:
    """Where the number said does stand: the same rows first, then the whole table."""
    value = claim.quantity.value
    if not value:
        return ""
    rows = {key.rpartition(".")[0] for key in form.names}
    cells = [f for f in case.submission.figures.cells.values() if f.kind is CellKind.NUMBER and f.value == value]
    near = [figure for figure in cells if figure.key.rpartition(".")[0] in rows]
    if near:
        columns = "、".join(dict.fromkeys(figure.column for figure in near))
        return both(f"；{number(value)} 是“{columns}”列的数", f"; {number(value)} is the figure of column {columns}")
    tables = {key.partition(".")[0] for key in form.names}
    names = [cell_name(figure) for figure in cells if figure.key.partition(".")[0] in tables]
    if not names or len(names) > _COMMONPLACE:
        return ""
    zh, en = listed(names)
    return both(f"；{number(value)} 见于 {zh}", f"; {number(value)} stands in {en}")


_COMMONPLACE = 3
