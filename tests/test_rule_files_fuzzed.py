"""However a rule file is broken, its author is told path, line, column and a sentence, and never sees a traceback."""

import re
import shutil
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gikvalidate.authoring.lint import lint
from gikvalidate.checks import compile_rule
from gikvalidate.cli import main
from gikvalidate.datafiles import DataFileError
from gikvalidate.recognise import load_forms
from gikvalidate.rules import load_rule

ROOT = Path(__file__).parent.parent / "rules"
FILES = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(ROOT.rglob("*.yaml"))}
FORMS = {form.generation: form.keys for form in load_forms()}
TOLD = re.compile(r".+\.yaml:\d+:\d+: .{5,}", re.DOTALL)
PIECES = [b"\x00", b"\xff\xfe", b"\t", b"- ", b": ", b"{", b"[", b"*a", b"&a", b"!!python/object:os.system ", b"<<: *a",
          b"? ", b"|", b"'", b'"', b"%", b"~", b"null", b"1e999", b"{a: " * 60, b"sum(", b"prior.", b" when ",
          b"\xe2\x80\xa8", b"{0}", b"{!r}", b"{left.__class__}", b"{}", b"kind: identity", b"[[]]"]  # fmt: skip


def told(path: Path) -> str | None:
    try:
        compile_rule(load_rule(path, path.parent), FORMS)
    except DataFileError as error:
        return str(error)
    return None


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    text = FILES[draw(st.sampled_from(sorted(FILES)))]
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.sampled_from([0, 0, 1, 3, 30])))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4), st.just(text[begin : begin + 40])))
        text = text[:begin] + piece + text[end:]
    return text


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken())
@example(b"")
@example(b"--- a\n--- b\n")
@example(b"a: &a [*a]")
@example(b"title: " + b"[" * 3000)
def test_a_broken_rule_file_gives_a_place_and_a_sentence(tmp_path: Path, text: bytes):
    path = tmp_path / "mine.yaml"
    path.write_bytes(text)
    sentence = told(path)
    assert sentence is None or TOLD.fullmatch(sentence), sentence


@pytest.mark.parametrize("name", FILES)
def test_the_files_that_are_broken_here_are_sound_before(name: str):
    assert told(ROOT / name) is None


def test_lint_outlives_a_folder_of_broken_files(tmp_path: Path):
    for number, text in enumerate([b"", b"\xff", b"a: &a [*a]", b"title: [", FILES["table3/balance.yaml"][:-40]]):
        (tmp_path / f"{number}.yaml").write_bytes(text)
    assert len([fault for fault in lint([tmp_path]) if tmp_path in fault.path.parents]) >= 4


ODD = ["", "x", "-1", "1e999", "9" * 40, "nan", "~", [], {}, [[]], {"a": {"b": "c"}}, "x" * 5000, "{left!r}", "{0}",
       "(", "[", "*", "t3.*", "\t", "t9.rows", "prior.", "(?<n>", "2021-13-99", {"kind": "identity"}]  # fmt: skip


@st.composite
def misbuilt(draw: st.DrawFn) -> object:
    """A rule whose parts are of the wrong sort, in the wrong place, or gone."""
    whole = yaml.load(FILES[draw(st.sampled_from(sorted(FILES)))], yaml.BaseLoader)
    for _ in range(draw(st.integers(1, 3))):
        part = whole
        while isinstance(part, dict | list) and part:
            key = draw(st.sampled_from(sorted(part))) if isinstance(part, dict) else draw(st.integers(0, len(part) - 1))
            if not isinstance(part[key], dict | list) or draw(st.booleans()):
                odd = deepcopy(draw(st.sampled_from(ODD)))  # a later step may reach into it
                how = draw(st.integers(0, 3))
                part[key] = (
                    odd if how == 0 else [part[key]] if how == 1 else {"x": part[key]} if how == 2 else part[key]
                )
                if how == 3:
                    del part[key]
                break
            part = part[key]
    return whole


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(misbuilt())
def test_a_rule_of_the_wrong_build_gives_a_place_and_a_sentence(tmp_path: Path, whole: object):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    sentence = told(path)
    assert sentence is None or TOLD.fullmatch(sentence), sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            b"a: &a [x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\na%d: &a [*b%d,*b%d]\n" % ((n,) * 5) for n in range(30)),
            "别名",
        ),
        (b"- " * 100_000, "套得太深"),
        (b"\xff\xfet\x00i\x00", "UTF-8"),
        ("标题: 甲".encode("gbk"), "UTF-8"),
        (b"title: a\n\tb: c", "制表符"),
        (b"a: *nowhere", "前面没有 &nowhere"),
        (b"a: 'x", "引号没有收尾"),
        (b"a: x" + b"x" * (3 << 20), "2 MiB"),
    ],
)
def test_a_file_that_is_not_sound_yaml_is_told_what_to_do(tmp_path: Path, text: bytes, words: str):
    path = tmp_path / "mine.yaml"
    path.write_bytes(text)
    sentence = told(path)
    assert sentence is not None
    assert words in sentence


def test_a_byte_order_mark_is_no_fault(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + FILES["table3/balance.yaml"])
    assert told(path) is None


def test_broken_forms_are_told_at_their_place_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIKVALIDATE_SCHEMAS", "")
    shutil.copytree(ROOT.parent / "schemas" / "form2021", tmp_path / "form2021")
    form = tmp_path / "form2021" / "form.yaml"
    for text, words in (
        ("years: x", "form.yaml:1:1: 缺少“generation”"),
        (
            "generation: form2022\nyears: {first: 2021}\nbasis: a\nmarkers: [a]",
            "form.yaml:1:1: generation 要与文件夹同名",
        ),
        (
            "generation: form2021\nyears: {first: soon}\nbasis: a\nmarkers: [a]",
            "form.yaml:2:9: years.first：“soon”不是整数",
        ),
    ):
        form.write_text(text, encoding="utf-8")
        ended = CliRunner().invoke(main, ["schemas", "list", "--schemas", str(tmp_path)])
        assert (ended.exit_code, words in ended.stderr) == (2, True), ended.stderr
