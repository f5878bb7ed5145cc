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

import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, lru_cache

from gikvalidate.grammar import Compared, ExpressionError, Named, Operation, Side, Total, side, statement

__all__ = [
    "COMPARE",
    "Comparison",
    "Exact",
    "ExpressionError",
    "Linear",
    "Sides",
    "UnknownFigureError",
    "divided",
    "exact",
    "fits",
    "matching",
    "parse_side",
    "parse_statement",
    "sides_of",
]

#: An exact number; a whole one is an int, with which Python reckons many times faster than with a Fraction.
Exact = int | Fraction
#: What the signs of comparisons mean.
COMPARE: dict[str, Callable[[Exact, Exact], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def exact(value: Decimal | Fraction | int) -> Exact:
    """The same number, as an int where it is whole."""
    if type(value) is int:
        return value
    numerator, denominator = value.as_integer_ratio()
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def divided(value: Exact, by: Exact) -> Exact:
    """The exact quotient; raises ZeroDivisionError for 0."""
    return value * by if by in {1, -1} else exact(Fraction(value) / by)


@dataclass(frozen=True)
class Linear:
    """A linear form: name → coefficient, and a constant."""

    terms: tuple[tuple[str, Exact], ...]
    constant: Exact = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.terms)

    def renamed(self, rename: Callable[[str], str]) -> Linear:
        return Linear(tuple([(rename(name), coefficient) for name, coefficient in self.terms]), self.constant)

    def value(self, values: Callable[[str], Exact]) -> Exact:
        total = self.constant
        for name, coefficient in self.terms:
            total += coefficient * values(name)
        return total


@dataclass(frozen=True)
class Comparison:
    """`left` operator `right`."""

    left: Linear
    operator: str
    right: Linear

    @cached_property
    def names(self) -> tuple[str, ...]:
        return self.left.names + self.right.names

    @cached_property
    def gap(self) -> Linear:
        """Left side less right side, every name once."""
        return _less(self.left, self.right)

    def renamed(self, rename: Callable[[str], str]) -> Comparison:
        return Comparison(self.left.renamed(rename), self.operator, self.right.renamed(rename))

    def holds_among(self, values: Mapping[str, Exact]) -> bool | None:
        """Whether it holds with `values`; None where one of its figures is not among them."""
        gap = self.gap
        total = gap.constant
        try:
            for name, coefficient in gap.terms:
                total += coefficient * values[name]
        except KeyError:
            return None
        return COMPARE[self.operator](total, 0)

    def holds(self, left: Exact, right: Exact) -> bool:
        return COMPARE[self.operator](left, right)


class UnknownFigureError(ExpressionError):
    """A name that is no figure; `near` is the known one most like it."""

    def __init__(self, column: int, name: str, near: str = "") -> None:
        zh, en = f"没有单元格 {name}", f"unknown figure {name}"
        super().__init__(column, *((f"{zh}；是 {near} 吗？", f"{en}; {near}?") if near else (zh, en)))
        self.name = name


def parse_statement(text: str, names: Collection[str]) -> tuple[Comparison, tuple[Comparison, ...]]:
    """Compile `text` over the known `names`: what must hold, and the conditions under which it must.

    Raises ExpressionError with a column and a sentence.
    """
    expected, *conditions = statement(text)
    try:
        return _comparison(expected, names), tuple(_comparison(condition, names) for condition in conditions)
    except UnknownFigureError as error:
        near = get_close_matches(error.name, names, 1, 0.5)
        raise UnknownFigureError(error.column, error.name, *near) from None


def _comparison(compared: Compared, names: Collection[str]) -> Comparison:
    return Comparison(_linear(compared.left, names), compared.operator, _linear(compared.right, names))


@lru_cache(maxsize=4096)
def parse_side(text: str, names: tuple[str, ...]) -> Linear:
    """Compile one side alone, as the readings of the lexicon write it; those of another form name unknown figures."""
    return _linear(side(text), names)


class Sides(dict[str, Linear | None]):
    """Sides over some names, each compiled when it is first asked for; None for one of another form."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = tuple(names)

    def __missing__(self, text: str) -> Linear | None:
        try:
            found: Linear | None = parse_side(text, self.names)
        except ExpressionError:
            found = None
        self[text] = found
        return found


def sides_of(forms: Mapping[str, Collection[str]]) -> Callable[[str | None], Sides]:
    """The sides over the figures of each form, by its generation; those over none where it is not known."""
    every, none = {generation: Sides(keys) for generation, keys in forms.items()}, Sides(())
    return lambda generation: every.get(generation or "", none)


def _linear(part: Side, names: Collection[str]) -> Linear:
    if isinstance(part, Fraction):
        return Linear((), exact(part))
    if isinstance(part, Named):
        return Linear(((_known(part, names), 1),))
    if isinstance(part, Total):
        found = (name for pattern in part.patterns for name in _matched(pattern, names))
        return Linear(tuple((name, 1) for name in dict.fromkeys(found)))
    left, right = _linear(part.left, names), _linear(part.right, names)
    if part.sign == "+":
        return _added(left, right)
    if part.sign == "-":
        return _less(left, right)
    return _product(part, left, right)


def _product(part: Operation, left: Linear, right: Linear) -> Linear:
    if part.sign == "/":
        if right.terms or right.constant == 0:
            raise ExpressionError(part.column, "只能除以不是 0 的数", "divide only by a number other than 0")
        return _scaled(left, Fraction(1) / right.constant)
    if left.terms and right.terms:
        zh, en = "单元格只能乘以数，不能乘以单元格", "a figure can be multiplied by a number, not by a figure"
        raise ExpressionError(part.column, zh, en)
    return _scaled(left, right.constant) if left.terms else _scaled(right, left.constant)


def _added(left: Linear, right: Linear) -> Linear:
    terms = dict(left.terms)
    for name, coefficient in right.terms:
        terms[name] = exact(terms.get(name, 0) + coefficient)
    return Linear(tuple(terms.items()), exact(left.constant + right.constant))


def _less(left: Linear, right: Linear) -> Linear:
    terms = dict(left.terms)
    for name, coefficient in right.terms:
        terms[name] = exact(terms.get(name, 0) - coefficient)
    return Linear(tuple(terms.items()), exact(left.constant - right.constant))


def _scaled(form: Linear, factor: Exact) -> Linear:
    terms = tuple((name, exact(coefficient * factor)) for name, coefficient in form.terms)
    return Linear(terms, exact(form.constant * factor))


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
    head, *middle, tail = pattern.split("*")
    likely = [name for name in names if name.startswith(head) and name.endswith(tail)]
    shortest = len(head) + len(tail)
    return [name for name in likely if (fits(name, pattern) if middle else len(name) >= shortest)]


def _matched(pattern: Named, names: Collection[str]) -> list[str]:
    return matching(pattern.name, names) or [_known(pattern, names)]


def _known(part: Named, names: Collection[str]) -> str:
    if part.name in names:
        return part.name
    raise UnknownFigureError(part.column, part.name)
