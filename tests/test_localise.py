"""Which cell is wrong, and what it should be: told of consistent reports in which something was changed."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import write_txt
from reports.random_report import random_report

from gikvalidate.checks.identity import Identity
from gikvalidate.claims import Interval
from gikvalidate.document import Document
from gikvalidate.engine import check, compile_rules, examine
from gikvalidate.figures import CellKind, Figures
from gikvalidate.localise import Constraint, Relations, Witness, constraint, localise
from gikvalidate.read.text import blocks
from gikvalidate.recognise import load_forms

CHECKS = compile_rules()
GENERATIONS = st.sampled_from(("form2019", "form2021"))
SEEDS = st.integers(1, 40)


@lru_cache
def relations(generation: str) -> Relations:
    keys = next(form.keys for form in load_forms() if form.generation == generation)
    every = (
        constraint(instance.comparison, identity.rule, instance.subject, instance.total)
        for identity in (one.run for one in CHECKS if isinstance(one.run, Identity))
        for instance in identity.instances.get(generation, ())
    )
    return Relations([one for one in every if one], keys)


@lru_cache
def report(seed: int, generation: str, zeros: str = "0"):
    """A random report without a fault, as read from its text."""
    model = random_report(seed, generation)
    model = replace(model, style=replace(model.style, zeros=zeros))
    return examine(Document.assemble(Path("report.txt"), "txt", blocks(write_txt.text(model).encode())))


def changed(figures: Figures, values: dict[str, int | str | None]) -> Figures:
    """The figures with other values: None for a blank, text for what is no number."""
    cells = dict(figures.cells)
    for key, value in values.items():
        if isinstance(value, str):
            cells[key] = replace(cells[key], kind=CellKind.TEXT, value=None, text=value)
        elif value is None:
            cells[key] = replace(cells[key], kind=CellKind.BLANK, value=None, text="")
        else:
            cells[key] = replace(cells[key], kind=CellKind.NUMBER, value=Decimal(value), text=str(value))
    return replace(figures, cells=cells)


def number(figures: Figures, key: str) -> int:
    return int(figures.cells[key].value or 0)


def found(figures: Figures, **known):
    return localise(figures, relations(figures.generation), **known)


def repairs(cause):
    """Every smallest repair of a cause as cell → new value."""
    return [{r.figure: r.after for r in one.repairs} for one in cause.alternatives if one.minimal]


@given(SEEDS, GENERATIONS)
@settings(max_examples=20, deadline=None)
def test_a_consistent_report_has_no_root_cause(seed, generation):
    assert found(report(seed, generation).figures) == ()


@given(SEEDS, GENERATIONS, st.integers(0, 10**6), st.integers(-30, 400))
@settings(max_examples=150, deadline=None)
def test_one_wrong_cell_of_table_3_is_named_alone_with_its_true_value(seed, generation, cell, wrong):
    figures = report(seed, generation).figures
    keys = [key for key in figures.cells if key.startswith("t3")]
    key = keys[cell % len(keys)]
    true = number(figures, key)
    value = true + wrong if true + wrong >= 0 else true - wrong
    if value == true:
        return
    (cause,) = found(changed(figures, {key: value}))
    assert cause.unique
    assert repairs(cause) == [{key: str(true)}]


@given(SEEDS, GENERATIONS, st.integers(0, 10**6), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_one_wrong_cell_of_table_4_is_among_the_repairs(seed, generation, cell, wrong):
    figures = report(seed, generation).figures
    keys = [key for key in figures.cells if key.startswith("t4")]
    key = keys[cell % len(keys)]
    (cause,) = found(changed(figures, {key: number(figures, key) + wrong}))
    assert {key: str(number(figures, key))} in repairs(cause)


@given(SEEDS, GENERATIONS, st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_two_wrong_cells_far_apart_are_two_causes(seed, generation, choice):
    figures = report(seed, generation).figures
    rng = Random(choice)
    row, other = rng.sample(["granted", "not_processed.repeat", "carried_out", "refused.third_party"], 2)
    column, beside = rng.sample(["natural", "business", "legal"], 2)
    wrong = {f"t3.{row}.{column}": 7, f"t3.{other}.{beside}": 11}
    wrong = {key: number(figures, key) + value for key, value in wrong.items()}
    causes = found(changed(figures, wrong))
    told = [repair for cause in causes for repair in repairs(cause)]
    assert sorted(map(str, told)) == sorted(str({key: str(number(figures, key))}) for key in wrong)
    assert all(cause.unique for cause in causes)


@given(SEEDS, GENERATIONS, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 99)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_repair_makes_everything_hold_and_two_runs_agree(seed, generation, wrong):
    figures = report(seed, generation).figures
    keys = [key for key in figures.cells if key[:2] in {"t3", "t4"}]
    faulty = changed(figures, {keys[at % len(keys)]: value for at, value in wrong})
    causes = found(faulty)
    assert causes == found(faulty)
    best = {r.figure: int(r.after) for cause in causes if cause.alternatives for r in cause.alternatives[0].repairs}
    assert found(changed(faulty, best)) == ()
    for cause in causes:
        for repair in repairs(cause):
            others = {r.figure for r in cause.alternatives[0].repairs}
            kept = {key: value for key, value in best.items() if key not in others}
            mended = changed(faulty, kept | {key: int(value) for key, value in repair.items()})
            assert not [left for left in found(mended) if not left.blank_total]


def test_every_smallest_repair_is_found_as_by_trying_all_pairs_of_values():
    """表四 by brute force: each block has four parts and a total, and small numbers."""
    figures = report(3, "form2021").figures
    block = ["upheld", "corrected", "other", "pending", "total"]
    values = dict(zip((f"t4.review.{name}" for name in block), (3, 1, 0, 2, 9), strict=True))
    (cause,) = found(changed(figures, values))
    single = [
        {key: str(value)}
        for key in values
        for value in range(20)
        if value != values[key]
        for after in [values | {key: value}]
        if sum(list(after.values())[:4]) == after["t4.review.total"]
    ]
    assert sorted(map(str, repairs(cause))) == sorted(map(str, single))
    assert not cause.unique


def test_the_text_decides_between_total_and_parts():
    figures = changed(report(3, "form2021").figures, {f"t4.review.{name}": 1 for name in ("upheld", "pending")})
    figures = changed(figures, {"t4.review.corrected": 0, "t4.review.other": 0, "t4.review.total": 3})
    said = Witness("review.total@9", "行政复议2件", (((("t4.review.total", 1),), 0),), Interval.exact(2), 8)
    (alone,) = found(figures)
    (told,) = found(figures, witnesses=[said])
    assert told.alternatives[0].repairs[0].figure == "t4.review.total"
    assert ("改后与“行政复议2件”相符", "agrees with “行政复议2件”") in told.alternatives[0].reasons
    assert ("", "review.total@9") in told.settles
    assert sorted(map(str, repairs(told))) == sorted(map(str, repairs(alone)))  # ranked, never taken away


def test_a_blank_among_written_zeros_is_the_likely_omission():
    figures = report(3, "form2021").figures
    figures = changed(figures, dict.fromkeys((f"t4.review.{name}" for name in ("upheld", "corrected", "other")), 2))
    figures = changed(figures, {"t4.review.pending": None, "t4.review.total": 9})
    (cause,) = found(figures)
    assert repairs(cause)[0] == {"t4.review.pending": "3"}
    assert cause.alternatives[0].repairs[0].before is None


def test_blank_totals_are_one_omission_with_the_sums_they_should_hold():
    figures = report(5, "form2021", zeros="").figures
    totals = [key for key in figures.cells if key.startswith("t3.outcome_total.") and number(figures, key)]
    (cause,) = found(changed(figures, dict.fromkeys(totals)))
    assert cause.blank_total
    assert repairs(cause) == [{key: str(number(figures, key)) for key in totals}]


def test_last_years_figure_settles_what_this_year_leaves_open():
    figures = report(5, "form2021").figures
    key = "t4.review.total"
    values = {"t4.review.upheld": 4, "t4.review.corrected": 0, "t4.review.other": 0, "t4.review.pending": 1, key: 6}
    faulty = changed(figures, values)
    carried = Constraint((("t4.review.pending", 1),), "==", 2, kind="carried", subject="pending")
    (cause,) = found(faulty, further=[carried])
    assert repairs(cause) == [{"t4.review.pending": "2"}]
    soft = replace(carried, weight=20)
    (cause,) = found(faulty, further=[soft])
    assert repairs(cause)[0] == {"t4.review.pending": "2"}
    assert not cause.unique


def test_no_case_is_moved_between_neighbours_of_which_a_further_constraint_tells_one():
    figures = report(1, "form2021").figures
    missed, counted = "t3.granted.natural", "t3.granted.business"
    values = {missed: number(figures, missed) - 1, counted: number(figures, counted) + 1}
    traded = changed(figures, values)
    (cause,) = found(traded)
    bound, *_ = [one for one in repairs(cause) if missed not in one]
    held = [Constraint(((key, 1),), "==", number(traded, key)) for key in bound]
    (cause,) = found(traded, further=held)
    assert {missed, counted} in [one.keys() for one in repairs(cause)]
    assert all(bound.keys().isdisjoint(one) for one in repairs(cause))


def test_a_further_constraint_on_a_cell_that_cannot_be_read_is_left_out():
    unread = changed(report(1, "form2021").figures, {"t3.carried_in.legal": "若干"})
    assert found(unread, further=[Constraint((("t3.carried_in.legal", 1),), "==", 5)]) == ()


def test_digits_split_over_two_cells_and_a_moved_figure_send_the_reader_to_the_source():
    figures = changed(
        report(3, "form2021").figures, {key: 0 for key in report(3, "form2021").figures.cells if "t3" in key}
    )
    twelve = {
        f"t3.{row}.{column}": 12
        for row in ("new_received", "granted", "outcome_total")
        for column in ("business", "total")
    }
    split = twelve | {"t3.granted.business": 1, "t3.granted.research": 2}
    moved = twelve | {"t3.granted.business": 0, "t3.granted.research": 12}
    for written in (split, moved):
        causes = found(changed(figures, written))
        best = causes[0].alternatives[0]
        assert best.reread
        assert "请先核对原文" in best.reasons[0][0]
        assert {r.figure: r.after for r in best.repairs} == {"t3.granted.business": "12", "t3.granted.research": "0"}


def moved(figures: Figures, *cells: tuple[str, int]) -> tuple[Figures, dict[str, str]]:
    """The figures with cells raised or lowered, and what these should hold."""
    true = {key: str(number(figures, key)) for key, _ in cells}
    return changed(figures, {key: int(true[key]) + by for key, by in cells}), true


def full(seed: int = 40) -> Figures:
    """A report whose 表三 has cases in many cells."""
    return max(
        (report(one, "form2021").figures for one in range(1, seed)),
        key=lambda figures: sum(bool(figure.value) for figure in figures.cells.values()),
    )


def test_a_case_in_the_wrong_column_beside_another_slip_is_one_change_of_story():
    """The two cells of the other slip's row that would do as well are listed beside it, not instead of it."""
    figures, true = moved(
        full(),
        ("t3.granted.natural", 7),
        ("t3.not_processed.repeat.natural", -1),
        ("t3.not_processed.repeat.business", 1),
    )
    (cause,) = found(figures)
    assert true in repairs(cause)
    assert {len(repair) for repair in repairs(cause)} == {2, 3}
    assert not cause.unique


