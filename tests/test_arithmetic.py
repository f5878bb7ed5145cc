"""The arithmetic of rules: what an auditor may write, and what is refused with a place."""

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gikvalidate.arithmetic import ExpressionError, parse_side, parse_statement

NAMES = ("new_received", "carried_in", "refused.a", "refused.b", "other", "total")


def value(text: str, **values: int) -> Fraction:
    return parse_side(text, NAMES).value(lambda name: Fraction(values.get(name.replace(".", "_"), 0)))


def test_sums_take_every_name_that_a_star_covers():
    assert value("sum(refused.*, other*)", refused_a=2, refused_b=3, other=4) == 9


def test_products_with_numbers_are_exact():
    assert value("(new_received - carried_in) * 0.1 / 3", new_received=10, carried_in=1) == Fraction(3, 10)


@pytest.mark.parametrize("text", ["new_received ≤ total", "new_received <= total", "new_received ＜= total"])
def test_signs_may_be_written_as_on_paper(text: str):
    assert parse_statement(text, NAMES)[0].operator == "<="


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("new_recieved == total", 1, "new_received?"),
        ("total == new_received * carried_in", 10, "not by a figure"),
        ("total == carried_in / 0", 10, "other than 0"),
        ("total == refused.*", 10, "sum(refused.*)"),
        ("total == sum(nothing.*)", 14, "unknown figure"),
        ("total == __import__('os')", 20, "without an operator"),
        ("total", 6, "a comparison is missing"),
        ("", 1, "not arithmetic"),
        ("total == 1 when", 16, "is missing here"),
        ("total == 1 when carried_inn > 0", 17, "carried_in?"),
        ("total == " + "(" * 900 + "1" + ")" * 900, 70, "too deeply"),
        ("total == -" + "-" * 900 + "1", 70, "too deeply"),
        ("total = 1", 7, "is written =="),
        ("total == 1 == other", 12, "one comparison a line"),
        ("total == 1 and other == 2", 12, "behind “when”"),
        ("total == 2 other", 12, "without an operator"),
        ("total == 1.5.2", 10, "missing"),
        ("total == sum()", 14, "names of figures"),
        ("total == sum(other", 19, "closing bracket"),
        ("total == (other", 16, "closing bracket"),
        ("total == refused.* + 1", 10, "sum(refused.*)"),
        ("total == ref*", 10, "sum(ref*)"),
        ("total == " + "1 + " * 1000 + "1", 1, "at most"),
    ],
)
def test_what_is_not_arithmetic_is_refused_with_its_place(text: str, column: int, words: str):
    with pytest.raises(ExpressionError) as refused:
        parse_statement(text, NAMES)
    assert words in refused.value.en
    assert refused.value.column == column


def test_conditions_stand_behind_when():
    expected, conditions = parse_statement("total > 0 when other > 0 and sum(refused.*) == 0", NAMES)
    assert expected.names == ("total",)
    assert [condition.names for condition in conditions] == [("other",), ("refused.a", "refused.b")]


def test_a_figure_may_be_called_as_the_words_of_the_grammar_begin():
    expected, conditions = parse_statement("whenever == summary + android", ("whenever", "summary", "android"))
    assert (expected.names, conditions) == (("whenever", "summary", "android"), ())


@given(st.text(max_size=60))
def test_any_text_is_arithmetic_or_refused(text: str):
    with contextlib.suppress(ExpressionError):
        parse_statement(text, NAMES)
