"""The examples of rules, run: each becomes the smallest submission that shows the rule at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.document import Document, Paragraph
from gikvalidate.engine import check as check_submission
from gikvalidate.figures import Figure, Figures
from gikvalidate.findings import Result
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.recognise import Form, find_sections, load_forms
from gikvalidate.recognise.cells import parse
from gikvalidate.recognise.match import row_name
from gikvalidate.rules import Example
from gikvalidate.submission import Submission


@dataclass(frozen=True)
class Trial:
    """One example of one rule and what came of it; `fault` is "" when the rule did what the example says."""

    rule: str
    name: str
    fault: str


def trials(check: Check, lang: str = "zh") -> Iterator[Trial]:
    """Run every example of a rule."""
    examples = check.rule.body.examples
    groups = {
        "pass": examples.ok,
        "fail": examples.fail,
        "unverifiable": examples.unverifiable,
        "silent": examples.silent,
    }
    for outcome, group in groups.items():
        for number, example in enumerate(group, 1):
            result = check_submission(submission(check, example), [check], lang)
            yield Trial(check.rule.id, f"{outcome} {number}", _fault(outcome, example, result))


def submission(check: Check, example: Example) -> Submission:
    """The submission an example describes: named cells, every other cell of the form blank, and its text."""
    forms = {form.generation: form for form in load_forms()}
    generation = example.generation or (check.rule.body.applies.generations or tuple(forms))[-1]
    form = forms[generation]
    year = example.year or form.first_year
    paragraphs = [Paragraph(line) for line in example.text.splitlines()]
    document = Document.assemble(Path("example"), "example", paragraphs)
    return Submission(
        document,
        _figures(form, example),
        narrate(document, load_lexicon(), year, generation),
        year=year,
        sections=find_sections(document),
    )


def _figures(form: Form, example: Example) -> Figures:
    given = example.figures
    cells = {}
    for block in form.blocks:
        for row in block.rows or (None,):
            for column in block.columns:
                key = block.key(row, column)
                text = _given(key, given)
                if any(fnmatchcase(key, pattern) for pattern in example.without):
                    continue
                if text is None and row is not None and row.optional:
                    continue
                kind, value = parse(text or "", column.unit)
                place = (block.title, row_name(row, column), column.label, 0, 0, 0)
                cells[key] = Figure(key, text or "", kind, value, *place)
    absent = frozenset(key for key, statutory in form.keys.items() if statutory.optional and key not in cells)
    return Figures(form.generation, cells, absent=absent)


def _given(key: str, given: Mapping[str, str]) -> str | None:
    if key in given:
        return given[key]
    return next((text for pattern, text in given.items() if "*" in pattern and fnmatchcase(key, pattern)), None)


def _fault(wanted: str, example: Example, result: Result) -> str:
    ledger = result.ledger
    if ledger.crashed:
        return f"crashed: {result.not_checked[0].reason}"
    came = "fail" if ledger.failed else "unverifiable" if ledger.unverifiable else "pass" if ledger.passed else "silent"
    if came != wanted:
        told = "; ".join(finding.message for finding in result.findings)
        return f"expected {wanted}, was {came}" + (f": {told}" if told else "")
    if wanted == "fail" and example.expected is not None:
        values = [finding.outcome.expected for finding in result.findings]
        if example.expected not in values:
            return f"expected the value {example.expected}, was {', '.join(map(str, values))}"
    if example.message and not any(example.message in finding.message for finding in result.findings):
        return f"no message says “{example.message}”: " + "; ".join(finding.message for finding in result.findings)
    return ""
