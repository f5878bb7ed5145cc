"""Checked samples, checked reports of our own making, and the programs that open what is written."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from gikvalidate.engine import check, compile_rules, submit

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*-form*") if path.suffix in {".docx", ".html", ".txt"})
CHECKS = compile_rules()


@cache
def checked(path: Path, lang: str = "zh"):
    return check(submit(path), CHECKS, lang)


@pytest.fixture(scope="session")
def results():
    """Every sample, checked."""
    return [checked(path) for path in SAMPLES]


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Convert files with a real LibreOffice: office(paths, target) gives the converted ones."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def convert(paths, target: str) -> list[Path]:
        folder = tmp_path_factory.mktemp("converted")
        command = [program, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", target]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, paths)], check=True, timeout=180, capture_output=True
        )
        return [folder / f"{path.stem}.{target.split(':')[0]}" for path in paths]

    return convert
