"""Most patterns are looked along without being compiled; what is told of them must be what Python tells."""

import re
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gikvalidate.patterns import Late, fits_nothing, not_a_pattern

PIECES = [
    *("件", "条", "一-龥", "龥-一", "z-中", "中-z", "é-中", "中", "，", "　", "\x85", ".", "-", "^", "$"),
    *(r"\u4e00", r"\xff", r"\377", r"\1", r"\中", r"\d", "(?P<名>", "(?P<，>", "(?P<a>", "(?P=a)", "(?(名)"),
    *("(?<=", "(?<!", "(?=", "(?!", "(?:", "(?i)", "(?x)", "(?#", "[", "[^", "]", "(", ")", "|", "*", "+?"),
    *("{2,4}", "{4,2}", "{2}", "{0}", "{0,}", "[件条]", "[^-a-z]", "[0-9.]", "(件)", "(?P<a>件?)", r"\2", r"\.", "a"),
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


@pytest.mark.parametrize("source", ["件[条次", "(?P<a>件)(?P<a>条)", r"(件)\2"])
def test_what_is_no_pattern_is_told_before_it_is_looked_for(source: str) -> None:
    with pytest.raises(re.error):
        Late(source)


def test_a_pattern_that_is_compiled_late_is_the_pattern() -> None:
    source, text = "(?P<n>[0-9]+)件", "受理12件，办结3件"
    late, compiled = Late(source), re.compile(source)
    assert [match["n"] for match in late.finditer(text)] == ["12", "3"]
    assert late.sub("", text) == compiled.sub("", text)
    assert late.split(text) == compiled.split(text)
    for name in ("search", "match", "fullmatch"):
        found, wanted = (getattr(one, name)(text, 2, 5) for one in (late, compiled))
        assert found is not None
        assert found.groups() == wanted.groups()


@pytest.mark.parametrize("source", ["[龥-一]", "件(", "件**", "(?<=件|条条)", "[件"])
def test_a_fault_is_told_of_the_pattern_as_written(source: str) -> None:
    fault = not_a_pattern(source)
    assert fault is not None
    with pytest.raises(re.error) as raised:
        re.compile(source)
    assert str(raised.value) in fault[1]
