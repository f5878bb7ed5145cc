"""Files that were parsed before are not parsed again, and whatever is wrong with what was kept, they are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gikvalidate import datafiles, parsed
from gikvalidate.datafiles import DataFileError, load
from gikvalidate.datafolders import folder, yaml_files
from gikvalidate.kept import CACHE_VARIABLE, Cache

TEXT = "title: 行内合计\nexamples:\n  pass: [{text: '1, 2', figures: {t3.a: 1}}]\n"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The path of a cache that is the user's."""
    path = tmp_path / "cache" / "gikvalidate" / "parsed"
    begin(path, monkeypatch)
    return path


def begin(path: Path, monkeypatch) -> Cache:
    """As a process begins that finds what is at `path`."""
    cache = Cache(path, parsed.HEAD)
    monkeypatch.setattr(parsed, "of_the_user", lambda: cache)
    return cache


def never_parsed(*_):
    raise AssertionError("parsed again")


def test_a_file_that_was_parsed_is_not_parsed_again(tmp_path, kept, monkeypatch):
    file = tmp_path / "a.yaml"
    file.write_text(TEXT, "utf-8")
    first = load(file).data
    parsed.of_the_user().write()
    begin(kept, monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(datafiles, "_Reader", never_parsed)
        again = load(file)
    assert again.data == first
    assert again.place(("examples", "pass", 0, "figures")) == (3, 25)


def test_every_file_that_ships_says_the_same_out_of_the_cache(kept, monkeypatch):
    files = [*yaml_files(folder("rules")), *yaml_files(folder("schemas"))]
    first = [load(path).data for path in files]
    parsed.of_the_user().write()
    begin(kept, monkeypatch)
    monkeypatch.setattr(datafiles, "_Reader", never_parsed)
    assert [load(path).data for path in files] == first


def test_a_file_that_was_changed_is_parsed_anew(tmp_path, kept):
    file = tmp_path / "a.yaml"
    file.write_text("title: 甲", "utf-8")
    load(file)
    file.write_text("title: 乙", "utf-8")
    assert load(file).data == {"title": "乙"}


def test_what_is_wrong_is_told_each_time(tmp_path, kept):
    file = tmp_path / "a.yaml"
    file.write_text("title: [", "utf-8")
    for _ in range(2):
        with pytest.raises(DataFileError):
            load(file)


@pytest.mark.parametrize("damage", [b"", b"\x00\xff" * 40, None, b"["], ids=["empty", "noise", "other-reader", "cut"])
def test_a_cache_that_is_damaged_is_as_none(tmp_path, kept, monkeypatch, damage):
    file = tmp_path / "a.yaml"
    file.write_text(TEXT, "utf-8")
    first = load(file).data
    parsed.of_the_user().write()
    whole = kept.read_bytes()
    head, _, lines = whole.partition(b"\n")
    digest = lines.partition(b" ")[0]
    kept.write_bytes(
        b"other\n" + lines if damage is None else damage if damage != b"[" else head + b"\n" + digest + b" ["
    )
    begin(kept, monkeypatch)
    assert load(file).data == first
    parsed.of_the_user().write()
    assert kept.read_bytes() == whole


def test_a_cache_that_has_grown_too_large_begins_anew(tmp_path, kept, monkeypatch):
    monkeypatch.setattr("gikvalidate.kept._LARGEST", 4_000)
    for number in range(3):
        file = tmp_path / f"{number}.yaml"
        file.write_text(f"title: {'甲' * 700}{number}", "utf-8")
        begin(kept, monkeypatch)
        load(file)
        parsed.of_the_user().write()
    assert [json.loads(line[33:])["title"][-1] for line in kept.read_bytes().split(b"\n")[1:]] == ["2"]


@pytest.mark.parametrize("place", ["", "file"], ids=["none wanted", "no folder"])
def test_without_a_cache_the_command_does_its_work(tmp_path, place):
    (tmp_path / "file").write_text("not a folder")
    named = str(tmp_path / place) if place else ""
    done = subprocess.run(
        [sys.executable, "-m", "gikvalidate", "rules", "list"],
        env=os.environ | {CACHE_VARIABLE: named},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "years/told-value" in done.stdout


def test_a_command_leaves_one_whole_file_behind(tmp_path):
    environment = os.environ | {CACHE_VARIABLE: str(tmp_path)}
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "gikvalidate", "rules", "list"], env=environment, check=True, capture_output=True
        )
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["parsed"]
