"""Relations over figures as rows of whole numbers, compiled once for each form (balance edits, ratio edits)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import Literal

from gikvalidate.arithmetic import Comparison
from gikvalidate.figures import Keys, Statutory
from gikvalidate.localise.exchanges import exchanges
from gikvalidate.localise.moves import Moves

#: How many relations are added up to show that an inequality follows from equalities.
_DEEPEST_PROOF = 2
#: How many prints of a form are kept compiled; a season has a few, and cells that cannot be read make more.
MOST_PRINTS = 64


@dataclass(frozen=True, slots=True)
class Constraint:
    """The terms (figure, coefficient), added up, stand in `relation` to `constant`.

    `kind` and `subject` name it: the rule and what the rule was evaluated on. Without a `weight` it must hold; with
    one it is a witness, which speaks for or against a repair but forces none. `total` is the figure the others add up
    to, if any.
    """

    terms: tuple[tuple[str, int], ...]
    relation: Literal["==", "<="]
    constant: int = 0
    weight: int | None = None
    kind: str = ""
    subject: str = ""
    total: str = ""


def constraint(comparison: Comparison, kind: str, subject: str = "", total: str = "") -> Constraint | None:
    """A comparison as whole-number constraint; None for the operators no repair can be searched for (<, >, !=)."""
    if comparison.operator not in {"==", "<=", ">="}:
        return None
    sign = -1 if comparison.operator == ">=" else 1
    terms: dict[str, Fraction] = {}
    for side, form in ((sign, comparison.left), (-sign, comparison.right)):
        for key, coefficient in form.terms:
            terms[key] = terms.get(key, Fraction(0)) + side * coefficient
    constant = sign * (comparison.right.constant - comparison.left.constant)
    scale = lcm(constant.denominator, *(coefficient.denominator for coefficient in terms.values()))
    whole = tuple((key, int(coefficient * scale)) for key, coefficient in terms.items() if coefficient)
    return Constraint(
        whole, "==" if comparison.operator == "==" else "<=", int(constant * scale), None, kind, subject, total
    )


class Row:
    """One constraint over cell numbers; its residual is the sum of its terms less its constant.

    Numbers beyond the figures' are exchanges of neighbours: they have no value, only an effect where they happen.
    """

    __slots__ = (
        "cells",
        "coefficient",
        "constant",
        "constraint",
        "equality",
        "implied_by",
        "lone",
        "minus",
        "plus",
        "total",
    )

    def __init__(self, coefficient: Mapping[int, int], constant: int, equality: bool, constraint: Constraint) -> None:
        self.coefficient = dict(coefficient)
        self.cells = tuple(coefficient)
        self.constant = constant
        self.equality = equality
        self.constraint = constraint
        #: A single figure whose value may not stand there, whichever way it changes.
        self.lone = not constraint.terms
        #: Equalities from which an inequality follows, as row numbers.
        self.implied_by: tuple[int, ...] = ()
        unit = all(abs(value) == 1 for value in coefficient.values())
        raised = [cell for cell, value in coefficient.items() if value == 1]
        lowered = [cell for cell, value in coefficient.items() if value == -1]
        self.plus = _gather(raised) if unit else None
        self.minus = _gather(lowered) if unit else None
        #: The one cell that is the sum of the others.
        self.total = raised[0] if unit and len(raised) == 1 else None

    def widen(self, cell: int, effect: int) -> None:
        """Take in an exchange."""
        self.coefficient[cell] = effect
        self.cells += (cell,)

    def residual(self, values: Sequence[int]) -> int:
        if self.plus is not None and self.minus is not None:
            return sum(self.plus(values)) - sum(self.minus(values)) - self.constant
        return sum(value * values[cell] for cell, value in self.coefficient.items()) - self.constant

    def broken_by(self, residual: int) -> bool:
        return residual != 0 if self.equality else residual > 0


def _gather(cells: list[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """The values of some cells at once; indexing in C is what makes a look at a whole report cheap."""
    if len(cells) > 1:
        return itemgetter(*cells)
    return itemgetter(slice(cells[0], cells[0] + 1)) if cells else itemgetter(slice(0, 0))


class Relations:
    """The constraints of one form: cells by number, rows, and which rows touch a cell.

    After the cells come the exchanges of neighbours, numbered on from them.
    """

    def __init__(self, constraints: Iterable[Constraint], keys: Keys) -> None:
        every = [one for one in constraints if one.weight is None]
        self.constraints = every
        self.keys = tuple(dict.fromkeys(key for one in every for key, _ in one.terms))
        self.number = {key: index for index, key in enumerate(self.keys)}
        self.rows = [row(one, self.number) for one in every]
        self.touching: list[tuple[int, ...]] = [()] * len(self.keys)
        for index, one in enumerate(self.rows):
            for cell in one.cells:
                self.touching[cell] += (index,)
        self.kinds = [keys.get(key.removeprefix("prior.")) for key in self.keys]
        #: The inequalities that speak of a cell, and by how much each goes up with it.
        self.bounds: dict[int, list[tuple[int, int]]] = {}
        for index, one in enumerate(self.rows):
            for cell, value in () if one.equality else one.coefficient.items():
                self.bounds.setdefault(cell, []).append((index, value))
        #: Figures that may be negative.
        self.signed = [cell for cell, kind in enumerate(self.kinds) if least(kind) is None]
        for index, one in enumerate(self.rows):
            if not one.equality:
                one.implied_by = self._proof(index)
        self.exchanges = exchanges(keys, self.number, self.rows)
        #: The numbers of the exchanges.
        self.apart = range(len(self.keys), len(self.keys) + len(self.exchanges))
        for cell, exchange in zip(self.apart, self.exchanges, strict=True):
            self.touching.append(tuple(exchange.effect))
            for index, effect in exchange.effect.items():
                self.rows[index].widen(cell, effect)
        #: The keys and kinds by number; an exchange has none.
        self.wide_keys: list[str] = [*self.keys, *[""] * len(self.apart)]
        self.wide_kinds: list[Statutory | None] = [*self.kinds, *[None] * len(self.apart)]
        #: Cells that are the total of some relation.
        self.totals = frozenset(self.number[one.total] for one in every if one.total)
        self._prints: dict[tuple[frozenset[str], tuple[int, ...]], Print] = {}

    def printed(self, absent: frozenset[str], unread: tuple[int, ...] = ()) -> Print:
        """The relations that can be evaluated on a print of the form without the `absent` figures.

        Every relation of an `unread` cell is left out.
        """
        if (known := self._prints.get((absent, unread))) is None:
            if len(self._prints) >= MOST_PRINTS:
                self._prints.clear()
            gone = {self.number[key] for key in absent if key in self.number}
            rows = {row for cell in gone for row in self.touching[cell]}
            lost = {row for cell in unread for row in self.touching[cell]}
            known = Print(self, lost | {row for row in rows if not self._there(row, gone)})
            self._prints[(absent, unread)] = known
        return known

    def _there(self, index: int, gone: set[int]) -> bool:
        """Whether each side that has cells on the form has one in this print of it."""
        coefficient = {key: value for key, value in self.rows[index].coefficient.items() if key not in self.apart}
        sides = ([cell for cell, value in coefficient.items() if value * sign > 0] for sign in (1, -1))
        return all(not gone.issuperset(side) for side in sides if side)

    def _proof(self, index: int) -> tuple[int, ...]:
        """Equalities whose sum shows that an inequality cannot fail among numbers that are not negative."""
        inequality = self.rows[index]
        slack = {cell: -value for cell, value in inequality.coefficient.items()}
        return self._shown(slack, inequality.constant, ())

    def _shown(self, slack: dict[int, int], constant: int, used: tuple[int, ...]) -> tuple[int, ...]:
        negative = next((cell for cell, value in slack.items() if value < 0), None)
        if negative is None:
            return used if constant >= 0 else ()
        if len(used) == _DEEPEST_PROOF:
            return ()
        for index in self.touching[negative]:
            one = self.rows[index]
            times, rest = divmod(-slack[negative], one.coefficient[negative])
            if not one.equality or index in used or rest:
                continue
            sum_ = dict(slack)
            for cell, value in one.coefficient.items():
                sum_[cell] = sum_.get(cell, 0) + times * value
            if proof := self._shown(sum_, constant - times * one.constant, (*used, index)):
                return proof
        return ()


class Print:
    """The rows of a form that bind, without those `dropped` and those that follow from others."""

    def __init__(self, relations: Relations, dropped: set[int]) -> None:
        every = relations.rows
        idle = {index for index, one in enumerate(every) if one.implied_by and dropped.isdisjoint(one.implied_by)}
        self.dropped = dropped
        self.rows = [index for index in range(len(every)) if index not in dropped and index not in idle]
        binding = set(self.rows)
        self.touching = [tuple(row for row in rows if row in binding) for rows in relations.touching]
        #: The rows that say that a total is the sum of its parts; other sums and differences; the others.
        plain = [index for index in self.rows if every[index].plus and not every[index].constant]
        self.totals = [
            (index, total, parts)
            for index in plain
            if (total := every[index].total) is not None and (parts := every[index].minus)
        ]
        single = {index for index, _, _ in self.totals}
        self.sums = [
            (index, plus, minus)
            for index in plain
            if index not in single and (plus := every[index].plus) and (minus := every[index].minus)
        ]
        self.weighed = sorted(set(self.rows).difference(plain))
        self.moves = Moves(every, self.touching, self.rows, relations.apart)
        #: The moves where blank totals are taken out by the rows that define them.
        self.without: dict[tuple[tuple[int, int], ...], Moves] = {}

    def residuals(self, rows: Sequence[Row], values: Sequence[int]) -> list[int]:
        """What each of the binding rows adds up to less what it should, by row number."""
        found = [0] * len(rows)
        # A look at a whole report: nearly every row is a sum, and a call for each would be most of the time.
        for index, total, parts in self.totals:
            if lack := values[total] - sum(parts(values)):
                found[index] = lack
        for index, plus, minus in self.sums:
            if lack := sum(plus(values)) - sum(minus(values)):
                found[index] = lack
        for index in self.weighed:
            found[index] = rows[index].residual(values)
        return found


def row(one: Constraint, number: Mapping[str, int]) -> Row:
    """A constraint over cell numbers."""
    return Row({number[key]: value for key, value in one.terms}, one.constant, one.relation == "==", one)


def is_whole(kind: Statutory | None) -> bool:
    """Whether a figure counts something; an amount of money may have decimals."""
    return kind is None or kind.type != "amount"


def least(kind: Statutory | None) -> int | None:
    """The least value a figure may have; a change since last year may be negative."""
    return None if kind is not None and kind.type == "change" else 0
