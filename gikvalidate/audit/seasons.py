"""Each report beside the others of its year: who is below it, other versions of it, others that read like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gikvalidate.audit.bodies import Owner
from gikvalidate.audit.copies import likenesses
from gikvalidate.audit.reading import Checked
from gikvalidate.checks.season import Copy, Relative, Season, of_versions
from gikvalidate.findings import Unreadable, Words
from gikvalidate.names import key, offices_of, ways
from gikvalidate.roster import Body, Roster, in_file_name

_NONE: Words = ("没有收到", "none has come")


class Year:
    """The checked reports of one year by the bodies they are of."""

    def __init__(self, year: int | None, reports: Mapping[str, tuple[Owner, Checked]], roster: Roster | None) -> None:
        self.year = year
        self._roster = roster
        self.reports = reports
        self.by_body: dict[str, list[Checked]] = defaultdict(list)
        self._bodies: dict[str, Body | None] = {}
        for owner, checked in reports.values():
            if owner.same:
                self.by_body[owner.same].append(checked)
                self._bodies[owner.same] = owner.body
        self._by_name = {same.partition("@")[0]: reports for same, reports in self.by_body.items()}
        # Of a body with several reports one stands for it, or its own words would be taken for everybody's.
        first = {same: every[0] for same, every in self.by_body.items()}
        self._alike = likenesses({same: checked.sketch for same, checked in first.items()})

    def of(self, owner: Owner, checked: Checked) -> Season:
        """The season of one report."""
        versions = self.by_body.get(owner.same, [checked])
        return Season(
            tuple(self._below(owner.body)),
            self._office(owner),
            () if versions[0] is checked else (versions[0].gist,),
            tuple(self._copies(owner, checked)),
        )

    def _below(self, body: Body | None) -> Iterator[Relative]:
        if self._roster is None or body is None or self.year is None:
            return
        for child in self._roster.children(body, self.year):
            same = f"{key(child.name)}@{child.line}"
            yield self._relative(child.name, child.aliases, self.by_body.get(same, []))

    def _relative(self, name: str, aliases: Iterable[str], reports: Sequence[Checked]) -> Relative:
        if not reports:
            return Relative(name, ways(name, aliases), why_not=(f"没有收到{name}的报告", f"no report of {name}"))
        gists = list({checked.filed.mark: checked.gist for checked in reports}.values())
        if len({gist.generation for gist in gists}) > 1:
            why = (f"{name}有几份格式不同的报告", f"{name} has several reports of different forms")
            return Relative(name, ways(name, aliases), why_not=why)
        return Relative(name, ways(name, aliases), of_versions(name, gists))

    def _office(self, owner: Owner) -> Relative | None:
        if not owner.name:
            return None
        found = next((self._by_name[each] for each in offices_of(key(owner.name)) if each in self._by_name), None)
        return self._relative(found[0].gist.agency, (), found) if found else None

    def _copies(self, owner: Owner, checked: Checked) -> Iterator[Copy]:
        for alike in self._alike.get(owner.same, ()):
            other = self.by_body[alike.other][0]
            same = other.filed.mark == checked.filed.mark and bool(checked.gist.values)
            yield Copy(other.gist.agency, other.filed.path, alike.share, alike.length, same)

    def missing(self, every: Sequence[Owner], unreadable: Sequence[Unreadable]) -> Iterator[tuple[Body, Words]]:
        """Bodies of the roster without a report, and what may have become of it."""
        if self._roster is None or self.year is None:
            return
        missing = [
            body for body in self._roster.reporting(self.year) if f"{key(body.name)}@{body.line}" not in self.by_body
        ]
        if not missing:
            return
        named = [(item.path, in_file_name(self._roster, item.path.stem, self.year)) for item in unreadable]
        files = [
            (owner.filed.path, in_file_name(self._roster, Path(owner.filed.path).stem, self.year), owner)
            for owner in every
        ]
        for body in missing:
            yield body, _what_became(body, self.year, named, files)


def _what_became(
    body: Body,
    year: int,
    unread: Sequence[tuple[Path, Body | None]],
    files: Sequence[tuple[str, Body | None, Owner]],
) -> Words:
    for unreadable, named in unread:
        if named is body:
            return (f"{unreadable.name} 读不了", f"{unreadable.name} cannot be read")
    for path, named, owner in files:
        if owner.body is body and owner.filed.year != year:
            return (f"{path} 是 {owner.filed.year} 年度的", f"{path} is on {owner.filed.year}")
        if named is body and owner.body is not body:
            return (
                f"文件 {path} 名字里有它，其中写的是“{owner.filed.agency or '（没有名称）'}”",
                f"the file {path} is named for it, and says “{owner.filed.agency or '(no name)'}”",
            )
    return _NONE
