"""Which repair comes first: every change weighed by what could have led to the figure that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gikvalidate.findings import Words
from gikvalidate.localise.lines import Lines
from gikvalidate.localise.plausibility import Plausibility
from gikvalidate.localise.signs import Change, Signs
from gikvalidate.localise.solve import Deltas
from gikvalidate.localise.system import System
from gikvalidate.localise.testimony import Witnesses
from gikvalidate.localise.witness import Witness


class Ranked(NamedTuple):
    """A repair with its score (the lower, the more believable), the reasons, and the witnesses it wins or loses."""

    deltas: Deltas
    score: int
    reasons: tuple[Words, ...]
    reread: bool
    wins: tuple[tuple[str, str], ...]
    fixed: bool
    #: Between equal scores: how much more a case was at home where it is missed than where it is too many.
    lean: float = 1.0


class Ranking:
    """What is known of one report that bears on its repairs."""

    def __init__(
        self, system: System, totals: frozenset[int], weights: Plausibility, witnesses: Iterable[Witness],
        prior: Mapping[str, int],
    ) -> None:  # fmt: skip
        self._totals, self._weights = totals, weights
        self._signs = Signs(system, totals, weights, prior)
        self._lines = Lines(system, weights.together)
        self._witnesses = Witnesses(system, tuple(witnesses), weights)

    def ranked(self, repairs: Sequence[tuple[Deltas, bool]]) -> list[Ranked]:
        """The most believable first; of several values for the same cells only the most believable one."""
        best: dict[tuple[int, ...], Ranked] = {}
        for deltas, free in repairs:
            cells = tuple([cell for cell, _ in deltas])
            one = self._weighed(deltas, cells, not free)
            if (other := best.get(cells)) is not None:
                one = min(other, one, key=_order)._replace(fixed=False)
            best[cells] = one
        return sorted(best.values(), key=_order) if len(best) > 1 else list(best.values())

    def _weighed(self, deltas: Deltas, cells: tuple[int, ...], fixed: bool) -> Ranked:
        weights, signs = self._weights, self._signs
        part = weights.part
        score = part * len(cells)
        if not self._totals.isdisjoint(cells):
            score += (weights.total - part) * len(self._totals.intersection(cells))
        reread, missed, counted = False, 1, 1
        reasons: list[Words] = []
        alone: Sequence[Change] = deltas
        if len(deltas) == 2:
            if (joint := self._lines.of_two(*deltas)) is not None:
                evidence, _, missed, counted = joint
                score -= evidence.points
                reread = evidence.reread
                reasons.append(evidence.words)
                alone = ()
        elif len(deltas) > 2 and (joined := self._lines.joint(deltas)):
            together: Sequence[Change] = ()
            for evidence, changes, here, there in joined:
                score -= evidence.points
                reread |= evidence.reread
                reasons.append(evidence.words)
                missed, counted = missed * here, counted * there
                together = (*together, *changes) if together else changes
            alone = [] if len(together) == len(deltas) else [one for one in deltas if one not in together]
        if alone:
            told: dict[str, list[Change]] = {}
            for change in alone:
                if sign := signs[change]:
                    score -= weights.evidence[sign].points
                    told.setdefault(sign, []).append(change)
            for sign, each in told.items():
                reasons += signs.told(sign, each, len(each) == len(deltas) > 1)
        points, words, wins = self._witnesses.of(deltas)
        if len(reasons) > 1:
            reasons = list(dict.fromkeys(reasons))
        every = (*words, *reasons) if words else tuple(reasons)
        return Ranked(deltas, score - points, every, reread, wins, fixed, missed / counted)


def _order(one: Ranked) -> tuple[int, float, int, Deltas]:
    return one.score, one.lean, sum([abs(delta) for _, delta in one.deltas]), one.deltas
