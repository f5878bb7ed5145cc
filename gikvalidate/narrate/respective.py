"""网站548条，微信120条，同比分别增长9.6%和20%: as many relative numbers behind 分别 as counts before them.

The values of the year before may stand between (比上年的500条、100条分别增长…), and differences before rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.claims import ClaimKind, Period
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention
from gikvalidate.narrate.pairs import counts_out


@dataclass(frozen=True, slots=True)
class Values:
    """What one of several relative numbers speaks of; nothing where their numbers do not match up."""

    current: Mention | None = None
    prior: Mention | None = None
    difference: Mention | None = None


def respective(mentions: Sequence[Mention], kinds: set[ClaimKind], lexicon: Lexicon) -> dict[int, Values]:
    """By place of every relative number behind 分别 the values it speaks of."""
    matched: dict[int, Values] = {}
    for index, mention in enumerate(mentions):
        if mention.kind not in kinds or index in matched or not lexicon.words["respectively"].search(mention.lead):
            continue
        run = _run(mentions, index, lexicon)
        values = _before(mentions, run)
        matched.update(zip(run, values, strict=True))
        rates = _rates_behind(mentions, run, lexicon)
        for place, difference, value in zip(rates, run, values, strict=False):
            matched[place] = Values(value.current, value.prior, mentions[difference])
    return matched


def _run(mentions: Sequence[Mention], index: int, lexicon: Lexicon) -> list[int]:
    run = [index]
    while run[-1] + 1 < len(mentions) and _joined(mentions[run[-1] + 1], mentions[index], lexicon):
        run.append(run[-1] + 1)
    return run


def _rates_behind(mentions: Sequence[Mention], run: Sequence[int], lexicon: Lexicon) -> list[int]:
    """The rates that follow as many differences: 分别增加14件、减少4件，上升12.3%、下降6.7%."""
    begin, last = run[-1] + 1, mentions[run[-1]]
    if last.kind is not ClaimKind.DIFFERENCE or begin >= len(mentions):
        return []
    first = mentions[begin]
    if first.kind is not ClaimKind.GROWTH or first.sentence != last.sentence or first.strength > 2:
        return []
    rates = _run(mentions, begin, lexicon)
    return rates if len(rates) == len(run) > 1 else []


def _before(mentions: Sequence[Mention], run: Sequence[int]) -> list[Values]:
    """The counts before the first number of the run, those of the year before told apart."""
    size, first = len(run), mentions[run[0]]
    begin = run[0] - (run[0] > 0 and counts_out(mentions[run[0] - 1], first, size))
    before = list(mentions[max(0, begin - 2 * size) : begin])
    near, far = before[-size:], before[:-size]
    fits = size > 1 and len(near) == size and all(m.countable and m.sentence == first.sentence for m in near)
    if not fits:
        return [Values()] * size
    if all(m.period is Period.PRIOR_YEAR for m in near):
        if len(far) != size or any(not m.countable or m.sentence != first.sentence for m in far):
            return [Values(None, prior) for prior in near]
        return [Values(current, prior) for current, prior in zip(far, near, strict=True)]
    alike = all(m.group == first.group and m.period is Period.THIS_YEAR for m in near)
    return [Values(current) for current in near] if alike else [Values()] * size


def _joined(mention: Mention, first: Mention, lexicon: Lexicon) -> bool:
    """Whether nothing but a joining word, and perhaps a direction (、下降), leads from the number before."""
    if mention.kind is not first.kind or mention.sentence != first.sentence or mention.strength > 2:
        return False
    words = lexicon.words
    lead = mention.lead
    start = words["joiner"].match(lead)
    rest = lead[start.end() :] if start else lead
    return not rest or any(words[f"change.{way}"].fullmatch(rest) for way in ("up", "down"))
