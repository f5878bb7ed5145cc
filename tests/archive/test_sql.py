"""The store: what it gives back as a matrix, and what its SQL says, is what `check` says of each report alone."""

import os
from dataclasses import asdict

import pytest
from sqlalchemy import Connection

from gikvalidate.archive.evaluate import evaluate
from gikvalidate.archive.folder import Stamp
from gikvalidate.archive.loading import load
from gikvalidate.archive.prepared import beyond
from gikvalidate.archive.reading import Reading, Report, figure_rows, packed
from gikvalidate.archive.recording import begin, record
from gikvalidate.archive.sql import sql_plan, verdicts
from gikvalidate.archive.store import open_store, writing
from gikvalidate.figures import Figures
from gikvalidate.findings import Ledger, Status

from .random_figures import FORMS, random_figures, submission
from .test_matrix import CHECKS, alone

#: The suite looks at a few of each form, `make test-archive` at five times as many.
REPORTS = 60 if os.environ.get("GIKVALIDATE_ARCHIVE") else 12
NONE = asdict(Ledger(0, 0, 0, 0, 0, 0))


@pytest.fixture(params=sorted(FORMS))
def reports(request) -> list[Figures]:
    return [random_figures(seed, request.param, seed % 6) for seed in range(REPORTS)]


def keep(connection: Connection, reports: list[Figures]) -> dict[int, Figures]:
    """Every report in the store by its number there."""
    run = begin(connection, "archive", "rules", "engine")
    for number, figures in enumerate(reports):
        rows = figure_rows(figures)
        stored = Report(
            "",
            year=2021,
            generation=figures.generation,
            figures=rows,
            packed=packed(figures.generation, rows),
            counts=NONE,
        )
        record(connection, run, Reading(f"{number}.txt", Stamp(0, 0, 0), f"{number}", False, False, (stored,)))
    return dict(enumerate(reports, 1))


def test_the_store_gives_back_the_figures_exactly(url, reports):
    generation = reports[0].generation
    with open_store(url) as engine:
        with writing(engine) as connection:
            kept = keep(connection, reports)
        with engine.connect() as connection:
            matrix = load(connection, generation, FORMS[generation].keys)
    found = evaluate(CHECKS, FORMS[generation].keys, matrix)
    for position, document in enumerate(matrix.documents):
        told = {(v.rule, v.subject, v.status, v.reported, v.expected, v.difference) for v in found.of(position)}
        assert told == alone(submission(kept[document]))


def test_sql_gives_the_verdicts_that_each_report_gets_alone(url, reports):
    generation = reports[0].generation
    plan = sql_plan(CHECKS, generation, FORMS[generation].keys)
    with open_store(url) as engine:
        with writing(engine) as connection:
            kept = keep(connection, reports)
        with engine.connect() as connection:
            told = set(verdicts(connection, plan))
            left_out = set(connection.scalars(beyond(plan)))
    assert len(left_out) < REPORTS / 2
    expected = {
        (document, rule, subject, status.value)
        for document, figures in kept.items()
        if document not in left_out
        for rule, subject, status, *_ in alone(submission(figures))
        if status is not Status.PASS
    }
    assert {status for *_, status in expected} >= {"fail", "unverifiable"}
    assert told == expected
