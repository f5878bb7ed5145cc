"""A report as it would be with some cells changed: nothing is written, only what remains to be found is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from gikvalidate.document import Block, Table
from gikvalidate.figures import CellKind, Figure
from gikvalidate.findings import CellPlace
from gikvalidate.reports.marking import CellFinder, Position
from gikvalidate.submission import Submission

#: The new content of a cell by the key of its figure; "" leaves it blank.
Edits = Mapping[str, str]
# No figure of a report has more digits.
_LONGEST = 24


@dataclass(frozen=True)
class Change:
    """A cell that is tried with another content."""

    figure: Figure
    after: str


def changes(submission: Submission, edits: Edits) -> list[Change]:
    """The edits of cells that this report has, in the order of the form."""
    cells = submission.figures.cells
    return [Change(cells[key], edits[key]) for key in cells if key in edits]


def positions(submission: Submission, edits: Edits) -> dict[Position, str]:
    """The new content of every changed cell, by its place in the tables of the document."""
    finder = CellFinder(submission.document)
    found = ((finder.position(CellPlace.of(change.figure)), change.after) for change in changes(submission, edits))
    return {position: after for position, after in found if position is not None}


def tried(submission: Submission, edits: Edits) -> Submission:
    """The report with these cells changed, in its figures and in its tables alike."""
    cells = dict(submission.figures.cells)
    cells |= {change.figure.key: _changed(change) for change in changes(submission, edits)}
    texts = positions(submission, edits)
    blocks = tuple(_block(block, texts) for block in submission.document.blocks)
    return replace(
        submission,
        document=replace(submission.document, blocks=blocks),
        figures=replace(submission.figures, cells=cells),
    )


def parsed(told: str) -> dict[str, str]:
    """Edits out of "key=value;key=value"; raises ValueError where a value is no number and not empty."""
    edits: dict[str, str] = {}
    for part in filter(None, told.split(";")):
        key, equals, value = part.partition("=")
        if not equals or not key or len(value) > _LONGEST or (value and _number(value) is None):
            raise ValueError(told)
        edits[key] = value
    return edits


def _changed(change: Change) -> Figure:
    value = _number(change.after)
    kind = CellKind.BLANK if value is None else CellKind.NUMBER
    return replace(change.figure, text=change.after, kind=kind, value=value, confidence=None)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _block(block: Block, texts: Mapping[Position, str]) -> Block:
    if not isinstance(block, Table):
        return block
    cells = tuple(
        replace(cell, text=texts[here]) if (here := (block.index, cell.row, cell.column)) in texts else cell
        for cell in block.cells
    )
    return replace(block, cells=cells)
