"""Roll-up: the report of a government is the sum of those of the bodies below it, and none of them exceeds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Literal

from gikvalidate.arithmetic import Exact, matching
from gikvalidate.checks.case import Case, Run, cell_place
from gikvalidate.checks.season import NO_SEASON, Gist, Relative
from gikvalidate.checks.wording import both, listed, number
from gikvalidate.figures import Figure, Keys
from gikvalidate.findings import Outcome, Severity, Status, Words, in_language
from gikvalidate.names import is_office
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`keys` 是哪些格，一行说一次。`must: be_sum` 是等于下级之和，没有报齐时不小于已报的和；"
    "`cover` 是不小于每一个下级，`whose: office` 时是政府办公室。"
)
FIELDS = frozenset({"row", "reported", "expected", "difference", "cells", "units", "missing", "hint"})
OF_SEASON = True
BLANKS = ("空白和横线按 0 计，空白的合计按分项重算", "blanks and dashes count zero, a blank total is recomputed")
# With so many rows that differ and none that agrees, it is the scope that differs, not the rows.
_OTHER_SCOPE = 3
_SHOWN = 6
_OF_ANOTHER_SCOPE = (
    "；没有一行相符，也可能这份报告只说政府本级，或汇总时漏了、重了机关",
    "; no row agrees, so the report may be of another scope",
)


class Options(Shape):
    """`keys` are patterns of the cells; each row is told once.

    be_sum: a cell is the sum over all bodies below, or at least the sum over those that have reported.
    cover: no cell of a body below, or of the government's own office (`whose`), exceeds it.
    """

    keys: tuple[str, ...]
    must: Literal["be_sum", "cover"]
    whose: Literal["children", "office"] = "children"


@dataclass(frozen=True)
class _Row:
    """A row of the report beside the same row of the bodies below: the cells that disagree and what they should be."""

    key: str
    cells: tuple[tuple[Figure, Exact, Exact], ...]
    compared: bool
    who: str = ""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Choose the cells of a generation when it is first seen."""
    generations = rule.body.applies.generations or tuple(forms)

    @cache
    def rows(generation: str) -> Mapping[str, Sequence[str]]:
        return _rows(options.keys, forms[generation]) if generation in generations else {}

    for index, pattern in enumerate(options.keys):
        if not any(matching(pattern, forms[generation]) for generation in generations):
            raise rule.error(("check", "keys", index), f"没有单元格符合 {pattern}", f"no figure matches {pattern}")

    def run(case: Case) -> Iterator[Outcome]:
        if case.season is None:
            yield Outcome(Status.SKIPPED, reason=NO_SEASON)
            return
        if options.whose == "office":
            below = [case.season.office] if case.season.office is not None else []
        else:
            below = list(case.season.children)
        if not below or is_office(case.submission.agency or ""):
            return
        there = [relative.gist for relative in below if relative.gist is not None]
        if not there:
            yield Outcome(Status.SKIPPED, reason=("下属机关的报告一份也没有", "no report of a body below"))
            return
        here = rows(case.submission.figures.generation or "")
        if options.must == "cover":
            yield from _covered(case, here, below)
        else:
            yield from _summed(case, here, below, there)

    return run


def _rows(patterns: Sequence[str], keys: Keys) -> dict[str, tuple[str, ...]]:
    wanted = {key for pattern in patterns for key in matching(pattern, keys)}
    rows: dict[str, list[str]] = {}
    for key in keys:
        if key in wanted:
            # 表四 is one row of three blocks, each told on its own.
            rows.setdefault(key.rpartition(".")[0], []).append(key)
    return {row: tuple(found) for row, found in rows.items()}


def _summed(
    case: Case, rows: Mapping[str, Sequence[str]], below: Sequence[Relative], there: Sequence[Gist]
) -> Iterator[Outcome]:
    complete = len(there) == len(below)
    totals: dict[str, Exact] = {}
    for gist in there:
        for key, value in gist.values.items():
            totals[key] = totals.get(key, 0) + value
    doubtful = _doubtful(there)
    failed: list[_Row] = []
    agreeing = 0
    for row, keys in rows.items():
        if unread := _unread(case, keys, doubtful):
            yield Outcome(Status.UNVERIFIABLE, row, reason=unread)
            continue
        cells = []
        for key in keys:
            figure = case.figure(key)
            if figure is None:
                continue
            own, total = case.value(key), totals.get(key, 0)
            if own < total or (complete and own != total):
                cells.append((figure, own, total))
        compared = any(key in totals for key in keys) or any(map(case.value, keys))
        if cells:
            failed.append(_Row(row, tuple(cells), compared))
        else:
            agreeing += compared
            yield Outcome(Status.PASS, row)
    # One row alone may differ by what somebody has in it by chance.
    if complete and len(failed) > 1 and (hint := _hint(failed, there)):
        yield _at_once(failed, below, hint)
    elif complete and len(failed) >= _OTHER_SCOPE and not agreeing:
        yield _at_once(failed, below, _OF_ANOTHER_SCOPE)
    else:
        for one in failed:
            yield _failed(one, below, "", at_most=None)


