"""Where `check` puts what it is asked to write."""

import json
from pathlib import Path

from click.testing import CliRunner
from reports.random_report import random_report
from reports.write_docx import docx_bytes

from gikvalidate.cli import main

from .conftest import ROOT

FAULTY = str(ROOT / "samples" / "faulty-form2019.docx")
CLEAN = str(ROOT / "samples" / "clean-form2021.docx")


def run(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_format_goes_to_the_file_that_is_named(tmp_path: Path):
    assert run("check", FAULTY, "--format", "html", "-o", str(tmp_path / "a.html")).exit_code == 1
    assert run("check", FAULTY, "--format", "docx", "-o", str(tmp_path / "b.docx")).exit_code == 1
    assert names(tmp_path) == ["a.html", "b.docx"]
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!doctype html>")


def test_several_formats_go_to_a_folder_under_names_of_their_own(tmp_path: Path):
    ended = run(
        "check", FAULTY, "--format", "terminal", "--format", "json", "--format", "docx", "-o", str(tmp_path / "x")
    )
    assert "必改（15）" in ended.stdout
    assert names(tmp_path / "x") == ["faulty-form2019.checked.docx", "faulty-form2019.checked.json"]


def test_many_documents_share_one_report_and_have_a_marked_file_each(tmp_path: Path):
    other = tmp_path / "in" / "faulty-form2019.docx"
    other.parent.mkdir()
    other.write_bytes(docx_bytes(random_report(3, "form2021")))
    run("check", FAULTY, CLEAN, str(other), "--format", "docx", "--format", "csv", "-o", str(tmp_path / "x"))
    assert names(tmp_path / "x") == [
        "clean-form2021.checked.docx",
        "faulty-form2019.checked-2.docx",
        "faulty-form2019.checked.docx",
        "findings.csv",
    ]


def test_a_folder_may_be_named_by_its_slash(tmp_path: Path):
    run("check", FAULTY, "--format", "md", "-o", str(tmp_path / "x") + "/")
    assert names(tmp_path / "x") == ["faulty-form2019.checked.md"]


def test_text_formats_go_to_the_screen(tmp_path: Path):
    for form, begins in [("html", "<!doctype"), ("csv", "path,"), ("junit", "<?xml"), ("sarif", "{"), ("md", "## ")]:
        assert run("check", FAULTY, "--format", form).stdout.startswith(begins)


def test_what_no_screen_shows_wants_a_name():
    for asked in (["docx"], ["xlsx"], ["pdf"], ["parquet"], ["json", "md"]):
        ended = run("check", FAULTY, *(part for form in asked for part in ("--format", form)))
        assert (ended.exit_code, ended.stdout, "-o" in ended.stderr) == (2, "", True)


def test_the_checked_file_itself_is_never_written_over(tmp_path: Path):
    path = tmp_path / "a.docx"
    path.write_bytes(Path(FAULTY).read_bytes())
    ended = run("check", str(path), "--format", "docx", "-o", str(path))
    assert (ended.exit_code, "不覆盖" in ended.stderr) == (2, True)
    assert path.read_bytes() == Path(FAULTY).read_bytes()


def test_pages_are_only_marked_where_there_are_any(tmp_path: Path):
    ended = run("check", FAULTY, "--format", "pdf", "--format", "json", "-o", str(tmp_path))
    assert (ended.exit_code, "不是磁盘上的 PDF" in ended.stderr) == (2, True)
    assert names(tmp_path) == ["faulty-form2019.checked.json"]


def test_a_file_that_cannot_be_read_is_in_every_report_of_the_run(tmp_path: Path):
    photo = tmp_path / "照片.docx"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    asked = [part for form in ("html", "md", "junit", "sarif", "json") for part in ("--format", form)]
    ended = run("check", FAULTY, str(photo), *asked, "-o", str(tmp_path / "x"))
    assert ended.exit_code == 2
    for name in names(tmp_path / "x"):
        text = (tmp_path / "x" / name).read_text("utf-8")
        assert "照片.docx" in text or "%E7%85%A7%E7%89%87.docx" in text, name
    assert json.loads((tmp_path / "x" / "faulty-form2019.checked.json").read_text("utf-8"))["unreadable"]


def test_nothing_is_marked_where_nothing_was_read(tmp_path: Path):
    ended = run("check", str(tmp_path / "没有.docx"), "--format", "docx", "-o", str(tmp_path / "a.docx"))
    assert ended.exit_code == 2
    assert names(tmp_path) == []
