"""The examples of rules, run: each becomes the smallest submission that shows the rule at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.document import Cell, Document, Paragraph
from gikvalidate.engine import explain, outcomes
from gikvalidate.figures import CellKind, Doubt, DoubtKind, Figure, Figures, RecognisedTable
from gikvalidate.findings import Finding, Outcome, Status
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.recognise import Form, find_sections, identify, load_forms
from gikvalidate.recognise.cells import parse_cell
from gikvalidate.recognise.schema import row_names
from gikvalidate.rules import Example
from gikvalidate.submission import Submission


@dataclass(frozen=True)
class Trial:
    """One example of one rule and what came of it; `fault` is "" when the rule did what the example says."""

    rule: str
    name: str
    fault: str


def trials(check: Check, checks: Sequence[Check]) -> Iterator[Trial]:
    """Run every example of a rule beside those of `checks` that it leans on: recomputed totals, rules it yields to."""
    examples = check.rule.body.examples
    groups = {
        "pass": examples.ok,
        "fail": examples.fail,
        "unverifiable": examples.unverifiable,
        "silent": examples.silent,
    }
    beside = [
        other for other in checks if other.rule.id in check.rule.body.yields_to or other.rule.options.get("total")
    ]
    together = [check, *(other for other in beside if other is not check)]
    for wanted, group in groups.items():
        for number, example in enumerate(group, 1):
            shown = submission(check, example)
            found = outcomes(shown, together)[check.rule.id]
            findings = explain(check.rule, found, "zh")
            yield Trial(check.rule.id, f"{wanted} {number}", _fault(wanted, example, found, findings))


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
        agency=identify(document).agency,
        year=year,
        sections=find_sections(document),
    )


def _figures(form: Form, example: Example) -> Figures:
    given = example.figures
    cells = {}
    tables = list(dict.fromkeys(block.table for block in form.blocks))
    places = count()
    for block in form.blocks:
        for row in block.rows or (None,):
            grid_row = next(places)
            for grid_column, column in enumerate(block.columns):
                key = block.key(row, column)
                text = _given(key, given)
                if any(fnmatchcase(key, pattern) for pattern in example.without):
                    continue
                if text is None and row is not None and row.optional:
                    continue
                cell = Cell(0, 0, text or "", confidence=_confidence(text or "") if example.recognised else None)
                kind, value = parse_cell(cell, column.unit)
                names = (block.title, *row_names(row, column))
                place = (tables.index(block.table), grid_row, grid_column)
                cells[key] = Figure(key, cell.text, kind, value, *names, *place, confidence=cell.confidence)
    absent = frozenset(key for key, statutory in form.keys.items() if statutory.optional and key not in cells)
    doubts = []
    for row_key, seen in example.rows.items():
        keys = tuple(key for key in cells if key.startswith(f"{row_key}."))
        doubts.append(Doubt(DoubtKind.COUNT, keys, tuple(seen.split("|"))))
        cells |= {key: replace(cells[key], text=seen, kind=CellKind.UNREADABLE, value=None) for key in keys}
    return Figures(form.generation, cells, _relabelled(form, example.labels), absent, tuple(doubts))


def _relabelled(form: Form, labels: Mapping[str, str]) -> tuple[RecognisedTable, ...]:
    """One table for each row or column whose label is given."""
    printed = {f"{b.table}.{line.key}": (b, line.label) for b in form.blocks for line in (*b.rows, *b.columns)}
    tables = []
    for name, written in labels.items():
        block, label = printed[name]
        altered = ((name.partition(".")[2], written, label),) if written != label else ()
        tables.append(RecognisedTable(block.table, block.title, form.generation, 0, altered=altered))
    return tuple(tables)


def _confidence(text: str) -> float:
    return 0.0 if "?" in text else 1.0


def _given(key: str, given: Mapping[str, str]) -> str | None:
    if key in given:
        return given[key]
    return next((text for pattern, text in given.items() if "*" in pattern and fnmatchcase(key, pattern)), None)


def _fault(wanted: str, example: Example, found: Sequence[Outcome], findings: Sequence[Finding]) -> str:
    statuses = {outcome.status for outcome in found}
    if Status.CRASHED in statuses:
        return f"crashed: {found[0].reason}"
    order = (Status.FAIL, Status.UNVERIFIABLE, Status.PASS)
    came = next((status.value for status in order if status in statuses), "silent")
    told = "; ".join(finding.message for finding in findings)
    if came != wanted:
        return f"expected {wanted}, was {came}" + (f": {told}" if told else "")
    if example.expected is not None and example.expected not in {outcome.expected for outcome in found}:
        return f"expected the value {example.expected}, was {', '.join(str(o.expected) for o in found if o.expected)}"
    if example.message and example.message not in told:
        return f"no message says “{example.message}”: {told}"
    return ""
