"""A workbook of a run: reports, findings, agencies by rules, figures, and what was not checked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gikvalidate.findings import Result, Severity, Unreadable, in_language
from gikvalidate.reports import as_csv, findings_table
from gikvalidate.reports.as_xlsx import width
from gikvalidate.reports.overview import agency_matrix, rule_lines
from gikvalidate.reports.wording import LANES, STATUS, lane_counts, path_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

Value = str | int
Row = Sequence[Value]

_SHEETS = {
    "zh": {
        "reports": "报告：文件|机关|年度|格式|必改|需说明|提示|核对|通过|不符|无法核对|跳过|出错|读不了的原因",
        "findings": "问题：文件|机关|年度|格式|序号|级别|规则|规则说明|问题|报告数|应为|差额|位置|数据项|"
        "建议|依据|编号",
        "matrix": "机关×规则：机关|合计",
        "figures": "数据：文件|键|表|行|列|类别|值|原文|页",
        "not_checked": "未核对：文件|机关|年度|状态|规则|对象|原因",
    },
    "en": {
        "reports": "Reports：file|agency|year|form|must correct|explain or correct|hint|checked|passed|failed|"
        "not verifiable|skipped|crashed|why it could not be read",
        "findings": "Findings：file|agency|year|form|no.|lane|rule|title|finding|reported|expected|difference|places|"
        "figures|repair|basis|fingerprint",
        "matrix": "Agency × rule：agency|total",
        "figures": "Figures：file|key|table|row|column|kind|value|text|page",
        "not_checked": "Not checked：file|agency|year|status|rule|subject|reason",
    },
}
# What a sheet can hold, less the heading.
_LONGEST = 1_048_575
_SEVERITY = findings_table.COLUMNS.index("severity")
_TINTS = {Severity.ERROR: "#FDE9E8", Severity.WARNING: "#FFF1D1", Severity.INFO: "#E3F1FA"}
# A longer heading is broken over lines.
_WIDEST_HEADING = 8
# Rows by which the width of a column is judged.
_SAMPLE = 500


def findings_xlsx(results: Sequence[Result], unreadable: Sequence[Unreadable], lang: str) -> bytes:
    """The bytes of the workbook; what comes from documents is written as text, so nothing in it is ever calculated."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    matrix = agency_matrix(results, lang)
    rules = rule_lines(results)
    with Workbook(buffer, options) as workbook:
        sheets = _Sheets(workbook, lang)
        sheets.add("reports", _reports(results, unreadable))
        sheets.add("findings", _findings(results, lang), tinted=_SEVERITY)
        sheets.add(
            "matrix",
            [(agency, counts.total(), *(counts[rule.id] or "" for rule in rules)) for agency, counts in matrix.items()],
            further=[rule.title for rule in rules],
        )
        sheets.add("figures", _figures(results))
        sheets.add("not_checked", _not_checked(results, lang))
    return buffer.getvalue()


class _Sheets:
    """Writes tables, each on a sheet of its own, and on further ones where it is longer than a sheet."""

    def __init__(self, workbook: Workbook, lang: str) -> None:
        self._workbook = workbook
        self._lang = lang
        self._bold = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EDEDED", "text_wrap": True})
        top = {"text_wrap": True, "valign": "top"}
        self._plain = workbook.add_format(top)
        self._tints = {
            LANES[lang][severity]: workbook.add_format({**top, "bg_color": tint}) for severity, tint in _TINTS.items()
        }

    def add(self, kind: str, rows: Iterable[Row], tinted: int | None = None, further: Sequence[str] = ()) -> None:
        """A sheet with a heading that stays, a filter, and widths that fit; `tinted` is the column of the lane."""
        name, _, told = _SHEETS[self._lang][kind].partition("：")
        headings = [*told.split("|"), *further]
        every = list(rows)
        for part, begin in enumerate(range(0, max(len(every), 1), _LONGEST), start=1):
            self._sheet(name if part == 1 else f"{name} {part}", headings, every[begin : begin + _LONGEST], tinted)

    def _sheet(self, name: str, headings: Sequence[str], rows: Sequence[Row], tinted: int | None) -> None:
        sheet = self._workbook.add_worksheet(name)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
            seen = (str(row[column]) for row in rows[:_SAMPLE])
            sheet.set_column(column, column, width([heading[:_WIDEST_HEADING], *seen]))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                style = self._style(value if column == tinted else "")
                if isinstance(value, int):
                    sheet.write_number(number, column, value, style)
                elif value:
                    sheet.write_string(number, column, value[:32_767], style)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
        # Figures are kept as the text they are; without this every one of them would carry a warning triangle.
        sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(rows) + 1}"})

    def _style(self, lane: Value) -> Format:
        return self._tints.get(str(lane), self._plain)


def _reports(results: Sequence[Result], unreadable: Sequence[Unreadable]) -> Iterator[Row]:
    for result in results:
        submission, ledger = result.submission, result.ledger
        yield (
            path_name(result.path),
            submission.agency or "",
            submission.year or "",
            submission.figures.generation or "",
            *lane_counts(result.findings).values(),
            *(getattr(ledger, name) for name in ledger.__dataclass_fields__),
            "",
        )
    for file in unreadable:
        yield (path_name(file.path), *[""] * 12, file.reason)


def _findings(results: Sequence[Result], lang: str) -> Iterator[Row]:
    for row in findings_table.rows(results, lang):
        lane = LANES[lang][Severity(row[_SEVERITY])]
        yield (*row[:_SEVERITY], lane, *row[_SEVERITY + 1 :])


def _figures(results: Sequence[Result]) -> Iterator[Row]:
    for result in results:
        for figure in result.submission.figures.cells.values():
            yield (path_name(result.path), *as_csv.cells(figure))


def _not_checked(results: Sequence[Result], lang: str) -> Iterator[Row]:
    for result in results:
        for item in result.not_checked:
            yield (
                path_name(result.path),
                result.submission.agency or "",
                result.submission.year or "",
                STATUS[lang][item.status],
                item.rule,
                item.subject,
                in_language(item.reason, lang),
            )
