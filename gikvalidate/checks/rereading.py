"""How else a document may be read: figures split in two or moved by one place, where another reading balances.

A row (or, for moved figures, a column) is re-read as a whole. Another reading is taken only if every identity through a
figure that it changes holds under it. Where the row has as many figures as columns, at least two of these must fail as
the row stands: a body's own slip does not look like that. Where it has more or fewer, nothing was read, and the one
reading that balances is proposed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby, islice, product
from math import prod

from gikvalidate.checks.case import Case, Reading, Rereading
from gikvalidate.checks.identity import Identity, Instance
from gikvalidate.checks.wording import number
from gikvalidate.figures import CellKind, DoubtKind, Figure

_Values = Mapping[str, Fraction]
_MOST_TRIED = 4096
_MOST_JOINED = 3
_MOST_LACKING = 2
_FEWEST_MOVED = 2
_FEWEST_RESTORED = 2
_ROW_OF_TABLE = 3

#: A figure that fell off the end of its row: the row's own identity says what it was.
_LOST = "?"


@dataclass(frozen=True)
class _Line:
    """The cells of a row or a column in their order, and the figures that stand there."""

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    across: bool = True


@dataclass(frozen=True)
class _Try:
    """Another reading of a line; `way` names how, so that the same can be tried on other lines."""

    line: _Line
    reading: Reading
    way: tuple[str, int]
    texts: tuple[str, ...]
    values: _Values


def reread(case: Case, identities: Iterable[Identity]) -> tuple[Rereading, ...]:
    """Every line that balances when it is read otherwise."""
    doubts = [doubt for doubt in case.submission.figures.doubts if doubt.kind is DoubtKind.COUNT]
    relations = _Relations(case, identities)
    if not doubts and not relations.failing:
        return ()
    uneven = [_Line(doubt.keys, doubt.texts) for doubt in doubts]
    told = list(_balanced(uneven, relations, fewest=0))
    even = [line for line in _lines(case) if relations.fails_within(line)]
    return tuple(told or _balanced(even, relations, fewest=_FEWEST_RESTORED))


class _Relations:
    """The identities of a document's form, and which of them hold when some figures are read otherwise."""

    def __init__(self, case: Case, identities: Iterable[Identity]) -> None:
        generation = case.submission.figures.generation or ""
        self.case = case
        self.all = [
            instance
            for identity in identities
            for instance in identity.instances.get(generation, ())
            if instance.comparison.operator == "=="
        ]
        self.failing = {id(relation) for relation in self.all if self.holds(relation, {}) is False}
        self.through: dict[str, list[Instance]] = {}
        for relation in self.all:
            for name in relation.comparison.names:
                self.through.setdefault(name, []).append(relation)

    def holds(self, relation: Instance, values: _Values) -> bool | None:
        """Whether a relation holds with `values` for what is printed; None where a figure is not known."""
        if self.case.unreadable([name for name in relation.comparison.names if name not in values]):
            return None
        comparison, value = relation.comparison, self._value(values)
        return comparison.holds(comparison.left.value(value), comparison.right.value(value))

    def _value(self, values: _Values) -> Callable[[str], Fraction]:
        return lambda key: values[key] if key in values else self.printed(key)

    def printed(self, key: str) -> Fraction:
        """The figure as printed; a blank total is not recomputed, its blankness may come of the reading."""
        figure = self.case.figure(key)
        return Fraction(0) if figure is None or figure.value is None else Fraction(figure.value)

    def within(self, line: _Line) -> list[Instance]:
        keys = set(line.keys)
        found = {id(relation): relation for key in line.keys for relation in self.through.get(key, ())}
        return [relation for relation in found.values() if keys.issuperset(relation.comparison.names)]

    def fails_within(self, line: _Line) -> bool:
        return any(id(relation) in self.failing for relation in self.within(line))

    def changed(self, values: _Values) -> list[str]:
        figures = self.case.submission.figures.cells
        return [
            key
            for key, value in values.items()
            if figures[key].kind is CellKind.UNREADABLE or value != self.printed(key)
        ]

    def restored(self, values: _Values) -> int | None:
        """How many relations that fail or could not be looked at hold with `values`; None where one does not hold."""
        touched = {id(one): one for key in self.changed(values) for one in self.through.get(key, ())}
        held = {found: self.holds(relation, values) for found, relation in touched.items()}
        if False in held.values():
            return None
        unknown = {found for found, relation in touched.items() if self.holds(relation, {}) is None}
        return sum(1 for found, holds in held.items() if holds and (found in self.failing or found in unknown))

    def lost(self, line: _Line, values: _Values) -> Fraction | None:
        """What the last figure of `line` must be by an identity within the line."""
        last = line.keys[-1]
        for relation in self.within(line):
            if last in relation.comparison.names:
                sides = (relation.comparison.left, relation.comparison.right)
                one, other = (dict(side.terms).get(last, Fraction(0)) for side in sides)
                value = self._value({**values, last: Fraction(0)})
                left, right = (side.value(value) for side in sides)
                if one != other:
                    return (right - left) / (one - other)
        return None


