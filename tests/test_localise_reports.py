"""Root causes as people and machines meet them: on the screen, in JSON, on the report the project began from."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from reports import write_txt
from reports.model import Report
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html

from gikvalidate.cli import main

SAMPLES = Path(__file__).parent.parent / "samples"
FAULTY_2019 = str(SAMPLES / "faulty-form2019.docx")
FAULTY_2021 = str(SAMPLES / "faulty-form2021.html")


def run(*arguments: str) -> str:
    return CliRunner().invoke(main, ["check", *arguments]).stdout


def as_json(*arguments: str):
    (document,) = json.loads(run("--format", "json", *arguments))["documents"]
    return document


@pytest.mark.parametrize("name", [FAULTY_2019, FAULTY_2021])
def test_the_json_tells_every_cause_with_its_repairs_and_findings(name: str):
    document = as_json(name)
    assert document["root_causes"]
    fingerprints = {finding["fingerprint"] for finding in document["findings"]}
    for cause in document["root_causes"]:
        assert {"id", "repairs", "explains", "unique", "alternatives"} <= cause.keys()
        assert cause["explains"]
        assert set(cause["explains"]) <= fingerprints
        assert cause["unique"] == (cause["smallest_repairs"] == 1)
        for repairs in (cause["repairs"], *(other["repairs"] for other in cause["alternatives"])):
            assert repairs
            for repair in repairs:
                where = {"quote", "start", "end"} if repair["figure"].startswith("text.") else set()
                assert repair.keys() == {"figure", "from", "to"} | where
                assert repair["to"].isdecimal()
    for finding in document["findings"]:
        causes = [cause["id"] for cause in document["root_causes"] if finding["fingerprint"] in cause["explains"]]
        assert causes == ([] if finding["root_cause"] is None else [finding["root_cause"]])


def test_a_wrong_total_its_row_its_column_and_the_sentence_are_one_story():
    document = as_json(FAULTY_2019)
    (cause,) = [one for one in document["root_causes"] if one["repairs"][0]["figure"] == "t3.new_received.total"]
    assert cause["repairs"] == [{"figure": "t3.new_received.total", "from": "48", "to": "47"}]
    assert cause["unique"]
    rules = {finding["rule"] for finding in document["findings"] if finding["root_cause"] == cause["id"]}
    assert rules == {"table3/balance", "table3/row-total", "text-table/received"}


def test_the_number_of_repairs_shown_can_be_chosen():
    for shown in (1, 2, 5):
        document = as_json(FAULTY_2021, "--repairs", str(shown))
        (cause,) = [one for one in document["root_causes"] if one["smallest_repairs"] == 5]
        assert len(cause["alternatives"]) == shown - 1
    for form in ("terminal", "md", "html"):
        assert "另有 2 种，见 --repairs" in run(FAULTY_2021, "--format", form)
        assert "见 --repairs" not in run(FAULTY_2021, "--format", form, "--repairs", "9")


def test_the_screen_tells_each_finding_once_under_its_cause():
    told = run(FAULTY_2019)
    assert "表三 一、本年新收 · 总计 48 → 47" in told
    assert "只有这一种改法" in told
    assert "合计没有填，应为" in told
    document = as_json(FAULTY_2019)
    alone = [finding for finding in document["findings"] if finding["root_cause"] is None]
    for finding in alone:
        assert told.replace("\n", "").replace(" ", "").count(finding["message"].replace(" ", "")) == 1


def test_the_screen_speaks_english_throughout_where_it_is_asked_to():
    told = run(FAULTY_2021, "--lang", "en")
    assert "the only way to make everything hold" in told
    assert "one of 5 ways with equally few changes" in told
    assert "agrees with “未经复议直接起诉4件”" in told


def test_the_seed_is_told_as_blanks_to_fill_or_as_outcomes_counted_twice(shared: Path):
    (path,) = (shared / "seeds").glob("*.txt")
    document = as_json(str(path))
    imbalance, totals = document["root_causes"]
    assert {repair["figure"]: (repair["from"], repair["to"]) for repair in imbalance["repairs"]} == {
        "t3.carried_in.natural": (None, "5"),
        "t3.carried_in.total": (None, "5"),
        "t3.new_received.research": (None, "1"),
        "t3.new_received.legal": (None, "1"),
    }
    rival = {repair["figure"]: repair["to"] for repair in imbalance["alternatives"][0]["repairs"]}
    assert rival["t3.unavailable.not_held.natural"] == "8"
    assert rival["t3.unavailable.not_held.total"] == "9"
    assert (imbalance["smallest_repairs"], imbalance["unique"]) == (3, False)
    assert [repair["to"] for repair in totals["repairs"]] == ["23", "1", "1", "25"]
    assert len(imbalance["explains"]) == 5
    told = run(str(path))
    assert "空白格只需补填，不必改动已写的数" in told
    assert "13 → 8" in told
    flat = told.replace("\n", "").replace(" ", "")
    assert "核对：是表三二、上年结转·自然人空白→5，二、上年结转·总计空白→5；还是表三（四）1." in flat


COLUMNS = ("natural", "business", "research", "charity", "legal", "other_org", "total")


def carried_over() -> Report:
    """A consistent report that carried applications of natural persons and of businesses over."""
    return next(
        report
        for report in (random_report(seed, "form2021") for seed in range(100))
        if report.number("t3.carried_in.natural") > 1 and report.number("t3.carried_in.business") > 1
    )


def year_before(report: Report, **more: int) -> Report:
    """Its report of the year before, which handed on what it carried over, and `more` of some applicants."""
    handed_on = {
        f"t3.carried_out.{column}": report.number(f"t3.carried_in.{column}") + more.get(column, 0) for column in COLUMNS
    }
    year = report.year - 1
    return replace(
        report,
        year=year,
        values={**report.values, **handed_on},
        title=(f"{report.agency}{year}年政府信息公开工作年度报告",),
        opening=(),
        sections=((),) * 6,
        signature=(report.agency, f"{year + 1}年1月20日"),
    )


def test_last_years_report_tells_which_of_two_rows_a_case_was_counted_wrongly_in(tmp_path: Path):
    report = carried_over()
    moved = {"t3.carried_in.natural": -1, "t3.carried_in.business": 1}
    written = {key: str(report.number(key) + by) for key, by in moved.items()}
    here, before = tmp_path / "here.docx", tmp_path / "before.docx"
    here.write_bytes(docx_bytes(replace(report, written=written)))
    before.write_bytes(docx_bytes(year_before(report)))
    (alone,) = as_json(str(here))["root_causes"]
    assert alone["smallest_repairs"] > 1
    document = as_json(str(here), "--prior", str(before))
    (cause,) = document["root_causes"]
    assert {repair["figure"]: repair["to"] for repair in cause["repairs"]} == {
        key: str(report.number(key)) for key in moved
    }
    assert any("上年报告的结转下年" in reason for reason in cause["reasons"])
    under = {finding["rule"] for finding in document["findings"] if finding["root_cause"] == cause["id"]}
    assert {"table3/balance", "years/carried-by-applicant"} <= under


def test_two_years_that_disagree_are_one_story_with_a_change_in_either_report(tmp_path: Path):
    report = carried_over()
    natural, total = report.number("t3.carried_in.natural"), report.number("t3.carried_in.total")
    here, before = tmp_path / "here.docx", tmp_path / "before.docx"
    here.write_bytes(docx_bytes(report))
    before.write_bytes(docx_bytes(year_before(report, natural=1, total=1)))
    document = as_json(str(here), "--prior", str(before))
    (cause,) = document["root_causes"]
    assert {one["figure"]: one["to"] for one in cause["repairs"]} == {
        "t3.carried_in.total": str(total + 1),
        "t3.carried_in.natural": str(natural + 1),
    }
    (other,) = cause["alternatives"]
    assert {one["figure"]: one["to"] for one in other["repairs"]} == {
        "prior.t3.carried_out.total": str(total),
        "prior.t3.carried_out.natural": str(natural),
    }
    assert cause["equally_likely"] == 2
    told = run(str(here), "--prior", str(before), "--lang", "en").replace("\n", " ")
    assert "last year's report, 表三 四、结转下年 · 总计" in told


def test_a_sentence_against_a_table_that_adds_up_is_what_has_to_change(tmp_path: Path):
    report, file = carried_over(), tmp_path / "report.txt"
    text, said = write_txt.text(report), report.number("t3.new_received.total")
    assert f"申请{said}件，上年结转" in text
    file.write_text(text.replace(f"申请{said}件，上年结转", f"申请{said + 9}件，上年结转"), encoding="utf-8")
    document = as_json(str(file))
    (cause,) = document["root_causes"]
    (repair,) = cause["repairs"]
    assert (repair["from"], repair["to"]) == (str(said + 9), str(said))
    assert f"申请{said + 9}件" in repair["quote"]
    assert cause["unique"]
    under = {finding["rule"] for finding in document["findings"] if finding["root_cause"] == cause["id"]}
    assert under == {"text-table/received", "text/exhaustive-parts", "text/parts-fall-short"}


def test_a_sentence_against_a_cell_that_nothing_else_holds_may_be_wrong_as_well_as_the_cell(tmp_path: Path):
    report, file = carried_over(), tmp_path / "report.txt"
    issued = report.number("t2.normative.issued")
    text = write_txt.text(report)
    assert f"行政规范性文件{issued}件" in text
    file.write_text(text.replace(f"行政规范性文件{issued}件", f"行政规范性文件{issued + 3}件"), encoding="utf-8")
    (cause,) = as_json(str(file))["root_causes"]
    assert [one["figure"].split("@")[0] for one in cause["repairs"]] == ["text.normative.issued"]
    assert cause["alternatives"][0]["repairs"] == [
        {"figure": "t2.normative.issued", "from": str(issued), "to": str(issued + 3)}
    ]
    assert "正文“" in run(str(file))


def test_the_json_lists_every_repair_unless_it_is_asked_for_fewer():
    (cause,) = [one for one in as_json(FAULTY_2021)["root_causes"] if one["smallest_repairs"] == 5]
    assert (len(cause["alternatives"]), cause["left_out"]) == (4, 0)
    (cause,) = [one for one in as_json(FAULTY_2021, "--repairs", "2")["root_causes"] if one["smallest_repairs"] == 5]
    assert (len(cause["alternatives"]), cause["left_out"]) == (1, 3)


@pytest.mark.parametrize("form", ["terminal", "html", "md", "sarif", "junit", "docx"])
def test_every_report_tells_the_cause_with_the_findings_that_follow_from_it(form: str, tmp_path: Path):
    made = tmp_path / f"report.{form}"
    run(FAULTY_2019, "--format", form, "-o", str(made))
    if form == "docx":
        with zipfile.ZipFile(made) as package:
            told = package.read("word/comments.xml").decode()
    else:
        told = made.read_text(encoding="utf-8")
    assert "一、本年新收 · 总计 48 → 47" in told


def test_every_process_tells_the_same_whatever_its_hash_seed():
    told = {
        subprocess.run(
            [sys.executable, "-m", "gikvalidate", "check", "--format", "json", FAULTY_2019, FAULTY_2021],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert b'"root_causes"' in told.pop()


def test_a_wrong_cell_of_a_file_is_named_alone_with_its_true_value_however_zeros_are_written(tmp_path: Path):
    truths, files = [], []
    for seed, generation in product(range(30, 39), ("form2019", "form2021")):
        report = random_report(seed, generation)
        report = replace(report, style=replace(report.style, zeros=("0", "", "-")[seed % 3]))
        cells = [key for key in report.values if key.startswith("t3") and report.number(key)]
        if not cells:
            continue
        key = cells[seed * 7 % len(cells)]
        file = tmp_path / f"{seed}-{generation}.{'docx' if seed % 2 else 'html'}"
        wrong = replace(report, written={key: "" if seed % 4 == 0 else str(report.number(key) + seed)})
        file.write_bytes(docx_bytes(wrong) if file.suffix == ".docx" else html(wrong).encode())
        truths.append((key, str(report.number(key))))
        files.append(str(file))
    told = json.loads(run("--format", "json", *files))["documents"]
    assert len(told) == len(truths) > 12
    for document, (key, true) in zip(told, truths, strict=True):
        (cause,) = document["root_causes"]
        assert [(repair["figure"], repair["to"]) for repair in cause["repairs"]] == [(key, true)]
        assert cause["unique"]
