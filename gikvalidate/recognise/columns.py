"""Which column of the document is which column of the form, as the headings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.document import Cell
from gikvalidate.recognise.labels import bare
from gikvalidate.recognise.rows import Row
from gikvalidate.recognise.schema import Block, Line


@dataclass(frozen=True)
class Columns:
    """The columns a table prints of a block, in the order of print where the headings tell it.

    `positions` are their grid columns where the headings say all of them; `unnamed` are the columns that no heading
    names, so that nothing but their place tells them.
    """

    lines: tuple[Line, ...]
    positions: tuple[int, ...] | None = None
    unnamed: tuple[Line, ...] = ()


def columns_of(block: Block, headings: Sequence[Row]) -> Columns:
    """The columns of `block` under `headings`."""
    lines = _printed(block, headings)
    positions = _grid_columns(lines, headings)
    if positions is not None:
        ordered = sorted(zip(positions, lines, strict=True), key=lambda pair: pair[0])
        return Columns(tuple(line for _, line in ordered), tuple(position for position, _ in ordered))
    heads = {bare(cell.text) for heading in headings for cell in heading.cells}
    unnamed = tuple(line for line in lines if not heads.intersection(line.words))
    # A single unknown one has its place between those that are known.
    return Columns(tuple(lines), None, unnamed if len(unnamed) > 1 else ())


def group_of(
    blocks: Sequence[Block], headings: Sequence[Row], own: str, caption: str, figures: int
) -> tuple[Block, Columns] | None:
    """A block without row labels of which this is one group of columns alone; the others have rows or tables too.

    Which group it is say the row's `own` label, or the headings, or the `caption` above the table.
    """
    heads = {bare(cell.text) for heading in headings for cell in heading.cells}
    over = "".join(cell.text for heading in headings for cell in heading.cells)
    groups = {column.group for block in blocks for column in block.columns if column.group}
    above = next((text for text in (own, over, caption) if any(group in text for group in groups)), "")
    for block in blocks:
        named = {column.group for column in block.columns if column.group and column.group in above}
        lines = tuple(column for column in block.columns if column.group in named)
        is_part = not block.rows and len(named) == 1 and len(lines) == figures
        if is_part and all(heads.intersection(column.words) for column in lines):
            return block, Columns(lines)
    return None


def headed(blocks: Sequence[Block], headings: Sequence[Row]) -> Block | None:
    """The one block with row labels whose columns these headings name."""
    heads = {bare(cell.text) for heading in headings for cell in heading.cells}
    named = [
        block
        for block in blocks
        if block.rows and all(heads.intersection(column.words) for column in block.columns if not column.optional)
    ]
    return named[0] if len(named) == 1 else None


def stands_under(cell: Cell, headings: Sequence[Row]) -> Cell | None:
    """The lowest heading over a cell that says anything."""
    over = [heading.grid[cell.column] for heading in headings if cell.column < len(heading.grid)]
    return next((head for head in reversed(over) if head is not None and head.text.strip()), None)


def _printed(block: Block, headings: Sequence[Row]) -> list[Line]:
    """The columns this print of the block has: all, but for optional ones that no heading names."""
    heads = {bare(cell.text) for heading in headings for cell in heading.cells}
    printed = [column for column in block.columns if not column.optional or heads.intersection(column.words)]
    return printed or list(block.columns[:1])


def _grid_columns(columns: Sequence[Line], headings: Sequence[Row]) -> list[int] | None:
    """The grid column of every one of `columns`, read from the headings; None where they do not say all."""
    if not headings or not all(heading.whole for heading in headings):
        return None
    positions = []
    for column in columns:
        cells = {cell: None for heading in headings for cell in heading.cells if bare(cell.text) in column.words}
        if len(cells) > 1:
            over = bare(column.group)
            cells = {cell: None for cell in cells if any(bare(h.text) == over for h in _above(cell, headings))}
        if len(cells) != 1:
            return None
        positions.append(next(iter(cells)).column)
    return positions if len(set(positions)) == len(positions) else None


def _above(cell: Cell, headings: Sequence[Row]) -> list[Cell]:
    """The heading cells over the column in which `cell` stands."""
    over = (heading.grid[cell.column] for heading in headings if cell.column < len(heading.grid))
    return [other for other in over if other is not None and other is not cell]
