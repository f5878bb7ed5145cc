"""The report the project began from: everything that is wrong in it is told, and nothing that is right."""

import json
from pathlib import Path

import pytest

from gikvalidate.engine import check, compile_rules, outcomes, submit
from gikvalidate.findings import CellPlace, Severity, TextPlace


@pytest.fixture(scope="module")
def seed(shared: Path):
    path = next((shared / "seeds").glob("*.txt"))
    return check(submit(path), compile_rules())


def told(seed):
    """Rule, the column or row or words, reported and expected, of every finding."""
    return {
        (finding.rule, outcome.subject.partition("@")[0], outcome.reported, outcome.expected)
        for finding in seed.findings
        for outcome in [finding.outcome]
    }


def test_everything_that_does_not_add_up_is_found_and_nothing_else(seed):
    assert told(seed) == {
        ("table3/row-total", "t3.new_received", "20", "18"),
        ("table3/balance", "t3.natural", "18", "23"),
        ("table3/balance", "t3.research", "0", "1"),
        ("table3/balance", "t3.legal", "0", "1"),
        ("table3/balance", "t3.total", "20", "25"),
        ("table3/outcome-total", "t3.natural", None, "23"),
        ("table3/outcome-total", "t3.research", None, "1"),
        ("table3/outcome-total", "t3.legal", None, "1"),
        ("table3/outcome-total", "t3.total", None, "25"),
        ("text-table/outcomes", "outcome.granted", "3", "4"),
        ("text-table/outcomes", "outcome.unavailable.not_held", "13", "14"),
        ("text-table/outcomes-left-out", "applications.received", None, None),
        ("plausible/rule-making", "t2.regulations.made", "1", "0"),
        ("style/mixed-blanks", "blanks", "145", None),
        ("style/punctuation", "text", None, None),
        ("form/text-in-cell", "t2.licences.prior_items", "许可事项已于2019年7月全部划转市审批局实施", None),
    }


def test_the_message_says_where_the_wrong_number_comes_from(seed):
    messages = [finding.message for finding in seed.findings if finding.rule == "text-table/outcomes"]
    assert len(messages) == 2
    assert all("“自然人”列" in message for message in messages)


def test_the_blank_cells_of_a_failing_row_are_named(seed):
    (row,) = [finding for finding in seed.findings if finding.rule == "table3/row-total"]
    for name in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"):
        assert name in row.message


def test_every_finding_has_its_place_basis_and_repair(seed):
    text = seed.submission.document.text
    for finding in seed.findings:
        assert finding.basis
        assert finding.repair
        assert finding.outcome.places
        for place in finding.outcome.places:
            if isinstance(place, TextPlace):
                assert text[place.start : place.end] == place.quote
            else:
                assert isinstance(place, CellPlace)
                assert seed.submission.figures.cells[place.figure].text == place.text


def test_growth_that_can_be_is_passed_with_the_year_before_it_implies(seed):
    rules = [rule for rule in compile_rules() if rule.rule.id == "text/growth-integer-prior"]
    found = outcomes(seed.submission, rules)["text/growth-integer-prior"]
    assert [outcome.fields["prior"] for outcome in found] == ["1253", "32", "138"]


def test_every_cell_is_as_read_by_hand(seed, shared: Path):
    truth = json.loads((shared / "real" / "jinan_chengguan_2020.truth.json").read_text(encoding="utf-8"))
    cells = seed.submission.figures.cells
    assert {key: cells[key].text.strip() or None for key in truth["figures"]} == truth["figures"]
    assert len(cells) == 198


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pingtan_qu_2019.html", {("text/exhaustive-parts", "2599", "2533")}),
        (
            "pingtan_qu_2020.html",
            {
                ("text/exhaustive-parts", "2602", "2603"),
                ("table3/outcome-total", "20", "26"),
                ("table3/outcome-total", "21", "27"),
            },
        ),
        ("pingtan_qu_2021.html", set()),
        ("hongze_2023.pdf", {("table4/block-total", "0", "11"), ("table4/block-total", "0", "5")}),
        ("hongze_2024.pdf", set()),
    ],
)
def test_other_real_reports(shared: Path, name: str, expected):
    path = shared / "real" / name
    result = check(submit(path), compile_rules())
    grave = [finding for finding in result.findings if finding.severity is not Severity.INFO]
    assert {(f.rule, f.outcome.reported, f.outcome.expected) for f in grave} == expected
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    cells = result.submission.figures.cells
    assert {key: figure.text.strip() or None for key, figure in cells.items()} == truth["figures"]
