"""Localisation beside banff (Statistics Canada) and R errorlocate, on the same documents in the same run.

    python benchmarks/bench_localise_peers.py [DOCUMENTS] --banff PYTHON --rlib DIR

PYTHON is an interpreter with banff installed, DIR an R library with errorlocate; neither is part of the project.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from faults import SLIPS, faulty, number, relations, reports

from gikvalidate.figures import Figures
from gikvalidate.localise import Relations, localise
from gikvalidate.localise.relations import Row

HERE = Path(__file__).parent

Answers = list[list[str]]


@dataclass
class Told:
    """What one program said: seconds for all documents, and the flagged cells of two runs."""

    seconds: float
    runs: list[Answers]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="?", type=int, default=20)
    parser.add_argument("--banff", default="")
    parser.add_argument("--rlib", default="")
    asked = parser.parse_args()
    every = relations("form2021")
    pool = list(reports("form2021", min(asked.documents, 60)))
    equalities = [row for row in every.rows if row.equality]
    for faults in (1, 2, 3):
        rng = Random(faults)
        given = [faulty(pool[turn % len(pool)].figures, faults, rng, SLIPS) for turn in range(asked.documents)]
        documents = [one for one in given if one is not None]
        names = [f"V{cell}" for cell in range(len(every.keys))]
        values = [[_value(figures, key) for key in every.keys] for figures, _ in documents]
        truths = [sorted(names[every.number[key]] for key in truth) for _, truth in documents]
        ours = _ours(documents, every, names)
        _print(faults, "gikvalidate", ours, truths, ours)
        with tempfile.TemporaryDirectory() as folder:
            if asked.banff:
                _print(faults, "banff", _banff(asked.banff, Path(folder), names, values, equalities), truths, ours)
            if asked.rlib:
                told = _errorlocate(asked.rlib, Path(folder), names, values, equalities)
                _print(faults, "errorlocate", told, truths, ours)


def _value(figures: Figures, key: str) -> int:
    return number(figures, key) if key in figures.cells else 0


def _print(faults: int, name: str, told: Told, truths: Answers, ours: Told) -> None:
    count = len(truths)
    right = sum(answer == truth for answer, truth in zip(told.runs[0], truths, strict=True))
    other = sum(first != second for first, second in zip(*told.runs, strict=True))
    print(
        f"{faults} wrong: {name:12} true cells first {right / count:6.1%}, other answer on re-run {other} of {count}, "
        f"{told.seconds / count * 1000:8.2f} ms each, {told.seconds / ours.seconds:7.1f} × ours",
        flush=True,
    )


def _ours(documents: Sequence[tuple[Figures, dict[str, int]]], every: Relations, names: Sequence[str]) -> Told:
    runs: list[Answers] = []
    seconds = 0.0
    for _ in range(2):
        started = perf_counter()
        found = [localise(figures, every) for figures, _ in documents]
        seconds = perf_counter() - started
        runs.append(
            [
                sorted(names[every.number[one.figure]] for cause in causes for one in cause.alternatives[0].repairs)
                for causes in found
            ]
        )
    return Told(seconds, runs)


def _sides(row: Row, names: Sequence[str]) -> tuple[str, str]:
    left = [names[cell] for cell, value in row.coefficient.items() if value > 0]
    right = [names[cell] for cell, value in row.coefficient.items() if value < 0]
    return " + ".join(left) or "0", " + ".join(right) or "0"


def _banff(
    python: str, folder: Path, names: Sequence[str], values: Sequence[Sequence[int]], rows: Sequence[Row]
) -> Told:
    edits = " ".join("{} = {};".format(*_sides(row, names)) for row in rows)
    path = folder / "banff.json"
    path.write_text(json.dumps({"names": names, "documents": values, "edits": edits}), encoding="utf-8")
    ended = subprocess.run(
        [python, HERE / "peers" / "banff_locate.py", path], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(ended.stderr[-2000:])
    told = json.loads(ended.stdout.splitlines()[-1])
    return Told(told["seconds"], told["runs"])


def _errorlocate(
    library: str, folder: Path, names: Sequence[str], values: Sequence[Sequence[int]], rows: Sequence[Row]
) -> Told:
    with (folder / "data.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(values)
    rules = ["{} == {}".format(*_sides(row, names)) for row in rows] + [f"{name} >= 0" for name in names]
    (folder / "rules.txt").write_text("\n".join(rules) + "\n", encoding="utf-8")
    ended = subprocess.run(
        ["Rscript", HERE / "peers" / "errorlocate.R", folder, library], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(ended.stderr[-2000:])
    seconds, runs = 0.0, [[[] for _ in values], [[] for _ in values]]
    for line in ended.stdout.splitlines():
        words = line.split()
        if words[:1] == ["seconds"]:
            seconds = float(words[1])
        elif words[:1] == ["run"]:
            runs[int(words[1]) - 1][int(words[2]) - 1] = sorted(words[3:])
    return Told(seconds, runs)


if __name__ == "__main__":
    main()
