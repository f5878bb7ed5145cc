"""Helpers shared by the narrative tests: documents from plain text, and relations written as short sentences."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gikvalidate.checks import Check
from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Narrative, Relation, Share, ShareList
from gikvalidate.document import Document, Paragraph
from gikvalidate.examples import submission
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.rules import Example
from gikvalidate.submission import Submission


def read(text: str, year: int | None = 2020, generation: str | None = "form2021") -> Narrative:
    lines = [Paragraph(line) for line in text.split("\n") if not line.startswith("\t")]
    return narrate(Document.assemble(Path("report.txt"), "txt", lines), load_lexicon(), year, generation)


def submitted(entry: Mapping[str, Any], check: Check) -> Submission:
    """A paragraph with the few figures it speaks of; every other cell of its form is blank."""
    year, generation = int(entry.get("year", 2023)), entry.get("generation", "form2021")
    text = f"{entry['title']}\n{entry['text']}" if "title" in entry else entry["text"]
    form = generation if generation.startswith("form") else "form2019"
    made = submission(check, Example(text=text, year=year, generation=form, figures=entry.get("figures", {})))
    if form == generation:
        return made
    narrative = narrate(made.document, load_lexicon(), year, generation)
    return replace(made, narrative=narrative, figures=replace(made.figures, generation=generation))


def shared(*parts: str) -> Path:
    root = os.environ.get("GIKVALIDATE_SHARED") or Path(__file__).parents[3] / "shared"
    path = Path(root).joinpath(*parts)
    if not path.exists():
        pytest.skip("the shared reports are not on this machine")
    return path


def value(claim: Claim | None) -> str:
    if claim is None:
        return "none"
    number = claim.quantity.value
    return "~" if number is None else f"{number.normalize():f}"


def sentence(relation: Relation) -> str:
    """A relation in the shorthand of corpus.yaml."""
    if isinstance(relation, Breakdown):
        parts = " ".join(value(part) for part in relation.parts)
        return f"{value(relation.whole)} = {parts} {relation.completeness.value}"
    if isinstance(relation, Share):
        whole = relation.wholes[0] if relation.wholes else None
        return f"{value(relation.share)}% of {value(whole)} by {value(relation.part)}"
    if isinstance(relation, ShareList):
        return f"shares {' '.join(value(share) for share in relation.shares)} {relation.completeness.value}"
    return _change(relation)


def _change(change: Change) -> str:
    mark = {ClaimKind.GROWTH: "%", ClaimKind.MULTIPLE: "倍", ClaimKind.POINTS: "点"}.get(change.change.kind, "")
    text = f"{ {1: '+', -1: '-', 0: '='}[change.sign] }{value(change.change)}{mark} on {value(change.current)}"
    text += f" from {value(change.prior)}" if change.prior else ""
    text += f" with {value(change.difference)}" if change.difference else ""
    return text + (f" {change.basis}" if change.basis != "year" else "")
