"""Two reports of one body: the rules that need the report of the year before, and how it is found."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main
from gikvalidate.engine import check, compile_rules
from gikvalidate.figures import Figures
from gikvalidate.findings import Status
from gikvalidate.recognise import standing
from tests.reports import write_txt
from tests.reports.in_memory import submission
from tests.reports.model import Report
from tests.reports.random_report import random_report

CHECKS = compile_rules()


def two_years(tmp_path: Path, **changes: str) -> tuple[Path, Path]:
    """A report and that of the year before, in one folder beside a stranger's."""
    now = random_report(7, "form2021")
    before = random_report(8, "form2021")
    folder = tmp_path / "往年"
    folder.mkdir()
    (folder / "a.txt").write_text(retitled(before, now.agency, now.year - 1, changes), encoding="utf-8")
    (folder / "b.txt").write_text(retitled(before, "锦泽县审计局", now.year - 1, {}), encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    path = tmp_path / "本年.txt"
    path.write_text(write_txt.text(now), encoding="utf-8")
    return path, folder


def retitled(report: Report, agency: str, year: int, changes: dict[str, str]) -> str:
    text = write_txt.text(replace(report, written=changes))
    return (
        text.replace(report.agency, agency).replace(str(report.year + 1), "下一年").replace(str(report.year), str(year))
    )


def findings(path: Path, *options: str) -> dict[str, list[str]]:
    told = CliRunner().invoke(main, ["check", str(path), "--format", "json", *options])
    found: dict[str, list[str]] = {}
    for finding in json.loads(told.stdout)["documents"][0]["findings"]:
        found.setdefault(finding["rule"], []).append(finding["message"])
    return found


def test_what_was_carried_out_last_year_must_be_carried_in_this_year(tmp_path: Path):
    path, folder = two_years(tmp_path, **{"t3.carried_out.total": "12345"})
    assert "years/carried-total" not in findings(path)
    for prior in (folder, folder / "a.txt"):
        (message,) = findings(path, "--prior", str(prior))["years/carried-total"]
        assert "12345" in message


def test_the_report_of_another_body_or_year_is_not_the_prior_one(tmp_path: Path):
    path, folder = two_years(tmp_path)
    told = CliRunner().invoke(main, ["check", str(path), "--prior", str(folder / "b.txt"), "--format", "json"]).stdout
    reasons = {item["reason"] for item in json.loads(told)["documents"][0]["not_checked"]}
    assert "给出的上年报告是 锦泽县审计局 的" in reasons
    told = CliRunner().invoke(main, ["check", str(path), "--prior", str(path), "--format", "json"]).stdout
    assert any("年度的" in item["reason"] for item in json.loads(told)["documents"][0]["not_checked"])


def test_a_prior_report_that_cannot_be_read_is_told(tmp_path: Path):
    path, folder = two_years(tmp_path)
    ended = CliRunner().invoke(main, ["check", str(path), "--prior", str(folder / "坏.docx")])
    assert ended.exit_code == 2
    assert "坏.docx" in ended.stderr


def test_without_the_prior_report_the_rule_says_so():
    result = check(submission(random_report(7, "form2021")), CHECKS, "en")
    told = {item.rule: item.reason for item in result.not_checked if item.status is Status.SKIPPED}
    assert told["years/carried-total"] == ("没有上年报告", "the report of the year before is not at hand")


def test_a_blank_total_of_the_prior_report_is_recomputed():
    now, before = random_report(7, "form2021"), random_report(7, "form2021")
    carried = {"t3.carried_out.total": ""}
    before = replace(before, written={**carried, "t3.carried_out.natural": "41"}, year=now.year - 1)
    found = check(submission(now), CHECKS, prior=submission(before)).findings
    (finding,) = [finding for finding in found if finding.rule == "years/carried-total"]
    others = sum(
        before.number(f"t3.carried_out.{column}")
        for column in ("business", "research", "charity", "legal", "other_org")
    )
    assert finding.outcome.expected == str(41 + others)


@pytest.mark.parametrize(
    ("name", "levels", "body"),
    [
        ("云岭省人民政府", {"province"}, "government"),
        ("北京市教育局", {"province"}, "department"),
        ("云岭省锦泽市城市管理局", {"city"}, "department"),
        ("锦泽市市场监督管理局", {"city", "county"}, "department"),
        ("锦泽市青屿区住房和城乡建设局", {"county"}, "department"),
        ("锦泽市青屿县松陵镇人民政府", {"township"}, "government"),
        ("国家统计局", {"state"}, "department"),
        ("青屿海事局", set(), "department"),
        (None, set(), None),
    ],
)
def test_the_level_of_a_body_is_read_out_of_its_name(name, levels, body):
    found = standing(name)
    assert (found.levels, found.body) == (levels, body)


def test_a_form_without_the_figures_of_the_year_before_is_no_failure():
    now, before = random_report(3, "form2021"), random_report(3, "form2019")
    before = submission(replace(before, agency=now.agency, year=now.year - 1))
    told = check(submission(now), CHECKS, prior=before)
    reasons = {item.rule: item.reason for item in told.not_checked}
    assert reasons["years/table2-in-force"][1] == "the report of the year before has no such cells"
    without = replace(before, figures=Figures("form2021"))
    assert check(submission(now), CHECKS, prior=without).findings == ()
