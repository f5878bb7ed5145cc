"""The Python API: frames in, frames out."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import gikvalidate
from gikvalidate import DataFileError, DocumentError

SAMPLES = Path(__file__).parent.parent / "samples"
OUTCOMES = ("pass", "fail", "unverifiable", "skipped", "crashed")


def test_the_public_names_are_these():
    assert gikvalidate.__all__ == ["DataFileError", "DocumentError", "Result", "check"]
    assert dir(gikvalidate) == gikvalidate.__all__
    assert all(getattr(gikvalidate, name) for name in gikvalidate.__all__)
    with pytest.raises(AttributeError):
        gikvalidate.chekc  # noqa: B018


def test_importing_it_imports_nothing_heavy():
    heavy = ["pandas", "pandera", "pydantic", "lark", "yaml", "lxml", "great_expectations", "click"]
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, gikvalidate; print([n for n in {heavy} if n in sys.modules])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_a_report_comes_back_as_frames():
    result = gikvalidate.check(SAMPLES / "faulty-form2019.docx")
    (report,) = result.reports
    assert len(result.figures) == 198
    assert result.figures.set_index("key").value["t3.new_received.total"].__class__ is Decimal
    assert result.findings.message.tolist() == [finding.message for finding in report.findings]
    assert set(result.outcomes.status) <= set(OUTCOMES)
    assert (result.outcomes.status == "fail").sum() == report.ledger.failed == len(result.findings)
    assert len(result.claims) == len(report.submission.narrative.claims)
    assert set(result.claims.agency) == {report.submission.agency}


def test_several_reports_share_the_frames_and_english_is_there():
    result = gikvalidate.check([SAMPLES / "clean-form2021.docx", SAMPLES / "faulty-form2019.docx"], lang="en")
    assert result.figures.path.nunique() == 2
    assert result.findings.path.nunique() == 1
    assert result.findings.message.str.contains("a difference of").any()


def test_a_file_that_is_no_report_raises():
    with pytest.raises(DocumentError):
        gikvalidate.check(SAMPLES / "none.docx")


def test_a_bad_rule_raises_with_its_place(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"mine.yaml:\d+:\d+: "):
        gikvalidate.check(SAMPLES / "clean-form2021.docx", rules=[tmp_path])


APPLICANTS = ["natural", "business", "research", "charity", "legal", "other_org"]


def row(**values: object) -> dict[str, object]:
    """One report of an agency's database: the row of new applications."""
    cells = dict.fromkeys([f"t3.new_received.{name}" for name in [*APPLICANTS, "total"]], 0)
    return {"agency": "云岭市水务局", "year": 2022, **cells, **values}


def test_rules_run_over_a_database_with_a_row_per_report():
    frame = pd.DataFrame(
        [row(), row(**{"agency": "云岭市教育局", "t3.new_received.natural": 18, "t3.new_received.total": 20})]
    )
    result = gikvalidate.check(frame)
    (finding,) = result.findings.to_dict("records")
    assert (finding["agency"], finding["rule"], finding["expected"]) == ("云岭市教育局", "table3/row-total", "18")


def test_rules_run_over_a_database_with_a_row_per_figure():
    cells = {
        **row(),
        "t3.new_received.natural": Decimal("18"),
        "t3.new_received.total": 20.0,
        "t3.new_received.legal": None,
    }
    lines = [{"key": key, "value": value} for key, value in cells.items() if key.startswith("t3")]
    result = gikvalidate.check(pd.DataFrame(lines))
    assert result.findings.rule.tolist() == ["table3/row-total"]
    assert result.figures.set_index("key").kind["t3.new_received.legal"] == "blank"


def test_what_a_frame_does_not_name_is_not_checked_and_not_missing():
    frame = pd.DataFrame([{"t3.new_received.natural": 18, "t3.new_received.total": 20}])
    result = gikvalidate.check(frame)
    assert result.findings.empty
    row_total = result.outcomes[(result.outcomes.rule == "table3/row-total") & (result.outcomes.status != "skipped")]
    assert row_total.status.tolist() == ["unverifiable"]
    assert set(result.outcomes[result.outcomes.rule == "form/sections"].status) == {"skipped"}


