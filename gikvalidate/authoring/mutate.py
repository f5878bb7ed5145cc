"""Mutation score: a correct report is made wrong in one place; do the rules notice?

A change that no relation of the form could notice is told apart from one that the rules let through: where no relation
holds a cell, or where every relation treats two cells alike, no arithmetic can tell right from wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from gikvalidate.checks import Check
from gikvalidate.checks.identity import Identity, Instance
from gikvalidate.engine import evaluated, recomputed
from gikvalidate.figures import CellKind, Figure
from gikvalidate.findings import Status
from gikvalidate.recognise import load_forms
from gikvalidate.submission import Submission

#: Cell → its changed figure.
Change = dict[str, Figure]
MUTATIONS = ("plus one", "minus one", "digits swapped", "blanked", "neighbours traded", "row shifted", "sign lost",
             "unit lost")  # fmt: skip


@dataclass
class Score:
    """How many changes of one sort were noticed; which were not, and which nothing could notice, by cell."""

    noticed: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    invisible: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> Fraction:
        """Noticed among those that some relation could notice."""
        tried = self.noticed + self.missed.total()
        return Fraction(self.noticed, tried) if tried else Fraction(1)

    def add(self, other: Score) -> None:
        self.noticed += other.noticed
        self.missed += other.missed
        self.invisible += other.invisible


def scores(submission: Submission, checks: Sequence[Check]) -> dict[tuple[str, str], Score]:
    """(mutation, table) → score over every figure of one submission."""
    looking = [check for check in checks if check.figures_only or check.rule.kind == "match"]
    before = _failures(submission, looking)
    held = _Held(looking, submission.figures.generation or "")
    found: dict[tuple[str, str], Score] = {}
    for mutation, name, change in mutants(submission):
        score = found.setdefault((mutation, name.partition(".")[0]), Score())
        mutant = changed(submission, change)
        if not held.visible(change, submission):
            score.invisible[name] += 1
        # The few relations over the changed cells nearly always notice; only where they do not, all rules are asked.
        elif _failures(mutant, held.touching(change)) - before or _failures(mutant, looking) - before:
            score.noticed += 1
        else:
            score.missed[name] += 1
    return found


def changed(submission: Submission, change: Change) -> Submission:
    """The submission with some of its figures changed."""
    figures = submission.figures
    return replace(submission, figures=replace(figures, cells={**figures.cells, **change}))


def _failures(submission: Submission, checks: Sequence[Check]) -> set[tuple[str, str, str | None, str | None]]:
    """What the rules find: which rule, on what, and both values, so that a finding that changes is a new one.

    Whether the mutant could be a misreading only makes findings quieter, and takes longer than all the rest.
    """
    return {
        (rule, outcome.subject, outcome.reported, outcome.expected)
        for rule, found in evaluated(recomputed(submission, checks), checks).items()
        for outcome in found
        if outcome.status is Status.FAIL
    }


class _Held:
    """The relations of one generation by the cells they hold."""

    def __init__(self, checks: Sequence[Check], generation: str) -> None:
        self.generation = generation
        self.by_cell: dict[str, list[tuple[Check, Instance]]] = {}
        for check in checks:
            for instance in check.run.instances.get(generation, ()) if isinstance(check.run, Identity) else ():
                for name in dict.fromkeys(instance.names):
                    self.by_cell.setdefault(name, []).append((check, instance))

    def touching(self, change: Change) -> list[Check]:
        """The rules cut down to their relations over the changed cells."""
        rules: dict[str, tuple[Check, dict[str, Instance]]] = {}
        for name in change:
            for check, instance in self.by_cell.get(name, ()):
                rules.setdefault(check.rule.id, (check, {}))[1][instance.subject] = instance
        return [
            replace(check, run=Identity(check.rule.id, {self.generation: tuple(instances.values())}))
            for check, instances in rules.values()
        ]

    def visible(self, change: Change, submission: Submission) -> bool:
        """Whether some relation has another value after the change."""
        shifts: dict[tuple[str, str], Fraction] = {}
        for name, figure in change.items():
            by = Fraction(figure.value or 0) - Fraction(submission.figures.cells[name].value or 0)
            for check, instance in self.by_cell.get(name, ()):
                relation = (check.rule.id, instance.subject)
                weight = dict(instance.comparison.gap.terms).get(name, 0)
                shifts[relation] = shifts.get(relation, Fraction(0)) + weight * by
        return any(shifts.values())


def mutants(submission: Submission) -> Iterator[tuple[str, str, Change]]:
    """(mutation, cell, change) for everything that can go wrong with the figures of a submission."""
    forms = {form.generation: form for form in load_forms()}
    keys = forms[submission.figures.generation or ""].keys
    cells = submission.figures.cells
    for key, figure in cells.items():
        value = figure.value
        if value is None:
            continue
        yield "plus one", key, {key: _with(figure, value + 1)}
        if value >= 1:
            yield "minus one", key, {key: _with(figure, value - 1)}
        if (swapped := _swapped(value)) is not None:
            yield "digits swapped", key, {key: _with(figure, swapped)}
        if value:
            yield "blanked", key, {key: replace(figure, text="", kind=CellKind.BLANK, value=None)}
        if value < 0:
            yield "sign lost", key, {key: _with(figure, -value)}
        if keys[key].unit in {"元", "万元"} and value:
            factor = Decimal(10_000) if keys[key].unit == "万元" else Decimal("0.0001")
            yield "unit lost", key, {key: _with(figure, value * factor)}
    yield from _traded(cells)
    yield from _shifted(cells)


def _with(figure: Figure, value: Decimal) -> Figure:
    return replace(figure, value=value, text=f"{value:f}", kind=CellKind.NUMBER)


def _swapped(value: Decimal) -> Decimal | None:
    """The number with its first two different neighbouring digits swapped."""
    digits = f"{value:f}"
    for position, (first, second) in enumerate(pairwise(digits)):
        if first != second and first.isdigit() and second.isdigit():
            return Decimal(digits[:position] + second + first + digits[position + 2 :])
    return None


def _traded(cells: Mapping[str, Figure]) -> Iterator[tuple[str, str, Change]]:
    """Every figure exchanged with the next in its row and the next in its column."""
    for lines in (_lines(cells, 0), _lines(cells, 2)):
        for line in lines:
            for first, second in pairwise(line):
                if (cells[first].value or 0) != (cells[second].value or 0):
                    yield (
                        "neighbours traded",
                        first,
                        {
                            first: _like(cells[first], cells[second]),
                            second: _like(cells[second], cells[first]),
                        },
                    )


def _shifted(cells: Mapping[str, Figure]) -> Iterator[tuple[str, str, Change]]:
    """Every row moved one column to the right, what falls off standing first."""
    for line in _lines(cells, 0):
        moved = {key: _like(cells[key], cells[line[index - 1]]) for index, key in enumerate(line)}
        if any((moved[key].value or 0) != (cells[key].value or 0) for key in line):
            yield "row shifted", line[0], moved


def _like(figure: Figure, other: Figure) -> Figure:
    return replace(figure, text=other.text, kind=other.kind, value=other.value)


def _lines(cells: Mapping[str, Figure], axis: int) -> list[list[str]]:
    """The keys of each row (axis 0) or column (axis 2), in the order of the form."""
    lines: dict[tuple[str, str], list[str]] = {}
    for key in cells:
        table, _, rest = key.partition(".")
        lines.setdefault((table, rest.rpartition(".")[axis]), []).append(key)
    return list(lines.values())
