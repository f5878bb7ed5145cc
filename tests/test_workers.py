"""Processes that are copies of the one that begins them."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gikvalidate.alongside import CAN_BE_COPIED
from gikvalidate.read.chunks import chunks
from gikvalidate.workers import Pool

_KNOWN: list[str] = []


def _work(tasks: Sequence[str]) -> list[str]:
    if "deadly" in tasks:
        os.kill(os.getpid(), signal.SIGKILL)
    return [f"{task} {known}" for task in tasks for known in _KNOWN or ["unknown"]]


def _told() -> list[str]:
    """What copies make of some tasks, learnt after this module was loaded."""
    _KNOWN.append("known")
    with Pool(2, copies=True) as pool:
        return sorted(pool.each([["one", "two"], ["deadly"], ["three"]], _work, "{} lost".format))


@pytest.mark.skipif(not CAN_BE_COPIED, reason="processes begin with nothing here")
def test_copies_know_what_was_learnt_before_and_a_killed_one_costs_its_task() -> None:
    # In a process of its own: the runner of the tests may have threads.
    told = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.splitlines() == ["deadly lost", "one known", "three known", "two known"]
    assert told.stderr == ""


def test_large_files_come_first_and_alone(tmp_path) -> None:
    sizes = {"a.txt": 10, "scan.pdf": 2 << 20, "b.txt": 10, "picture.png": 3 << 20, "old.doc": 2 << 20}
    for name, size in sizes.items():
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    files = [tmp_path / name for name in (*sizes, "gone.txt")]
    found = [[path.name for path in portion] for portion in chunks(files, Path)]
    assert found == [["picture.png"], ["scan.pdf"], ["old.doc"], ["a.txt", "b.txt", "gone.txt"]]


if __name__ == "__main__":
    print(*_told(), sep="\n")
