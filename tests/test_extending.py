"""A rule is one file, a generation is one folder: nothing else is touched."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main
from tests.reports import write_html
from tests.reports.random_report import random_report

SCHEMAS = Path(__file__).parent.parent / "schemas"
RULE = """\
title: 新格式：电子申请不超过新收
title_en: The new form - electronic applications are among those received
basis: 加法
severity: error
applies: {generations: [form2031]}
check: {kind: identity, over: t3.columns, expect: electronic <= new_received}
message: {zh: "{subject}：{left_sum}，多于 {right_sum}", en: "{left_sum} > {right_sum}"}
repair: {zh: 核对, en: check}
why: 电子申请是新收申请的一部分。
examples:
  fail: [{figures: {t3.electronic.total: "3", t3.new_received.total: "2"}}]
  pass: [{figures: {t3.electronic.total: "2", t3.new_received.total: "2"}}, {figures: {}}]
"""


@pytest.fixture
def new_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The form of 2021 with another year, another label and a row of its own."""
    # Setting it lets monkeypatch take back what the command line sets.
    monkeypatch.setenv("GIKVALIDATE_SCHEMAS", "")
    folder = tmp_path / "schemas" / "form2031"
    shutil.copytree(SCHEMAS / "form2021", folder)
    head = (folder / "form.yaml").read_text("utf-8")
    head = head.replace("generation: form2021", "generation: form2031\nfollows: form2021").replace("2021}", "2031}")
    (folder / "form.yaml").write_text(head.replace("本年处理决定数量", "本年办件数量"), encoding="utf-8")
    table2 = (folder / "table2.yaml").read_text("utf-8").replace("本年处理决定数量", "本年办件数量")
    (folder / "table2.yaml").write_text(table2, encoding="utf-8")
    table3 = (folder / "table3.yaml").read_text("utf-8")
    row = "      electronic: {label: 其中：电子申请数量}\n      carried_in:"
    (folder / "table3.yaml").write_text(table3.replace("      carried_in:", row, 1), encoding="utf-8")
    frame = (folder / "frame-t3.yaml").read_text("utf-8")
    (folder / "frame-t3.yaml").write_text(frame.replace("    - carried_in\n", "    - carried_in\n    - electronic\n"))
    return tmp_path / "schemas"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report on the new form with more electronic applications than applications, and one more fault."""
    old = random_report(30, "form2021")
    html = write_html.html(old).replace("本年处理决定数量", "本年办件数量")
    html = html.replace(f"{old.year + 1}年", "2032年").replace(f"{old.year}年", "2031年")
    begin = html.index("<tr", html.index("二、上年结转") - 200)
    cells = "".join(f"<td>{value}</td>" for value in (99999, 0, 0, 0, 0, 0, 99999))
    path = tmp_path / "报告.html"
    path.write_text(
        f'{html[:begin]}<tr><td colspan="3">其中：电子申请数量</td>{cells}</tr>{html[begin:]}', encoding="utf-8"
    )
    return path


def test_one_folder_and_one_file_are_at_work(tmp_path: Path, new_form: Path, report: Path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "electronic.yaml").write_text(RULE, encoding="utf-8")
    added = ["--schemas", str(new_form), "--rules", str(tmp_path / "rules")]
    told = json.loads(CliRunner().invoke(main, ["check", str(report), "--format", "json", *added]).stdout)
    (document,) = told["documents"]
    assert (document["generation"], document["year"]) == ("form2031", 2031)
    told = {finding["rule"] for finding in document["findings"] if finding["severity"] != "info"}
    assert told == {"electronic"}
    # The rules of the form it follows are at work too, and the words of the text are understood.
    assert document["counts"]["passed"] > 200
    assert CliRunner().invoke(main, ["rules", "test", "electronic", *added]).exit_code == 0
    linted = CliRunner().invoke(main, ["rules", "lint", *added])
    assert linted.exit_code == 0, linted.stdout
    shown = CliRunner().invoke(main, ["schemas", "show", "form2031", "t3", "--schemas", str(new_form)]).stdout
    assert "electronic" in shown
    assert "form2031" in CliRunner().invoke(main, ["schemas", "list", "--schemas", str(new_form)]).stdout


def test_without_the_folder_the_report_is_read_on_the_form_it_is_most_like(report: Path):
    told = json.loads(CliRunner().invoke(main, ["check", str(report), "--format", "json"]).stdout)
    assert told["documents"][0]["generation"] == "form2021"
