"""The figures in the store as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from sqlalchemy import Connection, Select, and_, select

from gikvalidate.archive.matrix import Array, Kind, Matrix, assemble
from gikvalidate.archive.packing import code_of, layout_of, unpacked
from gikvalidate.archive.tables import documents, figures, packed
from gikvalidate.figures import Keys

_AT_ONCE = 5_000


def load(connection: Connection, generation: str, keys: Keys) -> Matrix:
    """The present version of every readable report of one form; its `documents` are their numbers in the store.

    The packed cells are read in one go; where there are none, or those of another order, the figures one by one.
    """
    order = tuple(keys)
    numbers = np.array(connection.scalars(_current(generation).order_by(documents.c.id)).all(), np.int64)
    exact = np.zeros((len(numbers), len(order)), np.int64)
    kinds = np.full(exact.shape, Kind.MISSING, np.uint8)
    mine = and_(packed.c.document == documents.c.id, packed.c.layout == layout_of(order))
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        _current(generation).add_columns(packed.c.cells).join(packed, mine)
    )
    there = np.zeros(len(numbers), bool)
    for some in rows.partitions(_AT_ONCE):
        ids, cells = zip(*some, strict=True)
        places = np.searchsorted(numbers, ids)
        kinds[places], exact[places] = unpacked(cells, len(order))
        there[places] = True
    for document in numbers[~there].tolist():
        place = int(np.searchsorted(numbers, document))
        kinds[place], exact[place] = _one_by_one(connection, document, order)
    return assemble(generation, order, numbers.tolist(), exact.T, kinds.T, _beyond(connection, numbers, order, kinds))


def _current(generation: str) -> Select[tuple[int]]:
    return select(documents.c.id).where(
        documents.c.superseded.is_(None), documents.c.reason.is_(None), documents.c.generation == generation
    )


def _one_by_one(connection: Connection, document: int, order: Sequence[str]) -> tuple[Array, Array]:
    place = {key: index for index, key in enumerate(order)}
    kinds, exact = np.full(len(order), Kind.MISSING, np.uint8), np.zeros(len(order), np.int64)
    columns = figures.c.key, figures.c.kind, figures.c.millionths
    for key, kind, millionths in connection.execute(select(*columns).where(figures.c.document == document)):
        if key in place:
            kinds[place[key]], exact[place[key]] = code_of(kind, millionths), millionths or 0
    return kinds, exact


def _beyond(
    connection: Connection, numbers: Array, order: Sequence[str], kinds: Array
) -> dict[tuple[int, int], Fraction]:
    """The numbers that no 64 bits hold, exactly, by (cell, report)."""
    found = {}
    for report, cell in zip(*np.nonzero(kinds == Kind.WIDE), strict=True):
        wanted = figures.c.document == int(numbers[report]), figures.c.key == order[cell]
        exact = connection.scalars(select(figures.c.value).where(*wanted)).one()
        found[int(cell), int(report)] = Fraction(str(exact))
    return found
