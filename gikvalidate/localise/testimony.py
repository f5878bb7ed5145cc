"""What the witnesses say of a repair: which it wins, which it loses, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from gikvalidate.findings import Words, in_language
from gikvalidate.localise.plausibility import Plausibility
from gikvalidate.localise.signs import Change
from gikvalidate.localise.system import System
from gikvalidate.localise.witness import Witness

#: The points for a repair (below zero: against it), the words, and the names of the witnesses it makes true.
Testimony = tuple[int, tuple[Words, ...], tuple[tuple[str, str], ...]]

_SILENCE: Testimony = (0, (), ())


class _Heard:
    """A witness on the figures as they stand: what its readings add up to, and whether it agrees.

    A reading of unknown figures is left out. `_exact` is its value where it leaves one only.
    """

    def __init__(self, one: Witness, number: Mapping[str, int], values: Sequence[int]) -> None:
        self.name = (one.rule, one.subject)
        self.weight = one.weight
        self._interval = interval = one.interval
        low, high = interval.low, interval.high
        only = low is not None and (low is high or low == high) and low.denominator == 1
        self._exact = low.numerator if only and low is not None else None
        self._readings: list[tuple[dict[int, int], int]] = []
        for terms, total in one.readings:
            coefficient: dict[int, int] = {}
            for key, value in terms:
                if (cell := number.get(key)) is None:
                    break
                coefficient[cell] = coefficient.get(cell, 0) + value
                total += value * values[cell]
            else:
                self._readings.append((coefficient, total))
        self.before = self.after(())

    def after(self, deltas: Sequence[Change]) -> bool:
        """Whether some reading agrees once the cells have changed."""
        exact = self._exact
        for coefficient, total in self._readings:
            for cell, delta in deltas:
                if cell in coefficient:
                    total += coefficient[cell] * delta
            if total == exact if exact is not None else self._interval.contains(total):
                return True
        return False


class Witnesses:
    """The witnesses of one report; each is only looked at where a repair changes a figure it speaks of."""

    def __init__(self, system: System, witnesses: Sequence[Witness], weights: Plausibility) -> None:
        self._system, self._witnesses, self._weights = system, witnesses, weights
        self._heard: dict[int, _Heard] = {}
        self._words: dict[tuple[int, bool], Words] = {}

    def of(self, deltas: Sequence[Change]) -> Testimony:
        """What they say of a repair."""
        if not self._witnesses:
            return _SILENCE
        speaking, keys = self._speaking, self._system.keys
        asked: set[int] = set()
        for cell, _ in deltas:
            if (key := keys[cell]) in speaking:
                asked.update(speaking[key])
        if not asked:
            return _SILENCE
        points = 0
        told: list[Words] = []
        wins: list[tuple[str, str]] = []
        for at in sorted(asked):
            if (heard := self._heard.get(at)) is None:
                system = self._system
                heard = self._heard[at] = _Heard(self._witnesses[at], system.number, system.values)
            if (after := heard.after(deltas)) == heard.before:
                continue
            points += heard.weight if after else -heard.weight
            told.append(self._told(at, after))
            if after:
                wins.append(heard.name)
        return points, tuple(told), tuple(wins)

    def _told(self, at: int, after: bool) -> Words:
        if (at, after) not in self._words:
            quote = self._witnesses[at].quote
            zh, en = self._weights.agrees if after else self._weights.differs
            self._words[at, after] = (
                zh.format(quote=in_language(quote, "zh")),
                en.format(quote=in_language(quote, "en")),
            )
        return self._words[at, after]

    @cached_property
    def _speaking(self) -> Mapping[str, list[int]]:
        """The witnesses that speak of a figure, by their place."""
        found: dict[str, list[int]] = {}
        for at, witness in enumerate(self._witnesses):
            for terms, _ in witness.readings:
                for key, _ in terms:
                    if key in found:
                        found[key].append(at)
                    else:
                        found[key] = [at]
        return found
