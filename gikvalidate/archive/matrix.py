"""The figures of many reports of one form as a matrix of integers, what stands in each cell beside it.

A value is held in units of its column (`scales`: 100 means hundredths) as an int32, which a pass over the archive
reads fastest. The rare figure that does not fit is kept exactly apart; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gikvalidate.figures import CellKind, Figures, Keys

Array = NDArray[Any]

#: Money is given in 万元 with up to six decimals, which is 0.01 元.
FINEST = 10**6
#: What a form may hold many times over in one sum of int32 or int64.
NARROW = 2**31 // 64
EXACT = 2**62 // 64**3


class Kind(IntFlag):
    """What stands in a cell, as bits: the kinds of a whole report are their union. NUMBER is no bit.

    NEGATIVE stands beside: the union of a report so tells whether any of its numbers is below zero.
    """

    NUMBER = 0
    BLANK = 1
    DASH = 2
    #: Left out by this print of the form: no gap.
    ABSENT = 4
    TEXT = 8
    UNREADABLE = 16
    #: Not found in the document.
    MISSING = 32
    #: A number kept apart because it does not fit.
    WIDE = 64
    #: A number below zero.
    NEGATIVE = 128


KIND_OF = {
    CellKind.NUMBER: Kind.NUMBER,
    CellKind.BLANK: Kind.BLANK,
    CellKind.DASH: Kind.DASH,
    CellKind.TEXT: Kind.TEXT,
    CellKind.UNREADABLE: Kind.UNREADABLE,
}


@dataclass(frozen=True)
class Matrix:
    """Reports of one form: `values` and `kinds` are cells × reports.

    `documents` names the reports. A WIDE cell is 0 in `values` and stands in `wide` with its exact value.
    Every number below zero in `values` has NEGATIVE in `kinds`: nothing else makes a report suspect of it.
    """

    generation: str
    keys: tuple[str, ...]
    documents: Sequence[Any]
    values: Array
    kinds: Array
    scales: tuple[int, ...]
    wide: Mapping[tuple[int, int], Fraction]

    @property
    def reports(self) -> int:
        return int(self.values.shape[1])


def of_figures(generation: str, keys: Keys, documents: Mapping[Any, Figures]) -> Matrix:
    """The matrix of some reports of one form, by any name they go by."""
    order = {key: index for index, key in enumerate(keys)}
    millionths = np.zeros((len(order), len(documents)), np.int64)
    kinds = np.full(millionths.shape, Kind.MISSING, np.uint8)
    beyond: dict[tuple[int, int], Fraction] = {}
    for report, figures in enumerate(documents.values()):
        for key in figures.absent & order.keys():
            kinds[order[key], report] = Kind.ABSENT
        for key, figure in figures.cells.items():
            kind, millionths[order[key], report] = encoded(figure.kind, figure.value)
            kinds[order[key], report] = kind
            if kind is Kind.WIDE and figure.value is not None:
                beyond[order[key], report] = Fraction(figure.value)
    return assemble(generation, tuple(keys), list(documents), millionths, kinds, beyond)


def encoded(kind: CellKind, value: Decimal | None) -> tuple[Kind, int]:
    """The kind of a figure and its value in millionths; WIDE where no int64 holds that exactly."""
    if value is None:
        return KIND_OF[kind], 0
    millionths = Fraction(value) * FINEST
    if millionths.denominator != 1 or abs(millionths) > EXACT * FINEST or abs(millionths) >= 2**63:
        return Kind.WIDE, 0
    return Kind.NUMBER, int(millionths)


def assemble(
    generation: str,
    keys: tuple[str, ...],
    documents: Sequence[Any],
    millionths: Array,
    kinds: Array,
    beyond: Mapping[tuple[int, int], Fraction],
) -> Matrix:
    """A matrix of cells × reports in millionths, with what does not fit `beyond` them."""
    values = np.empty(millionths.shape, np.int32)
    kinds = np.ascontiguousarray(kinds)
    scales = []
    wide = dict(beyond)
    for cell, row in enumerate(millionths):
        scale, row = _fitted(row)
        scales.append(scale)
        for report in np.flatnonzero(np.abs(row) > NARROW):
            wide[cell, int(report)] = Fraction(int(row[report]), scale)
            row[report], kinds[cell, report] = 0, Kind.WIDE
        kinds[cell][row < 0] |= np.uint8(Kind.NEGATIVE)
        values[cell] = row
    return Matrix(generation, keys, documents, values, kinds, tuple(scales), wide)


def _fitted(millionths: Array) -> tuple[int, Array]:
    """The coarsest decimal unit that holds a column exactly (1, 10, … to the one) and the column in it."""
    step = int(np.gcd.reduce(millionths)) if millionths.size else 0
    unit = FINEST
    while unit > 1 and step % unit:
        unit //= 10
    return FINEST // unit, millionths // unit
