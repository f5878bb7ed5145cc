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

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

_GRAMMAR = r"""
    statement: comparison ["when" comparison ("and" comparison)*]
    comparison: side OPERATOR side
    ?side: product | side "+" product -> add | side "-" product -> subtract
    ?product: atom | product "*" atom -> multiply | product "/" atom -> divide
    ?atom: NUMBER -> number
         | "-" atom -> negate
         | "sum" "(" NAME ("," NAME)* ")" -> total
         | NAME -> name
         | "(" side ")"
    OPERATOR: "==" | "<=" | ">=" | "!=" | "<" | ">"
    NUMBER: /\d+(\.\d+)?/
    NAME: /[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+|\.\*|\*)*/
    %import common.WS
    %ignore WS
"""
_SPELLINGS = str.maketrans({"×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-"})
_LONGEST = 2000
_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}


class ExpressionError(Exception):
    """An expression is not arithmetic over known names. `column` counts from 1."""

    def __init__(self, column: int, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


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


def parse_statement(text: str, names: Sequence[str]) -> tuple[Comparison, tuple[Comparison, ...]]:
    """Compile `text` over the known `names`: what must hold, and the conditions under which it must.

    Raises ExpressionError with a column and a sentence.
    """
    expected, *conditions = _parse(text, "statement").children
    return _comparison(expected, names), tuple(_comparison(tree, names) for tree in conditions if tree is not None)


def _comparison(tree: Tree[Any], names: Sequence[str]) -> Comparison:
    left, operator, right = tree.children
    return Comparison(_linear(left, names), str(operator), _linear(right, names))


@lru_cache(maxsize=4096)
def parse_side(text: str, names: tuple[str, ...]) -> Linear:
    """Compile one side alone, as the readings of the lexicon write it."""
    return _linear(_parse(text, "side"), names)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, start=["statement", "side"], parser="lalr", propagate_positions=True)


def _parse(text: str, start: str) -> Tree[Any]:
    plain = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
    if len(plain) > _LONGEST:
        raise ExpressionError(1, f"an expression has at most {_LONGEST} characters")
    try:
        return _parser().parse(plain, start=start)
    except UnexpectedInput as error:
        column = getattr(error, "column", 1)
        raise ExpressionError(column if column > 0 else len(plain), "this is not arithmetic over figures") from error
    except RecursionError as error:
        raise ExpressionError(1, "brackets are nested too deeply") from error


def _linear(tree: Tree[Any] | Token, names: Sequence[str]) -> Linear:
    assert isinstance(tree, Tree)
    parts = tree.children
    match tree.data:
        case "number":
            return Linear((), Fraction(str(parts[0])))
        case "name":
            return _sum(parts, names, single=True)
        case "total":
            return _sum(parts, names, single=False)
        case "negate":
            return _scaled(_linear(parts[0], names), Fraction(-1))
        case "add":
            return _added(_linear(parts[0], names), _linear(parts[1], names))
        case "subtract":
            return _added(_linear(parts[0], names), _scaled(_linear(parts[1], names), Fraction(-1)))
        case "multiply" | "divide":
            return _product(tree, names)
    raise AssertionError(tree.data)


def _product(tree: Tree[Any], names: Sequence[str]) -> Linear:
    left, right = (_linear(part, names) for part in tree.children)
    column = getattr(tree.meta, "column", 1)
    if tree.data == "divide":
        if right.terms or right.constant == 0:
            raise ExpressionError(column, "divide only by a number other than 0")
        return _scaled(left, 1 / right.constant)
    if left.terms and right.terms:
        raise ExpressionError(column, "a figure can be multiplied by a number, not by a figure")
    return _scaled(left, right.constant) if left.terms else _scaled(right, left.constant)


def _added(left: Linear, right: Linear) -> Linear:
    terms = dict(left.terms)
    for name, coefficient in right.terms:
        terms[name] = terms.get(name, Fraction(0)) + coefficient
    return Linear(tuple(terms.items()), left.constant + right.constant)


def _scaled(form: Linear, factor: Fraction) -> Linear:
    return Linear(tuple((name, coefficient * factor) for name, coefficient in form.terms), form.constant * factor)


def _sum(tokens: Sequence[Any], names: Sequence[str], *, single: bool) -> Linear:
    terms: dict[str, Fraction] = {}
    for token in tokens:
        pattern = str(token)
        found = [name for name in names if fnmatchcase(name, pattern)] if "*" in pattern else [pattern]
        if single and "*" in pattern:
            raise ExpressionError(token.column, f"several figures need sum({pattern})")
        if not found or (found == [pattern] and pattern not in names):
            near = get_close_matches(pattern, names, 1, 0.5)
            raise ExpressionError(token.column, f"unknown figure {pattern}" + (f"; {near[0]}?" if near else ""))
        for name in found:
            terms[name] = Fraction(1)
    return Linear(tuple(terms.items()))
