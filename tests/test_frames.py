"""Figures as pandas frames: pandera and the cell rules judge every cell alike."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gikvalidate.cli import main
from gikvalidate.datafiles import DataFileError
from gikvalidate.datafolders import schema_file
from gikvalidate.engine import compile_rules, outcomes, submit
from gikvalidate.findings import Status
from gikvalidate.frames import failures, long_frame, schema, table_frame, validated
from gikvalidate.recognise import load_forms
from gikvalidate.recognise.cells import parse

SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN = {"form2021": submit(SAMPLES / "clean-form2021.docx"), "form2019": submit(SAMPLES / "clean-form2019.txt")}
CELL_RULES = [check for check in compile_rules() if check.rule.kind == "cell"]
KEYS = {form.generation: form.keys for form in load_forms()}


@pytest.mark.parametrize("generation", CLEAN)
def test_a_clean_report_validates_with_exact_types(generation: str):
    figures = CLEAN[generation].figures
    assert failures(figures) == []
    table = validated(figures, "t3")
    assert set(map(str, table.dtypes)) == {"Int64"}
    assert table.loc["new_received", "total"] == figures.cells["t3.new_received.total"].value


@pytest.mark.parametrize("generation", CLEAN)
def test_the_schemas_name_the_rows_and_columns_of_the_forms(generation: str):
    for table in ("t2", "t3", "t4"):
        split = [key.partition(".")[2].rpartition(".") for key in KEYS[generation] if key.startswith(table)]
        frame = schema(generation, table)
        assert set(frame.columns) == {column for _, _, column in split}
        (rows,) = [check.statistics["allowed_values"] for check in frame.index.checks]
        assert set(rows) == {row for row, _, _ in split}


@pytest.mark.parametrize(
    ("generation", "table"),
    [
        (generation, table)
        for generation, keys in KEYS.items()
        for table in dict.fromkeys(key.partition(".")[0] for key in keys)
    ],
)
def test_a_schema_loses_nothing_on_its_way_to_yaml_and_back(generation: str, table: str, tmp_path: Path):
    original = schema(generation, table)
    written = original.to_yaml()
    again = type(original).from_yaml(written)
    assert again == original
    assert again.to_yaml() == written
    for name, column in original.columns.items():
        assert [check.statistics for check in again.columns[name].checks] == [c.statistics for c in column.checks]


def test_the_schema_commands_name_and_print_them():
    listed = CliRunner().invoke(main, ["schemas", "list"]).stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(KEYS)
    shown = CliRunner().invoke(main, ["schemas", "show", "form2021", "t4"])
    assert shown.stdout == schema_file("form2021", "t4").read_text("utf-8")
    assert CliRunner().invoke(main, ["schemas", "show", "form2021", "t9"]).exit_code == 2


@pytest.mark.parametrize("text", ["columns: [", "- 1", "columns: {total: {dtype: Int99}}", "columns: {total: 3}"])
def test_a_broken_schema_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str):
    (tmp_path / "form2021").mkdir()
    (tmp_path / "form2021" / "frame-t4.yaml").write_text(
        f"schema_type: dataframe\nversion: 1\n{text}", encoding="utf-8"
    )
    monkeypatch.setenv("GIKVALIDATE_SCHEMAS", str(tmp_path))
    with pytest.raises(DataFileError, match=r"frame-t4.yaml:\d+:\d+: "):
        schema("form2021", "t4")


def test_a_blank_is_missing_and_not_zero():
    figures = CLEAN["form2021"].figures
    blank = replace(figures.cells["t3.granted.total"], text="", kind=parse("")[0], value=None)
    frame = table_frame(replace(figures, cells={**figures.cells, "t3.granted.total": blank}), "t3")
    assert frame.loc["granted", "total"] is pd.NA


def test_one_line_per_figure():
    frame = long_frame(CLEAN.values())
    assert len(frame) == 200 + 198
    assert frame["key"].nunique() > 200


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(CLEAN)),
    st.lists(
        st.tuples(
            st.integers(0, 10_000),
            st.sampled_from(["3", "-3", "3.5", "-0.5", "12.50", "若干", "见附件", "", "—", "增3", "1,000", "三", "0"]),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_pandera_and_the_cell_rules_agree_on_any_cells(generation: str, changes):
    submission = CLEAN[generation]
    cells = dict(submission.figures.cells)
    for position, text in changes:
        key = list(cells)[position % len(cells)]
        kind, value = parse(text, KEYS[generation][key].unit)
        cells[key] = replace(cells[key], text=text, kind=kind, value=value)
    changed = replace(submission, figures=replace(submission.figures, cells=cells))
    ruled = outcomes(changed, CELL_RULES)
    wrong = {outcome.subject for found in ruled.values() for outcome in found if outcome.status is Status.FAIL}
    assert {cell["figure"] for cell in failures(changed.figures)} == wrong
