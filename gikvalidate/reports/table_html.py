"""The rows of a table on the page, cell by cell as they stood, the marked ones with the numbers of their findings.

A template takes three times as long to write a cell, and a season of reports has hundreds of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from markupsafe import Markup, escape

from gikvalidate.document import Table
from gikvalidate.reports.marking import Marking, Position, rows


class Kind(NamedTuple):
    """How a cell is told to a reader who does not see the table: a figure, or what heads a row or a column."""

    tag: str
    scope: str = ""


class View(Protocol):
    """What of a document its tables are written by; `tried` are the cells that hold another value than it does."""

    tried: Collection[Position]

    @property
    def marks(self) -> Marking: ...
    @property
    def kinds(self) -> Mapping[Position, Kind]: ...
    @property
    def ids(self) -> Mapping[Position | int | None, str]: ...


#: Writes the numbers of findings as links, given that of the document.
Numbers = Callable[[int, Sequence[int]], str]


def table_rows(d: int, view: View, table: Table, numbers: Numbers) -> Markup:
    """The rows of a table of document `d` on the page."""
    marked, kinds, tried = view.marks.cells, view.kinds, view.tried
    written = []
    for row in rows(table):
        written.append("<tr>")
        for cell in row:
            here = (table.index, cell.row, cell.column)
            kind, found = kinds[here], marked.get(here)
            head = f'<{kind.tag} scope="{kind.scope}"' if kind.scope else f"<{kind.tag}"
            if cell.rowspan > 1:
                head += f' rowspan="{cell.rowspan}"'
            if cell.colspan > 1:
                head += f' colspan="{cell.colspan}"'
            if found:
                lane = view.marks.gravest(found).value + " tried" * (here in tried)
                told = " ".join(map(str, found))
                head += f' id="d{d}-{view.ids[here]}" tabindex="-1" class="mark {lane}" data-f="{told}"'
            elif here in tried:
                head += ' class="tried"'
            # Letters and digits stand for themselves, and few cells hold anything else.
            text = cell.text if cell.text.isalnum() else escape(cell.text)
            written.append(f"{head}>{text}{numbers(d, found) if found else ''}</{kind.tag}>")
        written.append("</tr>\n")
    return Markup("".join(written))
