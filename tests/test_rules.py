"""Every rule does what its own examples say, and a bad rule file is told at its place."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main
from gikvalidate.datafiles import DataFileError
from gikvalidate.engine import compile_rules
from gikvalidate.examples import trials
from gikvalidate.findings import Severity

CHECKS = compile_rules()
EVERY = [trial for check in CHECKS for trial in trials(check, CHECKS)]


@pytest.mark.parametrize("trial", EVERY, ids=lambda trial: f"{trial.rule}::{trial.name.replace(' ', '')}")
def test_example(trial):
    assert not trial.fault


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_a_rule_shows_when_it_fires_and_when_it_does_not(check):
    examples = check.rule.body.examples
    assert examples.fail, "give it an example that must fail"
    assert examples.ok or examples.silent, "give it an example on which it must not fire"


GOOD = """\
title: 甲
title_en: A
basis: 加法
severity: error
check: {kind: identity, over: t3.rows, expect: total == natural}
message: {zh: "{left}", en: "{left}"}
repair: {zh: 改, en: mend}
why: 例
examples: {fail: [{figures: {t3.granted.total: "1"}}]}
"""


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("total == natural", "total == naturel"), 5, "natural?"),
        (("kind: identity", "kind: identify"), 5, "unknown kind"),
        (("over: t3.rows", "over: t9.rows"), 5, "t3.columns"),
        (("severity: error", "severity: fatal"), 4, "severity"),
        (("basis: 加法\n", ""), 1, "basis"),
        (("why: 例", "why: 例\nwhy: 例"), 9, "second time"),
        (("why: 例", "why: 例\nwhz: 例"), 9, "whz"),
        (('"{left}", en', '"{lefft}", en'), 6, "unknown field lefft"),
        (("title: 甲", "title: [甲"), 2, ""),
        (("title: 甲", "title: \x00"), 1, ""),
    ],
)
def test_a_bad_rule_file_is_told_with_its_place(tmp_path: Path, change, line: int, words: str):
    (tmp_path / "mine.yaml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        compile_rules([tmp_path])
    assert words in refused.value.sentence
    assert refused.value.line == line
    told = CliRunner().invoke(main, ["rules", "list", "--rules", str(tmp_path)])
    assert told.exit_code == 2
    assert f"mine.yaml:{line}:" in told.stderr


def test_a_rule_of_ones_own_is_one_file(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    tested = CliRunner().invoke(main, ["rules", "test", "mine", "--rules", str(tmp_path)])
    assert (tested.exit_code, "1 个例子，1 个相符" in tested.stdout) == (0, True)


def test_an_example_of_a_form_that_is_not_is_told(tmp_path: Path):
    wrong = GOOD.replace("{figures: {t3", "{generation: form2099, figures: {t3")
    (tmp_path / "mine.yaml").write_text(wrong, encoding="utf-8")
    tested = CliRunner().invoke(main, ["rules", "test", "mine", "--rules", str(tmp_path)])
    assert (tested.exit_code, "没有 form2099 这种格式" in tested.stderr) == (2, True)


def test_an_example_that_lies_is_told(tmp_path: Path):
    lying = GOOD.replace('t3.granted.total: "1"', 't3.granted.total: "0"')
    (tmp_path / "mine.yaml").write_text(lying, encoding="utf-8")
    tested = CliRunner().invoke(main, ["rules", "test", "mine", "--rules", str(tmp_path)])
    assert tested.exit_code == 1
    assert "mine · fail 1：应当是 fail（不符），实际是 pass（相符）" in tested.stderr
    assert (
        "expected fail, was pass"
        in CliRunner().invoke(main, ["rules", "test", "mine", "--rules", str(tmp_path), "--lang", "en"]).stderr
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_a_rule_says_where_it_is_not_the_last_word_and_stays_silent_more_often_than_not(check):
    body = check.rule.body
    assert body.limits.under, "limits.under: say which mistakes it lets pass"
    assert body.limits.over or body.severity is Severity.ERROR, (
        "limits.over: say when a right report could set it off, or make it an error, which nothing right can break"
    )
    if check.rule.kind in {"cell", "change", "growth", "identity", "match", "multiple", "roll_up", "unit_list"}:
        assert body.examples.unverifiable, "give it an example whose figures cannot be read as numbers"
    quiet = len(body.examples.ok) + len(body.examples.silent) + len(body.examples.unverifiable)
    assert quiet > len(body.examples.fail), "give it more reports on which it must not fire than on which it must"


def test_the_catalogue_names_the_rules_there_are():
    catalogue = (Path(__file__).parent.parent / "docs" / "rules-catalogue.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z0-9-]+/[a-z0-9*-]+)`", catalogue))
    known = {check.rule.id for check in CHECKS}
    assert {name for name in named if not fnmatchcase(" ".join(known), f"*{name}*")} == set()
    told = {rule for rule in known for name in named if fnmatchcase(rule, name)}
    untold = {rule for rule in known - told if not rule.startswith(("siblings/", "years/chain"))}
    assert untold == set(), "add it to docs/rules-catalogue.md"
