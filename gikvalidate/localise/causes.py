"""Stories made into root causes: every repair ranked, named by its cells, with what it explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gikvalidate.findings import Alternative, CellPlace, Finding, Repair, RootCause
from gikvalidate.localise.rank import Ranked, Ranking
from gikvalidate.localise.relations import Relations, Row
from gikvalidate.localise.stories import Story
from gikvalidate.localise.system import System

Settled = tuple[str, str]

#: A change as it is told: its place on paper and its cell, by which it is sorted, what it is, and where it stands.
_Told = tuple[tuple[int, int, int, int], Repair, CellPlace | None]


def causes(system: System, relations: Relations, stories: Iterable[Story], ranking: Ranking) -> Iterator[RootCause]:
    """One root cause for each story, then one for the blank totals of each relation."""
    found, changed, changes = [], dict[int, int](), _Changes(system)
    for number, story in enumerate(stories, 1):
        ranked = ranking.ranked(story.repairs)
        minimal = [changes.alternative(one) for one in ranked]
        filling = [changes.alternative(one, minimal=False) for one in ranking.ranked(story.filling)]
        settled = [_named(system, row) for row in system.moves.ordered(story.rows)]
        if ranked:
            best = dict(ranked[0].deltas)
            changed |= best
            settled += ranked[0].wins
            settled += _follow(system, relations, best)
            settled += [_name(row) for cell, row in system.filled.items() if not _total(system, cell, best)]
        found.append(
            RootCause(
                number,
                (*minimal, *filling),
                tuple(dict.fromkeys(settled)),
                unique=len(minimal) == 1 and not story.stopped,
                tied=sum(one.score == ranked[0].score for one in ranked),
                stopped=story.stopped,
            )
        )
    yield from found
    yield from _blank_totals(system, changed, changes, len(found))


def _total(system: System, cell: int, changed: Mapping[int, int]) -> int:
    """What a blank total should hold once the other cells are changed."""
    row = system.filled[cell]
    moved = sum(value * changed[other] for other, value in row.coefficient.items() if other in changed)
    return system.values[cell] - moved * row.coefficient[cell]


def _named(system: System, row: int) -> Settled:
    return _name(system.rows[row])


def _name(row: Row) -> Settled:
    return row.constraint.kind, row.constraint.subject


def _follow(system: System, relations: Relations, deltas: Mapping[int, int]) -> Iterator[Settled]:
    """Inequalities that follow from the equalities, failed with them and hold once they hold."""
    moved: dict[int, int] = {}
    for cell, delta in deltas.items():
        for row, coefficient in relations.bounds.get(cell, ()):
            moved[row] = moved.get(row, 0) + coefficient * delta
    for row in sorted([row for row, change in moved.items() if change < 0]):
        one = relations.rows[row]
        if 0 < one.residual(system.values) <= -moved[row]:
            yield one.constraint.kind, one.constraint.subject


class _Changes:
    """The changes of one report as they are told; many repairs make the same ones."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._known: dict[tuple[int, int], _Told] = {}

    def alternative(self, ranked: Ranked, minimal: bool = True) -> Alternative:
        """A repair with its cells in the order in which people come to them."""
        known = self._known
        told = [known.get(change) or self._told(change) for change in ranked.deltas]
        if len(told) > 1:
            told.sort()
        return Alternative(
            tuple([repair for _, repair, _ in told]),
            tuple([place for _, _, place in told if place is not None]),
            ranked.reasons,
            minimal,
            ranked.fixed,
            ranked.reread,
        )

    def _told(self, change: tuple[int, int]) -> _Told:
        system, (cell, delta) = self._system, change
        figure = system.figure(cell)
        before = (figure.text.strip() or None) if figure else None
        repair = Repair(system.keys[cell], before, _written(system.values[cell] + delta))
        place = None if figure is None else CellPlace.of(figure)
        order = (_LAST, 0, 0, cell)
        if figure is not None:
            order = (figure.table_index, figure.grid_row, figure.grid_column, cell)
        self._known[change] = told = (order, repair, place)
        return told


#: After every table of a document.
_LAST = 10**6


def _written(value: Fraction | int) -> str:
    if type(value) is int:
        return str(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _blank_totals(system: System, changed: Mapping[int, int], changes: _Changes, number: int) -> Iterator[RootCause]:
    """Totals left blank by the same relation are one omission: fill in what the parts, once mended, add up to."""
    kinds: dict[str, list[int]] = {}
    for cell, row in system.filled.items():
        if _total(system, cell, changed):
            kinds.setdefault(row.constraint.kind, []).append(cell)
    for _, cells in sorted(kinds.items()):
        number += 1
        settled = tuple(_name(system.filled[cell]) for cell in cells)
        deltas = tuple((cell, _total(system, cell, changed) - system.values[cell]) for cell in cells)
        filled = changes.alternative(Ranked(deltas, 0, (), False, (), True))
        yield RootCause(number, (filled,), settled, unique=True, blank_total=True)


def attached(findings: Sequence[Finding], found: Sequence[RootCause]) -> tuple[list[Finding], tuple[RootCause, ...]]:
    """Findings with the root cause that accounts for them, and root causes with the findings they explain."""
    by_evaluation = {settled: cause.id for cause in reversed(found) for settled in cause.settles}
    told: dict[int, list[str]] = {}
    marked = []
    for finding in findings:
        subject = finding.outcome.subject
        number = by_evaluation.get((finding.rule, subject), by_evaluation.get(("", subject)))
        if number is not None:
            told.setdefault(number, []).append(finding.fingerprint)
        marked.append(replace(finding, root_cause=number))
    return marked, tuple(replace(cause, explains=tuple(told[cause.id])) for cause in found if cause.id in told)
