"""How else a document may be read: figures split in two or moved by one place, where another reading balances.

A row (or, for moved figures, a column) is re-read as a whole. Another reading is taken only if every identity through a
figure that it changes holds under it, and at least two of these failed as the row stands or could not be looked at: a
body's own slip does not look like that. A row with more or fewer figures than columns was not read; the one reading
that balances is proposed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, islice, product
from math import prod

from gikvalidate.arithmetic import Comparison, Exact, divided, exact
from gikvalidate.checks.at_once import AtOnce
from gikvalidate.checks.case import Case, Misreading, Rereading
from gikvalidate.checks.identity import Identity
from gikvalidate.checks.misreadings import LOST, other_readings
from gikvalidate.checks.wording import number
from gikvalidate.figures import CellKind, DoubtKind, Figure

_Values = Mapping[str, Exact]
_UNKNOWN = {CellKind.TEXT, CellKind.UNREADABLE}
_MOST_TRIED = 4096
_FEWEST_RESTORED = 2
_ROW_OF_TABLE = 3


@dataclass(frozen=True)
class _Line:
    """The cells of a row or a column in their order, and the figures that stand there."""

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    across: bool = True


@dataclass(frozen=True)
class _Try:
    """Another reading of a line; `way` names how, so that the same can be tried on other lines.

    `solved` is the identity that said what was lost: it holds because it was made to.
    """

    line: _Line
    misreading: Misreading
    way: tuple[str, int]
    texts: tuple[str, ...]
    values: _Values
    solved: _Relation | None = None


def reread(case: Case, identities: Iterable[Identity]) -> tuple[Rereading, ...]:
    """Every line that balances when it is read otherwise."""
    doubts = [doubt for doubt in case.submission.figures.doubts if doubt.kind is DoubtKind.COUNT]
    generation, identities = case.submission.figures.generation or "", tuple(identities)
    if not doubts and _at_once(identities, generation).hold(case.plain):
        return ()
    relations = _Relations(case, [one for identity in identities for one in _equations(identity, generation)])
    if not doubts and not relations.failing:
        return ()
    uneven = [_Line(doubt.keys, doubt.texts) for doubt in doubts if len(doubt.texts) != len(doubt.keys)]
    told = list(_balanced(uneven, relations))
    even = [line for line in _lines(case) if not relations.failing.isdisjoint(relations.within(line))]
    return tuple(told or _balanced(even, relations))


@dataclass(frozen=True, eq=False)
class _Relation:
    """An identity as the sum of its figures, each with a factor, that must be zero."""

    factors: Mapping[str, Exact]
    constant: Exact

    def gap(self, values: Mapping[str, Exact | None]) -> Exact | None:
        """What the sum is, None where a figure is not known."""
        total = self.constant
        for key, factor in self.factors.items():
            value = values.get(key)
            if value is None:
                return None
            total += factor * value
        return total


class _Relations:
    """The identities of a document's form, and which of them hold when some figures are read otherwise."""

    def __init__(self, case: Case, all_of_them: Sequence[_Relation]) -> None:
        figures = case.submission.figures
        self.printed: dict[str, Exact | None] = {}
        for key in {key for relation in all_of_them for key in relation.factors}:
            figure = figures.cells.get(key)
            known = figure.kind not in _UNKNOWN if figure is not None else key in figures.absent
            self.printed[key] = exact(figure.value or 0 if figure is not None else 0) if known else None
        self.failing = {relation for relation in all_of_them if relation.gap(self.printed)}
        #: A total that was left blank says nothing of what stands elsewhere; in its own row it may have slipped.
        self.known = {key: None if key in case.recomputed else value for key, value in self.printed.items()}
        self.through: dict[str, list[_Relation]] = {}
        for relation in all_of_them:
            for key in relation.factors:
                self.through.setdefault(key, []).append(relation)

    def read(self, values: _Values) -> Mapping[str, Exact | None]:
        return ChainMap(dict(values), self.known)

    def within(self, line: _Line) -> list[_Relation]:
        keys = set(line.keys)
        found = dict.fromkeys(relation for key in line.keys for relation in self.through.get(key, ()))
        return [relation for relation in found if keys.issuperset(relation.factors)]

    def changed(self, values: _Values) -> list[str]:
        return [key for key, value in values.items() if value != self.printed.get(key)]

    def restored(self, values: _Values, solved: Collection[_Relation | None]) -> int | None:
        """How many relations that fail or could not be looked at hold with `values`; None where one does not hold."""
        read = self.read(values)
        restored = 0
        for relation in dict.fromkeys(one for key in self.changed(values) for one in self.through.get(key, ())):
            gap = relation.gap(read)
            if gap:
                return None
            restored += (
                gap == 0 and relation not in solved and (relation in self.failing or relation.gap(self.known) is None)
            )
        return restored

    def lost(self, line: _Line, values: _Values) -> tuple[Exact, _Relation] | None:
        """What the last figure of `line` must be by an identity within the line."""
        last = line.keys[-1]
        read = self.read({**values, last: 0})
        for relation in self.within(line):
            if (factor := relation.factors.get(last)) and (gap := relation.gap(read)) is not None:
                return divided(-gap, factor), relation
        return None


