"""The roster: which bodies have to report, under which names and when, and whose report a name is on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from gikvalidate.findings import Words
from gikvalidate.names import key, place_before
from gikvalidate.submission import Standing

#: So few characters (公安) stand in many names.
_TELLS_NOBODY = 2


@dataclass(frozen=True)
class Body:
    """A line of the roster. It exists from `start` to `end`, both included; None is open."""

    name: str
    aliases: tuple[str, ...] = ()
    standing: Standing = field(default_factory=Standing)
    parent: str = ""
    start: date | None = None
    end: date | None = None
    line: int = 0

    def reports_on(self, year: int) -> bool:
        """Whether it was there at the end of a year, and so has to report on it."""
        last = date(year, 12, 31)
        return (self.start is None or self.start <= last) and (self.end is None or self.end >= last)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Of its name and its aliases."""
        return tuple(dict.fromkeys(map(key, (self.name, *self.aliases))))


@dataclass(frozen=True)
class Match:
    """Whose a name is: the body where one can be told, else all that it may be; `evidence` says why in a sentence."""

    body: Body | None
    evidence: Words
    candidates: tuple[Body, ...] = ()
    #: The name is written as the roster has it, not only alike but for a place.
    exact: bool = False


class Roster:
    """The bodies of a roster by their names."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self.bodies = tuple(bodies)
        self._by_key: dict[str, list[Body]] = defaultdict(list)
        # Asked of every report of a season: what was found for a year is kept.
        self._reporting: dict[int, list[Body]] = {}
        self._below: dict[int, dict[int, list[Body]]] = {}
        self._told_by: dict[int | None, tuple[dict[str, Body], list[int]]] = {}
        for body in self.bodies:
            for each in body.keys:
                self._by_key[each].append(body)

    def match(self, name: str, year: int | None) -> Match:
        """Whose report a name is on in a year; what may be several bodies' is nobody's."""
        wanted = key(name)
        same = _in_year(self._by_key.get(wanted, ()), year)
        # Who bears a name goes before those who once did.
        own = [body for body in same if key(body.name) == wanted]
        if found := own or same:
            return _one(found, name, (f"名册中的{'名称' if own else '别名'}", "as the roster has it"), exact=True)
        near = _in_year(self._but_for_a_place(wanted), year)
        if near:
            return _one(near, name, ("与名册只差地名", "as the roster has it, but for a place"), exact=False)
        return Match(None, self._unknown(name, wanted))

    def _but_for_a_place(self, wanted: str) -> list[Body]:
        """Bodies whose own name is longer or shorter by a place; an alias may be but the kind of body."""
        found = []
        for body in self.bodies:
            own = key(body.name)
            if place_before(own, wanted) or place_before(wanted, own):
                found.append(body)
        return found

    def _unknown(self, name: str, wanted: str) -> Words:
        near = get_close_matches(wanted, self._by_key, 1, 0.7)
        if not near:
            return (f"名册中没有“{name}”", f"the roster has no “{name}”")
        other = self._by_key[near[0]][0].name
        return (
            f"名册中没有“{name}”，最接近的是“{other}”；是同一机关的请写进别名",
            f"the roster has no “{name}”; nearest is “{other}”, which may be added to its aliases",
        )

    def reporting(self, year: int) -> list[Body]:
        """Those who have to report on a year, in the order of the roster."""
        if year not in self._reporting:
            self._reporting[year] = [body for body in self.bodies if body.reports_on(year)]
        return self._reporting[year]

    def within(self, flat: str, year: int | None) -> dict[str, Body]:
        """Those to report on a year, or all, by what of their names stands in a key; the roster may be long."""
        if year not in self._told_by:
            bodies = (self.reporting(year) if year is not None else None) or self.bodies
            names = {each: body for body in bodies for each in body.keys if len(each) > _TELLS_NOBODY}
            self._told_by[year] = names, sorted(set(map(len, names)))
        names, lengths = self._told_by[year]
        parts = (flat[at : at + length] for length in lengths for at in range(len(flat) - length + 1))
        return {part: names[part] for part in parts if part in names}

    def children(self, parent: Body, year: int) -> list[Body]:
        """Those directly below a body in a year."""
        if year not in self._below:
            below = self._below[year] = defaultdict(list)
            for body in self.reporting(year):
                if (superior := self.parent(body)) is not None:
                    below[id(superior)].append(body)
        return self._below[year].get(id(parent), [])

    def parent(self, body: Body) -> Body | None:
        """The body named as its superior, where the roster has it."""
        found = self._by_key.get(key(body.parent), ()) if body.parent else ()
        own = [one for one in found if key(one.name) == key(body.parent)]
        return next(iter(own or found), None)

    def before(self, body: Body, year: int) -> tuple[Body, ...]:
        """Whose reports on the year before are its own: itself, and those gone since that its aliases name."""
        gone = [one for each in body.keys for one in self._by_key[each] if one is not body and not one.reports_on(year)]
        return tuple(dict.fromkeys([body, *gone]))


def _in_year(bodies: Sequence[Body], year: int | None) -> list[Body]:
    """Those there in a year; all where none was, or the year is not known."""
    there = [body for body in bodies if year is None or body.reports_on(year)]
    return list(dict.fromkeys(there or bodies))


def _one(found: Sequence[Body], name: str, evidence: Words, *, exact: bool) -> Match:
    if len(found) == 1:
        return Match(found[0], evidence, exact=exact)
    names = "、".join(body.name for body in found)
    told = (f"“{name}”可能是 {names}", f"“{name}” may be any of {names}")
    return Match(None, told, tuple(found))


def in_file_name(roster: Roster, stem: str, year: int | None) -> Body | None:
    """The body whose name stands in the name of a file; None where none or several do."""
    found = roster.within(key(stem), year)
    longest = [each for each in found if not any(each != other and each in other for other in found)]
    return found[longest[0]] if len(longest) == 1 else None


def rows_below(bodies: Sequence[Body]) -> Iterator[tuple[Body, Words]]:
    """Lines whose superior the roster does not have, which takes them out of every sum; told, not refused."""
    names = {each for body in bodies for each in body.keys}
    for body in bodies:
        if body.parent and key(body.parent) not in names:
            yield (
                body,
                (
                    f"名册第 {body.line} 行：上级“{body.parent}”不在名册中，不参加汇总",
                    f"roster line {body.line}: “{body.parent}” is not in the roster, so it is in no sum",
                ),
            )
