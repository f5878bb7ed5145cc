"""The suite of great-expectations and our own engine agree, rule by rule; nothing is sent, nothing is left behind."""

import json
import socket
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from gikvalidate.archive.folder import Stamp
from gikvalidate.archive.prepared import prepared
from gikvalidate.archive.reading import Reading, Report, figure_rows, packed
from gikvalidate.archive.recording import begin, record
from gikvalidate.archive.sql import differences, sql_plan
from gikvalidate.archive.store import open_store, writing
from gikvalidate.archive.tables import runs
from gikvalidate.figures import Figures
from gikvalidate.findings import Status

from .random_figures import FORMS, figure, random_figures, submission
from .test_matrix import CHECKS, alone
from .test_sql import NONE, keep

pytestmark = pytest.mark.filterwarnings("ignore")  # the warnings of great-expectations are its own
SEVERAL = 24


def test_the_suite_counts_the_failures_our_engine_finds(url, monkeypatch):
    from gikvalidate.archive.health import examine_archive

    reports = [random_figures(seed, generation, seed % 4) for seed in range(SEVERAL // 4) for generation in FORMS]
    with open_store(url) as engine:
        with writing(engine) as connection:
            kept = keep(connection, reports)
        _no_network(monkeypatch, url)
        result = examine_archive(engine, CHECKS, 1)
        told = {line["name"]: line for line in result["expectations"]}
        rows = set()
        for generation in FORMS:
            plan = sql_plan(CHECKS, generation, FORMS[generation].keys)
            with writing(engine) as connection, prepared(connection, plan):
                unequal = {r.rule for r in plan.relations if r.operator == "=="}
                for document, rule, subject, difference in connection.execute(differences()):
                    if difference > 0 or (difference and rule in unequal):
                        rows.add((document, rule, subject))
        with engine.connect() as connection:
            stored = json.loads(connection.scalar(select(runs.c.health)))
        assert not inspect(engine).has_table("health_differences")
    assert stored == result
    assert 0 < len(result["left_out"]) < len(kept) / 2
    relations = {rule for rule in told if "/" in rule}
    failing = {
        (document, rule, subject)
        for document, figures in kept.items()
        if document not in result["left_out"]
        for rule, subject, status, *_ in alone(submission(figures))
        if rule in relations and status in {Status.FAIL, Status.SKIPPED}
    }
    # Row by row by our own SQL, because great-expectations keeps only some of them; its counts are of the same rows.
    assert {row for row in rows if row[1] in relations} == failing != set()
    expected = Counter(rule for _, rule, _ in failing)
    assert {rule: told[rule]["unexpected"] for rule in relations if told[rule]["unexpected"]} == dict(expected)
    assert not any(line["failed_to_run"] for line in told.values())
    # The reports of this test name no body; their files stand in, each with its year.
    assert told["one report for each body and year"]["success"]


def test_applications_that_tripled_from_year_to_year_are_told(url):
    from gikvalidate.archive.health import examine_archive

    watched = "t3.new_received.total"
    years = {2021: "5", 2022: "15"}
    with open_store(url) as engine:
        with writing(engine) as connection:
            run = begin(connection, "archive", "rules", "engine")
            for number, (year, text) in ((number, each) for number in range(20) for each in years.items()):
                rows = figure_rows(Figures("form2021", {watched: figure(watched, text)}))
                report = Report(
                    "",
                    agency=f"第{number}乡人民政府",
                    year=year,
                    generation="form2021",
                    figures=rows,
                    packed=packed("form2021", rows),
                    counts=NONE,
                )
                name = f"{year}/{number}.txt"
                record(connection, run, Reading(name, Stamp(0, 0, 0), name, False, False, (report,)))
        told = {line["name"]: line for line in examine_archive(engine, CHECKS, run.id)["expectations"]}
    shift = told["what is watched moved less than twofold from year to year"]
    assert (shift["success"], shift["evaluated"], shift["unexpected"]) == (False, 1, 1)


def _no_network(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    if "://" not in url:

        def refuse(*_: object) -> None:
            raise AssertionError("great-expectations opened a connection")

        monkeypatch.setattr(socket.socket, "connect", refuse)


def test_nothing_else_imports_great_expectations():
    package = Path(__file__).parents[2] / "gikvalidate"
    importing = {path.name for path in package.rglob("*.py") if "import great_expectations" in path.read_text("utf-8")}
    assert importing == {"health.py"}
