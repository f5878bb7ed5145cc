"""What a report is checked beside: the other reports of its year, as far as they bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gikvalidate.arithmetic import Exact
from gikvalidate.checks.case import Case
from gikvalidate.claims import Claim, ClaimKind, Interval, Period
from gikvalidate.findings import CellPlace, Finding, RootCause, Severity, Words

#: The subject of claims about fees for applications.
FEES = "fees.processing"


@dataclass(frozen=True)
class Gist:
    """What other reports are held to: the figures of a report as a relation uses them, zeros left out; the cells that
    cannot be read, each with its reason; those that are at odds with its own other cells (`wrong`), by which nobody
    else is to be judged; and what it says to have collected for handling applications.
    """

    path: str
    agency: str
    generation: str | None
    values: Mapping[str, Exact] = field(default_factory=dict)
    unread: Mapping[str, Words] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    fees: tuple[Interval, ...] = ()
    #: The numbers of its text with what they are about.
    said: frozenset[tuple[str, str]] = frozenset()

    def value(self, key: str) -> Exact:
        return self.values.get(key, 0)

    @staticmethod
    def sayings(claims: Iterable[Claim]) -> frozenset[tuple[str, str]]:
        """The numbers of a text with what they are about; numbers about nothing known are left out."""
        return frozenset((c.subject, c.quantity.text.strip()) for c in claims if c.subject and c.quantity.value)


@dataclass(frozen=True)
class Relative:
    """A body below the one that reports, and its report; without one `why_not`.

    `names` are the ways to write its name, the longest first, without the place it shares with others.
    """

    name: str
    names: tuple[str, ...]
    gist: Gist | None = None
    why_not: Words = ""
    office: bool = False


class Copy(NamedTuple):
    """A report of another body that reads like this one: how much of what is its own, in per cent, and how long it is.

    `same_figures` says that the tables agree as well.
    """

    agency: str
    path: str
    share: int
    length: int
    same_figures: bool = False


@dataclass(frozen=True)
class Season:
    """The reports of a year beside one of them. `awaited` says why the report of a body is missing."""

    children: tuple[Relative, ...] = ()
    office: Relative | None = None
    versions: tuple[Gist, ...] = ()
    copies: tuple[Copy, ...] = ()
    awaited: Words = ""


NO_SEASON = ("没有同一批的其他报告", "the other reports of the year are not at hand")


def gist(case: Case, findings: Iterable[Finding] = (), causes: Iterable[RootCause] = ()) -> Gist:
    """What of a report others are held to; `findings` and their root `causes` are those of the report itself."""
    submission = case.submission
    figures = submission.figures
    by_number = {cause.id: cause for cause in causes}
    if case.recomputed:
        values = {key: value for key in figures.cells if (value := case.value(key))}
        doubted = [key for key in figures.cells if key in figures.strange or key in case.recomputed]
    else:
        # Nearly always: what is no plain number counts nothing.
        values = {key: value for key, value in figures.plain.items() if value}
        doubted = list(figures.strange)
    unread = dict(case.unreadable(doubted))
    missing = {key: reason for table in figures.tables for key, reason in case.unreadable(table.missing)}
    return Gist(
        str(submission.document.path),
        submission.agency or "",
        figures.generation,
        values,
        {**missing, **unread},
        frozenset(figure for finding in findings for figure in _at_odds(finding, by_number)),
        tuple(fees_collected(submission.narrative.claims)),
        Gist.sayings(submission.narrative.claims),
    )


def of_versions(name: str, versions: Sequence[Gist]) -> Gist:
    """What several reports of one body that differ have in common: where they differ, nobody is held to it."""
    first, *others = versions
    if not others:
        return first
    why = (f"{name}有几份报告，这一格不同", f"{name} has several reports, which differ in this cell")
    cells = {key for version in versions for key in version.values}
    differing = {key: why for key in cells if any(version.value(key) != first.value(key) for version in others)}
    return replace(
        first,
        unread={key: reason for version in versions for key, reason in version.unread.items()} | differing,
        wrong=frozenset().union(*(version.wrong for version in versions)),
        fees=tuple(dict.fromkeys(fee for version in versions for fee in version.fees)),
    )


def _at_odds(finding: Finding, causes: Mapping[int, RootCause]) -> Iterator[str]:
    """The cells that may be wrong: where they are known, those that a repair changes, and else all it rests on."""
    if finding.severity is not Severity.ERROR:
        return
    cause = None if finding.root_cause is None else causes.get(finding.root_cause)
    if cause is not None and cause.alternatives and not cause.stopped:
        for alternative in cause.alternatives:
            yield from (repair.figure for repair in alternative.repairs)
    else:
        yield from (place.figure for place in finding.outcome.places if isinstance(place, CellPlace))
        yield from finding.outcome.rests_on


def fees_collected(claims: Iterable[Claim]) -> list[Interval]:
    """What a report says to have collected for handling applications, in 元."""
    return [
        claim.quantity.interval
        for claim in claims
        if claim.subject == FEES
        and claim.period is Period.THIS_YEAR
        and claim.quantity.value is not None
        and (claim.kind is ClaimKind.AMOUNT or claim.quantity.value == 0)
    ]
