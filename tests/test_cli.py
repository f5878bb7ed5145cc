"""The command line as its users meet it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main

SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN = str(SAMPLES / "clean-form2021.docx")
FAULTY = str(SAMPLES / "faulty-form2019.docx")


def run(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


def test_a_clean_report_ends_with_0():
    ended = run("check", CLEAN)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "没有发现对不上的地方" in ended.stdout


def test_a_faulty_report_ends_with_1_unless_told_otherwise():
    assert run("check", FAULTY).exit_code == 1
    assert run("check", FAULTY, "--fail-on", "never").exit_code == 0


def test_one_bad_file_costs_only_itself(tmp_path: Path):
    photo = tmp_path / "照片.docx"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    ended = run("check", str(photo), FAULTY, str(tmp_path / "没有.docx"), "--format", "json")
    assert ended.exit_code == 2
    told = json.loads(ended.stdout)
    assert [document["path"] for document in told["documents"]] == [FAULTY]
    assert [Path(file["path"]).name for file in told["unreadable"]] == ["照片.docx", "没有.docx"]
    assert all(file["reason"] for file in told["unreadable"])
    assert len(ended.stderr.splitlines()) == 2


def _zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 2**20)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("空.txt", lambda path: path.write_bytes(b"")),
        ("照片.docx", lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(4000))),
        ("零.txt", _zeros),
        ("文件夹", lambda path: path.mkdir()),
        ("乱码.txt", lambda path: path.write_bytes(os.urandom(5000))),
        ("闲文.txt", lambda path: path.write_text("今天天气很好。\n明天也好。", encoding="utf-8")),
        ("没有.docx", lambda path: None),
    ],
)
def test_what_is_no_report_gets_one_line_and_2(tmp_path: Path, name: str, make):
    make(tmp_path / name)
    ended = run("check", str(tmp_path / name))
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert name in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_word_file_without_tables_is_told_in_one_line(tmp_path: Path):
    import docx

    document = docx.Document()
    document.add_paragraph("某局2021年政府信息公开工作年度报告")
    document.save(str(tmp_path / "无表.docx"))
    ended = run("check", str(tmp_path / "无表.docx"))
    assert ended.exit_code == 2
    assert "没有找到表二、表三、表四" in ended.stderr


def test_the_json_has_every_promised_key():
    told = json.loads(run("check", FAULTY, "--format", "json").stdout)
    assert told["schema"] == "gikvalidate/1"
    (document,) = told["documents"]
    assert {"path", "agency", "year", "generation", "counts", "findings", "root_causes"} <= document.keys()
    counts = document["counts"]
    assert counts["checked"] == counts["passed"] + counts["failed"] + counts["unverifiable"]
    assert counts["failed"] == len(document["findings"])
    assert counts["crashed"] == 0
    promised = {"rule", "severity", "message", "reported", "expected", "difference", "places", "basis"}
    promised |= {"root_cause", "fingerprint"}
    for finding in document["findings"]:
        assert promised <= finding.keys()
        for place in finding["places"]:
            wanted = "figure table row column text page" if place["kind"] == "cell" else "section quote start end page"
            assert set(wanted.split()) <= place.keys()


def test_english_is_english():
    told = json.loads(run("check", FAULTY, "--format", "json", "--lang", "en").stdout)
    messages = [finding["message"] for finding in told["documents"][0]["findings"]]
    assert any("a difference of" in message for message in messages)
    assert "everything adds up" in run("check", CLEAN, "--lang", "en").stdout


def test_extract_prints_figures_and_claims():
    told = json.loads(run("extract", FAULTY).stdout)
    assert told["figures"]["t3.new_received.total"] | {"page": None, "confidence": None} == {
        "value": "48",
        "text": "48",
        "kind": "number",
        "table": "表三",
        "row": "一、本年新收政府信息公开申请数量",
        "column": "总计",
        "page": None,
        "confidence": None,
    }
    assert told["figures"]["t3.outcome_total.total"]["kind"] == "blank"
    assert [cell["figure"] for cell in told["invalid"]] == ["t2.licences.prior_items"]
    assert any(claim["links"] for claim in told["claims"])


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path):
    out = tmp_path / "结果" / "a.json"
    assert run("check", FAULTY, "--format", "json", "-o", str(out)).exit_code == 1
    assert json.loads(out.read_text(encoding="utf-8"))["documents"]
    assert [path.name for path in out.parent.iterdir()] == ["a.json"]
    blocked = run("check", FAULTY, "-o", str(out / "b.json"))
    assert (blocked.exit_code, "写不了" in blocked.stderr) == (2, True)


def test_a_rule_is_shown_and_a_wrong_name_corrected():
    assert "勾稽关系" in run("rules", "show", "table3/balance").stdout
    wrong = run("rules", "show", "table3/balanse")
    assert (wrong.exit_code, "table3/balance" in wrong.stderr) == (2, True)


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["extract"],
        ["rules"],
        ["rules", "list"],
        ["rules", "show"],
        ["rules", "test"],
        ["rules", "lint"],
        ["rules", "new"],
        ["rules", "coverage"],
        ["rules", "mutate"],
        ["rules", "diff"],
        ["schemas", "show"],
        ["doctor"],
    ],
)
def test_every_command_has_help(command: list[str]):
    told = run(*command, "--help")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) > 3


def test_doctor_says_what_can_be_read():
    assert ".docx" in run("doctor").stdout


def _seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def test_help_starts_about_as_fast_as_click_itself():
    ratios = [_seconds("-m", "gikvalidate", "--help") / _seconds("-c", "import click") for _ in range(3)]
    assert min(ratios) < 3
