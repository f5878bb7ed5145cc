"""What an author of rules is told: lint, manual page, coverage, mutation score, comparison of two rule sets."""

import json
import os
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from gikvalidate.authoring.consistency import consistency
from gikvalidate.authoring.coverage import cells, claims
from gikvalidate.authoring.jsonschema import rule_schema
from gikvalidate.authoring.lint import lint
from gikvalidate.authoring.manual import manual, page
from gikvalidate.authoring.mutate import scores
from gikvalidate.checks import kinds
from gikvalidate.cli import main
from gikvalidate.engine import compile_rules
from gikvalidate.examples import findings
from gikvalidate.recognise import load_forms
from gikvalidate.shapes import keys_of
from tests.reports.in_memory import submission
from tests.reports.random_report import random_report

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CHECKS = compile_rules()
FORMS = {form.generation: form for form in load_forms()}
#: What an editor checks a rule file with.
EDITORS = jsonschema.Draft202012Validator(json.loads(rule_schema()))

GOOD = """\
title: 甲
title_en: A
basis: 加法
severity: error
applies: {generations: [form2021]}
check: {kind: identity, expect: t2.licences.decisions >= 2 * t2.penalties.decisions}
message: {zh: "{left}", en: "{left}"}
repair: {zh: 改, en: mend}
why: 例
limits: {under: 两格都错的}
examples:
  pass: [{figures: {t2.licences.decisions: "2"}}, {figures: {}}]
  fail: [{figures: {t2.penalties.decisions: "1"}}]
"""


def run(*arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return ended.exit_code, ended.stdout


def faults(tmp_path: Path, *changes: tuple[str, str], name: str = "mine") -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [fault.told("en") for fault in lint([tmp_path]) if str(tmp_path) in str(fault.path)]


def test_the_rules_of_the_project_have_no_fault():
    assert [fault.told("zh") for fault in lint() if fault.grave] == []
    assert run("rules", "lint")[0] == 0


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_every_rule_of_the_project_says_everything_in_english_too(check):
    body, limits = check.rule.body, check.rule.body.limits
    assert all((body.basis_en, body.why_en, limits.under_en))
    assert bool(limits.over) == bool(limits.over_en)


def test_findings_in_english_name_the_basis_in_english_and_in_chinese_where_there_is_none(tmp_path: Path):
    for basis, told in (("basis: 加法\nbasis_en: addition", "addition"), ("basis: 加法", "加法")):
        (tmp_path / "mine.yaml").write_text(GOOD.replace("basis: 加法", basis), "utf-8")
        (mine,) = compile_rules([tmp_path], installed=False)
        (finding,) = findings(mine, [mine], mine.rule.body.examples.fail[0], "en")
        assert finding.basis == told
        assert f"basis**: {told}\n" in page(mine, [mine], "en")


def test_a_good_rule_has_no_fault(tmp_path: Path):
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ((", {figures: {}}]", "]"), "11:1", "at least 2 examples"),
        (('fail: [{figures: {t2.penalties.decisions: "1"}}]', "fail: []"), "11:1", "no example that must fail"),
        (("t2.licences.decisions: ", "t2.licence.decisions: "), "12:21", "t2.licences.decisions?"),
        (("limits: {under: 两格都错的}\n", ""), "1:1", "advice: limits.under is missing"),
        (("[form2021]", "[stat2014]"), "6:25", "in stat2014: unknown figure t2.licences.decisions"),
        (("severity: error", "severity: error\nyields_to: [table3/balanse]"), "5:13", "table3/balance?"),
        (("title_en: A", "title_en: 甲"), "2:1", "holds Chinese"),
        (("why: 例", "why: 例\nwhy_en: an 例"), "10:1", "the English why_en holds Chinese"),
        (("title: 甲", "title: 统计期限是报告年度的1月1日至12月31日"), "1:1", "same title as text/period"),
        (("severity: error", "severity: error\nprofiles: []"), "5:1", "never runs"),
        (("generations: [form2021]", "generations: [form2099]"), "5:25", "unknown generation form2099"),
        (("2 * t2.penalties.decisions", "2 * t2.penalty.decisions"), "6:25", "t2.penalties"),
        (("expect: t2", "expct: t2"), "6:25", "expect?"),
        (
            (">= 2 * t2.penalties.decisions", "== 1 when t2.fees.amount > 2 and t2.fees.amount < 1"),
            "6:25",
            "never hold",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(tmp_path: Path, change: tuple[str, str], place: str, words: str):
    told = faults(tmp_path, change)
    assert any(f"mine.yaml:{place}: " in fault and words in fault for fault in told), told


def test_words_that_the_lexicon_does_not_know_or_link_are_told(tmp_path: Path):
    def told(subjects: str) -> list[str]:
        relation = "kind: identity, expect: t2.licences.decisions >= 2 * t2.penalties.decisions"
        message = 'zh: "{left}", en: "{left}"'
        return faults(tmp_path, (relation, f"kind: match, subjects: [{subjects}]"), (message, "zh: 甲, en: a"))

    assert told("applications.*, review.total") == []
    assert ["6:56: the lexicon has no applications.recieved; applications.received?" in fault for fault in told(
        "applications.received, applications.recieved")] == [True]  # fmt: skip
    assert ["6:22: nothing to check in form2021" in fault for fault in told("channel.fax")] == [True]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("t3.granted.total >= 0", "always holds, says nothing and is redundant"),
        ("t3.granted.total >= t3.granted.total + 1", "contradicts itself in form2021"),
        ("sum(t3.granted.*) <= 3", "advice: it holds only where one of its figures is 0"),
        ("t3.new_received.total == t3.new_received.natural + t3.new_received.business + t3.new_received.research"
         " + t3.new_received.charity + t3.new_received.legal + t3.new_received.other_org", "redundant"),
        ("t3.granted.total <= t3.outcome_total.total", "follows from table3/outcome-total and is redundant"),
        ("t3.granted.natural <= 2 * t3.granted.total", "redundant"),
        ("t3.granted.total == t3.granted.natural + 1 when t3.granted.total > 0", ""),
        ("t3.granted.total >= 2 * t3.new_received.total + 2 * t3.carried_in.total + 1",
         "contradicts table3/leaf-within-inflow in form2021"),
        ("t3.granted.total == t3.granted.natural - 1", "contradicts"),
        ("t3.granted.total == 2 * t3.outcome_total.total", "only where"),
        ("t3.granted.total == t3.granted.natural", "only where"),
        ("t3.granted.total <= 100000 * t3.carried_out.total", ""),
    ],
)  # fmt: skip
def test_rules_that_follow_or_cannot_hold_are_found_by_algebra(tmp_path: Path, expect: str, words: str):
    told = faults(tmp_path, ("t2.licences.decisions >= 2 * t2.penalties.decisions", expect))
    assert [words in fault for fault in told] == ([True] if words else [])


