"""Plain text to blocks: paragraphs are lines, and tables are found in the shapes text keeps of them.

Shapes: cells on lines of their own led by a TAB with an empty line after each row (Word's plain text), rows as lines
with TABs or wide gaps, Markdown pipes, and bare columns of cells, which become a `Table` of one column (see `read`).
"""

from __future__ import annotations

from collections.abc import Iterator

from gikvalidate.document import Block, Origin, Paragraph, Table
from gikvalidate.read.chrome import without_edges
from gikvalidate.read.contents import contents
from gikvalidate.read.decode import decode, normalise
from gikvalidate.read.delimited import delimited
from gikvalidate.read.drawn import drawn_rows
from gikvalidate.read.lines import SIGNED, article_lines, is_heading, without_marks
from gikvalidate.read.piped import pipe_rows, piped_column, piped_rows, spaced_rows
from gikvalidate.read.sheets.regions import Look, Sheet, regions
from gikvalidate.read.texttables import cell_lines, column_lines, gap_rows, tab_rows, unquoted
from gikvalidate.read.wrapped import whole, width_of

FINDERS = (cell_lines, drawn_rows, pipe_rows, piped_column, piped_rows, tab_rows, gap_rows, column_lines, spaced_rows)


def blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables of a text file in reading order."""
    text = normalise(decode(data))
    if (rows := delimited(text)) is not None:
        return regions(Sheet.of(rows, (), Look()))
    return without_edges(list(of_lines(unquoted(article_lines(text)))))


def of_lines(lines: list[str]) -> Iterator[Block]:
    """The same of lines."""
    entries = contents(lines)
    lines = [line for index, line in enumerate(lines) if index not in entries]
    found: list[list[str] | Table] = []
    at = 0
    for start, end, table in tables_among(lines):
        found += [lines[at:start], table]
        at = end
    found.append(lines[at:])
    width = width_of([line for part in found if isinstance(part, list) for line in part])
    return _with_chart_residue([block for part in found for block in _blocks(part, width)])


def _blocks(part: list[str] | Table, width: int | None) -> Iterator[Block]:
    """A table, or the lines between two of them as paragraphs."""
    if isinstance(part, Table):
        yield part
    else:
        yield from (Paragraph(without_marks(line)) for line in whole(part, width))


def tables_among(lines: list[str]) -> Iterator[tuple[int, int, Table]]:
    """Every table in these lines, with its first line and the line behind it."""
    # For each finder the line up to which it is known to find nothing.
    known = [0] * len(FINDERS)
    at = 0
    while at < len(lines):
        table, end = _table_at(lines, at, known)
        if table is not None:
            yield at, end, table
        at = max(end, at + 1)


def _table_at(lines: list[str], at: int, known: list[int]) -> tuple[Table | None, int]:
    for index, finder in enumerate(FINDERS):
        if known[index] <= at and lines[at].strip(" "):
            table, known[index] = finder(lines, at)
            if table is not None:
                return table, known[index]
    return None, at


def _with_chart_residue(found: list[Block]) -> Iterator[Block]:
    """Behind the date of signature a lone row of TABs is what text keeps of a chart, and the line before its title."""
    signed = False
    waiting: Paragraph | None = None
    for block in found:
        if isinstance(block, Paragraph) and not block.text.strip():
            continue
        if isinstance(block, Paragraph) and signed and "\t" in block.text.strip():
            if waiting is not None and len(waiting.text) <= 40 and not is_heading(waiting.text):
                waiting = Paragraph(waiting.text, origin=Origin.CHART)
            block = Paragraph(block.text, origin=Origin.CHART)
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(block, Paragraph) and signed and block.origin is Origin.BODY:
            waiting = block
        else:
            yield block
        signed = signed or (isinstance(block, Paragraph) and SIGNED.search(block.text) is not None)
    if waiting is not None:
        yield waiting
