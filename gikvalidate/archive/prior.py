"""The reports of the years before, out of the store: what rules over several years compare with, which are the figures
and the numbers that the text told of its own year.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select

from gikvalidate.archive.tables import claims, documents, evaluations, figures
from gikvalidate.claims import Claim, ClaimKind, Interval, Narrative, Period, Quantity
from gikvalidate.document import FRAME, Cell, Document
from gikvalidate.figures import CellKind, Figures
from gikvalidate.recognise import load_forms, standing
from gikvalidate.submission import Earlier, Submission

_COUNTS = (ClaimKind.COUNT.value, ClaimKind.AMOUNT.value)
_TOLD = (claims.c.kind, claims.c.subject, claims.c.label, claims.c.unit, claims.c.value)

#: What the ways to write a body's name have in common, and a year.
Issue = tuple[str, int]


@dataclass(frozen=True)
class Prior:
    """What the store has of one report, and the report of the year `before` it.

    `cells` are key, kind, text and exact value of each figure, `told` kind, subject, label, unit and exact value of
    each number of the text. `mark` is the same for the same figures and numbers.
    """

    named: str
    agency: str
    year: int
    generation: str
    mark: str
    cells: tuple[tuple[str, str, str, str | None], ...]
    told: tuple[tuple[str, str, str, str, str], ...] = ()
    before: Prior | None = None

    @property
    def marks(self) -> str:
        """What tells this and the year before it from others."""
        return _together(self.mark, self.before.mark if self.before is not None else None)

    @cached_property
    def earlier(self) -> Earlier:
        """The reports as a check wants them."""
        return Earlier(self.submission, before=self.before.earlier if self.before else None, same_body=True)

    @cached_property
    def submission(self) -> Submission:
        """The report as far as the store knows it: its figures and numbers, not its text."""
        form = next(form for form in load_forms() if form.generation == self.generation)
        known = [cell for cell in self.cells if cell[0] in form.keys]
        cells = {
            key: replace(
                form.figure(key, Cell(0, 0, text)),
                kind=CellKind(kind),
                value=None if value is None else Decimal(value),
            )
            for key, kind, text, value in known
            if kind != "absent"
        }
        absent = frozenset(key for key, kind, _, _ in known if kind == "absent")
        return Submission(
            Document.assemble(Path(f"{self.agency} {self.year}"), FRAME, []),
            Figures(self.generation, cells, absent=absent),
            Narrative(claims=tuple(_claim(*each) for each in self.told)),
            self.agency,
            self.year,
            standing=standing(self.agency),
        )


def _claim(kind: str, subject: str, label: str, unit: str, value: str) -> Claim:
    """A number as it was told, wherever in the text that was."""
    number = Decimal(value)
    quantity = Quantity(value, 0, 0, number, Interval.exact(number), unit, Decimal(1))
    return Claim(quantity, ClaimKind(kind), subject, label, "", "", 0, 0, "")


def _together(mark: str, before: str | None) -> str:
    return mark if before is None else hashlib.sha256(f"{mark} {before}".encode()).hexdigest()


def mark_of(cells: Iterable[Mapping[str, Any]], numbers: Iterable[Mapping[str, Any]] = ()) -> str | None:
    """What tells the figures of a report and the `numbers` of its text from others; None where there are no figures."""
    found = sorted(f"{row['key']} {row['kind']} {row['value']} {row['text']}" for row in cells)
    said = sorted(" ".join(row[column.name] for column in _TOLD) for row in numbers if _is_told(row))
    return hashlib.sha256("\n".join([*found, *said]).encode()).hexdigest() if found else None


def _is_told(row: Mapping[str, Any]) -> bool:
    """Whether a claim is an exact number of things in the report's own year."""
    exact = row["value"] is not None and row["low"] == row["high"]
    return exact and row["kind"] in _COUNTS and row["period"] == Period.THIS_YEAR.value


def _current() -> Select[Any]:
    return select(documents).where(documents.c.superseded.is_(None), documents.c.reason.is_(None))


def issues_of(connection: Connection, path: str) -> set[Issue]:
    """Whose reports, of which years, a file held when it was read last."""
    rows = connection.execute(_current().where(documents.c.path == path, documents.c.named.is_not(None)))
    return {(row.named, row.year) for row in rows if row.year is not None}


def priors(connection: Connection, issues: Iterable[Issue]) -> tuple[Prior, ...]:
    """The reports of the year before those of `issues`, where there is one: two that differ are none."""
    found = (_prior(connection, named, year - 1) for named, year in sorted(issues))
    return tuple(prior for prior in found if prior is not None)


def _prior(connection: Connection, named: str, year: int, *, last: bool = False) -> Prior | None:
    rows = connection.execute(
        _current().where(documents.c.named == named, documents.c.year == year, documents.c.mark.is_not(None))
    ).all()
    if len({row.mark for row in rows}) != 1:
        return None
    before = None if last else _prior(connection, named, year - 1, last=True)
    return kept(connection, rows[0], before)


def kept(connection: Connection, document: Any, before: Prior | None = None) -> Prior:
    """What the store has of one report, a row of `documents` that could be read."""
    columns = figures.c.key, figures.c.kind, figures.c.text, figures.c.value
    cells = connection.execute(select(*columns).where(figures.c.document == document.id).order_by(figures.c.key))
    told = connection.execute(
        select(*_TOLD)
        .where(claims.c.document == document.id, claims.c.kind.in_(_COUNTS), claims.c.period == Period.THIS_YEAR.value)
        .where(claims.c.value.is_not(None), claims.c.low == claims.c.high)
        .order_by(claims.c.ordinal)
    )
    return Prior(
        document.named or "",
        document.agency or "",
        document.year or 0,
        document.generation,
        document.mark or "",
        tuple(map(tuple, cells)),
        tuple(map(tuple, told)),
        before,
    )


def to_judge_again(connection: Connection) -> list[str]:
    """The files with a report that was not judged beside what are now the reports of the years before."""
    columns = documents.c.path, documents.c.named, documents.c.year, documents.c.mark, evaluations.c.prior
    rows = connection.execute(
        select(*columns)
        .join_from(documents, evaluations, evaluations.c.document == documents.c.id)
        .where(documents.c.superseded.is_(None), evaluations.c.superseded.is_(None), documents.c.named.is_not(None))
        .where(documents.c.year.is_not(None))
    ).all()
    marks: dict[Issue, set[str]] = defaultdict(set)
    for _, named, year, mark, _ in rows:
        if mark is not None:
            marks[named, year].add(mark)
    only = {issue: next(iter(told)) for issue, told in marks.items() if len(told) == 1}

    def wanted(named: str, year: int) -> str | None:
        mark = only.get((named, year - 1))
        return None if mark is None else _together(mark, only.get((named, year - 2)))

    return sorted({path for path, named, year, _, prior in rows if wanted(named, year) != prior})
