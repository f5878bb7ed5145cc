"""A night in the archive keeper's terms: what is new, what was resolved, what came back, what was left alone."""

import json
import os
import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from gikvalidate.archive.store import open_store
from gikvalidate.archive.tables import documents, evaluations, figures, runs
from gikvalidate.cli import main

from .archive_folder import latest, write_archive, write_report


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "archive", 4)


def night(archive: Path, url: str, *options: str) -> int:
    out = str(archive.parent / "out")
    result = CliRunner().invoke(main, ["nightly", str(archive), "--db", url, "-o", out, "--processes", "0", *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    print(result.output)
    return result.exit_code


def bodies(items: list[dict]) -> set[str]:
    return {item["body"] for item in items}


def test_the_first_night_reads_all_and_the_next_reads_nothing(archive, url):
    assert night(archive, url) == 1
    first = latest(archive)
    assert first["counts"]["documents"] == first["counts"]["read"] == 4
    assert bodies(first["new"]) == {"青屿县第0街道办事处", "青屿县第3街道办事处"}
    assert night(archive, url) == 0
    second = latest(archive)
    assert second["counts"]["read"] == 0
    assert second["new"] == second["resolved"] == second["returned"] == []


def test_a_corrected_report_is_resolved_and_a_fault_that_comes_back_is_returned(archive, url):
    night(archive, url)
    faulty = (archive / "report-000.txt").read_bytes()
    write_report(archive, 0)
    assert night(archive, url) == 0
    report = latest(archive)
    assert report["counts"]["read"] == 1
    assert bodies(report["resolved"]) == {"青屿县第0街道办事处"}
    (archive / "report-000.txt").write_bytes(faulty)
    assert night(archive, url) == 1
    report = latest(archive)
    assert bodies(report["returned"]) == {"青屿县第0街道办事处"}
    assert report["new"] == report["resolved"] == []
    with open_store(url) as engine, engine.connect() as connection:
        versions = select(documents.c.version).where(documents.c.path == "report-000.txt")
        assert sorted(connection.scalars(versions)) == [1, 2, 3]


def test_a_report_that_is_taken_away_withdraws_its_findings_without_resolving_them(archive, url):
    night(archive, url)
    (archive / "report-000.txt").rename(archive.parent / "kept.txt")
    assert night(archive, url) == 0
    assert bodies(latest(archive)["withdrawn"]) == {"青屿县第0街道办事处"}
    assert latest(archive)["resolved"] == []
    (archive.parent / "kept.txt").rename(archive / "moved.txt")
    assert night(archive, url) == 1
    assert bodies(latest(archive)["returned"]) == {"青屿县第0街道办事处"}


def test_a_file_that_was_only_touched_is_no_new_version(archive, url):
    night(archive, url)
    os.utime(archive / "report-001.txt", (1, 1))
    night(archive, url)
    assert latest(archive)["counts"]["read"] == 0


def test_a_change_that_leaves_size_and_time_alone_is_seen_when_the_time_lies_ahead(archive, url):
    """The clock was set back after the file was written, so its time proves nothing."""
    path = archive / "report-001.txt"
    ahead = (2**32, 2**32)
    text = path.read_text("utf-8")
    os.utime(path, ahead)
    night(archive, url)
    path.write_text(text.replace("自然人", "自燃人"), "utf-8")
    os.utime(path, ahead)
    night(archive, url)
    assert latest(archive)["counts"]["read"] == 1


def test_changed_rules_judge_every_report_again_without_new_versions(archive, url, tmp_path):
    night(archive, url)
    rules = tmp_path / "rules" / "table3"
    rules.mkdir(parents=True)
    installed = Path(__file__).parents[2] / "rules" / "table3" / "row-total.yaml"
    (rules / "row-total.yaml").write_text(installed.read_text("utf-8").replace("error", "info", 1), "utf-8")
    night(archive, url, "--rules", str(rules.parent))
    with open_store(url) as engine, engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(documents)) == 4
        assert connection.scalar(select(func.count()).select_from(evaluations)) == 8
        assert connection.scalar(select(func.count()).where(evaluations.c.superseded.is_(None))) == 4
        assert len(set(connection.scalars(select(runs.c.rules)))) == 2


def test_an_accepted_finding_is_shown_but_rings_no_bell(archive, url):
    night(archive, url)
    item = next(item for item in latest(archive)["new"] if item["body"] == "青屿县第0街道办事处")
    faulty = archive / "report-000.txt"
    accepted = [other for other in latest(archive)["new"] if other["body"] == item["body"]]
    for other in accepted:
        words = ["--body", other["body"], "--year", str(other["year"]), "--reason", "原件如此", "--owner", "张三"]
        assert CliRunner().invoke(main, ["decide", other["fingerprint"], "--db", url, *words]).exit_code == 0
    content = faulty.read_bytes()
    write_report(archive, 0)
    assert night(archive, url) == 0
    assert len(latest(archive)["decisions"]["unused"]) == len(accepted)
    faulty.write_bytes(content)
    assert night(archive, url) == 0
    assert {other["decision"]["owner"] for other in latest(archive)["returned"]} == {"张三"}


def test_a_decision_ends_on_its_day_and_can_be_taken_back(archive, url):
    night(archive, url)
    new = latest(archive)["new"]
    past = (date.today() - timedelta(days=1)).isoformat()
    words = ["--reason", "r", "--owner", "o", "--db", url]
    for item, further in zip(new, ([], ["--until", past], ["--reopen"]), strict=False):
        named = [item["fingerprint"], "--body", item["body"], "--year", str(item["year"])]
        CliRunner().invoke(main, ["decide", *named, *words])
        if further:
            CliRunner().invoke(main, ["decide", *named, *words, *further])
    night(archive, url)
    assert latest(archive)["decisions"]["accepted"] == 1


def test_a_finding_nobody_has_cannot_be_accepted(archive, url):
    night(archive, url)
    words = ["--db", url, "--body", "青屿县第0街道办事处", "--reason", "r", "--owner", "o"]
    assert CliRunner().invoke(main, ["decide", "0" * 16, *words]).exit_code == 2


def test_an_unreadable_file_is_told_every_night_and_rings_once(archive, url):
    (archive / "broken.docx").write_bytes(b"PK\x03\x04 no document")
    (archive / "roster.csv").write_text("a,b")
    assert night(archive, url, "--fail-on", "never") == 2
    assert night(archive, url) == 0
    (told,) = latest(archive)["unreadable"]
    assert told["path"] == "broken.docx"
    assert told["new"] is False


def test_the_reports_in_an_archive_file_stand_each_for_itself(archive, url):
    with zipfile.ZipFile(archive / "season.zip", "w") as packed:
        for name in ("report-000.txt", "report-001.txt"):
            packed.write(archive / name, f"县/{name}")
            (archive / name).unlink()
    night(archive, url)
    paths = {item["path"] for item in latest(archive)["new"]}
    assert "season.zip/县/report-000.txt" in paths
    assert latest(archive)["counts"]["documents"] == 4


def test_two_reports_of_one_body_and_year_count_together(archive, url):
    shutil.copy(archive / "report-000.txt", archive / "again.txt")
    night(archive, url)
    (archive / "again.txt").unlink()
    night(archive, url)
    report = latest(archive)
    assert report["resolved"] == report["withdrawn"] == []


def test_an_archive_that_is_not_there_costs_nothing(archive, url):
    night(archive, url)
    empty = archive.parent / "unmounted"
    empty.mkdir()
    for folder in (empty, archive.parent / "none"):
        out = ["--db", url, "-o", str(archive.parent / "out")]
        assert CliRunner().invoke(main, ["nightly", str(folder), *out]).exit_code == 2
    night(archive, url)
    assert latest(archive)["counts"]["read"] == 0
    assert latest(archive)["returned"] == []


def test_figures_are_kept_as_written_and_exactly(archive, url):
    write_report(archive, 1, granted__natural="1,234", granted__total="", granted__legal="略")
    night(archive, url)
    with open_store(url) as engine, engine.connect() as connection:
        wanted = documents.c.path == "report-001.txt", figures.c.key.like("t3.granted%")
        rows = connection.execute(select(figures).join(documents).where(*wanted))
        told = {row.key.rpartition(".")[2]: (row.kind, row.text, row.value, row.millionths) for row in rows}
    assert told["natural"] == ("number", "1,234", "1234", 1_234_000_000)
    assert told["total"] == ("blank", "", None, None)
    assert told["legal"] == ("text", "略", None, None)


def test_the_page_needs_nothing_and_escapes_what_reports_say(archive, url):
    write_report(archive, 0, granted__total="<img src=x onerror=alert(1)>")
    night(archive, url)
    page = (archive.parent / "out" / "latest.html").read_text("utf-8")
    assert "<img" not in page
    assert "&lt;img" in page
    assert "http" not in page
    assert json.loads((archive.parent / "out" / "run-000001.json").read_text("utf-8"))["run"] == 1
