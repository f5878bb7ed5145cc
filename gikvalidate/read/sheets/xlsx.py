"""An xlsx looked at before it is parsed: parts inflated within limits, no cell far out, errors and formats noted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gikvalidate.read.grid import LIMIT, WIDEST, check_size
from gikvalidate.read.package import Package, parsed
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sheets.formats import code_of, displayed
from gikvalidate.read.sheets.regions import Look

# A sheet of as many cells as a table may have needs a third of this.
SHEET = 32 << 20
LONGEST_FORMULA = 80

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_TRUE = ("1", "true")
_ROW = re.compile(r"\s*\d{1,7}\s*")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def inspect(data: bytes) -> list[Look]:
    """Refuse a workbook that would not fit in memory; tell what the parser does not, sheet by sheet."""
    package = Package(data)
    if package.holds("xl/workbook.bin"):
        # Its sheets are records that cannot be looked at here, and would be parsed unbounded.
        raise Refused("xlsb")
    codes = _codes(package)
    told: dict[str, Look] = {}
    # Every part that could be taken for a sheet is looked at, whatever the workbook says of it.
    for name, content in package.contents():
        if b"sheetData" in content:
            # So many values need no parsing to be known as too many.
            if len(content) > SHEET or content.count(b"</v>") > LIMIT:
                raise Refused("table_too_big", limit=LIMIT)
            told[name] = _told(parsed(name, content), codes)
    if not any(look.texts or look.rows or look.columns for look in told.values()):
        return []
    return [told.get(part) or Look() for part in _sheets(package)]


def _codes(package: Package) -> dict[str, str]:
    """The number format of every cell style that has one, by the style's number as cells give it."""
    name = next(package.related(package.main("xl/workbook.xml"), "styles"), "xl/styles.xml")
    root = package.xml(name)
    if root is None:
        return {}
    own = {_number(one.get("numFmtId")): one.get("formatCode", "") for one in root.iter("{*}numFmt")}
    styles = (style for styles in root.iter("{*}cellXfs") for style in styles.iterchildren("{*}xf"))
    codes = ((str(index), code_of(_number(style.get("numFmtId")), own)) for index, style in enumerate(styles))
    return {index: code for index, code in codes if code is not None}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= 7 else 0


def _sheets(package: Package) -> Iterator[str]:
    main = package.main("xl/workbook.xml")
    root = package.xml(main)
    targets = package.ids(main)
    for sheet in () if root is None else root.iter("{*}sheet"):
        yield targets.get(sheet.get(_RELATION, ""), "")


def _told(root: etree._Element, codes: dict[str, str]) -> Look:
    """Texts by place; a cell or row without an address follows the one before it."""
    look = Look()
    found = look.texts
    row = bottom = right = column = -1
    # The parser takes rows and cells wherever they stand, so all are looked at.
    for element in root.iter("{*}row", "{*}c", "{*}col"):
        if not element.tag.endswith("}c"):
            is_hidden = element.get("hidden", "0") in _TRUE
            if element.tag.endswith("}row"):
                row, column = _row(element.get("r"), row + 1), -1
                if is_hidden:
                    look.rows.add(row)
            elif is_hidden:
                look.columns.update(range(_number(element.get("min")) - 1, min(_number(element.get("max")), WIDEST)))
            continue
        line, column = _place(element.get("r"), row, column + 1)
        if not len(element):
            continue
        bottom, right = max(bottom, line), max(right, column)
        kind = element.get("t", "n")
        if kind == "e":
            found[line, column] = _value(element) or "#N/A"
        elif kind == "n" and (formula := _uncalculated(element)) is not None:
            found[line, column] = formula
        elif kind == "n" and (code := codes.get(element.get("s", ""))) is not None:
            text = displayed(_value(element), code)
            if text is not None:
                found[line, column] = text
    check_size(bottom + 1, right + 1)
    return look


def _uncalculated(cell: etree._Element) -> str | None:
    """The formula of a cell whose value was never calculated: a program wrote it and no spreadsheet opened it since."""
    formula = next(cell.iterchildren("{*}f"), None)
    if formula is None or _value(cell):
        return None
    return f"={(formula.text or '')[:LONGEST_FORMULA]}"


def _value(cell: etree._Element) -> str:
    return next((value.text or "" for value in cell.iter("{*}v")), "")


def _row(text: str | None, following: int) -> int:
    if text is None:
        return following
    if not _ROW.fullmatch(text):
        raise Refused("damaged", detail=f"row {text[:20]}")
    return int(text) - 1


def _place(text: str | None, row: int, column: int) -> tuple[int, int]:
    """Where a cell says it stands; an address the parser would take for one far out is refused."""
    if text is None:
        return row, column
    at = _ADDRESS.fullmatch(text)
    if at is None:
        raise Refused("damaged", detail=f"cell {text[:20]}")
    return int(at[2]) - 1, _column(at[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
