"""Whose report each document is: by the name it bears, else by that of its file; doubt is kept, nothing is guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gikvalidate.findings import Words
from gikvalidate.names import key
from gikvalidate.priors import Filed
from gikvalidate.roster import Body, Match, Roster, in_file_name


@dataclass(frozen=True)
class Owner:
    """A document and the body whose report it is; without a body `told` says why none is certain."""

    filed: Filed
    body: Body | None
    told: Words
    exact: bool = False

    @property
    def name(self) -> str:
        """The body by the roster, else as the document has it."""
        return self.body.name if self.body is not None else self.filed.agency or ""

    @property
    def same(self) -> str:
        """Equal for documents of one body."""
        return f"{key(self.body.name)}@{self.body.line}" if self.body is not None else key(self.name)


def owners(reports: Iterable[Filed], roster: Roster | None) -> list[Owner]:
    """The owner of every document."""
    found = [owner_of(filed, roster) for filed in reports]
    return _without_rivals(found)


def owner_of(filed: Filed, roster: Roster | None) -> Owner:
    """The owner of a document looked at alone."""
    if roster is None:
        told: Words = "" if filed.agency else ("报告里没有机关名称", "the report names no body")
        return Owner(filed, None, told)
    if filed.agency:
        match = roster.match(filed.agency, filed.year)
    else:
        body = in_file_name(roster, Path(filed.path).stem, filed.year)
        evidence: Words = ("报告里没有机关名称，按文件名认", "the report names no body; taken from the file's name")
        match = Match(body, evidence if body else ("报告里没有机关名称", "the report names no body"))
    if match.body is not None and filed.year and not match.body.reports_on(filed.year):
        gone: Words = (
            f"{match.evidence[0]}；按名册它在 {filed.year} 年底不存在",
            f"{match.evidence[1]}; by the roster it was not there at the end of {filed.year}",
        )
        match = replace(match, evidence=gone)
    return Owner(filed, match.body, match.evidence, match.exact)


def _without_rivals(found: Sequence[Owner]) -> list[Owner]:
    """Two names that differ from one of the roster by their places may be two bodies: then neither is taken for it."""
    names: dict[tuple[str, int | None], set[str]] = defaultdict(set)
    for owner in found:
        if owner.body is not None and owner.filed.agency:
            names[owner.same, owner.filed.year].add(key(owner.filed.agency))
    settled = []
    for owner in found:
        rivals = names[owner.same, owner.filed.year] if owner.body is not None else set()
        if owner.body is None or owner.exact or not owner.filed.agency or len(rivals) < 2:
            settled.append(owner)
            continue
        told: Words = (
            f"“{owner.filed.agency}”与名册的“{owner.body.name}”只差地名，而另有报告也像是它的",
            f"“{owner.filed.agency}” is “{owner.body.name}” but for a place, and so is another report",
        )
        settled.append(Owner(owner.filed, None, told))
    return settled


def season_year(reports: Iterable[Filed]) -> int | None:
    """The year most reports are on, the later one of two."""
    years = Counter(filed.year for filed in reports if filed.year)
    return max(years, key=lambda year: (years[year], year), default=None)
