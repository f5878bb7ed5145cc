"""Tables whose cells a copy from a web page ran together into one line, opened again.

The labels and units of the form say where a row ends; the figures of one row stand without a space between them
(“条20263542”) and, where the next label begins with its ordinal, run into that too (“条179533042.政府公报公开”). A row
that can be taken apart in one way only becomes cells; any other keeps its digits in one cell over all its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gikvalidate.document import Block as DocumentBlock
from gikvalidate.document import Cell, Document, Origin, Paragraph, Table
from gikvalidate.recognise.labels import bare, squeezed
from gikvalidate.recognise.schema import Block, Form, Line
from gikvalidate.recognise.unglue import GluedRow, Split, unglued

_FEWEST_ROWS = 4
_MOST_ROWS = 300
_LONGEST_LABEL = 60
_SHORTEST_LINE = 40
_YEAR = r"(?:19|20)\d{2}年(?:度数?)?"
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?(?:[ \u3000\t]+\d+(?:\.\d+)?)*)")
# What may stand before a label: the heading of a list, “其中” and an ordinal.
_LEAD = re.compile(
    r"\s*(?P<heading>(?!其中)[^\d。；;]{2,60}?(?=1[.、．]\D))?\s*(?P<of_which>其中[:：]?)?\s*(?:(?P<ordinal>\d{1,2})[.、．](?=\D))?"
)
_AFTER_ORDINAL = (".", "、", "．")


@dataclass(frozen=True)
class _Row:
    """A row as it stands in the line, and the position of the row it is a part of."""

    label: str
    unit: str
    digits: str
    whole: int | None
    end: int


def opened(document: Document, forms: Sequence[Form]) -> Document:
    """`document` with every collapsed table of one of `forms` as a table; the same document where there is none."""
    blocks: list[DocumentBlock] = []
    found = False
    for block in document.blocks:
        stands = _find(block.text, forms) if isinstance(block, Paragraph) and block.origin is Origin.BODY else None
        if stands is None or not isinstance(block, Paragraph):
            blocks.append(block)
            continue
        found = True
        start, columns, rows, form_block = stands
        before, behind = block.text[:start], block.text[rows[-1].end :]
        # What it says in words of the same figures may tell which way digits are to be split.
        told = "\n".join([*(other.text for other in document.paragraphs if other is not block), before])
        table = _table(columns, rows, form_block, told, block)
        blocks += [replace(block, text=before), table, replace(block, text=behind)]
    made = Document.assemble(document.path, document.format, blocks)
    return replace(made, unread=document.unread) if found else document


def _find(text: str, forms: Sequence[Form]) -> tuple[int, list[Line], list[_Row], Block] | None:
    """Where a collapsed table begins in `text`, its columns and its rows."""
    for form in forms:
        if len(text) < _SHORTEST_LINE or not any(marker in text for marker in form.markers):
            continue
        for block in form.blocks:
            if not block.rows or not any(row.unit for row in block.rows):
                continue
            for head in _head(form, block).finditer(text):
                columns = _columns(block, head.group())
                rows = list(_rows(text, head.end(), block)) if columns else []
                known = sum(bare(row.label) in form.row_index for row in rows)
                if len(rows) >= _FEWEST_ROWS and 2 * known > len(rows):
                    return head.start(), columns, rows, block
    return None


@cache
def _head(form: Form, block: Block) -> re.Pattern[str]:
    """The headings, one behind the other, with a short word between them at most."""
    words = {variant for column in block.columns for variant in (column.label, *column.variants)}
    longest_first = sorted({*form.headings, *words}, key=len, reverse=True)
    word = rf"(?:{_YEAR}|{'|'.join(map(re.escape, longest_first))})"
    return re.compile(rf"{word}(?:\s*{word})+")


def _columns(block: Block, head: str) -> list[Line]:
    """The columns a heading line names, in its order."""
    places: dict[int, Line] = {}
    for column in block.columns:
        labels = "|".join(map(re.escape, sorted((column.label, *column.variants), key=len, reverse=True)))
        year = f"|{_YEAR}" if bare("2000年度") in column.words else ""
        for match in re.finditer(labels + year, head):
            places.setdefault(match.end(), column)
    ordered = [places[end] for end in sorted(places)]
    return ordered if len(set(ordered)) == len(ordered) else []


@cache
def _labelled(block: Block) -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted({row.unit for row in block.rows if row.unit}, key=len, reverse=True)))
    inner = r"(?:[^\d。；;！？（()）]|[（(][^（()）。]{0,40}[）)])"
    return re.compile(rf"\s*({inner}{{2,{_LONGEST_LABEL}}}?)\s*({units})(?=\s*\d)")


def _rows(text: str, at: int, block: Block) -> Iterator[_Row]:
    """The rows from `at` on, as long as one follows the other."""
    words = {word for row in block.rows for word in row.words}
    lists = _Lists()
    for position in range(_MOST_ROWS):
        lead = _LEAD.match(text, at)
        label = _labelled(block).match(text, lead.end() if lead else at)
        value = _NUMBER.match(text, label.end()) if label else None
        if lead is None or label is None or value is None:
            return
        whole = lists.whole(lead, position)
        digits, at = value[1], value.end(1)
        if text.startswith(_AFTER_ORDINAL, at):
            ordinals = lists.following()
            fitting = [shorter for ordinal in ordinals if (shorter := _without_ordinal(digits, ordinal))]
            if not fitting:
                return
            at -= len(digits) - len(min(fitting, key=len))
            digits = fitting[0].rstrip() if len(fitting) == 1 else "?"
        yield _Row(_known_end(label[1], words), label[2], digits, whole, at)


class _Lists:
    """The numbered lists that are open at a row, outermost first: the last ordinal of each and what it divides."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int | None]] = []
        self.numbered = False

    def whole(self, lead: re.Match[str], position: int) -> int | None:
        """The row that the row at `position` is a part of, as its lead says."""
        above = position - 1 if position and not lead["heading"] else None
        self.numbered = lead["ordinal"] is not None
        if not self.numbered:
            if not lead["of_which"]:
                self.open = []
            return above if lead["of_which"] else None
        ordinal = int(lead["ordinal"])
        for depth in reversed(range(len(self.open))):
            last, whole = self.open[depth]
            if ordinal == last + 1 and not lead["heading"]:
                self.open = [*self.open[:depth], (ordinal, whole)]
                return whole
        self.open = [*(self.open if lead["of_which"] else []), (ordinal, above)]
        return above

    def following(self) -> list[int]:
        """The ordinals that may come next."""
        return [last + 1 for last, _ in self.open] or [1]


