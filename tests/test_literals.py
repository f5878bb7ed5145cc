"""Where the words that a pattern needs do not stand, the pattern fits nowhere."""

import re
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gikvalidate.literals import fits_across, may_fit, needed

PIECES = [
    *("件", "条", "件条", ".", "^", "$", "[件条]", "[^件]", "[一-龥]", "|", "|", "(", "(", ")", ")", "(?:", "(?>"),
    *("(?P<a>", "(?P=a)", r"\1", r"\d", "(?=", "(?!", "(?<=件)", "(?<!条)", "(?i)", "(?i:", "(?(1)", "a", "A"),
    *("*", "+", "?", "??", "++", "{2}", "{0,1}", "{1,1}", "{0}"),
]


def compiled(source: str) -> re.Pattern[str] | None:
    """A pattern put together at random; None where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(source)
    except (re.error, Warning):
        return None


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text("件条aA1", max_size=9))
@example("(?P<a>件|条)?，(?P=a)率", "件，件率")
@example("(件|条)+\\1a", "件条条a")
def test_no_fit_is_missed(source: str, text: str) -> None:
    if (pattern := compiled(source)) and pattern.search(text):
        assert may_fit((source,), text)


LINES = [*PIECES, r"\n", r"\s", r"\b", "(?<![0-9件])", "(?![一-龥])", "[^条]*", "(?<!\n)", "(?s)", "(?s:", "(?=."]


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=7).map("".join), st.lists(st.text("件条a1", max_size=4), max_size=3))
@example("(条)(?!.?件)", ["条", "件"])
@example("([^件])(?!\\1)", ["条", "条"])
def test_what_fits_in_no_text_as_a_whole_fits_in_none_of_its_lines(source: str, lines: list[str]) -> None:
    if (pattern := compiled(source)) and fits_across(source) and any(pattern.search(line) for line in lines):
        assert pattern.search("\n".join(lines))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("无(一|1)件败诉", [{"无一件败诉", "无1件败诉"}]),
        ("占比(为|约)?[0-9]+", [{"占比"}]),
        ("(?P<what>办|答)[^，]{0,9}，(?P=what)率", [{"，办率", "，答率"}, {"办", "答"}]),
        ("[0-9]{4}|件", []),
        ("(?i)abc", []),
    ],
)
def test_the_words_that_tell_most_come_first(source: str, words: list[set[str]]) -> None:
    assert [set(group) for group in needed(source)][: len(words) or None] == words
