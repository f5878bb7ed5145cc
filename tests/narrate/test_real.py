"""Public reports with hand-worked truth: every figure of the narrative is found, and what must hold is related."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from gikvalidate.claims import Breakdown, Completeness, Narrative
from tests.narrate.conftest import read, sentence, shared, value

REPORTS = {
    "pingtan_xian_2012.txt": (2012, "stat2008"),
    "pingtan_qu_2017.txt": (2017, "stat2014"),
    "pingtan_qu_2018.txt": (2018, "stat2014"),
    "pingtan_qu_2019.html": (2019, "form2019"),
    "pingtan_qu_2020.html": (2020, "form2019"),
    "pingtan_qu_2021.html": (2021, "form2021"),
}


def _text(path: Path) -> str:
    if path.suffix != ".html":
        return path.read_text(encoding="utf-8")
    page = html.fromstring(path.read_bytes())
    for element in page.iter("table", "script", "style"):
        element.clear()
    return str(page.text_content())


def _seed() -> Narrative:
    return read(_text(shared("seeds", "000_d68123bc43084456.txt")), 2020, "form2019")


def test_seed_links() -> None:
    links = {(value(c), c.subject): c.readings[0].expression for c in _seed().claims if c.readings}
    assert links == {
        ("20", "applications.mentioned"): "t3.new_received.total",
        ("20", "applications.received"): "t3.new_received.total",
        ("3", "outcome.granted"): "t3.granted.total",
        ("4", "outcome.not_processed.repeat"): "t3.not_processed.repeat.total",
        ("13", "outcome.unavailable.not_held"): "t3.unavailable.not_held.total",
        ("0", "applications.all_done"): "t3.carried_out.total",
    }


def test_seed_relations() -> None:
    assert sorted(map(sentence, _seed().relations)) == sorted(
        [
            "1373 = 558 65 85 73 129 293 41 63 66 exhaustive",
            "20 = 16 3 1 unsaid",
            "20 = 3 4 13 unsaid",
            "63 = 16 47 unsaid",
            "63 = 22 3 6 3 29 unsaid",
            "25% of 63 by 16",
            "75% of 63 by 47",
            "35% of 63 by 22",
            "5% of 63 by 3",
            "10% of 63 by 6",
            "5% of 63 by 3",
            "46% of 63 by 29",
            "shares 25 75 exhaustive",
            "shares 35 5 10 5 46 exhaustive",
            "+9.6% on 1373",
            "-37.5% on 20",
            "+88.4% on 260",
        ]
    )


def test_seed_period_and_silence() -> None:
    narrative = _seed()
    (period,) = narrative.periods
    assert (period.first, period.last) == ((2020, 1, 1), (2020, 12, 31))
    values = {claim.quantity.value for claim in narrative.claims}
    assert values.isdisjoint({Decimal(number) for number in (2020, 2021, 12345, 250021, 82059961)})


@pytest.mark.parametrize("name", REPORTS)
def test_figures_of_the_truth_are_found(name: str) -> None:
    year, generation = REPORTS[name]
    narrative = read(_text(shared("real", name)), year, generation)
    found = {(claim.quantity.value, claim.quantity.unit[:1]) for claim in narrative.claims}
    assert [row["quote"] for row in _truth(name) if _key(row) not in found] == []


def _truth(name: str) -> list[dict[str, Any]]:
    path = shared("real", f"{name.partition('.')[0]}.truth.json")
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["claims"]
    # A rule (每天至少1次) is no statement of what was done.
    return [row for row in rows if row["value"] not in (None, "None") and "每天" not in row["quote"]]


def _key(row: dict[str, Any]) -> tuple[Decimal, str]:
    return Decimal(str(row["value"])), row["unit"][:1]


def test_wrong_sums_of_the_truth_are_related() -> None:
    expected = {
        "pingtan_xian_2012.txt": "3978 = 2026 46 1854 unsaid",
        "pingtan_qu_2019.html": "2599 = 25 68 28 69 90 175 67 983 48 124 856 exhaustive",
        "pingtan_qu_2020.html": "2602 = 82 80 21 40 390 69 143 208 246 271 1053 exhaustive",
    }
    for name, relation in expected.items():
        narrative = read(_text(shared("real", name)), *REPORTS[name])
        assert relation in [sentence(item) for item in narrative.relations]


@pytest.mark.parametrize("name", REPORTS)
def test_complete_lists_that_do_not_add_up_are_known(name: str) -> None:
    narrative = read(_text(shared("real", name)), *REPORTS[name])
    wrong = [
        sentence(item)
        for item in narrative.relations
        if isinstance(item, Breakdown)
        and item.completeness is Completeness.EXHAUSTIVE
        and sum((part.quantity.value or Decimal(0) for part in item.parts), Decimal(0)) != item.whole.quantity.value
    ]
    assert all(item.startswith(("2599 =", "2602 =")) for item in wrong)
