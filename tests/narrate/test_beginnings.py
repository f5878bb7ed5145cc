"""What is looked at before a long pattern is tried lets through all that the pattern can begin with."""

from __future__ import annotations

import pytest

from gikvalidate import datafiles
from gikvalidate.narrate import load_lexicon
from gikvalidate.narrate.numbers import _grammar
from tests.narrate.beginnings import beginnings

TRAPS = datafiles.load(datafiles.folder("schemas") / "lexicon" / "traps.yaml").data


@pytest.mark.parametrize("group", TRAPS, ids=[group["reason"] for group in TRAPS])
def test_traps_begin_as_their_group_says(group: dict[str, str]) -> None:
    told = beginnings(f"[{group['begins']}]")
    assert told == frozenset().union(*map(beginnings, group["patterns"]))


def test_numbers_begin_as_the_lexicon_says() -> None:
    lexicon = load_lexicon()
    assert beginnings(lexicon.words["begins"].pattern) == beginnings(_grammar(lexicon).pattern)
