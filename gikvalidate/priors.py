"""Where the report of the year before comes from: files, a folder, a store; and which of them it is."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path

from gikvalidate.document import DocumentError
from gikvalidate.engine import submit
from gikvalidate.names import key, place_before
from gikvalidate.roster import Match, Roster
from gikvalidate.submission import Earlier, Submission

_Words = tuple[str, str]


@dataclass(frozen=True)
class Filed:
    """A report of an earlier year: whose it is and of when, and how it is had; equal figures have one `mark`."""

    path: str
    agency: str | None
    year: int | None
    mark: str
    load: Callable[[], Submission]


def mark_of(submission: Submission) -> str:
    """The same for two reports with the same figures."""
    figures = submission.figures
    told = sorted(f"{key}={figure.kind}:{figure.value}" for key, figure in figures.cells.items())
    return hashlib.sha256("\n".join([figures.generation or "", *told]).encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """Which report is that of the year before, not yet had; without one `why_not`."""

    filed: Filed | None
    why_not: _Words = ("", "")
    before: Plan | None = None

    def same_as(self, other: Plan) -> bool:
        """Whether it comes to the same reports of the years before, and where there is none for the same reason."""
        here, there = (self.filed and self.filed.path, self.why_not), (other.filed and other.filed.path, other.why_not)
        if here != there or self.before is None or other.before is None:
            return here == there and self.before is other.before
        return self.before.same_as(other.before)

    def earlier(self) -> Earlier:
        """The reports themselves."""
        if self.filed is None:
            return Earlier(None, self.why_not)
        before = self.before.earlier() if self.before is not None else None
        return Earlier(self.filed.load(), before=before, same_body=True)


class Shelf:
    """Reports of earlier years by body and year. What may be of several bodies is told, never picked."""

    def __init__(self, reports: Iterable[Filed], roster: Roster | None = None) -> None:
        self._roster = roster
        self._by_year: dict[int, list[Filed]] = defaultdict(list)
        self._owners: dict[int, tuple[list[tuple[Filed, Match]], Mapping[int, list[int]]]] = {}
        for filed in reports:
            if filed.agency and filed.year:
                self._by_year[filed.year].append(filed)

    def before(self, agency: str | None, year: int | None) -> Plan:
        """The report of a body on the year before `year`, and those before it."""
        if not agency or not year:
            return Plan(None, ("不知道机关或年度，找不到上年报告", "body or year unknown, so no prior report"))
        found, doubt = self._reports(agency, year)
        if not found:
            return Plan(None, doubt)
        if len({filed.mark for filed in found}) > 1:
            bodies = {key(filed.agency or ""): filed.agency or "" for filed in found}
            if len(bodies) > 1:
                names = "、".join(bodies.values())
                return Plan(
                    None, (f"上年是 {names} 几个机关的报告，不作两年对照", f"last year these were apart: {names}")
                )
            paths = "、".join(filed.path for filed in found)
            return Plan(None, (f"上年报告有不同的几份：{paths}，不知以哪份为准", f"prior reports differ: {paths}"))
        return Plan(found[0], before=self.before(found[0].agency, year - 1) if year - 2 in self._by_year else None)

    def _reports(self, agency: str, year: int) -> tuple[list[Filed], _Words]:
        there = self._by_year.get(year - 1, [])
        none = ("没有找到上年报告", "the report of the year before was not found")
        if self._roster is not None:
            match = self._roster.match(agency, year)
            if match.candidates:
                return [], (f"{match.evidence[0]}，上年报告不知是哪一份", f"{match.evidence[1]}: no prior report")
            if match.body is not None:
                line = self._roster.before(match.body, year)
                owned, places = self._owned(year - 1)
                found = [owned[at][0] for at in sorted(at for body in line for at in places[id(body)])]
                shared = None if found else next((owner for _, owner in owned if match.body in owner.candidates), None)
                return found, (
                    f"上年报告{shared.evidence[0]}",
                    f"prior report: {shared.evidence[1]}",
                ) if shared else none
        return self._by_name(agency, there, none)

    def _owned(self, year: int) -> tuple[list[tuple[Filed, Match]], Mapping[int, list[int]]]:
        """The reports of a year, each with whose it is by the roster, and the places of those of each body."""
        if year not in self._owners:
            assert self._roster is not None
            owned = [(filed, self._roster.match(filed.agency or "", year)) for filed in self._by_year[year]]
            places: dict[int, list[int]] = defaultdict(list)
            for at, (_, match) in enumerate(owned):
                places[id(match.body)].append(at)
            self._owners[year] = owned, places
        return self._owners[year]

    def _by_name(self, agency: str, there: Sequence[Filed], none: _Words) -> tuple[list[Filed], _Words]:
        wanted = key(agency)
        names = {key(filed.agency or ""): filed.agency or "" for filed in there}
        if wanted in names:
            return [filed for filed in there if key(filed.agency or "") == wanted], none
        alike = [name for name in names if place_before(name, wanted) or place_before(wanted, name)]
        if len(alike) > 1:
            told = "、".join(names[name] for name in alike)
            return [], (f"上年报告可能是 {told} 中的一份", f"the prior report may be any of {told}")
        if not alike and (near := get_close_matches(wanted, names, 1, 0.7)):
            other = names[near[0]]
            return [], (
                f"没有找到上年报告；有“{other}”的，是更名的请在名册里写上别名",
                f"no prior report found; there is one of “{other}”, to be named as an alias if it was renamed",
            )
        return [filed for filed in there if key(filed.agency or "") in alike], none


class Priors:
    """The reports of earlier years at `path`. They are read when the first one is asked for, and once."""

    def __init__(self, path: Path, roster: Roster | None = None) -> None:
        self.path = path
        self._roster = roster
        #: What could not be read as a report; known after the first question.
        self.unreadable: list[DocumentError] = []

    def __call__(self, submission: Submission) -> Earlier | None:
        """The report of the body and the year before; a single file is taken as that without looking for its name."""
        if not self.path.is_dir() and self._roster is None:
            return Earlier(self._reports[0]) if self._reports else None
        return self._shelf.before(submission.agency, submission.year).earlier()

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(map(filed, self._reports), self._roster)

    @cached_property
    def _reports(self) -> list[Submission]:
        files = sorted(path for path in self.path.rglob("*") if path.is_file()) if self.path.is_dir() else [self.path]
        reports = []
        for file in files:
            try:
                reports.append(submit(file))
            except DocumentError as error:
                self.unreadable.append(error)
        return reports


class Stored:
    """The reports of earlier years that a store has."""

    unreadable: Sequence[DocumentError] = ()

    def __init__(self, reports: Iterable[Filed], roster: Roster | None = None) -> None:
        self._shelf = Shelf(reports, roster)

    def __call__(self, submission: Submission) -> Earlier | None:
        """The report of the body and the year before."""
        return self._shelf.before(submission.agency, submission.year).earlier()


def filed(report: Submission) -> Filed:
    """A report that is at hand."""
    return Filed(str(report.document.path), report.agency, report.year, mark_of(report), partial(_itself, report))


def _itself(report: Submission) -> Submission:
    return report
