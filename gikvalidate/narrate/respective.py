"""网站548条，微信120条，同比分别增长9.6%和20%: as many relative numbers behind 分别 as counts before them."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.claims import ClaimKind
from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention


def respective(mentions: Sequence[Mention], kinds: set[ClaimKind], lexicon: Lexicon) -> dict[int, Mention | None]:
    """By place of the relative number the count it speaks of; None where their numbers do not match up."""
    matched: dict[int, Mention | None] = {}
    for index, mention in enumerate(mentions):
        if mention.kind not in kinds or not lexicon.words["respectively"].search(mention.lead):
            continue
        run = [index]
        while run[-1] + 1 < len(mentions) and _joined(mentions[run[-1] + 1], mention, lexicon):
            run.append(run[-1] + 1)
        before = mentions[max(0, index - len(run)) : index]
        alike = all(m.countable and m.sentence == mention.sentence and m.group == mention.group for m in before)
        fits = len(run) > 1 and len(before) == len(run) and alike
        for place, current in zip(run, before if fits else [None] * len(run), strict=True):
            matched[place] = current
    return matched


def _joined(mention: Mention, first: Mention, lexicon: Lexicon) -> bool:
    """Whether nothing but a joining word, and perhaps a direction (、下降), leads from the number before."""
    if mention.kind is not first.kind or mention.sentence != first.sentence or mention.strength > 2:
        return False
    words = lexicon.words
    lead = mention.lead
    start = words["joiner"].match(lead)
    rest = lead[start.end() :] if start else lead
    return not rest or any(words[f"change.{way}"].fullmatch(rest) for way in ("up", "down"))
