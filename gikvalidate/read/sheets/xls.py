"""An xls or et looked at before it is parsed: the records of its stream tell sizes, errors and encryption."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from gikvalidate.read.grid import check_size
from gikvalidate.read.ole import Compound
from gikvalidate.read.refusals import Refused

BOF, EOF, ENCRYPTED, BOUND_SHEET = 0x0809, 0x000A, 0x002F, 0x0085
FORMULA, ERROR_OR_BOOL = 0x0006, 0x0205
# Cells with a value: NUMBER, LABEL, LABELSST, RK, MULRK, RSTRING, FORMULA, BOOLERR.
CELLS = {0x0203, 0x0204, 0x00FD, 0x027E, 0x00BD, 0x00D6, FORMULA, ERROR_OR_BOOL}
MANY = 0x00BD
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def inspect(data: bytes) -> list[dict[tuple[int, int], str]]:
    """Refuse a workbook that is encrypted or would not fit in memory; give the error cells of every sheet."""
    compound = Compound(data)
    name = next((name for name in ("Workbook", "Book") if name in compound), None)
    if name is None:
        raise Refused("ole")
    stream = compound.stream(name)
    return [_errors(stream, start) for start in _sheets(stream)]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream, which may hold others (charts) inside."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return


def _sheets(stream: bytes) -> Iterator[int]:
    for kind, body in _records(stream, 0):
        if kind == ENCRYPTED:
            raise Refused("encrypted")
        if kind == BOUND_SHEET and len(body) >= 8:
            yield int(struct.unpack_from("<I", body)[0])


def _errors(stream: bytes, start: int) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    bottom = right = -1
    for kind, body in _records(stream, start):
        if kind not in CELLS or len(body) < 6:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = int(struct.unpack_from("<H", body, len(body) - 2)[0]) if kind == MANY else column
        bottom, right = max(bottom, row), max(right, last)
        if (code := _error(kind, body)) is not None:
            found[row, column] = ERRORS.get(code, "#N/A")
    check_size(bottom + 1, right + 1)
    return found


def _error(kind: int, body: bytes) -> int | None:
    """The code of an error, given as such or as the result of a formula."""
    if kind == ERROR_OR_BOOL and len(body) >= 8 and body[7]:
        return body[6]
    if kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None
