"""Wholes that a share names: 占新收申请的36% is held to what was received, whatever numbers stand nearer."""

from __future__ import annotations

from gikvalidate.narrate.lexicon import Lexicon
from gikvalidate.narrate.mentions import Mention

_NAMED = "share.named."


def subjects_named(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The concepts that the words between 占 and a percentage can mean; none where the lexicon knows no such whole."""
    return tuple(key.removeprefix(_NAMED) for key in lexicon.words.under(_NAMED) if lexicon.words[key].search(words))


def about(mention: Mention, words: str) -> bool:
    """Whether a number's label holds nearly all of the words that name a whole (占主办件的88%)."""
    return 3 * sum(char in mention.label for char in words) >= 2 * len(words)
