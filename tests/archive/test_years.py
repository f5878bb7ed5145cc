"""Two years in the store: this year's report is judged beside last year's, and again when that one changes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from gikvalidate.archive.nightly import Settings, run_night
from gikvalidate.archive.past import stored
from gikvalidate.archive.prior import to_judge_again
from gikvalidate.archive.store import open_store
from gikvalidate.archive.tables import documents, evaluations, findings
from gikvalidate.cli import main
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.reports.as_json import finding_json
from gikvalidate.submission import Earlier
from gikvalidate.workers import Pool

from .archive_folder import latest, write_year
from .test_nightly import night

CARRIED = "years/carried-total"


def standing(url: str, path: str) -> list[str]:
    """The findings that stand of one file, as `check --format json` gives them."""
    with open_store(url) as engine, engine.connect() as connection:
        rows = connection.scalars(
            select(findings.c.body)
            .join(evaluations, evaluations.c.id == findings.c.evaluation)
            .join(documents, documents.c.id == evaluations.c.document)
            .where(documents.c.path == path, documents.c.superseded.is_(None), evaluations.c.superseded.is_(None))
        )
        return sorted(rows)


def told(items: list[dict]) -> list[tuple[str, int]]:
    return [(item["finding"]["rule"], item["year"]) for item in items if item["finding"]["rule"] == CARRIED]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three years of one body in which what is carried out comes in again the year after."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for year, carried in ((2022, (0, 3)), (2023, (3, 5)), (2024, (5, 1))):
        write_year(folder, year, *carried)
    return folder


def test_years_that_follow_one_another_are_in_order(archive, url):
    night(archive, url)
    assert told(latest(archive)["new"]) == []
    with open_store(url) as engine, engine.connect() as connection:
        assert to_judge_again(connection) == []
        priors = connection.execute(
            select(documents.c.year, evaluations.c.prior.is_not(None))
            .join(evaluations, evaluations.c.document == documents.c.id)
            .where(evaluations.c.superseded.is_(None))
            .order_by(documents.c.year)
        )
        assert list(map(tuple, priors)) == [(2022, False), (2023, True), (2024, True)]


def test_this_year_is_judged_again_when_last_years_report_changes(archive, url):
    night(archive, url)
    right = (archive / "2023.txt").read_bytes()
    write_year(archive, 2023, 3, 4)
    assert night(archive, url) == 1
    report = latest(archive)
    assert told(report["new"]) == [(CARRIED, 2024)]
    assert (report["counts"]["read"], report["counts"]["judged"]) == (1, 2)
    (archive / "2023.txt").write_bytes(right)
    night(archive, url)
    assert told(latest(archive)["resolved"]) == [(CARRIED, 2024)]


def test_last_years_report_that_is_taken_away_takes_its_finding_along(archive, url):
    write_year(archive, 2023, 3, 4)
    night(archive, url)
    assert told(latest(archive)["new"]) == [(CARRIED, 2024)]
    (archive / "2023.txt").unlink()
    night(archive, url)
    assert told(latest(archive)["resolved"]) == [(CARRIED, 2024)]
    write_year(archive, 2023, 3, 4)
    night(archive, url)
    assert told(latest(archive)["returned"]) == [(CARRIED, 2024)]


def test_a_change_outside_the_figures_costs_one_document(archive, url):
    night(archive, url)
    path = archive / "2023.txt"
    path.write_text(path.read_text("utf-8") + "\n（注）\n", "utf-8")
    night(archive, url)
    assert (latest(archive)["counts"]["read"], latest(archive)["counts"]["judged"]) == (1, 1)


def test_two_different_reports_of_last_year_are_no_prior(archive, url):
    write_year(archive, 2023, 3, 4, name="other.txt")
    night(archive, url)
    assert told(latest(archive)["new"]) == []
    (archive / "other.txt").unlink()
    night(archive, url)
    assert latest(archive)["counts"]["judged"] == 1
    assert told(latest(archive)["new"]) == []


def test_the_night_finds_what_check_finds_beside_the_same_prior(archive, url):
    write_year(archive, 2023, 3, 4)
    night(archive, url)
    before = Earlier(submit(archive / "2023.txt"), before=Earlier(submit(archive / "2022.txt")))
    alone = check(submit(archive / "2024.txt"), compile_rules(), prior=before)
    wanted = sorted(json.dumps(finding_json(finding), ensure_ascii=False) for finding in alone.findings)
    assert wanted
    assert standing(url, "2024.txt") == wanted


def test_numbers_kept_from_last_years_text_are_told(archive, url):
    """The store keeps the numbers of a text, and judges again when last year's turn out to be others."""
    numbers = (
        "全年主动公开政府信息1373条，通过微信公众号发布260条，政务微博发布318条，网站公开795条，发布政策解读{}篇。"
    )
    for year, carried, explained in ((2023, (3, 5), 121), (2024, (5, 1), 121)):
        write_year(archive, year, *carried, text=numbers.format(explained))
    night(archive, url)
    kept = [item for item in latest(archive)["new"] if item["finding"]["rule"] == "years/same-numbers-told"]
    assert [(item["year"], item["finding"]["reported"]) for item in kept] == [(2024, "5")]
    write_year(archive, 2023, 3, 5, text=numbers.format(119))
    night(archive, url)
    assert latest(archive)["counts"]["judged"] == 2
    assert "years/same-numbers-told" in {item["finding"]["rule"] for item in latest(archive)["resolved"]}


