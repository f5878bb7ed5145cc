"""Mutation score: one number of a consistent report is raised by one; how often is that noticed?

Every cell of 表三 and 表四 that holds a number, and every whole number in the text that is linked to the tables.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.claims import Claim
from gikvalidate.document import Document, Paragraph
from gikvalidate.engine import check, compile_rules, examine, submit
from gikvalidate.submission import Submission

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports import write_txt
from reports.model import Generation
from reports.random_report import random_report

REPORTS = 20
GENERATIONS: tuple[Generation, ...] = ("form2019", "form2021")


def submissions() -> Iterator[Submission]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        for seed in range(900, 900 + REPORTS):
            for generation in GENERATIONS:
                path.write_text(write_txt.text(random_report(seed, generation)), encoding="utf-8")
                yield submit(path)


def raised_cells(submission: Submission) -> Iterator[tuple[str, Submission]]:
    figures = submission.figures
    for key, figure in figures.cells.items():
        if key.startswith(("t3.", "t4.")) and figure.value is not None:
            cell = replace(figure, value=figure.value + 1, text=str(figure.value + 1))
            yield key, replace(submission, figures=replace(figures, cells={**figures.cells, key: cell}))


def raised_claims(submission: Submission) -> Iterator[tuple[str, Submission]]:
    for claim in submission.narrative.claims:
        if (digits := plain_digits(claim)) is not None:
            yield claim.subject, examine(rewritten(submission.document, claim, digits))


def plain_digits(claim: Claim) -> str | None:
    quantity = claim.quantity
    digits = quantity.text.removesuffix(quantity.unit).strip()
    return digits if claim.readings and quantity.interval.is_exact and digits.isdecimal() else None


def rewritten(document: Document, claim: Claim, digits: str) -> Document:
    start = claim.quantity.start
    blocks = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.start <= start < block.end:
            at = start - block.start
            block = replace(block, text=f"{block.text[:at]}{int(digits) + 1}{block.text[at + len(digits) :]}")
        blocks.append(block)
    return Document.assemble(document.path, document.format, blocks)


def score(name: str, changed: Iterator[tuple[str, Submission]], checks: Sequence[Check]) -> None:
    noticed, missed = 0, Counter[str]()
    for what, submission in changed:
        if check(submission, checks).findings:
            noticed += 1
        else:
            missed[what] += 1
    total = noticed + missed.total()
    print(f"{name}: {noticed} of {total} noticed ({noticed / total:.1%}); survivors: {dict(missed.most_common(8))}")


def main() -> None:
    checks = compile_rules()
    tables = [rule for rule in checks if rule.rule.id.startswith("table")]
    text = [rule for rule in checks if rule.rule.id.startswith("text")]
    reports = list(submissions())
    score("cells of 表三 and 表四, by the table rules", (m for s in reports for m in raised_cells(s)), tables)
    score("linked numbers of the text, by the text rules", (m for s in reports for m in raised_claims(s)), text)


if __name__ == "__main__":
    main()
