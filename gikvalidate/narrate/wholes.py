"""Which number can be the whole of which parts: by concept first (schemas/lexicon/wholes.yaml), by nearness second."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gikvalidate.claims import Interval
from gikvalidate.digits import one_digit_off
from gikvalidate.narrate import lists
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

#: Complete lists with a slip come this near their whole; real lists of examples stayed below it.
_NEARLY = Fraction(7, 10)
#: A list with a slip in it comes this near its whole.
_A_FEW, _CLOSE = 2, Fraction(1, 20)
#: How near a slip mostly stays to what was meant.
_TENTH = 10
#: Of fewer than this, what two examples leave over is small by chance.
_SOME = 20
#: How many numbers back the total of a list may stand.
_REACH = 40


def family(mention: Mention, lexicon: Lexicon) -> str:
    """The dimension a part belongs to (channel, applicant, outcome …), or "" where the lexicon knows none."""
    return mention.subject.partition(".")[0] if lexicon.wholes_of(mention.subject) else ""


def suits(whole: Mention, part: Mention, lexicon: Lexicon) -> bool:
    """Whether the concepts allow one to be a whole of the other; unknown words allow anything."""
    if not whole.subject or whole.subject == part.subject or part.subject.startswith(f"{whole.subject}."):
        return True
    admitted = lexicon.wholes_of(part.subject)
    return not admitted or whole.subject in admitted


def totals(parts: Sequence[Mention], mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> list[Mention]:
    """The totals of a list whose concept is known, likeliest first: numbers before `index` in its block."""
    known = _of_kind(parts, mentions, index, lexicon)
    return [whole for whole in known if all(lists.not_above(part, whole) for part in parts)]


def slipped(parts: Sequence[Mention], mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> list[Mention]:
    """The totals that such a list would make but for one digit, whether a part is above them or not."""
    return [whole for whole in _of_kind(parts, mentions, index, lexicon) if but_for_a_digit(whole, parts)]


def _of_kind(parts: Sequence[Mention], mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> list[Mention]:
    first = parts[0]
    admitted = lexicon.wholes_of(first.subject)
    if not admitted:
        return []
    found = [
        mention
        for mention in mentions[max(0, index - _REACH) : index]
        if mention.subject in admitted
        and mention.block == first.block
        and mention.countable
        and not mention.level
        and lists.unit_fits(mention, first)
        and all(suits(mention, part, lexicon) for part in parts)
    ]
    return sorted(found, key=lambda mention: (admitted.index(mention.subject), -mention.start))


def distinct(wholes: Sequence[Mention]) -> list[Mention]:
    """The candidates without those that repeat a value."""
    kept: list[Mention] = []
    for whole in wholes:
        if all(whole.number.quantity.interval != other.number.quantity.interval for other in kept):
            kept.append(whole)
    return kept


def added(parts: Sequence[Mention]) -> Interval:
    """The parts together."""
    return Interval.total(part.number.quantity.interval for part in parts)


def about(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the parts make nearly what the whole is, a little less or more."""
    together, value = added(parts), whole.number.quantity.interval
    if not (together.is_exact and value.is_exact) or together.low is None or value.low is None:
        return False
    return abs(Fraction(together.low - value.low)) <= max(Fraction(_A_FEW), _CLOSE * value.low)


def near(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the parts make the whole but for a tenth of it, so that it may have been written for what they make."""
    together, value = added(parts).low, whole.number.quantity.interval.low
    return together is not None and value is not None and abs(Fraction(together - value)) * _TENTH <= value


def but_for_a_digit(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the parts would make the whole if one of the numbers had one digit more or less.

    What a list makes begins with the one digit of some number before it by chance.
    """
    told = [mention.number.quantity.interval for mention in (whole, *parts)]
    values = [int(each.low) for each in told if each.is_exact and each.low is not None and each.low.denominator == 1]
    if len(parts) < 2 or len(values) < len(told) or (values[0] < _TENTH and whole.sentence != parts[0].sentence):
        return False
    return one_digit_off(values[0], values[1:])


def all_but_few(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether so little of a whole is left that two parts must be meant to make it, and one of the numbers slipped."""
    together, value = added(parts), whole.number.quantity.interval
    told = all(mention.number.quantity.interval.is_exact for mention in (whole, *parts))
    if together.low is None or value.low is None or not told or value.low < _SOME or together.meets(value):
        return False
    return abs(Fraction(value.low - together.low)) <= _CLOSE * value.low


def nearly_all(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the parts named come near the whole; far below it, the sentence gives examples."""
    together, high = added(parts).high, whole.number.quantity.interval.high
    return together is None or high is None or together >= _NEARLY * high
