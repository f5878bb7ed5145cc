"""The one-line arithmetic of rules: linear comparisons over named figures, parsed by a grammar, never run as code.

    new_received + carried_in == outcome_total + carried_out
    total == sum(natural, business, research)
    sum(refused.*) <= new_received + carried_in
    total > 0 when prior.pending > 0 and carried_in > 0

`*` in a name stands for any characters, so `sum(other*)` takes one row or its three successors. `prior.` before a name
is the figure of the year before. `when` says under which conditions the comparison must hold. Everything compiles to
a difference of linear forms with exact rational coefficients, which one document, a matrix over many, SQL and the
search for wrong cells all read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

from gikvalidate.grammar import (
    Compared,
    ExpressionError,
    Named,
    Operation,
    Side,
    Total,
    UnknownFigureError,
    side,
    statement,
)

__all__ = [
    "Comparison",
    "ExpressionError",
    "Linear",
    "UnknownFigureError",
    "fits",
    "matching",
    "parse_side",
    "parse_statement",
]

_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


@dataclass(frozen=True)
class Linear:
    """A linear form: name → coefficient, and a constant."""

    terms: tuple[tuple[str, Fraction], ...]
    constant: Fraction = Fraction(0)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.terms)

    def renamed(self, rename: Callable[[str], str]) -> Linear:
        return Linear(tuple((rename(name), coefficient) for name, coefficient in self.terms), self.constant)

    def value(self, values: Callable[[str], Fraction]) -> Fraction:
        return sum((coefficient * values(name) for name, coefficient in self.terms), self.constant)


@dataclass(frozen=True)
class Comparison:
    """`left` operator `right`."""

    left: Linear
    operator: str
    right: Linear

    @property
    def names(self) -> tuple[str, ...]:
        return self.left.names + self.right.names

    def renamed(self, rename: Callable[[str], str]) -> Comparison:
        return Comparison(self.left.renamed(rename), self.operator, self.right.renamed(rename))

    def holds(self, left: Fraction, right: Fraction) -> bool:
        return _COMPARE[self.operator](left, right)


def parse_statement(text: str, names: Collection[str]) -> tuple[Comparison, tuple[Comparison, ...]]:
    """Compile `text` over the known `names`: what must hold, and the conditions under which it must.

    Raises ExpressionError with a column and a sentence.
    """
    expected, *conditions = statement(text)
    return _comparison(expected, names), tuple(_comparison(condition, names) for condition in conditions)


def _comparison(compared: Compared, names: Collection[str]) -> Comparison:
    return Comparison(_linear(compared.left, names), compared.operator, _linear(compared.right, names))


@lru_cache(maxsize=4096)
def parse_side(text: str, names: tuple[str, ...]) -> Linear:
    """Compile one side alone, as the readings of the lexicon write it."""
    return _linear(side(text), names)


def _linear(part: Side, names: Collection[str]) -> Linear:
    if isinstance(part, Fraction):
        return Linear((), part)
    if isinstance(part, Named):
        return Linear(((_known(part, names), Fraction(1)),))
    if isinstance(part, Total):
        found = (name for pattern in part.patterns for name in _matched(pattern, names))
        return Linear(tuple((name, Fraction(1)) for name in dict.fromkeys(found)))
    left, right = _linear(part.left, names), _linear(part.right, names)
    if part.sign == "+":
        return _added(left, right)
    if part.sign == "-":
        return _added(left, _scaled(right, Fraction(-1)))
    return _product(part, left, right)


def _product(part: Operation, left: Linear, right: Linear) -> Linear:
    if part.sign == "/":
        if right.terms or right.constant == 0:
            raise ExpressionError(part.column, "只能除以不是 0 的数", "divide only by a number other than 0")
        return _scaled(left, 1 / right.constant)
    if left.terms and right.terms:
        zh, en = "单元格只能乘以数，不能乘以单元格", "a figure can be multiplied by a number, not by a figure"
        raise ExpressionError(part.column, zh, en)
    return _scaled(left, right.constant) if left.terms else _scaled(right, left.constant)


def _added(left: Linear, right: Linear) -> Linear:
    terms = dict(left.terms)
    for name, coefficient in right.terms:
        terms[name] = terms.get(name, Fraction(0)) + coefficient
    return Linear(tuple(terms.items()), left.constant + right.constant)


def _scaled(form: Linear, factor: Fraction) -> Linear:
    return Linear(tuple((name, coefficient * factor) for name, coefficient in form.terms), form.constant * factor)


def fits(name: str, pattern: str) -> bool:
    """Whether a name is the pattern, in which `*` stands for any characters."""
    if "*" not in pattern:
        return name == pattern
    head, *middle, tail = pattern.split("*")
    if not (name.startswith(head) and name.endswith(tail)):
        return False
    at, end = len(head), len(name) - len(tail)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def matching(pattern: str, names: Collection[str]) -> list[str]:
    """The names that fit a pattern, in their order."""
    if "*" not in pattern:
        return [pattern] if pattern in names else []
    return [name for name in names if fits(name, pattern)]


def _matched(pattern: Named, names: Collection[str]) -> list[str]:
    return matching(pattern.name, names) or [_known(pattern, names)]


def _known(part: Named, names: Collection[str]) -> str:
    if part.name in names:
        return part.name
    near = get_close_matches(part.name, names, 1, 0.5)
    raise UnknownFigureError(
        part.column,
        f"没有单元格 {part.name}" + (f"；是 {near[0]} 吗？" if near else ""),
        f"unknown figure {part.name}" + (f"; {near[0]}?" if near else ""),
    )
