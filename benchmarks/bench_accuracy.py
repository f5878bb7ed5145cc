"""Precision, recall and F1 of claims, links, relations and findings over the labelled sentences, with confusions.

Run from a checkout. Set GIKVALIDATE_SHARED to a folder with real reports and their truth files to measure those and
the gold sheet of links and findings too.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from gikvalidate import datafiles
from gikvalidate.engine import check, compile_rules
from gikvalidate.findings import Severity
from tests.narrate.conftest import read, sentence, submitted, value
from tests.narrate.gold import readings
from tests.narrate.test_real import REPORTS, _text

SENTENCES = ROOT / "tests" / "narrate"
SHOWN = 12
_NUMBER = re.compile(r"[0-9０-９]+(?:[.,][0-9]+)*")


@dataclass
class Tally:
    """Counts of what was right, what was told wrongly and what was missed."""

    name: str
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, told: Iterable[str], wanted: Iterable[str], where: str) -> None:
        have, want = Counter(told), Counter(wanted)
        self.right += sum((have & want).values())
        self.wrong += [f"{item}  in  {where}" for item in (have - want).elements()]
        self.missed += [f"{item}  in  {where}" for item in (want - have).elements()]

    def __str__(self) -> str:
        told, wanted = self.right + len(self.wrong), self.right + len(self.missed)
        precision, recall = self.right / max(told, 1), self.right / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        lines = [f"{self.name:<10} {wanted:>5} wanted  P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}"]
        lines += [f"    wrong   {item}" for item in self.wrong[:SHOWN]]
        lines += [f"    missed  {item}" for item in self.missed[:SHOWN]]
        return "\n".join(lines)


def entries(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = datafiles.load(SENTENCES / name).data
    return loaded


def corpus() -> Iterator[Tally]:
    """The labelled sentences: a claim is its value, unit and kind, and its concept where the label names one."""
    claims, links, relations = Tally("claims"), Tally("links"), Tally("relations")
    for entry in entries("corpus.yaml"):
        narrative = read(entry["text"])
        wanted = [(*row, "count")[: max(len(row), 3)] for row in map(tuple, entry.get("claims", []))]
        told = []
        left = list(wanted)
        for claim in narrative.claims:
            full = (value(claim), claim.quantity.unit, claim.kind.value, claim.subject)
            match = next((row for row in left if full[: len(row)] == row), None)
            if match is not None:
                left.remove(match)
            told.append(" ".join(match or full))
        claims.add(told, map(" ".join, wanted), entry["text"])
        found = {value(c): c.readings[0].expression for c in reversed(narrative.claims) if c.readings}
        linked = entry.get("links", {})
        links.add((f"{k} → {v}" for k, v in found.items()), (f"{k} → {v}" for k, v in linked.items()), entry["text"])
        relations.add(map(sentence, narrative.relations), entry.get("relations", []), entry["text"])
    yield from (claims, links, relations)


def findings() -> Tally:
    """Right paragraphs, which deserve no finding, and wrong ones, which deserve theirs."""
    tally = Tally("findings")
    checks = [rule for rule in compile_rules() if rule.rule.id.startswith("text")]
    for entry in [*entries("tempting.yaml"), *entries("faults.yaml")]:
        told = check(submitted(entry, checks[0]), checks).findings
        rules = [finding.rule for finding in told if finding.severity is not Severity.INFO]
        tally.add(rules, entry.get("findings", []), entry["text"][:60])
    return tally


def tempting() -> str:
    """How many of the labelled texts are right and yet hold enough numbers, or numbers that are none, to be accused."""
    right = [*entries("corpus.yaml"), *entries("tempting.yaml")]
    tempt = sum(len(_NUMBER.findall(entry["text"])) > 1 for entry in right)
    every = len(right) + len(entries("faults.yaml"))
    return f"{every} labelled texts, {tempt} of them right with two numbers or more ({tempt / every:.0%})"


def gold() -> Iterator[Tally | str]:
    """Links and findings of hand-read reports; findings that are only hints are counted where the sheet names them."""
    links, found = Tally("links"), Tally("findings")
    there, missed = 0, 0
    for reading in readings(_shared(), compile_rules()):
        links.add(
            map(" ".join, reading.links_told.elements()), map(" ".join, reading.links_wanted.elements()), reading.name
        )
        told = [*(reading.findings_told & reading.findings_wanted).elements(), *reading.false_alarms]
        found.add(map(" ".join, told), map(" ".join, reading.findings_wanted.elements()), reading.name)
        there, missed = there + len(reading.found), missed + len(reading.missed)
    if there:
        yield from ("gold sheet", links, found)
        yield f"true discrepancies of figures found: {there} of {there + missed} ({there / (there + missed):.0%})"


def _shared() -> Path:
    return Path(os.environ.get("GIKVALIDATE_SHARED", ROOT.parent / "shared"))


def truth() -> Iterator[Tally]:
    """Figures of real reports that were read by hand; only what is missed can be counted."""
    folder = _shared() / "real"
    for name, (year, generation) in REPORTS.items() if folder.is_dir() else ():
        narrative = read(_text(folder / name), year, generation)
        found = {(claim.quantity.value, claim.quantity.unit[:1]) for claim in narrative.claims}
        rows = json.loads((folder / f"{name.partition('.')[0]}.truth.json").read_text(encoding="utf-8"))["claims"]
        rows = [row for row in rows if row["value"] not in (None, "None") and "每天" not in row["quote"]]
        tally = Tally(name.partition(".")[0])
        wanted = [row for row in rows if (Decimal(str(row["value"])), row["unit"][:1]) in found]
        told = [row["quote"] for row in wanted]
        tally.add(told, [row["quote"] for row in rows], name)
        yield tally


if __name__ == "__main__":
    for result in [tempting(), *corpus(), findings(), *gold(), *truth()]:
        print(result)
