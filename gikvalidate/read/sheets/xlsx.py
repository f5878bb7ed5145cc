"""An xlsx looked at before it is parsed: every part inflated within limits, no cell far out, errors noted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gikvalidate.read.grid import LIMIT, check_size
from gikvalidate.read.package import Package, parsed
from gikvalidate.read.refusals import Refused

# A sheet of as many cells as a table may have needs a third of this.
SHEET = 32 << 20

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def inspect(data: bytes) -> list[dict[tuple[int, int], str]]:
    """Refuse a workbook that would not fit in memory; give the error cells of every sheet."""
    package = Package(data)
    if package.holds("xl/workbook.bin"):
        # Its sheets are records that cannot be looked at here, and would be parsed unbounded.
        raise Refused("xlsb")
    errors: dict[str, dict[tuple[int, int], str]] = {}
    # Every part that could be taken for a sheet is looked at, whatever the workbook says of it.
    for name, content in package.contents():
        if b"sheetData" in content:
            # So many values need no parsing to be known as too many.
            if len(content) > SHEET or content.count(b"</v>") > LIMIT:
                raise Refused("table_too_big", limit=LIMIT)
            errors[name] = _errors(parsed(name, content))
    if not any(errors.values()):
        return []
    return [errors.get(part, {}) for part in _sheets(package)]


def _sheets(package: Package) -> Iterator[str]:
    main = package.main("xl/workbook.xml")
    root = package.xml(main)
    targets = package.ids(main)
    for sheet in () if root is None else root.iter("{*}sheet"):
        yield targets.get(sheet.get(_RELATION, ""), "")


def _errors(root: etree._Element) -> dict[tuple[int, int], str]:
    """Error cells by place; a cell or row without an address follows the one before it."""
    found: dict[tuple[int, int], str] = {}
    row = bottom = right = -1
    for element in root.iter("{*}row"):
        row = _row(element.get("r"), row + 1)
        column = -1
        for cell in element.iterchildren("{*}c"):
            at = _ADDRESS.fullmatch(cell.get("r", ""))
            line, column = (int(at[2]) - 1, _column(at[1])) if at else (row, column + 1)
            if not len(cell):
                continue
            bottom, right = max(bottom, line), max(right, column)
            if cell.get("t") == "e":
                found[line, column] = next((value.text or "" for value in cell.iter("{*}v")), "") or "#N/A"
    check_size(bottom + 1, right + 1)
    return found


def _row(text: str | None, following: int) -> int:
    return int(text) - 1 if text and text.isdecimal() and len(text) <= 7 else following


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