def test_a_case_in_the_wrong_column_is_looked_for_where_that_column_has_most_for_its_neighbour():
    """A lone 1 beside a 0 is no shifted figure: it may be such a case as well, but others are likelier."""
    nothing = {key: 0 for key in report(3, "form2021").figures.cells if "t3" in key}
    cases = {"granted": (2, 9), "partly_granted": (0, 1), "unavailable.not_held": (8, 9)}
    values = {
        f"t3.{row}.{column}": number
        for row, pair in cases.items()
        for column, number in zip(("natural", "business"), pair, strict=True)
    } | {f"t3.{row}.total": sum(pair) for row, pair in cases.items()}
    for row in ("new_received", "outcome_total"):
        values |= {f"t3.{row}.natural": 11, f"t3.{row}.business": 18, f"t3.{row}.total": 29}
    (cause,) = found(changed(report(3, "form2021").figures, nothing | values))
    first, second, third = repairs(cause)
    assert first == {"t3.granted.natural": "3", "t3.granted.business": "8"}
    assert {*second, *third} == {
        f"t3.{row}.{column}" for row in ("partly_granted", "unavailable.not_held") for column in ("natural", "business")
    }
    assert not any(one.reread for one in cause.alternatives)
    assert cause.tied == 3


@pytest.mark.parametrize(
    "cells", [("t3.granted.natural", "t3.granted.business"), ("t3.granted.natural", "t3.partly_granted.natural")]
)
def test_two_neighbours_whose_figures_were_exchanged_are_named_first(cells):
    figures = full()
    values = [number(figures, key) for key in cells]
    assert abs(values[0] - values[1]) > 1
    (cause,) = found(changed(figures, dict(zip(cells, reversed(values), strict=True))))
    assert repairs(cause)[0] == {key: str(value) for key, value in zip(cells, values, strict=True)}