def _balanced(lines: Sequence[_Line], relations: _Relations, fewest: int) -> Iterator[Rereading]:
    """The lines that balance alone, or else all together; a line that does so in several ways is left alone."""
    tries = {line: list(_tries(line, relations)) for line in lines}
    alone = {line: _accepted([(one,) for one in every], relations, fewest) for line, every in tries.items()}
    if any(alone.values()):
        for found in alone.values():
            yield from _unique(found, relations)
        return
    every = [some for some in tries.values() if some]
    ways = dict.fromkeys(one.way for some in every for one in some)
    same = [tuple(one for some in every for one in some if one.way == way) for way in ways]
    together = _accepted([tried for tried in same if len(tried) == len(every) > 1], relations, fewest)
    if not together and len(every) > 1 and prod(map(len, every)) <= _MOST_TRIED:
        together = _accepted(list(product(*every)), relations, fewest)
    yield from _unique(together, relations)


def _accepted(combined: Iterable[tuple[_Try, ...]], relations: _Relations, fewest: int) -> list[tuple[_Try, ...]]:
    found = []
    for tried in islice(combined, _MOST_TRIED):
        values = {key: value for one in tried for key, value in one.values.items()}
        restored = relations.restored(values)
        if restored is not None and restored >= max(fewest, 1):
            found.append(tried)
    return found


def _unique(found: Sequence[tuple[_Try, ...]], relations: _Relations) -> Iterator[Rereading]:
    """The one reading found; readings that give the same figures are one."""
    different = {tuple(sorted((key, value) for one in tried for key, value in one.values.items())) for tried in found}
    if len(different) != 1:
        return
    for one in found[0]:
        changed = tuple(relations.changed(one.values))
        yield Rereading(one.reading, one.line.keys, one.line.texts, _written(one), changed)


def _written(one: _Try) -> tuple[str, ...]:
    return tuple(
        number(one.values[key]) if text == _LOST else text for key, text in zip(one.line.keys, one.texts, strict=True)
    )


def _lines(case: Case) -> Iterator[_Line]:
    """Rows and columns of figures that can all be read, as they stand in the document."""
    figures = list(case.submission.figures.cells.values())
    for across in (True, False):

        def place(figure: Figure, across: bool = across) -> tuple[int, int, int]:
            here, there = figure.grid_row, figure.grid_column
            return (figure.table_index, here, there) if across else (figure.table_index, there, here)

        for _, group in groupby(sorted(figures, key=place), key=lambda figure: place(figure)[:2]):
            cells = list(group)
            legible = all(cell.kind not in {CellKind.TEXT, CellKind.UNREADABLE} for cell in cells)
            if len(cells) >= _ROW_OF_TABLE and legible:
                keys, texts = (cell.key for cell in cells), (cell.text.strip() for cell in cells)
                yield _Line(tuple(keys), tuple(texts), across)


