"""The seam for whoever joins documents, such as an audit: tables of its own on the page and in the workbook.

    Run(results, unreadable, lang, extras=[
        Extra("未报送", ("机关", "上级", "年度"), rows, note="名册中没有收到报告的机关。"),
        Extra("汇总", ("机关", "数据项", "本级", "所属合计", "差额", "级别"), rows),
        Extra("机关×年度", ("机关", "2019", "2020"), counts, heat=True),
    ])

`html` shows each as a section before the charts and the reports, the first `SHOWN` rows of it, and says that the
workbook has all; `xlsx` gives each a sheet before those of the run. The order is the caller's. Words are the caller's,
in the language of the run, a level is a Severity. They are escaped on the page and written as text in the workbook, so
rows may hold what documents say. What the page and the workbook count by agency goes by `Submission.agency`: a caller
that knows bodies by a roster replaces that name in the results it hands over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gikvalidate.findings import Severity

#: A number is written as one, a Severity as the name of its lane, in its colour.
Value = str | int | Severity
#: So many rows of a table are read on a page by anybody.
SHOWN = 200
#: Of more documents than this a page shows the words of those alone that are to be corrected or explained.
TEXTS = 100


@dataclass(frozen=True)
class Extra:
    """A table with a heading for each column; with `heat` its numbers are tinted by their size."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    note: str = ""
    heat: bool = False