def test_a_store_is_last_years_reports_for_check(archive, url):
    """What it has is found by body and year, also when the file is gone; two that differ are told and not picked."""
    write_year(archive, 2023, 3, 4)
    this_year = (archive / "2024.txt").rename(archive.parent / "2024.txt")
    night(archive, url)
    (archive / "2023.txt").unlink()
    command = ["check", str(this_year), "--prior", url, "--format", "json", "--fail-on", "never"]
    document = json.loads(CliRunner().invoke(main, command).stdout)["documents"][0]
    assert [finding["reported"] for finding in document["findings"] if finding["rule"] == CARRIED] == ["5"]
    write_year(archive, 2023, 3, 5)
    write_year(archive, 2023, 3, 4, name="other.txt")
    night(archive, url)
    document = json.loads(CliRunner().invoke(main, command).stdout)["documents"][0]
    assert CARRIED not in {finding["rule"] for finding in document["findings"]}
    (reason,) = {each["reason"] for each in document["not_checked"] if each["rule"] == CARRIED}
    assert "2023.txt" in reason
    assert "other.txt" in reason


def test_a_store_that_is_no_longer_asked_is_let_go(archive, url, tmp_path):
    """A database with somebody in it cannot be dropped, nor its server upgraded."""
    other = str(tmp_path / "other.db")
    for store in (url, other):
        night(archive, store)
        assert stored(store)[0].load().year == 2022
    with open_store(url) as engine, engine.connect() as connection:
        here = "datname = current_database() AND pid <> pg_backend_pid()"
        others = text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")
        assert engine.dialect.name == "sqlite" or connection.scalar(others) == 0


def test_of_three_years_the_odd_one_out_is_named(archive, url):
    for year, in_force in ((2022, 20), (2023, 30), (2024, 22)):
        write_year(archive, year, 0, 0, normative=(2, 1, in_force))
    night(archive, url)
    odd = [item for item in latest(archive)["new"] if item["finding"]["rule"] == "years/chain-in-force"]
    assert [item["year"] for item in odd] == [2024]
    assert "不合的是上年报告" in odd[0]["finding"]["message"]
    write_year(archive, 2022, 0, 0, normative=(2, 1, 40))
    night(archive, url)
    assert latest(archive)["counts"]["judged"] == 3
    assert "years/chain-in-force" in {item["finding"]["rule"] for item in latest(archive)["resolved"]}


def test_a_run_killed_before_it_judged_again_is_completed(archive, url):
    """Nothing is left to read then, but something to judge."""
    write_year(archive, 2023, 3, 4)

    def killed(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_store(url) as engine:
        run_night(archive, engine, compile_rules(), Settings(), Pool(0), killed)
    night(archive, url)
    assert told(latest(archive)["new"]) == [(CARRIED, 2024)]
    assert latest(archive)["counts"]["judged"] == 3