def _covered(case: Case, rows: Mapping[str, Sequence[str]], below: Sequence[Relative]) -> Iterator[Outcome]:
    there = [(relative.name, relative.gist) for relative in below if relative.gist is not None]
    highest: dict[str, Exact] = {}
    for _, gist in there:
        for key, value in gist.values.items():
            highest[key] = max(highest.get(key, 0), value)
    doubtful = _doubtful([gist for _, gist in there])
    failed: list[_Row] = []
    covered = 0
    for row, keys in rows.items():
        known = [
            (key, figure, case.value(key))
            for key in keys
            if (figure := case.figure(key)) is not None and not case.unreadable((key,))
        ]
        exceeding = []
        above = any(highest.get(key, 0) > own for key, _, own in known)
        for name, gist in there if above else ():
            cells = [
                (figure, own, theirs)
                for key, figure, own in known
                if (theirs := gist.value(key)) > own and key not in gist.unread and key not in gist.wrong
            ]
            if cells:
                exceeding.append((name, tuple(cells)))
        if exceeding:
            failed.append(_Row(row, exceeding[0][1], True, "、".join(name for name, _ in exceeding)))
            continue
        covered += any(key in highest for key, _, _ in known)
        unread = _unread(case, keys, doubtful)
        yield Outcome(Status.UNVERIFIABLE if unread else Status.PASS, row, reason=unread)
    # Where more rows exceed it than not, the report is most likely not one of all bodies below.
    at_most = Severity.WARNING if len(failed) > covered else None
    if len(failed) >= _OTHER_SCOPE and not covered:
        at_most = Severity.INFO
    for one in failed:
        yield _failed(one, below, "", at_most=at_most)


def _doubtful(there: Sequence[Gist]) -> list[Gist]:
    return [gist for gist in there if gist.unread or gist.wrong]


def _unread(case: Case, keys: Sequence[str], there: Sequence[Gist]) -> Words:
    """Why a row cannot be added up or held against others; "" where it can."""
    present = [key for key in keys if case.figure(key) is not None]
    if own := case.unreadable(present):
        return own[0][1]
    for gist in there:
        for key in present:
            if key in gist.unread:
                reason = gist.unread[key]
                return (f"{gist.agency}：{in_language(reason, 'zh')}", f"{gist.agency}: {in_language(reason, 'en')}")
            if key in gist.wrong:
                return (f"{gist.agency}的这一行自己就对不上", f"{gist.agency} has this row at odds with itself")
    return ""


def _failed(row: _Row, below: Sequence[Relative], hint: Words, at_most: Severity | None) -> Outcome:
    told = next((cell for cell in row.cells if cell[0].key.endswith(".total")), row.cells[0])
    figure, own, expected = told
    others = [cell for cell in row.cells if cell is not told]
    cells = listed(f"{other.column} {number(mine)}／{number(theirs)}" for other, mine, theirs in others[:_SHOWN])
    absent = [relative.name for relative in below if relative.gist is None]
    name = f"{figure.table} {figure.row_name} · {figure.column}"
    return Outcome(
        Status.FAIL,
        row.key,
        tuple(cell_place(one) for one, _, _ in row.cells),
        number(own),
        number(expected),
        number(own - expected),
        fields={
            "row": name,
            "reported": number(own),
            "expected": number(expected),
            "difference": number(abs(Fraction(own - expected))),
            "cells": both(f"；其他列：{cells[0]}", f"; other columns: {cells[1]}") if others else "",
            "units": row.who or str(len(below) - len(absent)),
            "missing": both(
                f"，还有 {len(absent)} 个机关的报告没有或不能用（{_some(absent)}）",
                f", {len(absent)} without a usable report",
            )
            if absent
            else "",
            "hint": hint,
        },
        at_most=at_most,
    )


def _at_once(failed: Sequence[_Row], below: Sequence[Relative], hint: Words) -> Outcome:
    """One outcome for all rows that have one reason to differ."""
    first = next((row for row in failed if row.key.endswith("new_received")), failed[0])
    told = _failed(first, below, hint, None)
    places = tuple(cell_place(row.cells[-1][0]) for row in failed)
    return replace(told, subject="rows", places=places)


def _hint(failed: Sequence[_Row], there: Sequence[Gist]) -> Words:
    """Whether one body left out, or counted twice, explains every difference."""
    cells = [cell for row in failed for cell in row.cells]
    for gist in there:
        if cells and all(total - own == gist.value(figure.key) for figure, own, total in cells):
            return both(
                f"；差额正好是{gist.agency}的数，看来漏了它", f"; the differences are what {gist.agency} has: left out"
            )
        if cells and all(own - total == gist.value(figure.key) for figure, own, total in cells):
            return both(f"；差额正好是{gist.agency}的数，看来重复计了它", f"; {gist.agency} seems to be counted twice")
    return ""


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
