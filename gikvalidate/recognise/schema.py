"""The layout of each statutory form, read from schemas/<generation>/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from gikvalidate.datafiles import load
from gikvalidate.datafolders import schema_folders
from gikvalidate.document import Cell
from gikvalidate.figures import Figure, Keys, Statutory
from gikvalidate.recognise.cells import parse_cell
from gikvalidate.recognise.labels import bare, ordinal
from gikvalidate.shapes import Shape, Text
from gikvalidate.shaping import read


@dataclass(frozen=True)
class Line:
    """A row or a column of a form: its part of the key, its label, the group it stands under, its variants.

    `within` is the key of a column that includes this one (the cumulative figure includes the year's).
    """

    key: str
    label: str
    name: str
    group: str = ""
    over: str = ""
    variants: tuple[str, ...] = ()
    type: str = ""
    unit: str = ""
    optional: bool = False
    within: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every form of the label, bare; the printed one first."""
        return tuple(dict.fromkeys(bare(label) for label in (self.label, *self.variants)))


@dataclass(frozen=True, eq=False)
class Block:
    """Rows that share one heading. A block without rows has a single row whose key lies in its columns."""

    table: str
    title: str
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]

    def key(self, row: Line | None, column: Line) -> str:
        return ".".join(filter(None, (self.table, row.key if row else "", column.key)))

    def measure(self, row: Line | None, column: Line) -> tuple[str, str]:
        """Type and unit of a cell: the column's, or those of a row that is measured otherwise (万元 among counts)."""
        if row is not None and row.type:
            return row.type, row.unit
        return column.type, column.unit

    @cached_property
    def column_words(self) -> frozenset[str]:
        return frozenset(word for column in self.columns for word in column.words)

    def spellings(self, row: Line, word: str) -> Iterator[str]:
        """A label of the row, bare: alone, or in one cell behind its group, the outermost group or both.

        The outermost is the group printed first; an ordinal loses its marks (三、本年度办理结果 （三）不予公开 1.…).
        """
        yield word
        if row.group:
            outermost, number = next(line.group for line in self.rows if line.group), ordinal(row.label)
            numbered = f"{number}{word}" if number.isdigit() else word
            for groups in dict.fromkeys((row.group, outermost, outermost + row.group)):
                yield from dict.fromkeys((bare(groups) + numbered, bare(groups) + word))

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that rows print in a column of their own."""
        return frozenset(row.unit for row in self.rows if row.unit)

    @cached_property
    def over_words(self) -> frozenset[str]:
        """Headings above the column labels (法人或其他组织, 行政诉讼)."""
        return frozenset(bare(text) for column in self.columns for text in (column.group, column.over) if text)


def row_names(row: Line | None, column: Line) -> tuple[str, str, str]:
    """The row as printed (a leaf with its group before it), the column as printed, and the row as people call it.

    A form without row labels names its rows by the groups of its columns.
    """
    if row is None:
        return column.group, column.label, column.group
    if not row.label[0].isdigit():
        return row.label, column.label, row.name
    return f"{row.group} {row.label}", column.label, f"{row.group[: row.group.find('）') + 1]}{row.name}"


def _statutory(key: str, block: Block, row: Line | None, column: Line) -> Statutory:
    printed, over, name = row_names(row, column)
    label = row.label if row is not None else printed
    return Statutory(key, *block.measure(row, column), row is not None and row.optional, name, over, label)


@dataclass(frozen=True, eq=False)
class Form:
    """One generation of the report: its tables and how it is told from the others.

    `headings` are words over columns that hold no figures; with `tables_optional` an agency may have no table of its
    own, or have published it as an annex. The rules and the words of the form it `follows` are for it
    too, as far as it has their figures. `watched` are the keys whose sum over all bodies an archive holds beside the
    year before.
    """

    generation: str
    first_year: int
    last_year: int | None
    basis: str
    markers: frozenset[str]
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    follows: str = ""
    tables_optional: bool = False
    watched: tuple[str, ...] = ()

    @cached_property
    def row_index(self) -> dict[str, list[tuple[Block, Line]]]:
        """Bare row label, alone and behind its groups → the rows that print it."""
        index: dict[str, list[tuple[Block, Line]]] = {}
        for block in self.blocks:
            for row in block.rows:
                for spelling in (one for word in row.words for one in block.spellings(row, word)):
                    index.setdefault(spelling, []).append((block, row))
        return index

    @cached_property
    def column_words(self) -> frozenset[str]:
        return frozenset().union(*(block.column_words | block.over_words for block in self.blocks))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups of columns of blocks without row labels, as printed."""
        return frozenset(c.group for block in self.blocks if not block.rows for c in block.columns if c.group)

    @cached_property
    def keys(self) -> Keys:
        """Every key of the form in its order, those of optional rows included."""
        return {key: _statutory(key, block, row, column) for key, (block, row, column) in self._places.items()}

    def figure(self, key: str, cell: Cell) -> Figure:
        """A cell as the figure of `key`, for figures that were not found in a table; raises KeyError for no key."""
        block, row, column = self._places[key]
        kind, value = parse_cell(cell, block.measure(row, column)[1])
        names = (block.title, *row_names(row, column))
        return Figure(key, cell.text, kind, value, *names, 0, 0, 0, confidence=cell.confidence)

    @cached_property
    def _places(self) -> dict[str, tuple[Block, Line | None, Line]]:
        return {
            block.key(row, column): (block, row, column)
            for block in self.blocks
            for row in (block.rows or (None,))
            for column in block.columns
        }

    def covers(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def load_forms() -> tuple[Form, ...]:
    """All forms of the schema folders, oldest first; a form in a later folder replaces its namesake.

    Raises DataFileError when a file is not as CONTRIBUTING.md describes.
    """
    return _load_forms(schema_folders())


def first_of_its_line(generation: str | None) -> str | None:
    """The form that a generation follows, and that one, and so on: the one whose words it speaks."""
    follows = {form.generation: form.follows for form in load_forms()}
    while generation is not None and follows.get(generation):
        generation = follows.pop(generation)
    return generation


@lru_cache(maxsize=8)
def _load_forms(roots: tuple[Path, ...]) -> tuple[Form, ...]:
    folders = {path.parent.name: path for root in roots for path in sorted(root.glob("*/form.yaml"))}
    return tuple(sorted((_form(path.parent) for path in folders.values()), key=lambda form: form.first_year))


class _Years(Shape):
    first: int
    last: int | None = None


class _FormFile(Shape):
    generation: Text
    years: _Years
    basis: Text
    markers: tuple[Text, ...]
    follows: str = ""
    headings: tuple[str, ...] = ()
    tables_optional: bool = False
    watched: tuple[str, ...] = ()


class _LineFile(Shape):
    label: Text
    name: str = ""
    group: str = ""
    over: str = ""
    variants: tuple[str, ...] = ()
    type: Literal["", "count", "change", "amount"] = ""
    unit: str = ""
    optional: bool = False
    within: str = ""


class _BlockFile(Shape):
    columns: dict[str, _LineFile]
    title: str = ""
    rows: dict[str, _LineFile] = field(default_factory=dict)


class _TableFile(Shape):
    table: Text
    title: Text
    blocks: tuple[_BlockFile, ...]


def _form(path: Path) -> Form:
    file = load(path / "form.yaml")
    head = read(_FormFile, file, (), file.data)
    if head.generation != path.name:
        zh, en = f"generation 要与文件夹同名：{path.name}", f"generation must be the name of its folder, {path.name}"
        raise file.error(("generation",), zh, en)
    tables = [load(table) for table in sorted(path.glob("table*.yaml"))]
    blocks = [block for table in tables for block in _blocks(read(_TableFile, table, (), table.data))]
    if not blocks:
        raise file.error((), "文件夹里没有 table*.yaml", "the folder holds no table*.yaml")
    form = Form(
        generation=head.generation,
        first_year=head.years.first,
        last_year=head.years.last,
        basis=head.basis,
        markers=frozenset(bare(marker) for marker in head.markers),
        headings=head.headings,
        blocks=tuple(blocks),
        follows=head.follows,
        tables_optional=head.tables_optional,
        watched=head.watched,
    )
    for place, key in enumerate(form.watched):
        if key not in form._places:
            raise file.error(("watched", place), f"本格式没有“{key}”这一项", f"the form has no figure {key}")
    return form


def _blocks(table: _TableFile) -> list[Block]:
    return [
        Block(
            table=table.table,
            title=table.title,
            columns=tuple(_heading(_line(key, line)) for key, line in block.columns.items()),
            rows=tuple(_line(key, line) for key, line in block.rows.items()),
        )
        for block in table.blocks
    ]


def _heading(column: Line) -> Line:
    """A column whose group may stand in one heading with its label (行政复议：结果维持)."""
    if not column.group:
        return column
    grouped = tuple(f"{column.group}：{label}" for label in (column.label, *column.variants))
    return replace(column, variants=(*column.variants, *grouped))


def _line(key: str, line: _LineFile) -> Line:
    return Line(
        key=key,
        label=line.label,
        name=line.name or line.label,
        group=line.group,
        over=line.over,
        variants=line.variants,
        type=line.type,
        unit=line.unit,
        optional=line.optional,
        within=line.within,
    )
