"""How a list ends, which says whether it is complete."""

from __future__ import annotations

from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention


def unfinished(text: str, last: Mention, lexicon: Lexicon) -> bool:
    """Whether 等 follows the last part."""
    return lexicon.words["unfinished"].match(text, last.end) is not None


def remainder(last: Mention, lexicon: Lexicon) -> bool:
    """Whether the last part is 其他."""
    return lexicon.words["remainder"].match(last.label) is not None


def selected(text: str, start: int, first: Mention, lexicon: Lexicon) -> bool:
    """Whether the words before the first part say that only some are named: 排名靠前的是."""
    return lexicon.words["selective"].search(text, start, first.start) is not None