def _tries(line: _Line, relations: _Relations) -> Iterator[_Try]:
    """Every other reading of a line under which the identities within it hold."""
    within = relations.within(line)
    for reading, way, texts in _readings(line):
        read = {key: _number(text) for key, text in zip(line.keys, texts, strict=True) if text != _LOST}
        values = {key: value for key, value in read.items() if value is not None}
        if len(values) < len(read):
            continue
        if texts[-1] == _LOST:
            lost = relations.lost(line, values)
            if lost is None or lost < 0 or lost.denominator != 1:
                continue
            values[line.keys[-1]] = lost
        if within and all(relations.holds(relation, values) is not False for relation in within):
            yield _Try(line, reading, way, texts, values)


def _readings(line: _Line) -> Iterator[tuple[Reading, tuple[str, int], tuple[str, ...]]]:
    texts = line.texts
    surplus = len(texts) - len(line.keys)
    if surplus == 0:
        if line.across:
            yield from _split(texts)
        yield from _moved(texts)
    elif 0 < surplus <= _MOST_JOINED:
        for places in combinations(range(len(texts) - 1), surplus):
            if joined := _joined(texts, places):
                yield Reading.SPLIT, ("join", places[0]), joined
        if surplus == 1:
            for place in _blanks(texts):
                yield Reading.SHIFTED, ("close", place), (*texts[:place], *texts[place + 1 :])
    elif 0 < -surplus <= _MOST_LACKING:
        for places in combinations(range(len(line.keys)), -surplus):
            filled = list(texts)
            for place in places:
                filled.insert(place, "")
            yield Reading.SHIFTED, ("gap", places[0]), tuple(filled)


def _split(texts: tuple[str, ...]) -> Iterator[tuple[Reading, tuple[str, int], tuple[str, ...]]]:
    """Two neighbours as one figure: its second half stands in a blank cell, or pushed the last figure out."""
    for place in range(len(texts) - 1):
        joined = _joined(texts, (place,))
        if not joined or texts[place + 1].strip("0") == "":
            continue
        one = joined[place]
        yield Reading.SPLIT, ("left", place), (*texts[:place], one, "", *texts[place + 2 :])
        yield Reading.SPLIT, ("right", place), (*texts[:place], "", one, *texts[place + 2 :])
        yield Reading.SPLIT, ("push", place), (*joined, _LOST)


def _moved(texts: tuple[str, ...]) -> Iterator[tuple[Reading, tuple[str, int], tuple[str, ...]]]:
    """All figures from one place on moved by one: an empty cell was lost there, or one too many came in."""
    for place in range(len(texts) - 1):
        if texts[-1] == "" and sum(map(bool, texts[place:])) >= _FEWEST_MOVED:
            yield Reading.SHIFTED, ("gap", place), (*texts[:place], "", *texts[place:-1])
    for place in _blanks(texts[:-1]):
        if sum(map(bool, texts[place:])) >= _FEWEST_MOVED:
            yield Reading.SHIFTED, ("close", place), (*texts[:place], *texts[place + 1 :], _LOST)


def _joined(texts: tuple[str, ...], places: Sequence[int]) -> tuple[str, ...]:
    """The figures with those at `places` put before their neighbours; nothing where that makes no number."""
    joined = [texts[0]]
    for place, text in enumerate(texts[1:]):
        if place in places:
            if not (joined[-1].isdigit() and text.isdigit()) or joined[-1].startswith("0"):
                return ()
            joined[-1] += text
        else:
            joined.append(text)
    return tuple(joined)


def _blanks(texts: Sequence[str]) -> list[int]:
    return [place for place, text in enumerate(texts) if not text]


def _number(text: str) -> Fraction | None:
    flat = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[-—–−/]*", flat):
        return Fraction(0)
    return Fraction(flat) if re.fullmatch(r"\d{1,18}(\.\d{1,6})?", flat) else None
