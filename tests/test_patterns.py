"""A pattern is tried with other characters than its own; what is told of it must be the same."""

import re
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gikvalidate.patterns import fits_nothing, not_a_pattern

PIECES = [
    *("件", "条", "一-龥", "龥-一", "z-中", "中-z", "é-中", "中", "，", "　", "\x85", ".", "-", "^", "$"),
    *(r"\u4e00", r"\xff", r"\377", r"\1", r"\中", r"\d", "(?P<名>", "(?P<，>", "(?P<a>", "(?P=a)", "(?(名)"),
    *("(?<=", "(?<!", "(?=", "(?i)", "(?x)", "(?#", "[", "[^", "]", "(", ")", "|", "*", "+?", "{2,4}", "{4,2}"),
]


def compiles(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(source)
    except (re.error, Warning, OverflowError):
        return False
    return True


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example("[中-\\377]")
@example("[中-\\u00ff]")
@example("(?P<，>件)")
@example("(?P<名>件)(?P<名>条)")
@example("(?<=件|条条)")
def test_what_is_a_pattern_is_told_as_python_tells_it(source: str) -> None:
    assert (not_a_pattern(source) is None) == compiles(source)
    if compiles(source):
        assert fits_nothing(source) == (re.search(source, "") is not None)


@pytest.mark.parametrize("source", ["[龥-一]", "件(", "件**", "(?<=件|条条)", "[件"])
def test_a_fault_is_told_of_the_pattern_as_written(source: str) -> None:
    fault = not_a_pattern(source)
    assert fault is not None
    with pytest.raises(re.error) as raised:
        re.compile(source)
    assert str(raised.value) in fault[1]
