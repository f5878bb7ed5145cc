"""A pattern that is tried only where it can begin finds what it found before."""

from __future__ import annotations

import re

import pytest

from gikvalidate.narrate import load_lexicon
from gikvalidate.narrate.openings import guarded
from tests.narrate.test_corpus import ENTRIES

TEXT = "\n".join(entry["text"] for entry in ENTRIES)


@pytest.mark.parametrize(
    "source", ["收到|办结", "(?<!代)表[0-9]+", "第?[0-9]{1,3}件", "(?P<a>约|近)?(?P<b>[0-9]+)(?(a)件|条)"]
)
def test_a_guarded_pattern_finds_the_same(source: str) -> None:
    assert guarded(source) != source
    found = [match.span() for match in re.finditer(guarded(source), TEXT)]
    assert found == [match.span() for match in re.finditer(source, TEXT)] != []


@pytest.mark.parametrize("source", ["[^，]件", ".件", "\\s", "件?", "[一-龥]件"])
def test_a_pattern_that_can_begin_with_anything_is_left_as_it_is(source: str) -> None:
    assert guarded(source) == source


def test_the_traps_are_guarded() -> None:
    assert load_lexicon().traps.pattern.startswith("(?=[")
