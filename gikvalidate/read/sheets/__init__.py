"""Spreadsheets (xlsx, xlsm, xls, et) to blocks: every visible sheet in its order.

Values are what the file last calculated; formulas are never run. Hidden sheets, rows and columns are left out:
nobody who looks at the submission sees them, and what they hold in practice is last year's copy or the lists behind
drop-down boxes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gikvalidate.document import Block
from gikvalidate.read.grid import check_size
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sheets.regions import Look, Sheet, regions
from gikvalidate.read.sheets.values import shown

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables of all visible sheets."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    looks = _inspected(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.visible == SheetVisibleEnum.Visible and metadata.typ == SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_index(index)
                yield from regions(_read(sheet, looks[index] if index < len(looks) else Look()))
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, OSError, ValueError) as error:
        raise Refused("damaged", detail=_first_line(error)) from None
    except BaseException as error:
        # A panic of the parser is no Exception, and must not end more than this file.
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("damaged", detail=_first_line(error)) from None


def _inspected(data: bytes) -> Sequence[Look]:
    """What must be known before the parser allocates whole sheets: it trusts any cell address it finds."""
    if data.startswith(b"PK"):
        from gikvalidate.read.sheets.xlsx import inspect
    else:
        from gikvalidate.read.sheets.xls import inspect
    return inspect(data)


def _read(sheet: CalamineSheet, look: Look) -> Sheet:
    check_size(sheet.total_height, sheet.total_width)
    rows = [[shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet.of(rows, sheet.merged_cell_ranges or [], look)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
