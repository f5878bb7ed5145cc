"""The layout of each statutory form, read from schemas/<generation>/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gikvalidate.datafiles import DataFile, load, schema_folders
from gikvalidate.document import Cell
from gikvalidate.figures import Figure, Keys, Statutory
from gikvalidate.recognise.cells import parse_cell
from gikvalidate.recognise.labels import bare


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
        return ".".join(part for part in (self.table, row.key if row else "", column.key) if part)

    def measure(self, row: Line | None, column: Line) -> tuple[str, str]:
        """Type and unit of a cell: the column's, or those of a row that is measured otherwise (万元 among counts)."""
        if row is not None and row.type:
            return row.type, row.unit
        return column.type, column.unit

    @cached_property
    def column_words(self) -> frozenset[str]:
        return frozenset(word for column in self.columns for word in column.words)

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
    too, as far as it has their figures.
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

    @cached_property
    def row_index(self) -> dict[str, list[tuple[Block, Line]]]:
        """Bare row label → the rows that print it."""
        index: dict[str, list[tuple[Block, Line]]] = {}
        for block in self.blocks:
            for row in block.rows:
                for word in row.words:
                    index.setdefault(word, []).append((block, row))
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


def _form(path: Path) -> Form:
    head = load(path / "form.yaml")
    required = {"generation", "years", "basis", "markers"}
    _known(head, (), head.data, required | {"follows", "headings", "tables_optional"}, required)
    blocks = [block for file in sorted(path.glob("table*.yaml")) for block in _blocks(load(file))]
    years = head.data["years"]
    return Form(
        generation=head.data["generation"],
        first_year=int(years["first"]),
        last_year=int(years["last"]) if "last" in years else None,
        basis=head.data["basis"],
        markers=frozenset(bare(marker) for marker in head.data["markers"]),
        headings=tuple(head.data.get("headings", ())),
        blocks=tuple(blocks),
        follows=head.data.get("follows", ""),
        tables_optional=head.data.get("tables_optional", "no") == "yes",
    )


def _blocks(file: DataFile) -> list[Block]:
    _known(file, (), file.data, {"table", "title", "blocks"})
    blocks = []
    for index, block in enumerate(file.data["blocks"]):
        trail = ("blocks", index)
        _known(file, trail, block, {"title", "columns", "rows"}, required={"columns"})
        blocks.append(
            Block(
                table=file.data["table"],
                title=file.data["title"],
                columns=tuple(
                    _line(file, (*trail, "columns", key), key, line) for key, line in block["columns"].items()
                ),
                rows=tuple(
                    _line(file, (*trail, "rows", key), key, line) for key, line in block.get("rows", {}).items()
                ),
            )
        )
    return blocks


def _line(file: DataFile, trail: tuple[str | int, ...], key: str, line: Any) -> Line:
    allowed = {"label", "name", "group", "over", "variants", "type", "unit", "optional", "within"}
    _known(file, trail, line, allowed, required={"label"})
    if line.get("type", "") not in {"", "count", "change", "amount"}:
        raise file.error((*trail, "type"), f"type is count, change or amount, not {line['type']}")
    return Line(
        key=key,
        label=line["label"],
        name=line.get("name", line["label"]),
        group=line.get("group", ""),
        over=line.get("over", ""),
        variants=tuple(line.get("variants", ())),
        type=line.get("type", ""),
        unit=line.get("unit", ""),
        optional=line.get("optional", "no") == "yes",
        within=line.get("within", ""),
    )


def _known(
    file: DataFile, trail: tuple[str | int, ...], data: Any, allowed: set[str], required: set[str] | None = None
) -> None:
    if not isinstance(data, dict):
        raise file.error(trail, "a mapping is expected here")
    for key in data:
        if key not in allowed:
            raise file.error((*trail, key), f"unknown key {key!r}; known here: {', '.join(sorted(allowed))}")
    for key in sorted((allowed if required is None else required) - data.keys()):
        raise file.error(trail, f"the key {key!r} is missing")