def test_two_rules_that_say_the_same_are_both_redundant(tmp_path: Path):
    (tmp_path / "other.yaml").write_text(GOOD.replace("甲", "乙").replace("en: A", "en: B"), encoding="utf-8")
    assert len([fault for fault in faults(tmp_path) if "redundant" in fault]) == 2
    assert list(consistency(CHECKS, {name: form.keys for name, form in FORMS.items()})) == []


def test_a_file_with_another_ending_is_not_passed_over_in_silence(tmp_path: Path):
    (tmp_path / "mine.yml").write_text(GOOD, encoding="utf-8")
    assert any("not read" in fault for fault in faults(tmp_path))


def test_every_bad_file_is_told_and_not_only_the_first(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- 1", encoding="utf-8")
    assert len(faults(tmp_path)) == 2
    code, output = run("rules", "lint", "--rules", tmp_path)
    assert (code, "a.yaml:" in output, "b.yaml:1:1:" in output) == (1, True, True)


def test_the_page_of_a_rule_works_its_example_out():
    code, output = run("rules", "show", "table3/row-total")
    assert code == 0
    assert "必改（error）" in output
    assert "新收 20" not in output
    assert "总计 20，各类申请人相加是 自然人 18，相差 2" in output
    english = run("rules", "show", "table3/row-total", "--lang", "en")[1]
    assert "must correct" in english
    assert "a difference of 2" in english
    assert run("rules", "show", "table3/row-total", "--source")[1].startswith("title:")


def test_the_list_for_a_report_says_which_rules_are_not_for_it():
    code, output = run("rules", "list", "--for", SAMPLES / "clean-form2021.docx")
    lines = {line.split()[0]: line for line in output.splitlines()}
    assert code == 0
    assert "✗" not in lines["table3/balance"]
    assert "不适用于这一代格式" in lines["stat/cumulative"]
    assert "没有上年报告" in lines["years/carried-total"]


@pytest.mark.parametrize("kind", kinds())
def test_a_new_rule_of_every_kind_can_be_read_and_is_in_the_schema(kind: str, tmp_path: Path):
    code, output = run("rules", "new", kind, "mine/one", "--into", tmp_path)
    assert (code, output.strip()) == (0, str(tmp_path / "mine/one.yaml"))
    assert [check.rule.id for check in compile_rules([tmp_path], installed=False)] == ["mine/one"]
    written = (tmp_path / "mine/one.yaml").read_text("utf-8")
    EDITORS.validate(yaml.safe_load(written))
    assert (tmp_path / "mine" / written.splitlines()[0].partition("$schema=")[2]).is_file()
    module = import_module(f"gikvalidate.checks.{kind}")
    for option in keys_of(module.Options):
        assert f"`{option}" in module.OPTIONS_ZH, "say in Chinese what each option means"
    assert "title: the same sentence in Chinese" in run("rules", "new", kind, "mine/one", "--lang", "en")[1]
    assert run("rules", "new", kind, "mine/one", "--into", tmp_path)[0] == 2
    assert run("rules", "new", kind, "../one", "--into", tmp_path)[0] == 2


def test_an_unknown_kind_is_told():
    assert run("rules", "new", "identiti", "mine")[0] == 2


def test_the_schema_for_editors_is_fresh_and_fits_every_rule():
    schema = (ROOT / "schemas" / "rule.schema.json").read_text("utf-8")
    assert schema == rule_schema(), "run make manual"
    jsonschema.Draft202012Validator.check_schema(json.loads(schema))
    for check in CHECKS:
        written = yaml.safe_load(check.rule.file.path.read_text("utf-8"))
        assert [error.message for error in EDITORS.iter_errors(written)] == [], check.rule.id
    for good, bad in (
        ("expect:", "expct:"),
        ("kind: identity", "kind: identiti"),
        ("severity: error", "severity: fatal"),
        ("why: 例", "whz: 例"),
        ("generations: [form2021]", "levels: [countyy]"),
        ("severity: error", "severity: error\nprofiles: [auditt]"),
        ("  fail: [{figures", "  faill: [{figures"),
        ("[{figures: {t2.penalties", "[{figurs: {t2.penalties"),
        ("repair: {zh: 改, en: mend}", "repair: {zh: 改}"),
    ):
        assert good in GOOD
        assert list(EDITORS.iter_errors(yaml.safe_load(GOOD.replace(good, bad)))) != [], bad


def test_the_manual_is_fresh():
    pages = manual(CHECKS)
    folder = ROOT / "docs" / "rules"
    assert {path.name for path in folder.iterdir()} == set(pages), "run make manual"
    for name, text in pages.items():
        assert (folder / name).read_text("utf-8") == text, f"{name} is stale: run make manual"


def test_coverage_names_the_cells_nothing_holds():
    covered = cells(CHECKS, FORMS["form2021"])
    alone = {key for key, found in covered.items() if not found.relations}
    assert "t3.granted.total" not in alone
    assert "t2.fees.amount" in alone
    assert covered["t2.fees.amount"].told == ["text-table/decisions"]
    assert "years/carried-total" in covered["t3.carried_in.total"].years
    assert all(claims(CHECKS)[kind] for kind in claims(CHECKS) if kind not in {"rank", "duration"})
    assert set(claims(CHECKS)["rate"]) == {
        "text/rate-slip",
        "text/applications-in-words",
        "text/percentage-in-words",
        "text/share-of-several",
        "text/rate-at-most-100",
    }
    code, output = run("rules", "coverage")
    assert (code, "t2.fees.amount" in output) == (0, True)


@pytest.mark.parametrize("generation", ["form2019", "form2021"])
def test_a_wrong_cell_of_tables_3_and_4_never_goes_unnoticed(generation):
    for seed in (4,):
        for (mutation, table), score in scores(submission(random_report(seed, generation)), CHECKS).items():
            if table != "t2":
                assert score.missed == {}, (mutation, table)
            if table != "t2" and mutation in {"plus one", "minus one"}:
                assert score.invisible == {}


def test_mutate_lists_what_survives():
    code, output = run("rules", "mutate", SAMPLES / "clean-form2021.docx")
    assert code == 0
    assert "t2.licences.decisions" in output.splitlines()[-1]
    assert run("rules", "mutate")[0] == 2


def test_diff_tells_what_a_changed_rule_would_find(tmp_path: Path):
    old, new, archive = (tmp_path / name for name in ("old", "new", "archive"))
    for folder in (old, new, archive):
        folder.mkdir()
    (archive / "报告.docx").write_bytes((SAMPLES / "clean-form2021.docx").read_bytes())
    assert run("rules", "diff", old, new, archive)[0] == 0
    (new / "mine.yaml").write_text(GOOD.replace("2 * t2.pen", "100000 * t2.pen"), encoding="utf-8")
    code, output = run("rules", "diff", old, new, archive)
    assert (code, output.splitlines()[-1]) == (1, "mine: 新增 1, 消失 0")
    assert "- 报告.docx  mine" in run("rules", "diff", new, old, archive)[1]
    (archive / "坏.docx").write_bytes(b"PK")
    assert run("rules", "diff", old, new, archive)[0] == 2


def test_a_province_overrides_a_rule_and_leaves_the_others(tmp_path: Path):
    original = (ROOT / "rules" / "table3" / "row-total.yaml").read_text("utf-8")
    (tmp_path / "table3").mkdir()
    (tmp_path / "table3" / "row-total.yaml").write_text(original.replace("severity: error", "severity: info"))
    faulty = SAMPLES / "faulty-form2019.docx"

    def severities(*options: object) -> dict[str, str]:
        told = json.loads(run("check", faulty, "--format", "json", *options)[1])
        return {finding["rule"]: finding["severity"] for finding in told["documents"][0]["findings"]}

    before, after = severities(), severities("--rules", tmp_path)
    assert (before["table3/row-total"], after["table3/row-total"]) == ("error", "info")
    assert {**before, "table3/row-total": "info"} == after


def test_a_profile_leaves_the_rules_of_others_out(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("severity: error", "severity: error\nprofiles: [archive]"))
    named = {check.rule.id for check in compile_rules([tmp_path], "self-check")}
    assert "mine" not in named
    assert "table3/balance" in named
    assert "mine" in {check.rule.id for check in compile_rules([tmp_path], "archive")}
    assert run("check", SAMPLES / "clean-form2021.docx", "--profile", "self-check")[0] == 0


def test_the_rule_that_the_documentation_writes_out_is_sound(tmp_path: Path):
    written = (ROOT / "docs" / "grammar.md").read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "table3").mkdir()
    (tmp_path / "table3" / "granted-first.yaml").write_text(written, encoding="utf-8")
    assert run("rules", "test", "table3/granted-first", "--rules", tmp_path) == (0, "5 个例子，5 个相符，0 个不符\n")
    assert run("rules", "lint", "--rules", tmp_path) == (0, "")


def test_every_kind_stands_in_the_documentation():
    grammar = (ROOT / "docs" / "grammar.md").read_text("utf-8")
    siblings = {"copied", "roll_up", "submitted", "unit_list", "versions"}
    assert {kind for kind in kinds() if f"`{kind}`" not in grammar} - siblings == set()


def test_two_folders_with_a_rule_of_the_same_name_are_told(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.yaml").write_text(GOOD, encoding="utf-8")
    told = [fault.told("en") for fault in lint([tmp_path / "a", tmp_path / "b"])]
    assert [f"b{os.sep}mine.yaml:1:1: this replaces the rule" in fault for fault in told] == [True]
    # One of the shipped rules may be replaced on purpose.
    (tmp_path / "a" / "mine.yaml").unlink()
    (tmp_path / "b" / "mine.yaml").rename(tmp_path / "b" / "moved.yaml")
    (tmp_path / "b" / "table3").mkdir()
    shipped = (ROOT / "rules" / "table3" / "row-total.yaml").read_bytes()
    (tmp_path / "b" / "table3" / "row-total.yaml").write_bytes(shipped)
    assert lint([tmp_path / "b"]) == []
