"""A sheet of a workbook whose rows are made into XML as they come.

The writer of the workbook keeps an object for every cell and looks at each several times; the figures of a thousand
reports are two million cells, and took longer to write than to check. Styles, widths, filters, shared texts and the
package around the rows are the writer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# In units of UTF-16; a text half as long cannot have more.
_LONGEST_TEXT = 32_767


class RowSheet(Worksheet):  # type: ignore[misc]  # it has no types
    """A worksheet that is filled with whole rows only."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str] = []
        self._columns: list[str] = []

    def add_row(self, values: Sequence[int | Decimal | str], styles: Sequence[Format]) -> None:
        """The next row: numbers as numbers, texts as texts whatever they look like, "" as an empty cell."""
        number = len(self._rows)
        if len(values) > len(self._columns):
            self._columns = [xl_col_to_name(column) for column in range(len(values))]
        shared = self.str_table._get_shared_string_index
        line, cells, last, look = number + 1, [], None, 0
        for letters, value, style in zip(self._columns, values, styles, strict=False):
            if style is not last:
                last, look = style, style._get_xf_index()
            if not isinstance(value, str):
                cells.append(f'<c r="{letters}{line}" s="{look}"><v>{value}</v></c>')
            elif value:
                index = shared(value if len(value) <= _LONGEST_TEXT // 2 else _cut(value))
                cells.append(f'<c r="{letters}{line}" s="{look}" t="s"><v>{index}</v></c>')
        self._rows.append(f'<row r="{line}">{"".join(cells)}</row>')
        for column in (0, max(len(values) - 1, 0)):
            self._check_dimensions(number, column)

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self.fh.writelines(self._rows)
        self._xml_end_tag("sheetData")


def _cut(text: str) -> str:
    """As much of a text as a cell takes."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST_TEXT].decode("utf-16-le", "ignore")
