"""Lists that are complete by their names: the four quarters or the two halves make the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.claims import Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.lists import not_above
from gikvalidate.narrate.mentions import Mention

#: How many numbers back the whole of such a list may stand.
_REACH = 6


def closed_sets(
    mentions: Sequence[Mention], parents: Mapping[int, Mention], lexicon: Lexicon
) -> Iterator[tuple[Mention, list[Mention]]]:
    """Every whole with such a list right behind it, one number for each name in its order."""
    for names in lexicon.closed_sets:
        for index in range(1, len(mentions) - len(names) + 1):
            if not names[0].search(mentions[index].lead):
                continue
            parts = list(mentions[index : index + len(names)])
            named = all(name.search(part.lead) for name, part in zip(names, parts, strict=True))
            if not named or any(id(part) in parents for part in parts) or not _side_by_side(parts):
                continue
            whole = next(
                filter(lambda one: _of_year(one, parts), reversed(mentions[max(0, index - _REACH) : index])), None
            )
            if whole is not None:
                yield whole, parts


def _side_by_side(parts: Sequence[Mention]) -> bool:
    first = parts[0]
    return all(
        part.countable and (part.unit, part.sentence, part.group) == (first.unit, first.sentence, first.group)
        for part in parts
    )


def _of_year(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether a number is that of the year in the sentence of the list or the one before it."""
    first = parts[0]
    near = whole.sentence >= first.sentence - 1 and whole.block == first.block and whole.group == first.group
    fits = whole.countable and whole.unit == first.unit and whole.period is Period.THIS_YEAR
    return near and fits and all(not_above(part, whole) for part in parts)
