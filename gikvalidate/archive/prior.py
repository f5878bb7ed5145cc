"""The report of the year before, out of the store: the figures that rules over several years compare with."""

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
from gikvalidate.submission import Submission

#: Whose report, and of which year.
Issue = tuple[str, int]


@dataclass(frozen=True)
class Prior:
    """The figures of one report: key, kind, text and exact value of each. `mark` is the same for the same figures."""

    agency: str
    year: int
    generation: str
    mark: str
    cells: tuple[tuple[str, str, str, str | None], ...]

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


def mark_of(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """What tells figures from others, and None where there are none."""
    told = sorted(f"{row['key']} {row['kind']} {row['value']} {row['text']}" for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else None


def _current() -> Select[Any]:
    return select(documents).where(documents.c.superseded.is_(None), documents.c.reason.is_(None))


def issues_of(connection: Connection, path: str) -> set[Issue]:
    """Whose reports, of which years, a file held when it was read last."""
    rows = connection.execute(_current().where(documents.c.path == path, documents.c.agency.is_not(None)))
    return {(row.agency, row.year) for row in rows if row.year is not None}


def priors(connection: Connection, issues: Iterable[Issue]) -> tuple[Prior, ...]:
    """The reports of the year before those of `issues`, where there is one: two that differ are none."""
    found = (_prior(connection, agency, year - 1) for agency, year in sorted(issues))
    return tuple(prior for prior in found if prior is not None)


def _prior(connection: Connection, agency: str, year: int) -> Prior | None:
    rows = connection.execute(
        _current().where(documents.c.agency == agency, documents.c.year == year, documents.c.mark.is_not(None))
    ).all()
    if len({row.mark for row in rows}) != 1:
        return None
    columns = figures.c.key, figures.c.kind, figures.c.text, figures.c.value
    cells = connection.execute(select(*columns).where(figures.c.document == rows[0].id).order_by(figures.c.key))
    return Prior(agency, year, rows[0].generation, rows[0].mark, tuple(map(tuple, cells)))


def to_judge_again(connection: Connection) -> list[str]:
    """The files with a report that was not judged beside what is now the report of the year before."""
    columns = documents.c.path, documents.c.agency, documents.c.year, documents.c.mark, evaluations.c.prior
    rows = connection.execute(
        select(*columns)
        .join_from(documents, evaluations, evaluations.c.document == documents.c.id)
        .where(documents.c.superseded.is_(None), evaluations.c.superseded.is_(None), documents.c.agency.is_not(None))
    ).all()
    marks: dict[Issue, set[str]] = defaultdict(set)
    for _, agency, year, mark, _ in rows:
        if year is not None and mark is not None:
            marks[agency, year].add(mark)
    only = {issue: next(iter(told)) for issue, told in marks.items() if len(told) == 1}
    return sorted(
        {path for path, agency, year, _, prior in rows if only.get((agency, (year or 0) - 1)) != prior},
    )
