"""An xls or et looked at before it is parsed: its records tell sizes, errors, number formats and encryption."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal

from gikvalidate.read.grid import WIDEST, check_size
from gikvalidate.read.ole import Compound
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sheets.formats import code_of, displayed
from gikvalidate.read.sheets.regions import Look

BOF, EOF, ENCRYPTED, BOUND_SHEET = 0x0809, 0x000A, 0x002F, 0x0085
FORMULA, ERROR_OR_BOOL, NUMBER, RK = 0x0006, 0x0205, 0x0203, 0x027E
STYLE, FORMAT = 0x00E0, 0x041E
# They say, among other things, which rows and columns are hidden.
ROW, COLUMNS = 0x0208, 0x007D
# Cells with a value: NUMBER, LABEL, LABELSST, RK, MULRK, RSTRING, FORMULA, BOOLERR.
CELLS = {NUMBER, 0x0204, 0x00FD, RK, 0x00BD, 0x00D6, FORMULA, ERROR_OR_BOOL}
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


def inspect(data: bytes) -> list[Look]:
    """Refuse a workbook that is encrypted or would not fit in memory; tell what the parser does not, sheet by sheet."""
    compound = Compound(data)
    name = next((name for name in ("Workbook", "Book") if name in compound), None)
    if name is None:
        raise Refused("ole")
    stream = compound.stream(name)
    starts = list(_sheets(stream))
    codes = _codes(stream)
    return [_told(stream, start, codes) for start in starts]


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


def _codes(stream: bytes) -> list[str | None]:
    """The number format of every cell style, in their order."""
    own: dict[int, str] = {}
    styles: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == STYLE and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == FORMAT and len(body) >= 5:
            number, length, wide = struct.unpack_from("<HHB", body)
            own[number] = body[5:].decode("utf-16-le" if wide & 1 else "latin-1", "replace")[:length]
    return [code_of(number, own) for number in styles]


def _told(stream: bytes, start: int, codes: list[str | None]) -> Look:
    look = Look()
    found = look.texts
    bottom = right = -1
    for kind, body in _records(stream, start):
        if kind == ROW and len(body) >= 14 and body[12] & 0x20:
            look.rows.add(struct.unpack_from("<H", body)[0])
        elif kind == COLUMNS and len(body) >= 10 and body[8] & 1:
            first, final = struct.unpack_from("<HH", body)
            look.columns.update(range(first, min(final + 1, WIDEST)))
        if kind not in CELLS or len(body) < 6:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = int(struct.unpack_from("<H", body, len(body) - 2)[0]) if kind == MANY else column
        bottom, right = max(bottom, row), max(right, last)
        if (code := _error(kind, body)) is not None:
            found[row, column] = ERRORS.get(code, "#N/A")
        for at, style, value in _numbers(kind, column, body):
            if style < len(codes) and (format := codes[style]) and (text := displayed(str(value), format)) is not None:
                found[row, at] = text
    check_size(bottom + 1, right + 1)
    return look


def _numbers(kind: int, column: int, body: bytes) -> Iterator[tuple[int, int, float | Decimal]]:
    """Column, style and value of every number in a record."""
    if kind == MANY:
        for index in range((len(body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", body, 4 + 6 * index)
            yield column + index, style, _unpacked(packed)
    elif kind == RK and len(body) >= 10:
        style, packed = struct.unpack_from("<HI", body, 4)
        yield column, style, _unpacked(packed)
    elif (kind == NUMBER and len(body) >= 14) or (kind == FORMULA and len(body) >= 14 and body[12:14] != b"\xff\xff"):
        style, value = struct.unpack_from("<Hd", body, 4)
        yield column, style, value


def _unpacked(packed: int) -> float | Decimal:
    """A number kept in 30 bits: a whole one or the front of a double, either perhaps in hundredths."""
    if packed & 2:
        value = Decimal(packed >> 2 if packed < 1 << 31 else (packed >> 2) - (1 << 30))
    else:
        value = Decimal(repr(struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0]))
    return value / 100 if packed & 1 else value


def _error(kind: int, body: bytes) -> int | None:
    """The code of an error, given as such or as the result of a formula."""
    if kind == ERROR_OR_BOOL and len(body) >= 8 and body[7]:
        return body[6]
    if kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None
