"""All cells of a report as one value: what stands in each, and its number, in the order of the form's keys."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from gikvalidate.archive.matrix import KIND_OF, Array, Kind
from gikvalidate.figures import CellKind

_CODES = {"absent": Kind.ABSENT, **{kind.value: code for kind, code in KIND_OF.items()}}
_QUICK = 1  # as small as it gets with zeros nearly everywhere


def layout_of(keys: Iterable[str]) -> str:
    """A name for the order of some keys."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]


def code_of(kind: str, millionths: int | None) -> Kind:
    """What a stored figure is in a matrix; a number that has no exact millionths is WIDE."""
    return Kind.WIDE if kind == CellKind.NUMBER and millionths is None else _CODES[kind]


def pack(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The figures of one report (rows of the store's table) packed; a key without one was not found."""
    place = {key: index for index, key in enumerate(keys)}
    kinds = np.full(len(keys), Kind.MISSING, np.uint8)
    millionths = np.zeros(len(keys), "<i8")
    for row in rows:
        if (at := place.get(row["key"])) is None:
            continue
        kinds[at] = code_of(row["kind"], row["millionths"])
        millionths[at] = row["millionths"] or 0
    return zlib.compress(kinds.tobytes() + millionths.tobytes(), _QUICK)


def unpacked(cells: Sequence[bytes], width: int) -> tuple[Array, Array]:
    """Kinds and millionths of some reports, reports × keys."""
    whole = np.frombuffer(b"".join(map(zlib.decompress, cells)), np.uint8).reshape(len(cells), 9 * width)
    return whole[:, :width], np.ascontiguousarray(whole[:, width:]).view("<i8")
