"""However a rule file is broken, its author is told path, line, column and a sentence, and never sees a traceback."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gikvalidate.authoring.lint import lint
from gikvalidate.checks import compile_rule
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
