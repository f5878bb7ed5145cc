"""Temporary tables on which the rules are evaluated in SQL; they belong to one connection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

scratch = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(f"gikvalidate_{name}", scratch, *columns, prefixes=["TEMPORARY"])


def _cell_columns() -> tuple[Column[Any], ...]:
    return (
        Column("document", Integer, primary_key=True, autoincrement=False),
        Column("key", String(80), primary_key=True),
        Column("value", BigInteger, nullable=False),
        Column("doubtful", Integer, nullable=False),
    )


#: Every cell of every present document of the form that fits; blanks and dashes are zero.
cells = _table("cells", *_cell_columns(), Column("kind", String(10), nullable=False))
#: Blank totals: what each should hold and by which relation, or that it cannot be known.
filled = _table("filled", *_cell_columns(), Column("relation", Integer, nullable=False))
found = _table("found", *_cell_columns(), Column("relation", Integer, nullable=False))
#: The sparse matrix, with the sides on which a cell stands.
terms = _table(
    "terms",
    Column("relation", Integer, primary_key=True, autoincrement=False),
    Column("key", String(80), primary_key=True),
    Column("coefficient", BigInteger, nullable=False),
    Column("at_left", Integer, nullable=False),
    Column("at_right", Integer, nullable=False),
    Column("is_total", Integer, nullable=False),
)
#: What else a relation is: its name, operator, constant, and how many cells it has in all and on each side.
heads = _table(
    "heads",
    Column("relation", Integer, primary_key=True, autoincrement=False),
    Column("rule", String(80), nullable=False),
    Column("subject", String, nullable=False),
    Column("operator", String(2), nullable=False),
    Column("constant", BigInteger, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("lefts", Integer, nullable=False),
    Column("rights", Integer, nullable=False),
)
telling = _table(
    "telling",
    Column("relation", Integer, primary_key=True, autoincrement=False),
    Column("by", Integer, primary_key=True, autoincrement=False),
)
