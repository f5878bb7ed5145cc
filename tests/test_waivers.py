"""Waivers: what somebody answers for is set aside until a day, or until a value changes."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main
from tests.reports import write_txt
from tests.reports.random_report import random_report

REPORT = random_report(21, "form2021")


def entry(**changes: object) -> dict[str, object]:
    return {
        "rule": "table4/block-total",
        "cells": {"t4.review.upheld": "7", "t4.review.total": "9"},
        "reason": "依授权合并填报",
        "owner": "王五",
        "until": str(date.today() + timedelta(days=30)),
    } | changes


def check(tmp_path: Path, waivers: list[dict[str, object]], *options: str, **cells: str):
    written = {f"t4.review.{name}": "" for name in ("upheld", "corrected", "other", "pending", "total")}
    written |= {"t4.review.upheld": "7", "t4.review.total": "9"}
    written |= {f"t4.review.{name}": text for name, text in cells.items()}
    report = replace(REPORT, written=written, sections=(("",),) * 6)
    (tmp_path / "报告.txt").write_text(write_txt.text(report), encoding="utf-8")
    (tmp_path / "豁免.yaml").write_text(json.dumps(waivers, ensure_ascii=False), encoding="utf-8")
    return CliRunner().invoke(
        main, ["check", str(tmp_path / "报告.txt"), "--waivers", str(tmp_path / "豁免.yaml"), *options]
    )


def told(ended) -> tuple[list[str], list[str], list[str]]:
    """The rules of the findings that stand, of those waived, and why waivers were not used."""
    output = json.loads(ended.stdout)
    (document,) = output["documents"]
    return (
        [finding["rule"] for finding in document["findings"]],
        [finding["rule"] for finding in document["waived"]],
        output["unused_waivers"],
    )


def test_a_waived_finding_is_listed_as_waived_and_does_not_count(tmp_path: Path):
    ended = check(tmp_path, [entry()])
    assert ended.exit_code == 0
    assert "已豁免（1）" in ended.stdout
    assert "依授权合并填报（王五，至" in ended.stdout
    standing, waived, unused = told(check(tmp_path, [entry()], "--format", "json"))
    assert ("table4/block-total" in standing, waived, unused) == (False, ["table4/block-total"], [])


@pytest.mark.parametrize(
    ("changes", "cells", "reason"),
    [
        ({}, {"total": "10"}, "现为“10”，豁免的是“9”"),
        ({}, {"other": "1"}, "还涉及 t4.review.other（1）"),
        ({"until": "2020-01-01"}, {}, "已于 2020-01-01 到期"),
        ({"rule": "table3/balance"}, {}, "没有这样的发现"),
        ({"agency": "别的局"}, {}, "没有这样的发现"),
        ({"year": "1999"}, {}, "没有这样的发现"),
    ],
)
def test_a_waiver_that_no_longer_fits_reopens_and_is_told(tmp_path: Path, changes, cells, reason: str):
    ended = check(tmp_path, [entry(**changes)], "--format", "json", **cells)
    standing, waived, (unused,) = told(ended)
    assert ended.exit_code == 1
    assert ("table4/block-total" in standing, waived) == (True, [])
    assert reason in unused
    assert "豁免.yaml:1:" in unused
    assert unused in ended.stderr


def test_a_waiver_survives_reading_the_report_again_in_another_hand(tmp_path: Path):
    assert told(check(tmp_path, [entry()], "--format", "json", total="９"))[1] == ["table4/block-total"]


def test_a_finding_in_the_text_is_waived_by_its_quote(tmp_path: Path):
    path, waivers = tmp_path / "报告.txt", tmp_path / "豁免.yaml"
    text = write_txt.text(REPORT).replace("\n二、", "\n全年发布信息120条（动态80条，通知30条，其他20条）。\n二、", 1)
    path.write_text(text, encoding="utf-8")
    arguments = ["check", str(path), "--format", "json"]
    before = json.loads(CliRunner().invoke(main, arguments).stdout)["documents"][0]["findings"]
    (finding,) = [finding for finding in before if finding["rule"] == "text/exhaustive-parts"]
    quotes = [place["quote"] for place in finding["places"]]
    waiver = entry(rule="text/exhaustive-parts", cells={}, text=quotes)
    waivers.write_text(json.dumps([waiver], ensure_ascii=False), encoding="utf-8")
    ended = CliRunner().invoke(main, [*arguments, "--waivers", str(waivers)])
    assert told(ended)[1] == ["text/exhaustive-parts"]
    path.write_text(text.replace("其他20条", "其他21条"), encoding="utf-8")
    standing, waived, _ = told(CliRunner().invoke(main, [*arguments, "--waivers", str(waivers)]))
    assert ("text/exhaustive-parts" in standing, waived) == (True, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rule: a", "1:1: 豁免清单是一个列表"),
        ('[{"rule": "a", "reason": "b", "owner": "c"}]', "1:2: 缺少“until”"),
        ('[{"rule": "a", "reason": "", "owner": "c", "until": "2027-01-01"}]', "1:16: reason：这里不能空着"),
        ('[{"rule": "a", "reason": "b", "owner": "c", "until": "soon"}]', "until：“soon”不是写作 2027-03-31 的日期"),
        ('[{"rule": "a", "reason": "b", "ownr": "c", "until": "2027-01-01"}]', "是 owner 吗？"),
    ],
)
def test_a_bad_waiver_file_is_told_at_its_place(tmp_path: Path, text: str, words: str):
    (tmp_path / "豁免.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "报告.txt").write_text(write_txt.text(REPORT), encoding="utf-8")
    ended = CliRunner().invoke(main, ["check", str(tmp_path / "报告.txt"), "--waivers", str(tmp_path / "豁免.yaml")])
    assert ended.exit_code == 2
    assert words in ended.stderr
