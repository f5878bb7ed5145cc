"""How numbers can make up a list: which may be parts of which, and where a list reaches its whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gikvalidate.claims import Completeness, Interval, Period
from gikvalidate.narrate.mentions import Mention

#: Concepts whose kinds stand side by side in one sentence (制发11件，现行有效597件).
_SIDE_BY_SIDE = frozenset({"applications", "outcome", "review", "suit", "normative", "regulations"})
#: Neither is a part of the other.
_SIDES = {"review.total", "suit.total"}
#: Concepts that stand in the statutory tables: a part of one of them is another number.
_CASES = ("applications.", "outcome.", "channel.", "applicant.", "review.", "suit.", "normative.", "regulations.")


@dataclass(frozen=True)
class Split:
    """A whole with its parts, before claims are made."""

    whole: Mention
    parts: tuple[Mention, ...]
    completeness: Completeness
    cue: str
    firm: bool = True


def same(whole: Mention, part: Mention) -> bool:
    """Whether one number can be a part of the other: same kind, unit and period."""
    return (
        part is not whole
        and not apart(whole, part)
        and part.countable
        and not part.level
        and unit_fits(whole, part)
        and (part.unit == whole.unit or (not part.unit and not_above(part, whole)))
    )


def apart(whole: Mention, part: Mention) -> bool:
    """Whether two numbers stand side by side by what they are: 复议87件，其中维持58件；诉讼67件."""
    return {whole.subject, part.subject} == _SIDES


def unit_fits(whole: Mention, part: Mention) -> bool:
    """Whether kind, unit and period allow the first to be a whole of the second."""
    fits = part.unit in {whole.unit, ""} or not whole.unit
    return fits and whole.kind is part.kind and _within(whole.period, part.period)


def _within(whole: Period, part: Period) -> bool:
    """A year has its quarters as parts, and a sum over years has its years."""
    return whole is part or whole is Period.CUMULATIVE or (whole is Period.THIS_YEAR and part is Period.OTHER)


def until_reached(whole: Mention, parts: list[Mention]) -> list[Mention] | None:
    """The parts up to where they make the whole, zeros that follow included; None if they never do."""
    if not whole.number.quantity.interval.is_exact:
        return None
    total = Interval.exact(0)
    for count, part in enumerate(parts, 1):
        total = total + part.number.quantity.interval
        if count > 1 and total.is_exact and total == whole.number.quantity.interval:
            end = count
            while end < len(parts) and parts[end].number.quantity.value == 0:
                end += 1
            return parts[:end]
    return None


def parallel(parts: list[Mention], whole: Mention) -> list[Mention]:
    """The parts up to the first that is a statement beside the whole (现行有效597件 after 制发11件，其中公开9件)."""
    family = whole.subject.partition(".")[0]
    inside = f"{whole.subject}."
    own = parts[0].subject.partition(".")[0]
    kept = [parts[0]]
    for part in parts[1:]:
        beside = family in _SIDE_BY_SIDE and own != family and part.subject.partition(".")[0] == family
        # After 无法提供71件，其中不掌握60件 the other outcomes stand beside the whole.
        left = family == "outcome" and parts[0].subject.startswith(inside) and not part.subject.startswith(inside)
        if beside or left or (part.strength > 1 and not not_above(part, whole)):
            break
        kept.append(part)
    return kept


def readings(listed: list[list[Mention | None]]) -> list[list[Mention]]:
    """The ways a list can be read: comma list, one part per semicolon, everything."""
    pieces = [piece for piece in map(_before_nested, listed) if piece]
    if not pieces:
        return []
    flat = [mention for piece in pieces for mention in piece]
    heads = [piece[0] for piece in pieces]
    if len(pieces) > 1 and len(pieces[0]) == 1:
        # 发布会38次，其中甲12次；访谈29次，其中乙11次: the second is a whole itself, where no cases are listed.
        beside = None in listed[1] and not pieces[0][0].subject.startswith(_CASES)
        return [pieces[0], heads, flat] if beside else [heads, flat, pieces[0]]
    return [pieces[0], flat, heads]


def _before_nested(piece: list[Mention | None]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in piece:
        if mention is None:
            break
        kept.append(mention)
    return kept


def not_above(part: Mention, whole: Mention) -> bool:
    """Whether the part can be at most the whole."""
    low, high = part.number.quantity.interval.low, whole.number.quantity.interval.high
    return low is None or high is None or low <= high


def iterate(splits: list[Split]) -> Iterator[Split]:
    """Splits with duplicates of the same whole and parts removed."""
    seen: set[tuple[int, ...]] = set()
    for split in splits:
        key = (id(split.whole), *(id(part) for part in split.parts))
        if key not in seen:
            seen.add(key)
            yield split


def narrow(whole: Mention, parts: Sequence[Mention]) -> None:
    """Take back the subject of parts that the list shows to be something narrower than their words."""
    beside = {part.subject for part in parts}
    for part in parts:
        documents = part.topic == "applications" and whole.topic != "applications"
        branch = part.subject == whole.subject and "applications.carried_in" not in beside
        in_time = part.subject == "applications.done" and "applications.transferred" in beside
        if part.subject.startswith(_CASES) and (documents or branch or in_time):
            part.subject = ""
