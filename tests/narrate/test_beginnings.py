"""What is looked at before a long pattern is tried lets through all that the pattern can begin with."""

from __future__ import annotations

import re

import pytest

from gikvalidate import datafiles, datafolders
from gikvalidate.narrate import load_lexicon
from gikvalidate.narrate.numbers import _grammar
from tests.narrate.beginnings import beginnings
from tests.narrate.test_corpus import ENTRIES

TRAPS = datafiles.load(datafolders.folder("schemas") / "lexicon" / "traps.yaml").data


@pytest.mark.parametrize("group", TRAPS, ids=[group["reason"] for group in TRAPS])
def test_traps_begin_as_their_group_says(group: dict[str, str]) -> None:
    told = beginnings(f"[{group['begins']}]")
    assert told == frozenset().union(*map(beginnings, group["patterns"]))


def test_numbers_begin_as_the_lexicon_says() -> None:
    lexicon = load_lexicon()
    assert beginnings(lexicon.words["begins"].pattern) == beginnings(_grammar(lexicon).pattern)


WORDS = load_lexicon().words
GATED = [key.removeprefix("begins.") for key in WORDS.under("begins.")]
#: May begin with any character behind a certain one.
BEHIND = {"members"}


@pytest.mark.parametrize("name", sorted({*GATED} - BEHIND))
def test_lists_begin_as_the_lexicon_says(name: str) -> None:
    assert beginnings(WORDS.source(f"begins.{name}")) == beginnings(WORDS.source(name))


@pytest.mark.parametrize("name", GATED)
def test_lists_are_found_wherever_they_stand(name: str) -> None:
    text = "\n".join(entry["text"] for entry in ENTRIES)
    everywhere = re.finditer(WORDS.source(name), text)
    assert [match.span() for match in WORDS[name].finditer(text)] == [match.span() for match in everywhere]
