"""The one line of arithmetic that rules are written in, from text to a tree; a mistake is told with its column.

    statement  = comparison ["when" comparison {"and" comparison}]
    comparison = side ("==" | "!=" | "<=" | ">=" | "<" | ">") side
    side       = product {("+" | "-") product}
    product    = atom {("*" | "/") atom}
    atom       = number | figure | "-" atom | "(" side ")" | "sum" "(" pattern {"," pattern} ")"

A figure is a name with dots; a pattern is one in which `*` stands for any characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_SPELLINGS = str.maketrans({"×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "–": "-"})
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?![\w.]))|([^\W\d]\w*(?:\.\w+)*)|(==|<=|>=|!=|[-<>+*/(),])|(\S))", re.ASCII)
_PATTERN = re.compile(r"\s*([\w*]+(?:\.[\w*]+)*)", re.ASCII)
#: A star that names several figures (refused.*, other*) and does not multiply.
_SEVERAL = re.compile(r"\.\*[\w.*]*|\*+(?=\s*($|[-+/),<>=!]))", re.ASCII)
_COMPARISONS = frozenset({"==", "!=", "<=", ">=", "<", ">"})
_LONGEST = 2000
_DEEPEST = 60


class ExpressionError(Exception):
    """An expression is not arithmetic over known names. `column` counts from 1; the sentence in two languages."""

    def __init__(self, column: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.column, self.zh, self.en = column, zh, en


class UnknownFigureError(ExpressionError):
    """An expression names a figure that is not there."""


@dataclass(frozen=True)
class Named:
    """A figure, or in a sum a pattern of figures."""

    name: str
    column: int


@dataclass(frozen=True)
class Total:
    """The sum of everything its patterns match."""

    patterns: tuple[Named, ...]


@dataclass(frozen=True)
class Operation:
    """Two sides joined by one of + - * /."""

    sign: str
    left: Side
    right: Side
    column: int


Side = Fraction | Named | Total | Operation


@dataclass(frozen=True)
class Compared:
    """Two sides and what holds between them."""

    left: Side
    operator: str
    right: Side


@lru_cache(maxsize=4096)
def statement(text: str) -> tuple[Compared, ...]:
    """What must hold, then the conditions under which it must. Raises ExpressionError."""
    return _Reader(text).statement()


@lru_cache(maxsize=4096)
def side(text: str) -> Side:
    """One side alone. Raises ExpressionError."""
    reader = _Reader(text)
    found = reader.side()
    reader.end()
    return found


class _Reader:
    """Recursive descent over the tokens of one line."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
        if len(self.text) > _LONGEST:
            raise ExpressionError(
                1, f"一行算术最多 {_LONGEST} 个字符", f"an expression has at most {_LONGEST} characters"
            )
        self.depth = 0
        self._move(0)

    def _move(self, position: int) -> None:
        """Read the token at `position`: `kind` is number, name, sign, other, or "" at the end."""
        found = _TOKEN.match(self.text, position)
        group = found.lastindex if found else None
        self.kind = ("", "number", "name", "sign", "other")[group or 0]
        self.token = found[group] if found and group else ""
        self.begin = found.start(group) if found and group else len(self.text)
        self.after = found.end() if found else len(self.text)

    @property
    def column(self) -> int:
        return self.begin + 1

    def _taken(self) -> str:
        token = self.token
        self._move(self.after)
        return token

    def statement(self) -> tuple[Compared, ...]:
        parts = [self.comparison()]
        if self.token == "when":
            self._taken()
            parts.append(self.comparison())
            while self.token == "and":
                self._taken()
                parts.append(self.comparison())
        elif self.token == "and":
            raise self._error(
                "and 只用在 when 之后；另一个等式另写一行", "“and” joins conditions behind “when”; write one more line"
            )
        self.end()
        return tuple(parts)

    def end(self) -> None:
        if self.kind:
            if self.token in _COMPARISONS:
                raise self._error("一行只写一个比较；另一个另写一行", "one comparison a line; write one more line")
            raise self._error(
                f"“{self.token}”前面少了运算符，或这里多了它",
                f"not arithmetic: “{self.token}” stands here without an operator before it",
            )

    def comparison(self) -> Compared:
        left = self.side()
        if self.token not in _COMPARISONS:
            if self.token == "=":
                raise self._error("“等于”写作 ==", "not arithmetic: “is equal to” is written ==")
            raise self._error(
                "这里要有比较：== != <= >= < >", "not arithmetic: a comparison is missing here: == != <= >= < >"
            )
        return Compared(left, self._taken(), self.side())

    def side(self) -> Side:
        return self._joined(self.product, "+-")

    def product(self) -> Side:
        return self._joined(self.atom, "*/")

    def _joined(self, part: Callable[[], Side], signs: str) -> Side:
        column = self.column
        left = part()
        while self.kind == "sign" and self.token in signs:
            left = Operation(self._taken(), left, part(), column)
        return left

    def atom(self) -> Side:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("括号套得太深", "brackets are nested too deeply")
        found = self._atom()
        self.depth -= 1
        return found

    def _atom(self) -> Side:
        column = self.column
        if self.kind == "number":
            return Fraction(self._taken())
        if self.token == "-":
            self._taken()
            return Operation("-", Fraction(0), self.atom(), column)
        if self.token == "(":
            self._taken()
            inside = self.side()
            self._close()
            return inside
        if self.token == "sum" and self.text[self.after :].lstrip()[:1] == "(":
            return self._total()
        if self.kind == "name" and self.token not in {"when", "and"}:
            if several := _SEVERAL.match(self.text, self.after):
                pattern = self.token + several[0]
                raise self._error(f"几个数要写成 sum({pattern})", f"several figures need sum({pattern})")
            return Named(self._taken(), column)
        shown = f"“{self.token}”" if self.token else ""
        raise self._error(
            f"这里要有一个数或单元格名{f'，不能是{shown}' if shown else ''}",
            f"not arithmetic: a number or the name of a figure is missing here{f', before {shown}' if shown else ''}",
        )

    def _total(self) -> Total:
        self._taken()
        patterns = []
        separator = self.begin  # of the bracket, then of each comma
        while True:
            found = _PATTERN.match(self.text, separator + 1)
            if found is None:
                self._move(separator + 1)
                raise self._error(
                    "sum( ) 里是用逗号隔开的单元格名",
                    "not arithmetic: sum( ) holds names of figures, with commas between them",
                )
            patterns.append(Named(found[1], found.start(1) + 1))
            self._move(found.end())
            if self.token != ",":
                break
            separator = self.begin
        self._close()
        return Total(tuple(patterns))

    def _close(self) -> None:
        if self.token != ")":
            raise self._error("这里少一个右括号", "not arithmetic: a closing bracket is missing here")
        self._taken()

    def _error(self, zh: str, en: str) -> ExpressionError:
        return ExpressionError(self.column, zh, en)
