"""A workbook of a run: reports, findings, causes, agencies and reports by rules, figures, what was not checked."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gikvalidate.findings import Result, Severity, Unreadable, in_language
from gikvalidate.reports import as_csv, findings_table
from gikvalidate.reports.as_xlsx import width
from gikvalidate.reports.extra import TEXTS, Extra, Value
from gikvalidate.reports.overview import RuleLine, agency_matrix, rule_lines
from gikvalidate.reports.root_causes import MOST_TOLD, certainty, changes, headline, reasons
from gikvalidate.reports.wording import LANES, STATUS, lane_counts, path_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cell = Value | Decimal
Row = Sequence[Cell]

_SHEETS = {
    "zh": {
        "reports": "报告：文件|机关|年度|格式|必改|需说明|提示|核对|通过|不符|无法核对|跳过|出错|读不了的原因",
        "findings": "问题：文件|机关|年度|格式|序号|级别|规则|规则说明|问题|报告数|应为|差额|位置|数据项|"
        "建议|依据|说明|编号",
        "causes": "根源与改法：文件|机关|年度|根源|级别|改法|改动的格|改动格数|把握与理由|数据项|说明的问题|编号",
        "matrix": "机关×规则：机关|合计",
        "documents": "报告×规则：文件|机关|年度|合计",
        "figures": "数据：文件|键|表|行|列|类别|值|原文|页",
        "compared": "数据：文件|机关|年度",
        "not_checked": "未核对：文件|机关|年度|状态|规则|对象|原因",
    },
    "en": {
        "reports": "Reports：file|agency|year|form|must correct|explain or correct|hint|checked|passed|failed|"
        "not verifiable|skipped|crashed|why it could not be read",
        "findings": "Findings：file|agency|year|form|no.|lane|rule|title|finding|reported|expected|difference|places|"
        "figures|repair|basis|explanation|fingerprint",
        "causes": "Causes and repairs：file|agency|year|cause|lane|way|changes|cells changed|certainty and reasons|"
        "figures|explains nos.|fingerprints",
        "matrix": "Agency × rule：agency|total",
        "documents": "Report × rule：file|agency|year|total",
        "figures": "Figures：file|key|table|row|column|kind|value|text|page",
        "compared": "Figures：file|agency|year",
        "not_checked": "Not checked：file|agency|year|status|rule|subject|reason",
    },
}
# What a sheet can hold, less the heading.
_LONGEST = 1_048_575
# Excel takes no longer name of a sheet, and none of these characters in it.
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_SEVERITY = findings_table.COLUMNS.index("severity")
_TINTS = {Severity.ERROR: "#FDE9E8", Severity.WARNING: "#FFF1D1", Severity.INFO: "#E3F1FA"}
_HEAT = {
    "type": "2_color_scale",
    "min_type": "num",
    "min_value": 0,
    "min_color": "#FFFFFF",
    "max_color": "#E98985",
}
# A longer heading is broken over lines.
_WIDEST_HEADING = 8
# Rows by which the width of a column is judged.
_SAMPLE = 100


def findings_xlsx(
    results: Sequence[Result],
    unreadable: Sequence[Unreadable],
    lang: str,
    extras: Sequence[Extra] = (),
    repairs: int = MOST_TOLD,
) -> bytes:
    """The bytes of the workbook; what comes from documents is written as text, so nothing in it is ever calculated.

    At most `repairs` ways to settle each root cause are listed; `extras` are sheets of the caller's own.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    rules = rule_lines(results)
    titles = [rule.title for rule in rules]
    with Workbook(buffer, options) as workbook:
        sheets = _Sheets(workbook, lang)
        # What a caller knows beyond its reports (who is missing) is what is asked for first.
        for extra in extras:
            sheets.write(extra.title, extra.columns, extra.rows, 1 if extra.heat else None)
        sheets.add("reports", _reports(results, unreadable))
        sheets.add("findings", _findings(results, lang))
        sheets.add("causes", _causes(results, lang, repairs))
        sheets.add("matrix", _agencies(results, rules, lang), titles, counts=True)
        sheets.add("documents", _documents(results, rules), titles, counts=True)
        _add_figures(sheets, results)
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
        self._tints = {severity: workbook.add_format({**top, "bg_color": tint}) for severity, tint in _TINTS.items()}

    def add(self, kind: str, rows: Iterable[Row], further: Sequence[str] = (), *, counts: bool = False) -> None:
        """One of the sheets every run has; `further` headings, of `counts` or of figures, follow its own."""
        name, _, told = _SHEETS[self._lang][kind].partition("：")
        own = told.split("|")
        self.write(name, [*own, *further], list(rows), len(own) if counts else None)

    def write(self, name: str, headings: Sequence[str], rows: Sequence[Row], heat: int | None = None) -> None:
        """A sheet with a heading that stays, a filter, and widths that fit; from column `heat` on numbers are tinted
        by their size.
        """
        for part, begin in enumerate(range(0, max(len(rows), 1), _LONGEST), start=1):
            self._sheet(self._free(name, part), headings, rows[begin : begin + _LONGEST], heat)

    def _free(self, name: str, part: int) -> str:
        """The name as Excel takes it and no other sheet has it."""
        clean = name.translate(_NOT_IN_NAMES).strip() or "-"
        taken = {sheet.get_name().lower() for sheet in self._workbook.worksheets()}
        while True:
            ending = f" {part}" if part > 1 else ""
            free = clean[: _LONGEST_NAME - len(ending)] + ending
            if free.lower() not in taken:
                return free
            part += 1

    def _sheet(self, name: str, headings: Sequence[str], rows: Sequence[Row], heat: int | None) -> None:
        from gikvalidate.reports.rows_xlsx import RowSheet

        sheet: RowSheet = self._workbook.add_worksheet(name, RowSheet)
        sheet.add_row(headings, [self._bold] * len(headings))
        for column, heading in enumerate(headings):
            seen = (self._told(row[column]) for row in rows[:_SAMPLE] if column < len(row))
            sheet.set_column(column, column, width([heading[:_WIDEST_HEADING], *seen]))
        plain = [self._plain] * len(headings)
        for row in rows:
            if Severity in map(type, row):
                styles = [self._tints[value] if isinstance(value, Severity) else self._plain for value in row]
                sheet.add_row([self._told(value) if isinstance(value, Severity) else value for value in row], styles)
            else:
                sheet.add_row(row, plain)
        last = max(len(headings) - 1, 0)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), last)
        # Printed, it is as wide as the paper and says on every sheet what its columns are.
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if heat is not None and rows and heat <= last:
            sheet.conditional_format(1, heat, len(rows), last, _HEAT)
        # Figures are kept as the text they are; without this every one of them would carry a warning triangle.
        sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(rows) + 1}"})

    def _told(self, value: Cell) -> str:
        return LANES[self._lang][value] if isinstance(value, Severity) else str(value)


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
        yield (*row[:_SEVERITY], Severity(row[_SEVERITY]), *row[_SEVERITY + 1 :])