@lru_cache(maxsize=64)
def _at_once(identities: tuple[Identity, ...], generation: str) -> AtOnce:
    """All equations of one generation of the form."""
    return AtOnce(one for identity in identities for one in _compared(identity, generation))


@lru_cache(maxsize=1024)
def _equations(identity: Identity, generation: str) -> tuple[_Relation, ...]:
    """The equations of an identity in one generation of the form; the same for every document."""
    return tuple(_Relation(dict(one.gap.terms), one.gap.constant) for one in _compared(identity, generation))


def _compared(identity: Identity, generation: str) -> Iterator[Comparison]:
    every = (instance.comparison for instance in identity.instances.get(generation, ()))
    return (one for one in every if one.operator == "==")


def _balanced(lines: Sequence[_Line], relations: _Relations) -> Iterator[Rereading]:
    """The lines that balance alone, or else all together; a line that does so in several ways is left alone."""
    tries = {line: list(_tries(line, relations)) for line in lines}
    alone = {line: _accepted([(one,) for one in every], relations) for line, every in tries.items()}
    if any(alone.values()):
        for found in alone.values():
            yield from _unique(found, relations)
        return
    every = [some for some in tries.values() if some]
    ways = dict.fromkeys(one.way for some in every for one in some)
    same = [tuple(one for some in every for one in some if one.way == way) for way in ways]
    together = _accepted([tried for tried in same if len(tried) == len(every) > 1], relations)
    if not together and len(every) > 1 and prod(map(len, every)) <= _MOST_TRIED:
        together = _accepted(list(product(*every)), relations)
    yield from _unique(together, relations)


def _accepted(combined: Iterable[tuple[_Try, ...]], relations: _Relations) -> list[tuple[_Try, ...]]:
    """The readings under which everything they touch holds; of several, those that mend most."""
    mended: list[tuple[int, tuple[_Try, ...]]] = []
    for tried in islice(combined, _MOST_TRIED):
        values = {key: value for one in tried for key, value in one.values.items()}
        restored = relations.restored(values, [one.solved for one in tried])
        if restored is not None and restored >= _FEWEST_RESTORED:
            mended.append((restored, tried))
    most = max((restored for restored, _ in mended), default=0)
    return [tried for restored, tried in mended if restored == most]


def _unique(found: Sequence[tuple[_Try, ...]], relations: _Relations) -> Iterator[Rereading]:
    """The one reading found; readings that give the same figures are one."""
    different = {tuple(sorted((key, value) for one in tried for key, value in one.values.items())) for tried in found}
    if len(different) != 1:
        return
    for one in found[0]:
        changed = tuple(relations.changed(one.values))
        yield Rereading(one.misreading, one.line.keys, one.line.texts, _written(one), changed)


def _written(one: _Try) -> tuple[str, ...]:
    return tuple(
        number(one.values[key]) if text == LOST else text for key, text in zip(one.line.keys, one.texts, strict=True)
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
            legible = all(cell.kind not in _UNKNOWN for cell in cells)
            if len(cells) >= _ROW_OF_TABLE and legible:
                keys, texts = (cell.key for cell in cells), (cell.text.strip() for cell in cells)
                yield _Line(tuple(keys), tuple(texts), across)


def _tries(line: _Line, relations: _Relations) -> Iterator[_Try]:
    """Every other reading of a line under which the identities within it hold."""
    within = relations.within(line)
    for reading, way, texts in other_readings(line.texts, len(line.keys), across=line.across):
        written = {key: _number(text) for key, text in zip(line.keys, texts, strict=True) if text != LOST}
        values = {key: value for key, value in written.items() if value is not None}
        if len(values) < len(written):
            continue
        solved = None
        if texts[-1] == LOST:
            lost = relations.lost(line, values)
            if lost is None or lost[0] < 0 or lost[0].denominator != 1:
                continue
            values[line.keys[-1]], solved = lost
        read = relations.read(values)
        if within and not any(relation.gap(read) for relation in within):
            yield _Try(line, reading, way, texts, values, solved)


@lru_cache(maxsize=1024)
def _number(text: str) -> Exact | None:
    flat = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[-—–−/]*", flat):
        return 0
    return exact(Fraction(flat)) if re.fullmatch(r"\d{1,18}(\.\d{1,6})?", flat) else None
