"""Real reports against the gold sheet: no link too many or too few, no false alarm, nearly every true discrepancy."""

from __future__ import annotations

import pytest

from gikvalidate.engine import compile_rules
from tests.narrate.conftest import shared
from tests.narrate.gold import Reading, readings


@pytest.fixture(scope="module")
def sheet() -> list[Reading]:
    found = list(readings(shared("real").parent, compile_rules()))
    assert found
    return found


def test_numbers_are_linked_to_the_figures_a_reader_would_name(sheet: list[Reading]) -> None:
    assert [(r.name, r.links_told - r.links_wanted, r.links_wanted - r.links_told) for r in sheet] == [
        (r.name, {}, {}) for r in sheet
    ]


def test_no_error_or_warning_is_false(sheet: list[Reading]) -> None:
    assert [(r.name, r.false_alarms) for r in sheet if r.false_alarms] == []


def test_the_discrepancies_are_found(sheet: list[Reading]) -> None:
    assert [(r.name, r.findings_wanted - r.findings_told) for r in sheet] == [(r.name, {}) for r in sheet]


def test_of_the_discrepancies_in_figures_nine_of_ten_are_found(sheet: list[Reading]) -> None:
    found = sum(len(r.found) for r in sheet)
    missed = sum(len(r.missed) for r in sheet)
    assert found >= 9 * missed
