"""What is looked at before a long pattern is tried lets through all that the pattern can begin with."""

from __future__ import annotations

import pytest

from gikvalidate import datafiles
from gikvalidate.narrate import load_lexicon
from gikvalidate.narrate.numbers import _grammar
from tests.narrate.beginnings import beginnings
from tests.narrate.test_corpus import ENTRIES

TRAPS = datafiles.load(datafiles.folder("schemas") / "lexicon" / "traps.yaml").data


@pytest.mark.parametrize("group", TRAPS, ids=[group["reason"] for group in TRAPS])
def test_traps_begin_as_their_group_says(group: dict[str, str]) -> None:
    told = beginnings(f"[{group['begins']}]")
    assert told == frozenset().union(*map(beginnings, group["patterns"]))


def test_numbers_begin_as_the_lexicon_says() -> None:
    lexicon = load_lexicon()
    assert beginnings(lexicon.words["begins"].pattern) == beginnings(_grammar(lexicon).pattern)


GATED = sorted(load_lexicon().words.under("begins."))


@pytest.mark.parametrize("key", GATED)
def test_lists_begin_as_the_lexicon_says(key: str) -> None:
    words = load_lexicon().words
    assert beginnings(words[key].pattern) == beginnings(words[key.removeprefix("begins.")].pattern)


@pytest.mark.parametrize("key", GATED)
def test_lists_are_found_where_their_patterns_are(key: str) -> None:
    words, name = load_lexicon().words, key.removeprefix("begins.")
    text = "\n".join(entry["text"] for entry in ENTRIES)
    for start, end in ((0, len(text)), (5, 2000)):
        found = [match.span() for match in words.finditer(name, text, start, end)]
        assert found == [match.span() for match in words[name].finditer(text, start, end)]
