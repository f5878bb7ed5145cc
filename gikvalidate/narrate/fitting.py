"""Which whole a list goes with and where it ends, from its numbers: where they agree, else where they nearly do."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.narrate import lists, wholes
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

#: So many numbers make a whole by chance hardly ever.
_MANY = 3


def fit(
    candidates: Sequence[Mention],
    nearly: Sequence[Mention],
    listed: list[list[Mention | None]],
    beyond: Sequence[Mention],
    rest: list[Mention],
    lexicon: Lexicon,
) -> tuple[Mention | None, list[Mention]]:
    """The whole and the stretch of the list that agree, else a whole that all the `rest` of the sentence makes.

    Else one of `nearly` with which the list nearly does, else the likeliest whole with the grammatical list.
    """
    readings = lists.readings(listed)
    extended = [[*parts, *beyond] for parts in readings[:1]] if beyond else []
    for whole in candidates:
        for parts in [*readings, *extended]:
            cut = lists.until_reached(whole, parts)
            if cut is not None and not _goes_on(cut, parts, lexicon):
                return whole, cut
    if not readings:
        return None, []
    for whole in candidates:
        if len(rest) >= _MANY and lists.until_reached(whole, rest) == rest:
            return whole, rest
    for whole in candidates:
        for parts in readings:
            if wholes.but_for_a_digit(whole, parts):
                return whole, parts
    if len(readings[0]) > 2:
        for whole in nearly:
            if wholes.about(whole, readings[0]):
                return whole, readings[0]
    parts = lists.parallel(readings[0], candidates[0])
    fitting = [w for w in candidates if all(lists.not_above(p, w) for p in parts)]
    return (fitting or list(candidates))[0], parts


def _goes_on(cut: list[Mention], parts: list[Mention], lexicon: Lexicon) -> bool:
    """Whether the list goes on with a part of the same known kind, so that it cannot end here."""
    if len(cut) == len(parts):
        return False
    kind = wholes.family(cut[-1], lexicon)
    return bool(kind) and kind != "applications" and wholes.family(parts[len(cut)], lexicon) == kind
