"""Figures as pandas frames, validated by the pandera schemas of their form.

pandas and pandera take over a second to import, so nothing on the way of one document through `check` needs this
module; it serves people in notebooks and whoever handles many documents at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera import extensions

from gikvalidate.datafiles import DataFileError, load
from gikvalidate.datafolders import schema_file
from gikvalidate.figures import CellKind, Figure, Figures
from gikvalidate.submission import Submission

_LONG = ["path", "agency", "year", "generation", "key", "table", "row", "column", "kind", "value", "text"]


@extensions.register_check_method(check_type="element_wise")  # type: ignore[untyped-decorator]
def exact_amount(value: object) -> bool:
    """Whether a cell of an amount column holds a number, exact and not negative (pandas has no exact decimal type)."""
    return isinstance(value, (int, Decimal)) and value >= 0


def long_frame(submissions: Iterable[Submission]) -> pd.DataFrame:
    """One line per figure of every submission: whose, which key, what kind of cell, exact value (Decimal), text."""
    lines = [
        (
            str(submission.document.path),
            submission.agency,
            submission.year,
            submission.figures.generation,
            figure.key,
            figure.table,
            figure.row,
            figure.column,
            figure.kind.value,
            figure.value,
            figure.text,
        )
        for submission in submissions
        for figure in submission.figures.cells.values()
    ]
    return pd.DataFrame(lines, columns=_LONG)


def table_frame(figures: Figures, table: str) -> pd.DataFrame:
    """One statutory table ("t3"), rows and columns by their keys, before validation.

    A number is an exact Decimal or int, a blank or a dash is missing, text stays text (and will not validate).
    """
    columns = schema(figures.generation or "", table).columns
    cells: dict[str, dict[str, object]] = {}
    for figure in figures.cells.values():
        name, row, column = _split(figure.key)
        if name == table:
            exact = column in columns and str(columns[column].dtype) == "object"
            cells.setdefault(row, {})[column] = _value(figure, exact)
    rows = pd.Index(cells, name="row")
    series = {name: pd.Series([cells[row].get(name, pd.NA) for row in cells], rows, object) for name in columns}
    return pd.DataFrame(series)


def schema(generation: str, table: str) -> pa.DataFrameSchema:
    """The pandera schema of one table of one generation, from schemas/<generation>/frame-<table>.yaml.

    Raises KeyError where there is none, DataFileError for a file that is none.
    """
    return _schema(schema_file(generation, table))


@lru_cache(maxsize=32)
def _schema(path: Path) -> pa.DataFrameSchema:
    load(path)  # pandera's own parser names no place for a slip of YAML
    try:
        return pa.DataFrameSchema.from_yaml(path)
    except (pa.errors.SchemaDefinitionError, TypeError, AttributeError, KeyError, ValueError) as error:
        zh, en = f"不是 pandera 的表结构：{error}", f"is no schema of pandera: {error}"
        raise DataFileError(path, 1, 1, zh, en) from error


def validated(figures: Figures, table: str) -> pd.DataFrame:
    """The table as a frame of its schema's types; raises pandera's SchemaErrors with every failure at once."""
    return schema(figures.generation or "", table).validate(table_frame(figures, table), lazy=True)


def failures(figures: Figures) -> list[dict[str, str]]:
    """Every cell that does not keep to its table's schema: its key, the check that failed, the text.

    pandera does not look at the other cells of a column that it could not coerce, so cells found wrong are taken out
    and the rest is validated again.
    """
    found: dict[str, dict[str, str]] = {}
    for table in dict.fromkeys(key.partition(".")[0] for key in figures.cells):
        frame = table_frame(figures, table)
        while wrong := _wrong(frame, schema(figures.generation or "", table)):
            for (row, column), check in wrong.items():
                key = f"{table}.{row}.{column}"
                found[key] = {"figure": key, "check": check, "text": figures.cells[key].text}
                frame.loc[row, column] = pd.NA
    return list(found.values())


def _wrong(frame: pd.DataFrame, against: pa.DataFrameSchema) -> dict[tuple[str, str], str]:
    """(row, column) → failed check, for the cells one validation can name."""
    try:
        against.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        named = cases[cases["index"].notna() & cases["column"].notna()]
        return {(case.index, case.column): str(case.check) for case in named.itertuples()}
    return {}


def _split(key: str) -> tuple[str, str, str]:
    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column


def _value(figure: Figure, exact: bool) -> object:
    """A fraction for a column of whole numbers stays text: pandas would cut a Decimal without a word."""
    if figure.kind in {CellKind.BLANK, CellKind.DASH}:
        return pd.NA
    if figure.value is None:
        return figure.text
    if figure.value == int(figure.value):
        return int(figure.value)
    return figure.value if exact else f"{figure.value:f}"
