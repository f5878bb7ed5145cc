"""The figures in the store as a matrix."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sqlalchemy import Connection, case, select

from gikvalidate.archive.matrix import Array, Columns, Kind, Matrix, assemble
from gikvalidate.archive.tables import documents, figures
from gikvalidate.figures import CellKind, Keys

_AT_ONCE = 200_000
_CODES = {
    "absent": Kind.ABSENT,
    CellKind.BLANK.value: Kind.BLANK,
    CellKind.DASH.value: Kind.DASH,
    CellKind.TEXT.value: Kind.TEXT,
    CellKind.UNREADABLE.value: Kind.UNREADABLE,
}


def load(connection: Connection, generation: str, keys: Keys) -> Matrix:
    """The present version of every readable report of one form; its `documents` are their numbers in the store."""
    current = documents.c.superseded.is_(None), documents.c.reason.is_(None), documents.c.generation == generation
    numbers = np.array(connection.scalars(select(documents.c.id).where(*current).order_by(documents.c.id)).all(), int)
    order = {key: index for index, key in enumerate(keys)}
    number = figures.c.kind == CellKind.NUMBER.value
    code = case(
        (number & figures.c.millionths.is_(None), int(Kind.WIDE)),
        *((figures.c.kind == name, int(kind)) for name, kind in _CODES.items()),
        else_=int(Kind.NUMBER),
    )
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(figures.c.document, figures.c.key, code, figures.c.millionths, figures.c.value)
        .join(documents, documents.c.id == figures.c.document)
        .where(*current)
    )
    parts: list[Array] = []
    beyond: dict[tuple[int, int], Fraction] = {}
    for some in rows.partitions(_AT_ONCE):
        known = [(row[0], order[row[1]], row[2], row[3] or 0) for row in some if row[1] in order]
        parts.append(np.array(known, np.int64).reshape(-1, 4))
        for document, key, kind, _, value in some:
            if kind == Kind.WIDE and key in order:
                beyond[order[key], int(np.searchsorted(numbers, document))] = Fraction(value)
    told = np.concatenate(parts) if parts else np.empty((0, 4), np.int64)
    columns = Columns(told[:, 1], np.searchsorted(numbers, told[:, 0]), told[:, 2], told[:, 3], beyond)
    return assemble(generation, tuple(keys), numbers.tolist(), columns)
