"""What is easily forgotten around the code: locks that lag behind, links that lead nowhere, commands not explained."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = PROJECT["dependencies"]
DEV, OCR = (PROJECT["optional-dependencies"][name] for name in ("dev", "ocr"))
LOCKS = {
    "requirements.lock": RUNTIME,
    "requirements-ocr.lock": RUNTIME + OCR,
    "requirements-dev.lock": RUNTIME + OCR + DEV,
}


def locked(name):
    """Package → pinned versions; a package may be pinned differently for different platforms."""
    pins = {}
    for package, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE):
        pins.setdefault(canonicalize_name(package), set()).add(version)
    return pins


@pytest.mark.parametrize(("lock", "asked"), LOCKS.items())
def test_lock_holds_what_the_project_asks_for(lock, asked):
    pins = locked(lock)
    for requirement in map(Requirement, asked):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert any(requirement.specifier.contains(version) for version in versions), f"{requirement}: run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_keeps_extras(lock):
    """pip takes a newer package[extra] than a pin of the bare package allows, then refuses it for want of a hash."""
    assert "\npandera[pandas]==" in (ROOT / lock).read_text("utf-8"), "run make lock"


def test_each_lock_extends_the_one_before():
    pins = [locked(name) for name in LOCKS]
    for smaller, larger in pairwise(pins):
        assert {name: larger.get(name) for name in smaller} == smaller, "run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_are_hashed_and_name_no_host(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\w)", text)[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    text = re.sub(r"`[^`\n]*`", "", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert "://" in target or (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_make_target_named_in_the_pages_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8")))
        assert named <= targets, f"{page.name} names {named - targets}"


def test_demo_checks_samples_that_exist():
    (line,) = re.findall(r"^DEMO := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [path for path in line.split() if not (ROOT / path).exists()] == []
