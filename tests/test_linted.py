"""What lint said before is told again only where nothing it rests on has changed, and word for word."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gikvalidate.authoring import lint as linter
from gikvalidate.authoring import linted
from gikvalidate.authoring.faults import Fault
from gikvalidate.datafolders import SCHEMAS_VARIABLE, folder
from gikvalidate.kept import CACHE_VARIABLE, Cache

RULE = "title: 甲\ntitel_en: A\n"
#: Runs the command and says whether it linted.
COMMAND = """
import sys
from gikvalidate.cli import main
try:
    main(["rules", "lint", "--lang", "en", "--rules", sys.argv[1]])
finally:
    print("linted" if "gikvalidate.authoring.lint" in sys.modules else "told again")
"""


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Begins as a new process does: with nothing of the linter imported, and the cache of the one before written."""
    for name in ("rules", "schemas"):
        shutil.copytree(folder(name), tmp_path / name)
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "algebra.py").write_text("1")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.yaml").write_text(RULE, "utf-8")
    monkeypatch.setattr(linted, "_ENGINE", tmp_path / "engine")
    monkeypatch.setattr(linted, "folder", tmp_path.joinpath)
    monkeypatch.setattr("gikvalidate.datafolders.folder", tmp_path.joinpath)
    monkeypatch.setattr(linted, "_is_fresh", lambda: True)
    begun: list[Cache] = []

    def anew() -> list[Path]:
        if begun and begun[-1]._grown:
            begun[-1].write()
        begun.append(Cache(tmp_path / "cache", linted._HEAD))
        monkeypatch.setattr(linted.kept, "of_the_user", lambda *_: begun[-1])
        return [tmp_path / "own"]

    return anew


@pytest.fixture
def rounds(monkeypatch):
    """What was linted, each time it was."""
    seen: list[list[Path]] = []
    fault = Fault(Path("own/a.yaml"), 2, 1, ("没有", "unknown key"), grave=False)

    def lint(roots):
        seen.append(roots)
        return [fault]

    monkeypatch.setattr(linter, "lint", lint)
    return seen


def test_nothing_is_linted_twice_and_the_faults_are_the_same(begin, rounds):
    first = linted.faults_of(begin())
    assert linted.faults_of(begin()) == first
    assert len(rounds) == 1


def rule_changed(place: Path) -> None:
    path = place / "rules" / "table3" / "row-total.yaml"
    path.write_bytes(path.read_bytes().replace(b"severity: error", b"severity: Error"))


def own_rule_changed(place: Path) -> None:
    (place / "own" / "a.yaml").write_text(RULE.replace("甲", "乙"), "utf-8")


def rule_renamed(place: Path) -> None:
    (place / "own" / "a.yaml").rename(place / "own" / "b.yaml")


def rule_added(place: Path) -> None:
    (place / "own" / "b.yaml").write_bytes(b"")


def rule_gone(place: Path) -> None:
    (place / "own" / "a.yaml").unlink()


def misnamed_file_added(place: Path) -> None:
    (place / "own" / "a.yml").write_bytes(b"")


def form_changed(place: Path) -> None:
    path = place / "schemas" / "form2021" / "form.yaml"
    path.write_bytes(path.read_bytes() + b"\n")


def word_added(place: Path) -> None:
    path = place / "schemas" / "lexicon" / "subjects.yaml"
    path.write_bytes(path.read_bytes() + b"\n")


def code_changed(place: Path) -> None:
    path = place / "engine" / "algebra.py"
    before = path.stat()
    path.write_text("2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = (
    rule_changed,
    own_rule_changed,
    rule_renamed,
    rule_added,
    rule_gone,
    misnamed_file_added,
    form_changed,
    word_added,
    code_changed,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changes_it_is_linted_anew(begin, rounds, tmp_path, change):
    linted.faults_of(begin())
    change(tmp_path)
    linted.faults_of(begin())
    assert len(rounds) == 2


def test_other_folders_of_rules_or_forms_are_linted_anew(begin, rounds, tmp_path, monkeypatch):
    linted.faults_of(begin())
    linted.faults_of([*begin(), tmp_path / "own"])
    monkeypatch.setenv(SCHEMAS_VARIABLE, str(tmp_path / "own"))
    linted.faults_of(begin())
    assert len(rounds) == 3


@pytest.mark.parametrize("package", linted._VERSIONS)
def test_with_another_version_of_what_lint_asks_it_is_linted_anew(begin, rounds, tmp_path, monkeypatch, package):
    linted.faults_of(begin())
    found = linted.find_spec(package)
    other = tmp_path / package / "__init__.py"
    shutil.copytree(Path(found.origin).parent, other.parent, ignore=lambda place, names: set(names) - {"version.py"})
    other.parent.joinpath(linted._VERSIONS[package]).write_text("version = '99'")
    monkeypatch.setattr(linted, "find_spec", lambda name: type(found)(name, None, origin=str(other)))
    linted.faults_of(begin())
    assert len(rounds) == 2


def test_a_file_saved_while_others_were_linted_is_linted_again(begin, rounds, tmp_path, monkeypatch):
    during = linter.lint

    def lint(roots):
        own_rule_changed(tmp_path)
        return during(roots)

    with monkeypatch.context() as patched:
        patched.setattr(linter, "lint", lint)
        linted.faults_of(begin())
    linted.faults_of(begin())
    assert len(rounds) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b"[[1]]", b"[", b"\xff"])
def test_a_verdict_that_is_damaged_is_as_none(begin, rounds, tmp_path, damage):
    linted.faults_of(begin())
    begin()
    head, _, line = (tmp_path / "cache").read_bytes().partition(b"\n")
    (tmp_path / "cache").write_bytes(head + b"\n" + line.partition(b" ")[0] + b" " + damage)
    assert linted.faults_of(begin())
    assert len(rounds) == 2


def test_a_process_that_has_read_files_before_asks_and_keeps_nothing(rounds, monkeypatch):
    def never(*_):
        raise AssertionError("asked")

    monkeypatch.setattr(linted.kept, "of_the_user", never)
    for _ in range(2):
        linted.faults_of()
    assert len(rounds) == 2


def test_the_command_says_the_same_the_second_time_and_lints_once(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.yaml").write_text(RULE, "utf-8")
    environment = os.environ | {CACHE_VARIABLE: str(tmp_path / "cache")}
    ran = [
        subprocess.run(
            [sys.executable, "-c", COMMAND, str(rules)], env=environment, capture_output=True, encoding="utf-8"
        )
        for _ in range(2)
    ]
    told = [one.stdout.splitlines() for one in ran]
    assert [lines.pop() for lines in told] == ["linted", "told again"]
    assert told[0] == told[1] != []
    assert f"{rules / 'a.yaml'}:2:1: " in told[0][0]
    assert [one.returncode for one in ran] == [1, 1]
    assert ran[0].stderr == ran[1].stderr != ""
