"""Two neighbours changed by one slip: a case counted in the wrong one of them, or their figures exchanged.

Such a slip is one change of story, though it changes two cells. Pairs of cells that move the same relations in the same
way cannot be told apart by arithmetic, so they enter the search as one: what it finds is a change of the pair, which is
then any of the pairs that could have had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gikvalidate.localise.relations import Row


@dataclass(frozen=True)
class Pair:
    """Two cells side by side or one under the other; `alike` if a total counts both, so that a case may move."""

    raised: int
    lowered: int
    alike: bool


@dataclass(frozen=True)
class Exchange:
    """Pairs with one effect: what each relation gains when the one cell is raised by one and the other lowered."""

    effect: Mapping[int, int]
    pairs: tuple[Pair, ...]


def exchanges(keys: Iterable[str], number: Mapping[str, int], rows: Sequence[Row]) -> list[Exchange]:
    """The neighbours on a form, `keys` in the order of print, by their effect on its equalities."""
    effects: list[dict[int, int]] = [{} for _ in number]
    for index, row in enumerate(rows):
        if row.equality:
            for cell, value in row.coefficient.items():
                effects[cell][index] = value
    found: dict[tuple[tuple[int, int], ...], list[Pair]] = {}
    for first, second in _neighbours(keys):
        if first not in number or second not in number:
            continue
        one, other = number[first], number[second]
        shared = effects[one].keys() & effects[other].keys()
        effect = {
            index: gain
            for index in sorted(effects[one].keys() | effects[other].keys())
            if (gain := effects[one].get(index, 0) - effects[other].get(index, 0))
        }
        if not effect or not shared:
            continue
        if next(iter(effect.values())) < 0:
            one, other, effect = other, one, {index: -gain for index, gain in effect.items()}
        alike = all(effects[one][index] == effects[other][index] for index in shared)
        found.setdefault(tuple(effect.items()), []).append(Pair(one, other, alike))
    return [Exchange(dict(effect), tuple(pairs)) for effect, pairs in found.items()]


def _neighbours(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Keys side by side in a row, and one under the other in a column."""
    rows: dict[str, list[str]] = {}
    columns: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        row, _, column = key.rpartition(".")
        rows.setdefault(row, []).append(key)
        columns.setdefault((row.partition(".")[0], column), []).append(key)
    for line in (*rows.values(), *columns.values()):
        yield from pairwise(line)
