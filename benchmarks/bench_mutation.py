"""Mutation score: a consistent report is made wrong in one place; how often is that noticed?

Every figure of the tables in every way of `gikvalidate rules mutate`, and every whole number in the text that is linked
to the tables raised by one.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gikvalidate.authoring.mutate import Score, scores
from gikvalidate.checks import Check
from gikvalidate.claims import Claim
from gikvalidate.document import Document, Paragraph
from gikvalidate.engine import check, compile_rules, examine, submit
from gikvalidate.submission import Submission

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports import write_txt
from reports.model import Generation
from reports.random_report import random_report

REPORTS = 10
GENERATIONS: tuple[Generation, ...] = ("form2019", "form2021")


def submissions() -> Iterator[Submission]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        for seed in range(900, 900 + REPORTS):
            for generation in GENERATIONS:
                path.write_text(write_txt.text(random_report(seed, generation)), encoding="utf-8")
                yield submit(path)


def cells(reports: Sequence[Submission], checks: Sequence[Check]) -> None:
    total: dict[tuple[str, str], Score] = {}
    for submission in reports:
        for what, found in scores(submission, checks).items():
            total.setdefault(what, Score()).add(found)
    every = Score()
    for (mutation, table), found in sorted(total.items(), key=lambda item: item[0][::-1]):
        tried = found.noticed + found.missed.total()
        print(
            f"{table} {mutation:18} {found.noticed:6} of {tried:6} noticed ({float(found.rate):7.2%}), "
            f"{found.invisible.total()} nothing could notice; missed: {dict(found.missed.most_common(4))}"
        )
        every.add(found)
    changes = every.noticed + every.missed.total() + every.invisible.total()
    print(
        f"all: {every.noticed} of {changes} changes noticed ({every.noticed / changes:.1%}), {float(every.rate):.2%} "
        f"of those that some relation could notice; nothing could notice {every.invisible.total()}, most often"
    )
    print(f"  {dict(every.invisible.most_common(12))}")


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
    text = [rule for rule in checks if rule.rule.id.startswith("text")]
    reports = list(submissions())
    cells(reports, checks)
    score("linked numbers of the text, by the text rules", (m for s in reports for m in raised_claims(s)), text)


if __name__ == "__main__":
    main()