def _without_ordinal(digits: str, ordinal: int) -> str:
    """The digits without the ordinal of the next label behind them, "" where they do not end in it."""
    return digits.removesuffix(str(ordinal)) if digits.endswith(str(ordinal)) else ""


def _known_end(label: str, words: set[str]) -> str:
    """The longest end of `label` that the form knows; headings of groups without figures stand in front of it."""
    for start in range(len(label)):
        if bare(label[start:]) in words:
            return label[start:]
    return label


def _table(columns: list[Line], rows: list[_Row], block: Block, told: str, source: Paragraph) -> Table:
    """The rows as cells: label, unit, and a cell for every column or one over all of them."""
    cells = [Cell(0, position, text) for position, text in enumerate(("", "", *(line.label for line in columns)))]
    for number, (row, split) in enumerate(zip(rows, _splits(columns, rows, block, told), strict=True), 1):
        cells += [Cell(number, 0, row.label), Cell(number, 1, row.unit)]
        if split is None:
            cells.append(Cell(number, 2, row.digits, colspan=len(columns)))
        else:
            cells += [Cell(number, 2 + position, part) for position, part in enumerate(split)]
    return Table(tuple(cells), len(rows) + 1, 2 + len(columns), page=source.page)


def _splits(columns: list[Line], rows: list[_Row], block: Block, told: str) -> list[Split | None]:
    keys = [column.key for column in columns]
    within = [(keys.index(line.key), keys.index(line.within)) for line in columns if line.within in keys]
    flat = squeezed(told)
    glued = [GluedRow(row.digits, row.whole, _witnesses(row, block, flat)) for row in rows]
    return unglued(glued, len(columns), within)


def _witnesses(row: _Row, block: Block, told: str) -> frozenset[str]:
    """Numbers that `told` gives right behind a name of this row and before its unit."""
    words = next((line.words for line in block.rows if bare(row.label) in line.words), (bare(row.label),))
    names = "|".join(re.escape(re.sub("总?数量?$", "", word)) for word in words)
    return frozenset(re.findall(rf"(?:{names})(?:总?数量?)?[为是共]?(\d+){re.escape(row.unit)}", told))
