"""Two sources that contradict each other, each right by itself: a sentence and the table, this year and last year.

No relation within the tables is broken, so the search for wrong cells has nothing to say. What is told is the change on
either side, and which side the tables themselves hold to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from gikvalidate.checks import Check
from gikvalidate.checks.case import PRIOR, Case
from gikvalidate.checks.identity import Relations, solved
from gikvalidate.checks.relations import Instance
from gikvalidate.checks.wording import number
from gikvalidate.findings import Alternative, CellPlace, Finding, Repair, RootCause, Severity, TextPlace, Words

if TYPE_CHECKING:
    from gikvalidate.localise import Relations as Rows

_HELD: Words = (
    "表内各项都对得上，改表中的数反而对不上",
    "everything in the table adds up; another figure there would break that",
)
_ALONG: Words = ("改这一格，同一行、同一列的数也要跟着改", "the row and the column would have to change along with it")


def two_sided(
    case: Case, checks: Sequence[Check], findings: Sequence[Finding], causes: Sequence[RootCause], relations: Rows
) -> tuple[list[Finding], tuple[RootCause, ...]]:
    """The findings that no broken relation accounts for, under root causes that name the change on either side.

    Findings about cells that other root causes may change are left as they are: those come first.
    """
    moved = {repair.figure for cause in causes for way in cause.alternatives for repair in way.repairs}
    moved |= {key for one in findings if one.root_cause is not None for key in one.outcome.rests_on}
    open_ = [
        one
        for one in findings
        if one.root_cause is None and one.severity is not Severity.INFO and moved.isdisjoint(one.outcome.rests_on)
    ]
    kinds = {check.rule.id: check.rule.kind for check in checks}
    texts = [one for one in open_ if kinds.get(one.rule) == "match" and isinstance(one.outcome.places[0], TextPlace)]
    groups = [(told, _of_text(case, told, relations)) for told in _alike(texts)]
    groups += [(told, _of_years(case, pairs, relations)) for told, pairs in _by_row(open_, _over_years(case, checks))]
    following = max((cause.id for cause in causes), default=0)
    under: dict[str, int] = {}
    found = []
    for told, ways in groups:
        if not ways:
            continue
        following += 1
        told = [*told, *_following(told[0], open_)]
        fewest = min(len(way.repairs) for way in ways)
        tied = sum(len(way.repairs) == fewest for way in ways)
        explains = tuple(one.fingerprint for one in told)
        found.append(RootCause(following, tuple(ways), (), explains, unique=len(ways) == 1, tied=tied))
        under.update(dict.fromkeys(explains, following))
    marked = [replace(one, root_cause=under.get(one.fingerprint, one.root_cause)) for one in findings]
    return marked, (*causes, *found)


def _alike(texts: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Sentences that say the same of the same figures."""
    groups: dict[tuple[tuple[str, ...], str | None], list[Finding]] = {}
    for one in texts:
        groups.setdefault((one.outcome.rests_on, one.outcome.reported), []).append(one)
    yield from groups.values()


def _following(first: Finding, findings: Iterable[Finding]) -> list[Finding]:
    """What else a wrong number of the text breaks: sums it stands in that are off by as much."""
    place, off = first.outcome.places[0], _off(first)
    return [
        one
        for one in findings
        if one is not first and place in one.outcome.places and off is not None and _off(one) == off
    ]


def _off(finding: Finding) -> Decimal | None:
    return None if finding.outcome.difference is None else abs(Decimal(finding.outcome.difference))


def _of_text(case: Case, told: Sequence[Finding], relations: Rows) -> list[Alternative]:
    """The sentences to be changed, or the cell where no relation holds it."""
    from gikvalidate.localise import holds

    first, figures = told[0].outcome, case.submission.figures
    off = Fraction(first.reported or 0) - Fraction(first.expected or 0)
    sentences = tuple(
        Repair(f"text.{one.outcome.subject}", one.outcome.reported, one.outcome.expected, place)
        for one in told
        if isinstance(place := one.outcome.places[0], TextPlace)
    )
    there = [key for key in first.rests_on if case.figure(key) is not None]
    free = [key for key in there if holds(figures, relations, {key: case.value(key) + off})]
    if there and not free:
        return [Alternative(sentences, (), (_HELD,))]
    if len(first.rests_on) != 1 or not there:
        return []
    figure = figures.cells[first.rests_on[0]]
    cell = Repair(figure.key, figure.text.strip() or None, first.reported)
    ways = [Alternative(sentences, ()), Alternative((cell,), (CellPlace.of(figure),))]
    return sorted(ways, key=lambda way: len(way.repairs))


def _over_years(case: Case, checks: Iterable[Check]) -> dict[tuple[str, str], Instance]:
    """Relations of this year's figures to last year's, by rule and what it was evaluated on."""
    return {
        (check.rule.id, instance.subject): instance
        for check in checks
        if isinstance(check.run, Relations)
        for instance in check.run.instances.get(case.submission.figures.generation or "", ())
        if instance.over_years
        and not instance.conditions
        and instance.comparison.operator == "=="
        and not any(name.startswith(PRIOR * 2) for name in instance.names)
    }


def _by_row(
    findings: Iterable[Finding], instances: Mapping[tuple[str, str], Instance]
) -> Iterator[tuple[list[Finding], list[Instance]]]:
    """Findings over two years about the same rows, which one change on either side settles."""
    groups: dict[tuple[str, ...], list[tuple[Finding, Instance]]] = {}
    for one in findings:
        if instance := instances.get((one.rule, one.outcome.subject)):
            rows = tuple(name.rpartition(".")[0] for name in instance.comparison.names)
            groups.setdefault(rows, []).append((one, instance))
    for pairs in groups.values():
        yield [one for one, _ in pairs], [instance for _, instance in pairs]


def _of_years(case: Case, instances: Sequence[Instance], relations: Rows) -> list[Alternative]:
    """One figure of each relation changed, the same one in all of them: this year's, then last year's."""
    from gikvalidate.localise import holds

    ways = []
    for names in zip(*(instance.comparison.names for instance in instances), strict=True):
        figures = [case.figure(name) for name in names]
        values = [Fraction(solved(instance, case, name)) for instance, name in zip(instances, names, strict=True)]
        if any(value < 0 for value in values):
            continue
        before = names[0].startswith(PRIOR)
        pairs = [(name, figure, value) for name, figure, value in zip(names, figures, values, strict=True) if figure]
        if len(pairs) < len(names):
            continue
        repairs = tuple(
            Repair(name, figure.text.strip() or None, number(value), CellPlace.of(figure) if before else None)
            for name, figure, value in pairs
        )
        places = () if before else tuple(CellPlace.of(figure) for _, figure, _ in pairs)
        along = not before and not holds(case.submission.figures, relations, dict(zip(names, values, strict=True)))
        ways.append(Alternative(repairs, places, (_ALONG,) if along else ()))
    return sorted(ways, key=lambda way: bool(way.repairs[0].place))
