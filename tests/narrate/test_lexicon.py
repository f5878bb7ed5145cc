"""The lists of words that ship: lists become patterns when a report asks for them, so that all are asked for here."""

from __future__ import annotations

from pathlib import Path

import pytest

from gikvalidate.datafiles import DataFileError, load
from gikvalidate.narrate import load_lexicon
from gikvalidate.narrate.wordlists import Words


def test_every_list_of_words_is_a_pattern() -> None:
    lexicon = load_lexicon()
    for words in (lexicon.words, *(concept.said for concept in lexicon.concepts)):
        for name in words.sources:
            assert words.source(name) in words[name].pattern
    assert all(lexicon.endings[name] for name in lexicon.words.sources)


def test_a_list_that_is_no_pattern_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("sound: [甲]\nbroken: ['乙(']\n", encoding="utf-8")
    file = load(tmp_path / "words.yaml")
    words = Words(tmp_path)
    words.sources = {name: (file, (name,), "|".join(file.data[name])) for name in file.data}
    assert list(words) == ["sound", "broken"]
    assert words["sound"].search("甲")
    with pytest.raises(DataFileError, match=r"words.yaml:2:10: .* · is not a pattern"):
        words["broken"]
    with pytest.raises(DataFileError, match="no file of the lexicon holds"):
        words["missing"]
