"""The tables of one report as people lay them out and copy them: every figure comes back, or is told as not read."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reports import write_html
from reports.forms import Rows, keys, resolved, tables
from reports.model import TITLES, Report, Style
from reports.random_report import random_report

from gikvalidate.document import Document
from gikvalidate.engine import examine
from gikvalidate.read import html as page_reader
from gikvalidate.read import text as text_reader
from gikvalidate.recognise.cells import parse

Grid = list[list[str]]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def whole(rows: Rows) -> Grid:
    """A cell for every place of the grid, empty where a merged cell covers it."""
    return [
        [text for cell, begins in row for text in [_flat(cell.text) if begins else "", *[""] * (cell.colspan - 1)]]
        for row in resolved(rows)
    ]


def short(rows: Rows) -> Grid:
    """Every cell once, as a browser copies them."""
    return [[_flat(cell.text) for cell in row] for row in rows]


def _flat(text: str) -> str:
    return text.replace("\n", "")


def marked(rows: Grid) -> str:
    return f"<table>{''.join(f'<tr>{_cells(row)}</tr>' for row in rows)}</table>"


def _cells(row: list[str]) -> str:
    return "".join(f"<td>{html.escape(text)}</td>" for text in row)


def tabbed(rows: Grid) -> str:
    return "\n".join("\t".join(row) for row in rows)


def quoted(rows: Grid) -> str:
    """As a spreadsheet copies cells with line breaks."""
    broken = [[f'"{text[:8]}\n{text[8:]}"' if len(text) > 8 else text for text in row] for row in rows]
    return tabbed(broken)


def pipes(rows: Grid) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def gaps(rows: Grid) -> str:
    return "\n".join("    ".join(text or "-" for text in row) for row in rows)


def one_a_line(rows: Grid) -> str:
    return "\n".join(text for row in rows for text in row)


def each(write: Callable[[Grid], str], lay: Callable[[Rows], Grid]) -> Callable[[Rows], str]:
    return lambda rows: write(lay(rows))


def applications(change: Callable[[Grid], Grid | list[Grid]]) -> Callable[[Rows], str]:
    """表三 changed, the other tables as they are."""

    def written(rows: Rows) -> str:
        grid = whole(rows)
        if len(grid) < 20:
            return write_html.table(rows)
        changed = change(grid)
        parts = changed if isinstance(changed[0][0], list) else [changed]
        return "".join(map(marked, parts))  # type: ignore[arg-type]

    return written


def in_one_heading(rows: Rows) -> str:
    """表四 with group and label in one heading (行政复议：结果维持), of the first group only once."""
    values = short(rows)[-1]
    if len(values) != 15:
        return pipes(short(rows))
    labels = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    suits = [f"{group}：{label}" for group in ("未经复议直接起诉", "复议后起诉") for label in labels]
    return pipes([[f"行政复议：{labels[0]}", *labels[1:], *suits], values])


def with_groups_before(mark: str) -> Callable[[Rows], Grid]:
    """表三 with all the groups of a row before its label in one cell (三、本年度办理结果 （一）予以公开)."""

    def laid(rows: Rows) -> Grid:
        grid = [[_flat(cell.text) for cell, _ in row for _ in range(cell.colspan)] for row in resolved(rows)]
        if len(grid) < 20:
            return short(rows)
        return [[mark.join(dict.fromkeys(row[:-7])), *row[-7:]] for row in grid]

    return laid


def cases_down(rows: Rows) -> Grid:
    """表四 with a row for each group and the results once above them."""
    values = short(rows)[-1]
    if len(values) != 15:
        return short(rows)
    return [
        ["类别", "", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
        ["行政复议", "", *values[:5]],
        ["行政诉讼", "未经复议直接起诉", *values[5:10]],
        ["", "复议后起诉", *values[10:]],
    ]


def numbered_and_remarked(grid: Grid) -> Grid:
    heads = [["序号", *grid[0], "备注"], ["", *grid[1], ""], ["", *grid[2], ""]]
    return [*heads, *([str(number), *row, ""] for number, row in enumerate(grid[3:], 1))]


def subtotalled(grid: Grid) -> Grid:
    heads = [[*row[:-1], "小计" if number == 2 else "", row[-1]] for number, row in enumerate(grid[:3])]
    return [*heads, *([*row[:-1], str(sum(_count(text) for text in row[-6:-1])), row[-1]] for row in grid[3:])]


def _count(text: str) -> int:
    return int(text.replace(",", "") or 0)


def with_group_totals(grid: Grid) -> Grid:
    """A row with the total of each group of outcomes above its rows (（三）不予公开 12)."""
    rows: Grid = []
    for number, row in enumerate(grid):
        if row[1] and row[2]:
            end = next((n for n in range(number + 1, len(grid)) if grid[n][1] or not grid[n][2]), len(grid))
            sums = [str(sum(_count(line[column]) for line in grid[number:end])) for column in range(3, len(row))]
            rows.append(["", row[1], "", *sums])
        rows.append(row)
    return rows


def beside_another(grid: Grid) -> Grid:
    return [row + (["", ""] if number < 3 else ["说明", "无"]) for number, row in enumerate(grid)]


def in_values(change: Callable[[str], str]) -> Callable[[Grid], Grid]:
    return lambda grid: [
        [change(text) if text.isdigit() and number > 2 else text for text in row] for number, row in enumerate(grid)
    ]


PAGES = {
    "cells for covered places": each(marked, whole),
    "no cell for covered places": each(marked, short),
    "the table cut in two": applications(lambda grid: [grid[:14], grid[14:]]),
    "a column of numbers and one of remarks": applications(numbered_and_remarked),
    "a column of subtotals": applications(subtotalled),
    "totals of the groups": applications(with_group_totals),
    "another table at its side": applications(beside_another),
    "rows upside down": applications(lambda grid: [*grid[:3], *reversed(grid[3:])]),
    "a row of remarks and one of signatures": applications(
        lambda grid: [*grid, ["备注：本表由各科室报送", *[""] * 9], ["填表人：王", "", "", "审核人：李", *[""] * 6]]
    ),
    "full-width digits": applications(in_values(lambda text: text.translate(FULL_WIDTH))),
    "noughts with decimals, counts with units": applications(
        in_values(lambda text: "0.00" if text == "0" else f"{text}件")
    ),
    "cases down the side": each(marked, lambda rows: cases_down(rows) if len(rows) < 10 else whole(rows)),
    "groups before the label in one cell": each(marked, with_groups_before(" ")),
    "headings lost": applications(lambda grid: grid[3:]),
    "the lower headings lost": applications(lambda grid: [*grid[:2], *grid[3:]]),
    "two headings garbled": applications(
        lambda grid: [[text.replace("服务", "朋务").replace("公益", "公盆") for text in row] for row in grid]
    ),
    "the last label lost": applications(lambda grid: [*grid[:-1], ["", *grid[-1][1:]]]),
}
TEXTS = {
    "copied from a browser": each(tabbed, short),
    "copied with empty cells": each(tabbed, whole),
    "copied from a spreadsheet": each(quoted, short),
    "Markdown without empty cells": each(pipes, short),
    "columns of spaces": each(gaps, short),
    "group and label in one heading": in_one_heading,
    "cases down the side": each(pipes, cases_down),
    "Markdown with groups before the label": each(pipes, with_groups_before(" ")),
    "groups before the label, parted by dashes": each(tabbed, with_groups_before("-")),
    "groups right before the label": each(tabbed, with_groups_before("")),
}


def report_of(seed: int) -> Report:
    report = random_report(seed, ("form2019", "form2021")[seed % 2])
    return replace(report, style=Style(zeros=report.style.zeros))


def missed(report: Report, form: str, table: Callable[[Rows], str]) -> list[str]:
    """Cells that come back with another value, or not at all."""
    page = form == "html"
    parts = [f"{report.agency}{report.year}年政府信息公开工作年度报告"]
    written = iter(tables(report).values())
    for number, title in enumerate(TITLES):
        parts.append(title)
        if number in {1, 2, 3}:
            parts.append(table(next(written)) if page else f"\n{table(next(written))}\n")
    source = "<meta charset=utf-8>" + "".join(f"<p>{part}</p>" for part in parts) if page else "\n".join(parts)
    blocks = (page_reader if page else text_reader).blocks(source.encode())
    found = examine(Document.assemble(Path("年报"), form, blocks)).figures.cells
    return [key for key in keys(report.generation) if key not in found or _differs(found[key].value, report.cell(key))]


def _differs(value: object, written: str) -> bool:
    return (value or 0) != (parse(written)[1] or 0)


@pytest.mark.parametrize("seed", [2, 4, 11])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_however_its_tables_are_laid_out(name: str, seed: int) -> None:
    assert missed(report_of(seed), "html", PAGES[name]) == []


@pytest.mark.parametrize("seed", [2, 4, 11])
@pytest.mark.parametrize("name", TEXTS)
def test_text_is_read_however_its_tables_were_copied(name: str, seed: int) -> None:
    assert missed(report_of(seed), "text", TEXTS[name]) == []


@pytest.mark.parametrize("seed", [5, 13])
def test_text_with_one_cell_a_line_is_read_where_no_cell_is_empty(seed: int) -> None:
    report = replace(report_of(seed), style=Style(zeros="0"))
    assert missed(report, "text", each(one_a_line, short)) == []