def test_cells_that_cannot_be_read_are_never_repaired():
    figures = report(5, "form2021").figures
    faulty = changed(
        figures, {"t3.granted.natural": "若干", "t3.granted.total": number(figures, "t3.granted.total") + 3}
    )
    for cause in found(faulty):
        for one in cause.alternatives:
            assert "t3.granted.natural" not in {repair.figure for repair in one.repairs}


def test_a_negative_count_must_change():
    figures = report(5, "form2021").figures
    key = "t3.granted.natural"
    (cause,) = found(changed(figures, {key: -number(figures, key)}))
    assert repairs(cause) == [{key: str(number(figures, key))}]
    assert ("", key) in cause.settles


def test_a_bound_leaves_the_value_open_and_says_so():
    figures = changed(report(3, "form2021").figures, {"t2.normative.issued": 5, "t2.normative.repealed": 1})
    (cause,) = found(changed(figures, {"t2.normative.in_force": 3}))
    assert {next(iter(repair)) for repair in repairs(cause)} == {
        f"t2.normative.{name}" for name in ("issued", "repealed", "in_force")
    }
    assert not any(one.values_unique for one in cause.alternatives)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_report_in_which_every_cell_is_random_ends_soon_and_says_that_it_stopped(seed):
    figures = report(seed, "form2021").figures
    rng = Random(seed)
    faulty = changed(figures, {key: rng.randrange(300) for key in figures.cells if key.startswith("t3")})
    started = process_time()
    causes = found(faulty)
    assert process_time() - started < 10
    assert any(cause.stopped for cause in causes)
    best = {r.figure: int(r.after) for cause in causes if cause.alternatives for r in cause.alternatives[0].repairs}
    assert found(changed(faulty, best)) == ()


def test_findings_come_under_their_cause_with_the_sentence_that_speaks_for_it():
    submission = report(8, "form2021")
    key = "t3.new_received.total"
    faulty = replace(submission, figures=changed(submission.figures, {key: number(submission.figures, key) + 100}))
    result = check(faulty, CHECKS)
    (cause,) = [cause for cause in result.root_causes if cause.alternatives[0].repairs[0].figure == key]
    under = {finding.rule for finding in result.findings if finding.root_cause == cause.id}
    assert {"table3/balance", "table3/row-total", "text-table/received"} <= under
    explained = {finding.fingerprint for finding in result.findings if finding.root_cause == cause.id}
    assert set(cause.explains) == explained
