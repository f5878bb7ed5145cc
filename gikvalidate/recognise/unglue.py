"""Figures of one row that stand without a space between them, taken apart where that can be done in one way only.

What is certain: no figure begins with a zero, a figure that is within another is not the greater one, a part is not
more than its whole in any column. Where these leave a choice, the splits under which the parts add up to their whole in
every column decide, and a number of the text given under the row's own name. Nothing is taken because it is likelier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from math import prod

Split = tuple[str, ...]

_MOST_DIGITS = 30
_MOST_COMBINATIONS = 50_000
#: A shorter number stands in a text too often to witness anything.
_WITNESS_DIGITS = 3


@dataclass(frozen=True)
class GluedRow:
    """The digits of one row; `whole` is the position of the row it is a part of, `witnesses` are its known numbers."""

    digits: str
    whole: int | None = None
    witnesses: frozenset[str] = frozenset()


def unglued(rows: Sequence[GluedRow], columns: int, within: Sequence[tuple[int, int]]) -> list[Split | None]:
    """For each row its figures, or None where its digits can be read in several ways or in none.

    `within` are pairs of columns of which the first is part of the second.
    """
    choices = [_witnessed(row, _splits(row.digits, columns, within)) for row in rows]
    groups: dict[int, list[int]] = {}
    for position, row in enumerate(rows):
        if row.whole is not None:
            groups.setdefault(row.whole, []).append(position)
    settled: dict[int, list[Split]] = dict(enumerate(choices))
    for whole, parts in groups.items():
        settled |= _group(whole, parts, choices)
    return [settled[position][0] if len(settled[position]) == 1 else None for position in range(len(rows))]


def _splits(digits: str, columns: int, within: Sequence[tuple[int, int]]) -> list[Split]:
    """Every way to read `digits` as figures of one row; numbers with spaces between them are apart already."""
    apart = digits.split()
    if len(apart) == columns:
        return [tuple(apart)]
    if len(apart) > 1 or not digits.isdigit() or len(digits) > _MOST_DIGITS:
        return []
    found = []
    for cuts in combinations(range(1, len(digits)), columns - 1):
        parts = tuple(digits[start:end] for start, end in zip((0, *cuts), (*cuts, len(digits)), strict=True))
        leading = any(len(part) > 1 and part[0] == "0" for part in parts)
        if not leading and all(Decimal(parts[inner]) <= Decimal(parts[outer]) for inner, outer in within):
            found.append(parts)
    return found


def _witnessed(row: GluedRow, choices: list[Split]) -> list[Split]:
    """The one choice whose first figure the text gives for this row, or all."""
    told = [choice for choice in choices if len(choice[0]) >= _WITNESS_DIGITS and choice[0] in row.witnesses]
    return told if len(told) == 1 else choices


def _group(whole: int, every: list[int], choices: Sequence[list[Split]]) -> Mapping[int, list[Split]]:
    """What is left of the choices of a whole and its parts; nothing is taken away where all would go."""
    parts = [part for part in every if choices[part]]
    wholes = [
        total
        for total in choices[whole]
        if all(any(_fits(part, total) for part in choices[position]) for position in parts)
    ]
    if not wholes:
        return {}
    left = {
        position: [part for part in choices[position] if any(_fits(part, total) for total in wholes)]
        for position in parts
    } | {whole: wholes}
    if all(len(some) == 1 for some in left.values()) or parts != every:
        return left
    return _adding_up(whole, parts, left) or left


def _adding_up(whole: int, parts: list[int], left: Mapping[int, list[Split]]) -> Mapping[int, list[Split]]:
    """The choices under which the parts add up in every column, empty where none do or there are too many to try."""
    every = [whole, *parts]
    if prod(len(left[position]) for position in every) > _MOST_COMBINATIONS:
        return {}
    kept: dict[int, dict[Split, None]] = {position: {} for position in every}
    for total, *chosen in product(*(left[position] for position in every)):
        if all(Decimal(total[column]) == sum(Decimal(part[column]) for part in chosen) for column in range(len(total))):
            for position, split in zip(every, (total, *chosen), strict=True):
                kept[position][split] = None
    return {position: list(splits) for position, splits in kept.items()} if kept[whole] else {}


def _fits(part: Split, whole: Split) -> bool:
    return all(Decimal(inner) <= Decimal(outer) for inner, outer in zip(part, whole, strict=True))
