"""The shipped samples: rebuilt they are the same, and what is planted in them is what is written beside them."""

import io
import json
import runpy
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from reports.describe import load
from reports.identities import broken

SAMPLES = Path(__file__).parent.parent / "samples"
SOURCES = sorted((SAMPLES / "source").glob("*.yaml"))
EACH = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


def content(data):
    """The bytes themselves, or those of the members: compression may differ between machines."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_rebuilding_changes_nothing(tmp_path):
    runpy.run_path(str(SAMPLES / "build.py"))["build"](tmp_path)
    built = {path.name: content(path.read_bytes()) for path in tmp_path.iterdir()}
    shipped = {
        path.name: content(path.read_bytes())
        for path in SAMPLES.iterdir()
        if path.is_file() and path.name != "build.py"
    }
    assert built == shipped, "run: .venv/bin/python samples/build.py"


@EACH
def test_narrative_is_as_long_as_a_real_one(source):
    report, _ = load(source)
    assert 1500 <= sum(len(line) for section in report.sections for line in section) <= 3000


@EACH
def test_repairing_the_planted_cells_repairs_every_identity(source):
    report, description = load(source)
    values = dict(report.values)
    for fault in description["faults"]:
        corrections = fault["expected"].split("、")
        if len(corrections) == len(fault["figures"]) and all(map(str.isdigit, corrections)):
            values |= dict(zip(fault["figures"], map(Decimal, corrections), strict=True))
    left = broken(replace(report, values=values))
    # More issued than in force and repealed: any of three cells may be the wrong one.
    assert left == (["in force normative"] if source.stem == "faulty-form2021" else [])


@EACH
def test_faults_are_listed_beside_the_sample(source):
    faults = json.loads((SAMPLES / f"{source.stem}.expected.json").read_text("utf-8"))
    assert bool(faults) == source.stem.startswith("faulty")
    for fault in faults:
        assert list(fault) == ["what", "figures", "reported", "expected"]
    assert len({fault["what"] for fault in faults}) == len(faults)


@EACH
def test_reported_words_stand_in_the_sample(source):
    report, description = load(source)
    words = "\n".join(line for section in report.sections for line in section)
    for fault in description["faults"]:
        cells = [report.cell(key) for key in fault["figures"]]
        # 110% is a sum of shares; it is nowhere written.
        assert fault["reported"] in cells or fault["reported"] in words or fault["reported"] == "110%"
