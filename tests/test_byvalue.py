"""What is sent from process to process arrives as it was."""

import pickle
from pathlib import Path

import pytest

from gikvalidate.engine import submit
from gikvalidate.figures import Figures

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("clean-*.txt")), ids=lambda path: path.stem)
def test_a_report_arrives_as_it_was(path: Path) -> None:
    report = submit(path)
    assert report.figures.cells
    sent = pickle.loads(pickle.dumps(report))
    assert sent == report
    assert list(sent.figures.cells) == list(report.figures.cells)


def test_a_report_can_be_sent_on_before_anybody_asks_for_its_blocks() -> None:
    report = submit(SAMPLES / "clean-form2019.txt")
    once = pickle.loads(pickle.dumps(report))
    twice = pickle.loads(pickle.dumps(once))
    assert twice.document.text == report.document.text
    assert twice.document == report.document
    with pytest.raises(AttributeError, match="no attribute 'block'"):
        _ = once.document.block


def test_figures_say_the_same_before_and_after_their_cells_are_made() -> None:
    figures = submit(SAMPLES / "clean-form2019.txt").figures
    before, after = (pickle.loads(pickle.dumps(figures)) for _ in range(2))
    assert after.cells == figures.cells
    for one in (before, after):
        assert [one.cell(key) for key in figures.cells] == list(figures.cells.values())
        assert one.cell("t3.nothing.total") is None
        assert "t3.nothing.total" not in one.held
        assert all(key in one.held for key in figures.cells)
        assert (one.plain, one.blank, one.empty) == (figures.plain, figures.blank, figures.empty)
    assert "cells" not in before.__dict__
    assert pickle.loads(pickle.dumps(before)) == figures


@pytest.mark.parametrize("figures", [Figures(), Figures("form2021", absent=frozenset({"t3.other.total"}))])
def test_a_report_without_tables_arrives_as_it_was(figures: Figures) -> None:
    assert pickle.loads(pickle.dumps(figures)) == figures


def test_the_names_on_the_form_are_made_once_for_all_reports() -> None:
    report = submit(SAMPLES / "clean-form2019.txt").figures
    one, other = (pickle.loads(pickle.dumps(report)).cells.values() for _ in range(2))
    assert all(a.row_name is b.row_name and a.key is b.key for a, b in zip(one, other, strict=True))
