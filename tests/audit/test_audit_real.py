"""Public reports of several years read as one archive: every verdict across years that was worked out by hand."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gikvalidate.cli import main

#: The rules that hold a figure to last year's; the truth has these relations and no others.
STOCKS = {
    "years/statistics-cumulative",
    "years/table2-in-force",
    "years/table2-disclosed-total",
    "years/table2-prior-items",
    "years/carried-total",
    "years/carried-by-applicant",
}


@pytest.fixture(scope="module")
def told(shared: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("real")
    season = folder / "years"
    season.mkdir()
    for path in sorted((shared / "real").iterdir()):
        if path.suffix in {".txt", ".html", ".pdf"}:
            shutil.copy(path, season)
    arguments = ["audit", str(season), "-o", str(folder / "out"), "--processes", "0"]
    assert CliRunner().invoke(main, arguments).exit_code in {0, 1}
    return json.loads((folder / "out" / "audit.json").read_text("utf-8"))


def test_every_report_is_beside_the_one_before_it(told, shared: Path):
    relations = json.loads((shared / "real" / "cross_year.truth.json").read_text("utf-8"))["relations"]
    wanted = {(relation["current"], relation["prior"]) for relation in relations}
    found = {(Path(row["path"]).stem, Path(row["prior"]).stem) for row in told["audit"]["reports"] if row["prior"]}
    assert wanted <= found


def test_what_fails_across_years_is_what_the_truth_says(told, shared: Path):
    relations = json.loads((shared / "real" / "cross_year.truth.json").read_text("utf-8"))["relations"]
    wanted = {(one["current"], str(one["reported"]), str(one["expected"])) for one in relations if not one["holds"]}
    found = {
        (Path(document["path"]).stem, finding["reported"], finding["expected"])
        for document in told["documents"]
        for finding in document["findings"]
        if finding["rule"] in STOCKS
    }
    assert found == wanted


def test_none_of_these_rules_was_left_out_where_the_truth_has_a_relation(told):
    left = {
        (Path(document["path"]).stem, item["rule"])
        for document in told["documents"]
        for item in document["not_checked"]
        if item["rule"] in STOCKS
    }
    assert ("hongze_2024", "years/table2-in-force") not in left
    assert ("hongze_2024", "years/carried-total") not in left
    assert ("pingtan_qu_2018", "years/statistics-cumulative") not in left
    assert ("pingtan_qu_2020", "years/table2-prior-items") not in left
    assert ("pingtan_qu_2021", "years/carried-by-applicant") not in left
