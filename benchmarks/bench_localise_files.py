"""The root causes of whole files, as a machine reads them: what `gikvalidate check --format json` says of known faults.

Random consistent reports of both forms are written as docx and html, their zeros as 0, blank or a dash, with one, two
or three faults put into the tables (the sentences stay true), and, asked for, last year's report beside them. Told are
how often the true cells with their true values are among the repairs, are the only ones, and stand first.

    python benchmarks/bench_localise_files.py [FILES PER LINE] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from click.testing import CliRunner
from faults import GENERATIONS, MIX, SLIPS, faulty
from reports.in_memory import submission
from reports.model import Generation, Report
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html

from gikvalidate.cli import main

#: The true values of the changed cells, by key.
Truth = dict[str, int]
_ZEROS = ("0", "", "-")
_LINES = (
    (1, "slips", SLIPS),
    (1, "mixed", MIX),
    (2, "slips", SLIPS),
    (2, "mixed", MIX),
    (3, "slips", SLIPS),
    (3, "mixed", MIX),
)


def documents(
    generation: Generation, count: int, faults: int, kinds: list[str], first: int
) -> Iterator[tuple[Report, Truth]]:
    """Reports with faults in their tables."""
    rng, seed = Random(f"{generation}/{faults}/{kinds}/{first}"), first
    while count:
        seed += 1
        report = random_report(seed, generation)
        report = replace(report, style=replace(report.style, zeros=_ZEROS[seed % len(_ZEROS)]))
        if not report.number("t3.new_received.total"):
            continue
        if (given := faulty(submission(report).figures, faults, rng, kinds)) is None:
            continue
        figures, truth = given
        yield replace(report, written={key: figures.cells[key].text for key in truth}), truth
        count -= 1


def told(files: Sequence[Path]) -> list[dict[str, Any]]:
    """The documents of the JSON of one run."""
    ended = CliRunner().invoke(main, ["check", "--format", "json", *map(str, files)])
    return json.loads(ended.stdout)["documents"]


def judged(document: dict[str, Any], truth: Truth) -> tuple[bool, bool, bool]:
    """Whether the true cells and values are among the repairs, are the only ones, and stand first."""
    causes = document["root_causes"]
    choices = [[_values(way) for way in (cause, *cause["alternatives"])] for cause in causes]
    wanted = {(key, str(value)) for key, value in truth.items()}
    cells = set(truth)
    fitting = [[way for way in each if {key for key, _ in way} <= cells] for each in choices]
    among = any({key for way in picked for key, _ in way} == cells for picked in product(*fitting))
    first = set().union(*(each[0] for each in choices)) == wanted if choices else False
    return among, among and all(cause["unique"] for cause in causes), first


def _values(way: dict[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((repair["figure"], repair["to"]) for repair in way["repairs"])


def main_(arguments: argparse.Namespace) -> None:
    print("                                among   alone   first if several   first of all")
    for generation in GENERATIONS:
        for faults, name, kinds in _LINES:
            with tempfile.TemporaryDirectory() as folder:
                truths, files = [], []
                for turn, (report, truth) in enumerate(
                    documents(generation, arguments.files, faults, kinds, arguments.seed)
                ):
                    as_docx = turn % 2 == 0
                    file = Path(folder) / f"{turn:05}.{'docx' if as_docx else 'html'}"
                    file.write_bytes(docx_bytes(report) if as_docx else html(report).encode())
                    truths.append(truth)
                    files.append(file)
                counts = Counter[str]()
                for document, truth in zip(told(files), truths, strict=True):
                    among, alone, first = judged(document, truth)
                    counts["among"] += among
                    counts["alone"] += alone
                    counts["first"] += first
                    counts["several"] += among and not alone
                    counts["first of several"] += among and not alone and first
                    if not among and arguments.show:
                        print(document["path"], truth)
                        for cause in document["root_causes"]:
                            print(
                                "   ",
                                cause["smallest_repairs"],
                                cause["search_stopped"],
                                [
                                    [f"{one['figure']} {one['from']}→{one['to']}" for one in way["repairs"]]
                                    for way in (cause, *cause["alternatives"])
                                ][: arguments.show],
                            )
            count = len(files)
            several = counts["several"]
            print(
                f"{generation} {faults} {name:8}  {counts['among'] / count:12.1%} {counts['alone'] / count:7.1%}   "
                f"{counts['first of several'] / several if several else 1:6.1%} of {several:<5}   "
                f"{counts['first'] / count:7.1%}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0)
    main_(parser.parse_args())
