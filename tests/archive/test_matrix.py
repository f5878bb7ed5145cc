"""All reports at once: the matrix says of every report what `check` says of it alone."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gikvalidate.archive.evaluate import evaluate
from gikvalidate.archive.matrix import of_figures
from gikvalidate.checks.identity import Identity
from gikvalidate.engine import compile_rules, outcomes
from gikvalidate.findings import Status
from gikvalidate.submission import Submission

from .random_figures import FORMS, figure, random_figures, submission

CHECKS = compile_rules()
#: Never more than `check` asks, and without the rules about text it is several times as fast.
ABOUT_FIGURES = [
    check for check in CHECKS if isinstance(check.run, Identity) or check.rule.kind in {"cell", "presence"}
]


def _is_for(check, generation) -> bool:
    return generation in (check.rule.body.applies.generations or (generation,))


def alone(report: Submission) -> set[tuple[object, ...]]:
    """What `check` says of the figures of one report, rules for other forms apart."""
    found = outcomes(report, ABOUT_FIGURES)
    return {
        (check.rule.id, outcome.subject, outcome.status, *_numbers(check, outcome))
        for check in ABOUT_FIGURES
        if _is_for(check, report.figures.generation)
        for outcome in found[check.rule.id]
    }


def _numbers(check, outcome):
    if outcome.status is not Status.FAIL or check.rule.kind == "cell":
        return None, None, None
    return outcome.reported, outcome.expected, outcome.difference


def together(figures: dict, generation: str) -> list[set[tuple[object, ...]]]:
    keys = FORMS[generation].keys
    verdicts = evaluate(CHECKS, keys, of_figures(generation, keys, figures))
    return [
        {(v.rule, v.subject, v.status, v.reported, v.expected, v.difference) for v in verdicts.of(report)}
        for report in range(len(figures))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 6)), max_size=6))
def test_every_report_gets_the_verdicts_it_gets_alone(generation, seeds):
    figures = {index: random_figures(seed, generation, faults) for index, (seed, faults) in enumerate(seeds)}
    for found, one in zip(together(figures, generation), figures.values(), strict=True):
        assert found == alone(submission(one))


def _changed(figures, **texts):
    cells = {key: figure(key, text) for key, text in texts.items()}
    return type(figures)(figures.generation, {**figures.cells, **cells}, absent=figures.absent)


@pytest.fixture
def clean():
    return random_figures(4, "form2021", 0)


def test_a_report_in_order_passes_wherever_it_has_cells(clean):
    (found,) = together({0: clean}, "form2021")
    assert {status for _, _, status, *_ in found} == {Status.PASS}
    assert found == alone(submission(clean))


def test_a_blank_total_is_told_with_what_it_should_hold_and_costs_no_other_relation(clean):
    cells = {f"t3.granted.{c}": "2" for c in ("natural", "business")}
    blank = _changed(clean, **cells, **{"t3.granted.total": ""})
    (found,) = together({0: blank}, "form2021")
    told = [line for line in found if line[:2] == ("table3/row-total", "t3.granted")]
    assert told[0][2] is Status.FAIL
    assert told[0][3] is None
    assert Decimal(told[0][4]) >= 4
    assert found == alone(submission(blank))


def test_numbers_beyond_any_machine_word_are_compared_exactly(clean):
    nines = "9" * 40
    same = _changed(clean, **{"t4.review.upheld": nines, "t4.review.total": nines})
    other = _changed(clean, **{"t4.review.upheld": nines, "t4.review.total": nines[:-1] + "8"})
    for figures, wrong in ((same, set()), (other, {"t4.review"})):
        cells = dict.fromkeys(("t4.review.corrected", "t4.review.other", "t4.review.pending"), "0")
        (found,) = together({0: _changed(figures, **cells)}, "form2021")
        assert {s for rule, s, status, *_ in found if rule == "table4/block-total" and status is Status.FAIL} == wrong


def test_amounts_of_different_precision_stand_side_by_side(clean):
    figures = {
        index: _changed(clean, **{"t2.fees.amount": text})
        for index, text in enumerate(("26.8", "1.234567", "-0.5", "98765432.1", "0.12345678"))
    }
    found = together(figures, "form2021")
    assert found == [alone(submission(one)) for one in figures.values()]
    fails = [{line[1] for line in one if line[2] is Status.FAIL} for one in found]
    assert fails == [set(), set(), {"t2.fees.amount"}, set(), set()]


def test_numbers_below_zero_are_found_where_all_sums_hold(clean):
    cells = {"upheld": "-1", "corrected": "1", "other": "0", "pending": "0", "total": "0"}
    below = _changed(clean, **{f"t4.review.{name}": text for name, text in cells.items()})
    (found,) = together({0: below}, "form2021")
    assert {line[1] for line in found if line[2] is Status.FAIL} == {"t4.review.upheld"}
    assert found == alone(submission(below))


def test_counts_add_up_to_every_verdict():
    figures = {index: random_figures(index, "form2019", index % 4) for index in range(40)}
    keys = FORMS["form2019"].keys
    verdicts = evaluate(CHECKS, keys, of_figures("form2019", keys, figures))
    counted = Counter((rule, status) for rule, count in verdicts.counts().items() for status in count.elements())
    listed = Counter((v.rule, v.status) for report in range(40) for v in verdicts.of(report))
    assert counted == listed


def test_a_large_archive_is_the_same_as_its_parts():
    """More reports than one block or one thread takes, the faulty ones anywhere among them."""
    keys, copies = FORMS["form2021"].keys, 2_300
    few = of_figures("form2021", keys, {index: random_figures(index, "form2021", index % 3) for index in range(30)})
    wide = {(cell, report + 30 * n): v for (cell, report), v in few.wide.items() for n in range(copies)}
    values, kinds = np.tile(few.values, copies), np.tile(few.kinds, copies)
    many = replace(few, documents=range(30 * copies), values=values, kinds=kinds, wide=wide)
    small, large = (evaluate(CHECKS, keys, matrix) for matrix in (few, many))
    assert 0 < len(small.reports) < 30
    expected = (small.reports[:, None] + 30 * np.arange(copies)).T.ravel()
    assert (large.reports == expected).all()
    assert (large.said == np.tile(small.said, copies)).all()
