"""The reports of the years before, out of the store: the figures that rules over several years compare with."""

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

from gikvalidate.archive.tables import documents, evaluations, figures
from gikvalidate.claims import Narrative
from gikvalidate.document import FRAME, Cell, Document
from gikvalidate.figures import CellKind, Figures
from gikvalidate.recognise import load_forms, standing
from gikvalidate.submission import Earlier, Submission

#: What the ways to write a body's name have in common, and a year.
Issue = tuple[str, int]


@dataclass(frozen=True)
class Prior:
    """The figures of one report: key, kind, text and exact value of each, and the report of the year `before` it.

    `mark` is the same for the same figures.
    """

    named: str
    agency: str
    year: int
    generation: str
    mark: str
    cells: tuple[tuple[str, str, str, str | None], ...]
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
        """The report as far as the store knows it: its figures, not its text."""
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
            Narrative(),
            self.agency,
            self.year,
            standing=standing(self.agency),
        )


def _together(mark: str, before: str | None) -> str:
    return mark if before is None else hashlib.sha256(f"{mark} {before}".encode()).hexdigest()


def mark_of(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """What tells figures from others, and None where there are none."""
    told = sorted(f"{row['key']} {row['kind']} {row['value']} {row['text']}" for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else None


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
    columns = figures.c.key, figures.c.kind, figures.c.text, figures.c.value
    cells = connection.execute(select(*columns).where(figures.c.document == rows[0].id).order_by(figures.c.key))
    before = None if last else _prior(connection, named, year - 1, last=True)
    return Prior(named, rows[0].agency, year, rows[0].generation, rows[0].mark, tuple(map(tuple, cells)), before)


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
