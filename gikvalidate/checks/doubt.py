"""Doubt: rows and tables that may not have been read as meant, each told once with the reading that balances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from gikvalidate.checks.case import Case, Run, cell_name
from gikvalidate.checks.in_doubt import reread_as
from gikvalidate.checks.wording import both
from gikvalidate.figures import Doubt, DoubtKind, Figure, Keys
from gikvalidate.findings import Outcome, Severity, Status, Words
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项：每张表都看。"
FIELDS = frozenset({"where", "doubt"})
_MOST_SHOWN = 3


class Options(Shape):
    """Nothing to choose: every table is looked at."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    figures = case.submission.figures
    told = {key for rereading in case.rereadings for key in rereading.keys}
    found = [_outcome(case, one.keys, one.changed, reread_as(one)) for one in case.rereadings]
    uneven = [d for d in figures.doubts if d.kind is DoubtKind.COUNT and not told.intersection(d.keys)]
    if len(uneven) > _MOST_SHOWN:
        found += _by_table(case, uneven, _counts)
    else:
        found += [_outcome(case, doubt.keys, doubt.keys, _count(doubt)) for doubt in uneven]
    found += _by_table(case, [d for d in figures.doubts if d.kind is DoubtKind.MERGED], _merged)
    found += _by_table(case, [d for d in figures.doubts if d.kind is DoubtKind.UNANCHORED], _unanchored)
    found += _by_table(case, [d for d in figures.doubts if d.kind is DoubtKind.INFERRED], _inferred)
    found += [
        _outcome(case, d.keys, d.keys[:_MOST_SHOWN], _twice(d)) for d in figures.doubts if d.kind is DoubtKind.TWICE
    ]
    if found:
        yield from found
    elif figures.cells:
        yield Outcome(Status.PASS, "figures")


def _outcome(
    case: Case, keys: Iterable[str], shown: Iterable[str], doubt: Words, at_most: Severity | None = None
) -> Outcome:
    cells = [figure for key in keys if (figure := case.figure(key)) is not None]
    places = tuple(place for key in shown if (place := case.place(key)) is not None)
    return Outcome(
        Status.FAIL,
        _subject(cells),
        places,
        fields={"where": _where(cells), "doubt": doubt},
        at_most=at_most,
        doubt="",
    )


def _by_table(case: Case, doubts: Iterable[Doubt], words: Callable[[list[Doubt]], Words]) -> Iterator[Outcome]:
    """What is told once of a table."""
    tables: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        tables.setdefault(doubt.keys[0].partition(".")[0], []).append(doubt)
    for every in tables.values():
        keys = [key for doubt in every for key in doubt.keys]
        yield _outcome(case, keys, keys[:_MOST_SHOWN], words(every), Severity.INFO)


def _count(doubt: Doubt) -> Words:
    seen = "|".join(doubt.texts)
    have, want = len(doubt.texts), len(doubt.keys)
    return both(
        f"有 {want} 列，却有 {have} 个数“{seen}”，对不上列，没有采用",
        f"{want} columns but {have} figures “{seen}”; they cannot be told apart and were not used",
    )


def _merged(doubts: list[Doubt]) -> Words:
    shown = "、".join(f"“{doubt.texts[0]}”" for doubt in doubts[:_MOST_SHOWN])
    return both(
        f"有 {len(doubts)} 行几列的数字连在一起（如 {shown}），只有一种拆法的已经读出，其余没有采用",
        f"in {len(doubts)} rows the figures of several columns run together (as in {shown}); they were not used",
    )


def _counts(doubts: list[Doubt]) -> Words:
    shown = "、".join(f"“{'|'.join(doubt.texts)}”" for doubt in doubts[:1])
    return both(
        f"有 {len(doubts)} 行的个数和列数对不上（如 {shown}），没有采用；表里可能有自加的列",
        f"{len(doubts)} rows have not as many figures as columns (as in {shown}) and were not used; "
        "the table may have columns of its own",
    )


def _unanchored(doubts: list[Doubt]) -> Words:
    count = len({key for doubt in doubts for key in doubt.keys})
    return both(
        f"表头或行名没有认出，{count} 格是按位置读的",
        f"the headings or labels were not recognised; {count} cells were taken by their place",
    )


def _inferred(doubts: list[Doubt]) -> Words:
    count = sum(len(doubt.keys) for doubt in doubts)
    return both(
        f"表没有画线，{count} 格是按字在页面上的位置认的",
        f"no lines are drawn in the table; {count} cells were told by how they stand on the page",
    )


def _twice(doubt: Doubt) -> Words:
    count = len(doubt.keys)
    return both(
        f"文中另有一张同样的表，{count} 格的数不同；采用的是前一张，请确认它是本年度的",
        f"another table of the document has other figures in {count} cells; the first one was used, make sure that it "
        "is the one of this year",
    )


def _subject(cells: list[Figure]) -> str:
    """The row or column in keys, stable across runs."""
    table, _, row = cells[0].key.rpartition(".")[0].partition(".")
    rows = {cell.key.rpartition(".")[0] for cell in cells}
    return f"{table}.{row}" if len(rows) == 1 else f"{table}.{cells[0].key.rpartition('.')[2]}"


def _where(cells: list[Figure]) -> str:
    rows, columns = {cell.row_name for cell in cells}, {cell.column for cell in cells}
    if len(cells) == 1:
        return cell_name(cells[0])
    if len(rows) == 1:
        return f"{cells[0].table}“{cells[0].row_name}”行"
    return f"{cells[0].table}“{cells[0].column}”列" if len(columns) == 1 else cells[0].table
