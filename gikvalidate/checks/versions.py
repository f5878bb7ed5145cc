"""Versions: several reports of one body on one year must be the same report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gikvalidate.checks.case import Case, Run, cell_name, cell_place
from gikvalidate.checks.season import NO_SEASON, Gist
from gikvalidate.checks.wording import listed, number
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Severity, Status, Words
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项。"
FIELDS = frozenset({"path", "cells"})
OF_SEASON = True
BLANKS = ("空白、横线和 0 看作相同", "blanks, dashes and zeros are taken for the same")


class Options(Shape):
    """Nothing to set."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Nothing to compile."""
    return _run


def _run(case: Case) -> Iterator[Outcome]:
    if case.season is None:
        yield Outcome(Status.SKIPPED, reason=NO_SEASON)
        return
    for other in case.season.versions:
        yield _compared(case, other)


def _compared(case: Case, other: Gist) -> Outcome:
    figures = case.submission.figures
    if other.generation == figures.generation:
        differing = [
            figure
            for key, figure in figures.cells.items()
            if case.value(key) != other.value(key) or bool(case.unreadable([key])) != (key in other.unread)
        ]
        if differing:
            told = [f"{cell_name(f)} {f.text.strip() or '（空白）'}／{_shown(other, f.key)}" for f in differing]
            places = tuple(cell_place(figure) for figure in differing)
            return Outcome(Status.FAIL, other.path, places, str(len(differing)), fields=_fields(other, told))
    if (difference := _said(case) ^ other.said) and _said(case) and other.said:
        told = sorted({text for _, text in difference})
        return Outcome(Status.FAIL, other.path, fields=_fields(other, told), at_most=Severity.INFO)
    return Outcome(Status.PASS, other.path)


def _fields(other: Gist, told: Sequence[str]) -> dict[str, Words]:
    return {"path": other.path, "cells": listed(told)}


def _shown(gist: Gist, key: str) -> str:
    return "？" if key in gist.unread else number(gist.value(key))


def _said(case: Case) -> frozenset[tuple[str, str]]:
    return Gist.sayings(case.submission.narrative.claims)
