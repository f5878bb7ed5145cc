"""Presence: the statutory tables, with all their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.wording import both, listed
from gikvalidate.document import Unread
from gikvalidate.figures import DoubtKind, Keys
from gikvalidate.findings import Outcome, Severity, Status, Words
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`table` 的各行各列都要有，`title` 是表的名称；写 `open: true` 时有任意一行就行：列项由各地自定。"
FIELDS = frozenset({"title", "missing", "count"})
BLANKS = ("空白格也算有，缺的是没有印出的格", "a blank cell is there; what lacks is a cell not printed")


class Options(Shape):
    """`table` must be there with every row and column of the form; `title` is its name on the form.

    With `open`, any of its rows will do: the form leaves them to the province.
    """

    table: str
    title: str
    open: bool = False


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the table."""
    prefix = f"{options.table}."
    if not any(key.startswith(prefix) for keys in forms.values() for key in keys):
        raise rule.error(
            ("check", "table"), f"没有一代格式有 {options.table} 这张表", f"no form has a table {options.table}"
        )

    @cache
    def of_table(generation: str) -> list[str]:
        return [key for key in forms.get(generation, ()) if key.startswith(prefix)]

    def run(case: Case) -> Iterator[Outcome]:
        figures = case.submission.figures
        form = forms.get(figures.generation or "", {})
        keys = of_table(figures.generation or "")
        whole = not any(key in figures.cells for key in keys)
        missing = [key for key in keys if key not in figures.cells and key not in figures.absent]
        if not missing and not (options.open and whole):
            yield Outcome(Status.PASS, options.table)
            return
        labels = {form[key].label for key in keys}
        not_understood = _not_understood(case) or (whole and _has_lines(case.submission.document.text, labels))
        yield Outcome(
            Status.FAIL,
            options.table,
            reported=str(len(keys) - len(missing)),
            expected=str(len(keys)),
            fields={
                "title": options.title,
                "count": str(len(missing)),
                "missing": _whole(case) if whole else listed(form[key].name for key in missing),
            },
            # Something in the document was not understood; it may be what is missing here.
            at_most=Severity.WARNING if not_understood else None,
        )

    return run


def _whole(case: Case) -> Words:
    """That a table lacks as a whole, and what was not read and may be it."""
    unread = case.submission.document.unread
    pictures = _pictures(case)
    zh, en = "整张表", "the whole table"
    if pictures:
        shown = [_shown(one, case) for one in pictures[:_MOST_SHOWN]]
        zh += f"；正文有 {len(pictures)} 张图片没有读（{'；'.join(told[0] for told in shown)}）"
        zh += "；表格若是图片，程序不读：请报送单位改交可复制的表格，或把图片另存为 PNG、JPG 单独识别后对照原图核对"
        en += (
            f"; {len(pictures)} pictures in the text were not read ({'; '.join(told[1] for told in shown)}); "
            "a table given as a picture is not read: ask for the table as text, or save the picture as PNG or JPG, "
            "have it recognised by itself and compare the figures with it"
        )
    if any(one.what == "part" for one in unread):
        zh += "；文件里嵌有一部分别的格式的内容，没有读，请另存为普通的 docx"
        en += "; a part of the file in another format was not read; save the file as an ordinary docx"
    return both(zh, en)


def _pictures(case: Case) -> list[Unread]:
    """Pictures large enough to hold a table, among them those of which the page does not say how large they are."""
    pictures = (one for one in case.submission.document.unread if one.what == "picture")
    return [one for one in pictures if (one.width or _WIDE) >= _WIDE and (one.height or _HIGH) >= _HIGH]


def _shown(picture: Unread, case: Case) -> tuple[str, str]:
    """A picture by its size and place."""
    zh, en = "大小不明", "of unknown size"
    if picture.width and picture.height:
        zh, en = f"{picture.width}×{picture.height} 毫米", f"{picture.width}×{picture.height} mm"
    if picture.page is not None:
        zh, en = f"{zh}，第 {picture.page} 页", f"{en}, page {picture.page}"
    at = -1 if picture.before is None else picture.before
    over = [section for section in case.submission.sections if section.start < at]
    if over:
        zh, en = f"{zh}，“{over[-1].heading}”之后", f"{en}, behind “{over[-1].heading}”"
    return zh, en


def _not_understood(case: Case) -> bool:
    """Whether the document has a table that gave no figure, or a statutory table has rows that nobody knows, or
    there is no statutory table at all: tables pasted as pictures or lost by a copier are not read.
    """
    figures = case.submission.figures
    if not figures.cells:
        return True
    if any(one.what == "part" for one in case.submission.document.unread) or _pictures(case):
        return True
    if any(doubt.kind is DoubtKind.INFERRED for doubt in figures.doubts):
        return True
    # Pasted one cell to a line, blank cells leave no trace.
    if any(table.columns == 1 < table.rows for table in case.submission.document.tables):
        return True
    used = {figure.table_index for figure in figures.cells.values()}
    unused = [table for table in case.submission.document.tables if table.index not in used]
    return any(len(table.cells) >= _MANY_CELLS for table in unused) or any(told.unplaced for told in figures.tables)


def _has_lines(text: str, labels: Iterable[str]) -> bool:
    """Whether lines that are no sentences print most of the row labels: a table of which only its text was kept."""
    lines = ["".join(line.split()) for line in text.split("\n") if len(line) < _LONGEST_ROW and "。" not in line]
    found = [any("".join(label.split()) in line for line in lines) for label in labels]
    return 2 * sum(found) > len(found)


_LONGEST_ROW = 80
_MANY_CELLS = 10
# Millimetres: a picture of a table is no smaller.
_WIDE, _HIGH = 60, 15
_MOST_SHOWN = 3
