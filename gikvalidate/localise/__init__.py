"""Which cells are wrong, and what they should be: from failed relations to root causes with ranked repairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gikvalidate.figures import CellKind, Figures
from gikvalidate.findings import RootCause
from gikvalidate.localise.causes import attached, causes
from gikvalidate.localise.plausibility import Plausibility, load_plausibility
from gikvalidate.localise.rank import Ranking
from gikvalidate.localise.relations import Constraint, Relations, constraint
from gikvalidate.localise.stories import Limits, stories
from gikvalidate.localise.system import System
from gikvalidate.localise.witness import Witness, from_claims, from_constraints, witness

__all__ = [
    "Constraint",
    "Limits",
    "Plausibility",
    "Relations",
    "Witness",
    "attached",
    "constraint",
    "from_claims",
    "holds",
    "load_plausibility",
    "localise",
    "witness",
]


def holds(figures: Figures, relations: Relations, changes: Mapping[str, Fraction]) -> bool:
    """Whether every relation that bears on the figures of `changes` holds once they have these values."""
    cells = dict(figures.cells)
    for key, value in changes.items():
        written = Decimal(value.numerator) / Decimal(value.denominator)
        cells[key] = replace(cells[key], kind=CellKind.NUMBER, value=written)
    system = System(replace(figures, cells=cells), relations)
    rows = {row for key in changes if key in system.number for row in system.touching[system.number[key]]}
    return rows.isdisjoint(system.broken)


def localise(
    figures: Figures,
    relations: Relations,
    *,
    witnesses: Iterable[Witness] = (),
    further: Sequence[Constraint] = (),
    prior: Mapping[str, int] | None = None,
    weights: Plausibility | None = None,
    limits: Limits | None = None,
) -> tuple[RootCause, ...]:
    """The root causes of everything in `figures` that breaks a relation, each with all smallest repairs, ranked.

    A repair changes the fewest cells, to whole numbers that are not negative, so that every relation holds (error
    localization after Fellegi and Holt); blanks and dashes count zero, cells that cannot be read take their relations
    out. `relations` are compiled once for a form. `further` constraints hold for this report only, such as the figures
    carried over from last year; those with a weight, and the `witnesses`, force nothing but rank the repairs, as do
    last year's figures in `prior` (same keys). The same input always gives the same answer; beyond `limits` the best
    found is given and `RootCause.stopped` says so. Reads no file but the installed `weights`, when none are given.
    """
    weights = weights or load_plausibility()
    system = System(figures, relations, [one for one in further if one.weight is None])
    if not system.broken and not system.filled:
        return ()
    ranking = Ranking(system, relations.totals, weights, [*witnesses, *from_constraints(further)], prior or {})
    return tuple(causes(system, relations, stories(system, limits or Limits()), ranking))
