"""Reports copied from a web page or a PDF: whatever is left of the tables is read, what is lost is never guessed."""

from dataclasses import replace
from pathlib import Path

import pytest
from reports.forms import keys
from reports.random_report import random_report
from reports.write_copied import Shape, copied

from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import Severity
from gikvalidate.submission import Submission

CHECKS = compile_rules()
SEEDS = range(6)
SHAPES_WITH_EMPTY_CELLS = ("piped rows", "piped rows, filled up behind", "piped cells", "piped cells, filled up behind")
SHAPES_WITHOUT = ("spaced rows", "cells", "cells apart")
GENERATIONS = ("form2019", "form2021")


def submitted(tmp_path: Path, text: str) -> Submission:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return submit(path)


def wrong(submission: Submission, report) -> list[str]:
    return [
        key
        for key, figure in submission.figures.cells.items()
        if figure.value is not None and figure.value != report.number(key)
    ]


def missing(submission: Submission, report) -> list[str]:
    return [key for key in keys(report.generation) if report.number(key) and key not in submission.figures.cells]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("shape", [*SHAPES_WITH_EMPTY_CELLS, "piped rows, open in front", *SHAPES_WITHOUT])
def test_every_figure_is_read_where_zeros_are_printed(tmp_path: Path, generation, shape: Shape) -> None:
    for seed in SEEDS:
        report = random_report(seed, generation)
        report = replace(report, style=replace(report.style, zeros="0"))
        submission = submitted(tmp_path, copied(report, shape))
        assert wrong(submission, report) == [], seed
        assert missing(submission, report) == [], seed
        assert [finding.message for finding in check(submission, CHECKS).findings] == [], seed


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("shape", SHAPES_WITH_EMPTY_CELLS)
def test_empty_cells_keep_their_places(tmp_path: Path, generation, shape: Shape) -> None:
    for seed in SEEDS:
        report = random_report(seed, generation)
        report = replace(report, style=replace(report.style, zeros=""))
        submission = submitted(tmp_path, copied(report, shape))
        assert wrong(submission, report) == [], seed
        assert missing(submission, report) == [], seed


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("shape", SHAPES_WITHOUT)
def test_figures_whose_empty_neighbours_are_lost_are_not_guessed(tmp_path: Path, generation, shape: Shape) -> None:
    for seed in SEEDS:
        report = random_report(seed, generation)
        report = replace(report, style=replace(report.style, zeros=""))
        submission = submitted(tmp_path, copied(report, shape))
        assert wrong(submission, report) == [], seed
        assert all(f.severity is not Severity.ERROR for f in check(submission, CHECKS).findings), seed
