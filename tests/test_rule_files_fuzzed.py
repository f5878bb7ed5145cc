"""However a rule, a form or the lexicon is broken, its author is told path, line, column and a sentence."""

import re
import shutil
from collections.abc import Callable
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
from gikvalidate.narrate import load_lexicon
from gikvalidate.recognise import load_forms
from gikvalidate.rules import load_rule

ROOT = Path(__file__).parent.parent / "rules"
FILES = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(ROOT.rglob("*.yaml"))}
SCHEMAS = ROOT.parent / "schemas"
LEXICON = {path.name: path.read_bytes() for path in sorted((SCHEMAS / "lexicon").glob("*.yaml"))}
LAYOUTS = {name: (SCHEMAS / "form2021" / name).read_bytes() for name in ("form.yaml", "table2.yaml", "table3.yaml")}
FORMS = {form.generation: form.keys for form in load_forms()}
TOLD = re.compile(r".+\.yaml:\d+:\d+: .{5,}", re.DOTALL)
PIECES = [b"\x00", b"\xff\xfe", b"\t", b"- ", b": ", b"{", b"[", b"*a", b"&a", b"!!python/object:os.system ", b"<<: *a",
          b"? ", b"|", b"'", b'"', b"%", b"~", b"null", b"1e999", b"{a: " * 60, b"sum(", b"prior.", b" when ",
          b"\xe2\x80\xa8", b"{0}", b"{!r}", b"{left.__class__}", b"{}", b"kind: identity", b"[[]]"]  # fmt: skip


def sentence_of(action: Callable[[], object]) -> str | None:
    try:
        action()
    except DataFileError as error:
        return str(error)
    return None


def told(path: Path) -> str | None:
    return sentence_of(lambda: compile_rule(load_rule(path, path.parent), FORMS))


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
def misbuilt(draw: st.DrawFn, files: dict[str, bytes]) -> tuple[str, object]:
    """The name of a file, and its content with parts that are of the wrong sort, in the wrong place, or gone."""
    name = draw(st.sampled_from(sorted(files)))
    whole = yaml.load(files[name], yaml.BaseLoader)
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
    return name, whole


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(misbuilt(FILES))
def test_a_rule_of_the_wrong_build_gives_a_place_and_a_sentence(tmp_path: Path, built: tuple[str, object]):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.dump(built[1], allow_unicode=True, sort_keys=False), encoding="utf-8")
    sentence = told(path)
    assert sentence is None or TOLD.fullmatch(sentence), sentence


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(misbuilt(LEXICON))
def test_a_lexicon_of_the_wrong_build_gives_a_place_and_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, built: tuple[str, object]
):
    folder = tmp_path_factory.mktemp("lexicon")
    for name, content in LEXICON.items():
        (folder / name).write_bytes(content)
    (folder / built[0]).write_text(yaml.dump(built[1], allow_unicode=True, sort_keys=False), encoding="utf-8")
    sentence = sentence_of(lambda: load_lexicon(folder))
    assert sentence is None or TOLD.fullmatch(sentence), sentence


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("traps", "reason: title", "reson: title", "traps.yaml:9:3: 没有“reson”这个键；是 reason 吗？"),
        ("idioms", "idioms:", "idioms: 一体\nmore:", "idioms.yaml:2:1: 这里要写一个词的列表"),
        ("negation", "不存在|未办理]", "(不存在]", "negation.yaml:4:136: 不是正则表达式：左括号没有收尾"),
        ("subjects", "topic_order: [courts", "topic_order: [curts", "subjects.yaml:37:15: 没有话题“curts”"),
        (
            "subjects",
            "units_of: {review:",
            "units_of: [x]\nmore: {review:",
            "subjects.yaml:43:1: units_of：这里要写“键: 值”",
        ),
        ("subjects", "loose_units:", "lose_units:", "subjects.yaml:1:1: 缺少“loose_units”这个列表"),
        (
            "links",
            "  stat: [[A3.1, 收到申请数]]",
            "  start: [[A3.1, 收到申请数]]",
            "links.yaml:17:5: groups 里没有“start”",
        ),
        (
            "links",
            "form: {generations:",
            "form: {generation:",
            "links.yaml:6:10: 没有“generation”这个键；是 generations 吗？",
        ),
    ],
)
def test_a_slip_in_the_lexicon_is_told_at_its_place(tmp_path: Path, name: str, old: str, new: str, words: str):
    for file, content in LEXICON.items():
        (tmp_path / file).write_bytes(content)
    text = LEXICON[f"{name}.yaml"].decode("utf-8")
    assert old in text
    (tmp_path / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    # A list that is no pattern is told when it is first asked for.
    assert words in (
        sentence_of(lambda: [lexicon.words[key] for lexicon in [load_lexicon(tmp_path)] for key in lexicon.words]) or ""
    )


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(misbuilt(LAYOUTS))
def test_a_form_of_the_wrong_build_gives_a_place_and_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, built: tuple[str, object]
):
    root = tmp_path_factory.mktemp("schemas")
    (root / "form2021").mkdir()
    for name, content in LAYOUTS.items():
        (root / "form2021" / name).write_bytes(content)
    changed = yaml.dump(built[1], allow_unicode=True, sort_keys=False)
    (root / "form2021" / built[0]).write_text(changed, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIKVALIDATE_SCHEMAS", str(root))
        sentence = sentence_of(lambda: [form.keys for form in load_forms()])
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
    shutil.copytree(SCHEMAS / "form2021", tmp_path / "form2021")
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
        (
            "generation: form2021\nyears: {first: 2021}\nbasis: a\nmarkers: [a]\nwatched: [t3.nowhere.total]",
            "form.yaml:5:11: 本格式没有“t3.nowhere.total”这一项",
        ),
    ):
        form.write_text(text, encoding="utf-8")
        ended = CliRunner().invoke(main, ["schemas", "list", "--schemas", str(tmp_path)])
        assert (ended.exit_code, words in ended.stderr) == (2, True), ended.stderr