def _causes(results: Sequence[Result], lang: str, repairs: int) -> Iterator[Row]:
    """A row for each way to settle a root cause, the likeliest first; one that nothing settles has a row too."""
    for result in results:
        numbered = list(enumerate(result.findings, start=1))
        for cause in result.root_causes:
            told = [(number, finding) for number, finding in numbered if finding.root_cause == cause.id]
            if not told:
                continue
            lane = min((finding.severity for _, finding in told), key=lambda severity: severity.rank)
            ends = (
                "、".join(str(number) for number, _ in told),
                " ".join(finding.fingerprint for _, finding in told),
            )
            head = (*_source(result), cause.id, lane)
            if not cause.alternatives:
                yield (*head, "", headline(cause, lang), "", "", "", *ends)
            for way, alternative in enumerate(cause.alternatives[:repairs], start=1):
                yield (
                    *head,
                    way,
                    changes(alternative, lang),
                    len(alternative.repairs),
                    certainty(cause, lang) if way == 1 else reasons(alternative, lang),
                    " ".join(repair.figure for repair in alternative.repairs),
                    *ends,
                )


def _agencies(results: Sequence[Result], rules: Sequence[RuleLine], lang: str) -> Iterator[Row]:
    for agency, counts in agency_matrix(results, lang).items():
        yield (agency, counts.total(), *(counts[rule.id] or "" for rule in rules))


def _documents(results: Sequence[Result], rules: Sequence[RuleLine]) -> Iterator[Row]:
    for result in results:
        counts = Counter(finding.rule for finding in result.findings)
        yield (*_source(result), counts.total(), *(counts[rule.id] or "" for rule in rules))


def _source(result: Result) -> tuple[str, str, str]:
    """File, agency and year; the year is a name here, no number to be tinted or summed."""
    submission = result.submission
    return path_name(result.path), submission.agency or "", str(submission.year or "")


def _add_figures(sheets: _Sheets, results: Sequence[Result]) -> None:
    """A row for each figure with the text it was read from; of many reports a row for each report, to be compared."""
    if len(results) <= TEXTS:
        sheets.add("figures", (row for result in results for row in _figures(result)))
        return
    names = {
        key: f"{figure.table} {figure.row_name} · {figure.column}"
        for result in results
        for key, figure in result.submission.figures.cells.items()
    }
    rows = ((*_source(result), *(_figure(result, key) for key in names)) for result in results)
    sheets.add("compared", rows, tuple(names.values()))


def _figures(result: Result) -> Iterator[Row]:
    for figure in result.submission.figures.cells.values():
        yield (path_name(result.path), *as_csv.cells(figure))


def _figure(result: Result, key: str) -> Cell:
    """A figure as a number; what is none, as it stands there."""
    figure = result.submission.figures.cells.get(key)
    if figure is None:
        return ""
    return figure.text.strip() if figure.value is None else figure.value


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