def test_two_years_of_a_database():
    now = pd.DataFrame([{"agency": "甲局", "year": 2023, "t3.carried_in.total": 2}])
    before = pd.DataFrame(
        [
            {"agency": "甲局", "year": 2022, "key": "t3.carried_out.total", "value": 3},
            {"agency": "乙局", "year": 2022, "key": "t3.carried_out.total", "value": 2},
        ]
    )
    assert gikvalidate.check(now, prior=before).findings.rule.tolist() == ["years/carried-total"]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame([{"t3.new_recieved.total": 1}]), "t3.new_received.total?"),
        (pd.DataFrame([{"t3.granted.total": 1, "note": "x"}]), "note; besides figures: agency, year, generation"),
        (pd.DataFrame({"key": ["t3.granted.total"]}), "no column value"),
        (pd.DataFrame([[1, 2]], columns=["t3.granted.total"] * 2), "t3.granted.total is given twice"),
        (pd.DataFrame([{"year": "2022年", "t3.granted.total": 1}]), "not “2022年”"),
        (pd.DataFrame([{"year": 2022.5, "t3.granted.total": 1}]), "not “2022.5”"),
        (pd.DataFrame([{"year": 2015, "t3.granted.total": 1}]), "in 2015"),
        (pd.DataFrame([{"generation": "form2099", "t3.granted.total": 1}]), "form2099"),
        (pd.DataFrame([{"key": "t3.granted.total", "value": 1}] * 2), "twice"),
        (pd.DataFrame([{"t2.normative.made": 1, "t2.normative.issued": 1}]), "no form has all"),
    ],
)
def test_a_frame_that_no_form_has_is_refused(frame: pd.DataFrame, words: str):
    with pytest.raises(ValueError, match=re.escape(words)):
        gikvalidate.check(frame)


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT, ""])
def test_every_sort_of_missing_is_a_blank_and_not_a_zero(blank: object):
    result = gikvalidate.check(pd.DataFrame([row(**{"t3.new_received.natural": 2, "t3.new_received.total": blank})]))
    assert result.figures.set_index("key").kind["t3.new_received.total"] == "blank"
    assert result.findings[["rule", "expected"]].to_numpy().tolist() == [["table3/row-total", "2"]]


@pytest.mark.parametrize("three", [3, 3.0, "3", Decimal("3.0"), pd.Series([3], dtype="Int64")[0]])
def test_a_whole_number_may_be_written_in_any_type(three: object):
    result = gikvalidate.check(pd.DataFrame([row(**{"t3.new_received.natural": three, "t3.new_received.total": 3})]))
    assert result.findings.empty
    assert result.figures.set_index("key").value["t3.new_received.natural"] == 3


def test_two_reports_of_one_body_in_one_frame_are_kept_apart():
    frame = pd.DataFrame([row(year=2021), row(**{"year": 2022, "t3.new_received.total": 1})])
    assert gikvalidate.check(frame).findings.year.tolist() == [2022]
    long = frame.melt(id_vars=["agency", "year"], var_name="key").assign(source="database")
    assert gikvalidate.check(long).findings.year.tolist() == [2022]
    assert gikvalidate.check(gikvalidate.check(frame).figures).findings.year.tolist() == [2022]
    assert gikvalidate.check(frame.iloc[:0]).figures.empty


@pytest.mark.parametrize("source", [b"PK", None, 3, {"t3.granted.total": 1}, pd.Series([1]), [b"a.docx"]])
def test_what_is_no_path_and_no_frame_is_told(source: object):
    with pytest.raises(TypeError, match="a path, several paths or a DataFrame is wanted, not "):
        gikvalidate.check(source)


def test_what_a_run_is_told_to_use_must_be_there(tmp_path: Path):
    clean = str(SAMPLES / "clean-form2021.docx")
    for options, words in (
        ({"rules": tmp_path / "none"}, "no folder of rules"),
        ({"rules": [str(tmp_path / "none")]}, "no folder of rules"),
        ({"profile": "auditt"}, "one of self-check, audit, archive"),
        ({"lang": "fr"}, "zh or en"),
    ):
        with pytest.raises(ValueError, match=words):
            gikvalidate.check(clean, **options)
    with pytest.raises(DocumentError):
        gikvalidate.check(clean, prior=tmp_path / "none.docx")
    assert gikvalidate.check(clean, rules=str(tmp_path), profile="archive", lang="en").findings.empty


def test_the_code_of_the_documentation_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(SAMPLES.parent)
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", (SAMPLES.parent / "docs" / "python.md").read_text("utf-8"), re.DOTALL)
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 3
    found = gikvalidate.check(names["database"], prior=names["before"]).findings
    assert found.rule.tolist() == ["table4/block-total", "years/carried-total"]
