"""Mutation score: one number of a consistent report is changed; how often is that noticed, and in the right place?

Every cell of 表三 and 表四 that holds a number is raised by one. Every whole number in the text that is linked to the
tables is raised and lowered by one, has two neighbouring digits swapped, a digit dropped and a nought added; changes
that another accepted reading (口径) allows, or that no table is there to contradict, are left out.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gikvalidate import datafiles
from gikvalidate.arithmetic import ExpressionError, parse_side
from gikvalidate.checks import Check
from gikvalidate.checks.case import Case
from gikvalidate.claims import Claim
from gikvalidate.document import Document, Paragraph
from gikvalidate.engine import check, compile_rules, submit
from gikvalidate.findings import CellPlace, Finding, Severity
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.recognise import load_forms
from gikvalidate.submission import Submission

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from reports import write_txt
from reports.model import Generation
from reports.random_report import random_report

from tests.narrate.conftest import submitted

REPORTS, TEXTS = 20, 8
GENERATIONS: tuple[Generation, ...] = ("form2019", "form2021")
KEYS = {form.generation: tuple(form.keys) for form in load_forms()}

CHANGES: dict[str, Callable[[str], str]] = {
    "one more": lambda digits: str(int(digits) + 1),
    "one less": lambda digits: str(int(digits) - 1),
    "digits swapped": lambda digits: digits[:-2] + digits[-1] + digits[-2] if len(digits) > 1 else digits,
    "a digit dropped": lambda digits: digits[:-1] or digits,
    "a nought added": lambda digits: f"{digits}0",
}


@dataclass(frozen=True)
class Mutant:
    """A report with one number changed: what it is, where it stands, and the figures it is held to."""

    what: str
    submission: Submission
    figures: frozenset[str]
    at: int = -1


def submissions(count: int) -> Iterator[Submission]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        for seed in range(900, 900 + count):
            for generation in GENERATIONS:
                path.write_text(write_txt.text(random_report(seed, generation)), encoding="utf-8")
                yield submit(path)


def raised_cells(submission: Submission) -> Iterator[Mutant]:
    figures = submission.figures
    for key, figure in figures.cells.items():
        if key.startswith(("t3.", "t4.")) and figure.value is not None:
            cell = replace(figure, value=figure.value + 1, text=str(figure.value + 1))
            changed = replace(submission, figures=replace(figures, cells={**figures.cells, key: cell}))
            yield Mutant(key, changed, frozenset({key}))


def paragraphs() -> Iterator[Submission]:
    """The right paragraphs of the suite with the figures they speak of."""
    some_check = compile_rules()[0]
    for entry in datafiles.load(ROOT / "tests" / "narrate" / "tempting.yaml").data:
        yield submitted(entry, some_check)


def read_again(submission: Submission, document: Document) -> Submission:
    narrative = narrate(document, load_lexicon(), submission.year, submission.figures.generation)
    return replace(submission, document=document, narrative=narrative)


def changed_claims(submission: Submission, change: Callable[[str], str]) -> Iterator[Mutant]:
    case = Case(submission)
    for claim in submission.narrative.claims:
        digits = plain_digits(claim)
        if digits is None:
            continue
        other = change(digits)
        names, values = accepted(claim, case)
        if values and int(other) != int(digits) and int(other) >= 0 and int(other) not in values:
            changed = read_again(submission, rewritten(submission.document, claim, digits, other))
            yield Mutant(claim.subject, changed, names, claim.quantity.start)


def accepted(claim: Claim, case: Case) -> tuple[frozenset[str], set[int]]:
    """The figures a claim may speak of, and every value one of its readings allows; nothing without a table."""
    names: set[str] = set()
    values: set[int] = set()
    for reading in claim.readings:
        try:
            form = parse_side(reading.expression, KEYS.get(case.submission.figures.generation or "", ()))
        except ExpressionError:
            continue
        if case.unreadable(form.names):
            continue
        names.update(form.names)
        values.add(int(case.evaluate(form)))
    return frozenset(names), values


def plain_digits(claim: Claim) -> str | None:
    quantity = claim.quantity
    digits = quantity.text.removesuffix(quantity.unit).strip()
    return digits if claim.readings and quantity.interval.is_exact and digits.isdecimal() else None


def rewritten(document: Document, claim: Claim, digits: str, other: str) -> Document:
    start = claim.quantity.start
    blocks = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.start <= start < block.end:
            at = start - block.start
            block = replace(block, text=f"{block.text[:at]}{other}{block.text[at + len(digits) :]}")
        blocks.append(block)
    return Document.assemble(document.path, document.format, blocks)


def points_at(finding: Finding, mutant: Mutant) -> bool:
    """Whether a finding shows the changed number or the figures it is held to."""
    return any(
        place.figure in mutant.figures if isinstance(place, CellPlace) else place.start <= mutant.at < place.end
        for place in finding.outcome.places
    )


def score(name: str, mutants: Iterator[Mutant], checks: Sequence[Check]) -> None:
    noticed = placed = 0
    missed = Counter[str]()
    for mutant in mutants:
        found = [f for f in check(mutant.submission, checks).findings if f.severity is not Severity.INFO]
        noticed += bool(found)
        placed += any(points_at(finding, mutant) for finding in found)
        if not found:
            missed[mutant.what] += 1
    total = noticed + missed.total()
    print(
        f"{name}: {noticed} of {total} noticed ({noticed / total:.1%}), {placed} in place ({placed / total:.1%}); "
        f"survivors: {dict(missed.most_common(8))}"
    )


def main() -> None:
    checks = compile_rules()
    tables = [rule for rule in checks if rule.rule.id.startswith("table")]
    text = [rule for rule in checks if rule.rule.id.startswith("text")]
    cells = (mutant for report in submissions(REPORTS) for mutant in raised_cells(report))
    score("cells of 表三 and 表四, by the table rules", cells, tables)
    reports = list(submissions(TEXTS))
    for name, change in CHANGES.items():
        mutants = (mutant for report in reports for mutant in changed_claims(report, change))
        score(f"linked numbers of the text, {name}", mutants, text)
    right = list(paragraphs())
    for name, change in CHANGES.items():
        mutants = (mutant for report in right for mutant in changed_claims(report, change))
        score(f"linked numbers of the right paragraphs, {name}", mutants, text)


if __name__ == "__main__":
    main()
