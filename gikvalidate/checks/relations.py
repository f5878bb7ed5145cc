"""From a line of arithmetic to the relations it stands for: one for every row or column that it is laid over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Literal

from gikvalidate.arithmetic import Comparison, ExpressionError, UnknownFigureError, fits, matching, parse_statement
from gikvalidate.checks.case import PRIOR
from gikvalidate.figures import Keys
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape


class Options(Shape):
    """`expect` over the `rows` or `columns` of a table ("t3.columns"), or over full keys when `over` is left out.

    `only` narrows `over` to rows or columns of these patterns. `total` names the figure that the others add up to:
    blank over non-zero parts, it is itself at fault, and every other relation uses what it should hold. With `each`,
    the name "each" in `expect` stands for every figure that matches one of its patterns in turn. `blank` says what a
    blank cell means: zero, or that the relation says nothing (skip). In a table that is `open` a row of no known
    meaning may be a part as well, so that a total above the known parts proves nothing; neither does it where fewer
    than `least` parts are printed.
    """

    expect: str | tuple[str, ...]
    over: str = ""
    only: tuple[str, ...] = ()
    total: str = ""
    each: tuple[str, ...] = ()
    blank: Literal["zero", "skip"] = "zero"
    open: bool = False
    least: int = 0


@dataclass(frozen=True)
class Statement:
    """What must hold and the conditions under which it must, in the names of the rule."""

    suffix: str
    comparison: Comparison
    conditions: tuple[Comparison, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(chain(self.comparison.names, *(condition.names for condition in self.conditions)))


@dataclass(frozen=True)
class Instance:
    """The relation on one row, column or set of keys, and the conditions under which it must hold.

    `line` is the key of each name where a statement is laid over rows or columns; it is written out in them when it
    is first asked for, as of most forms a run never asks.
    """

    subject: str
    statement: Statement
    total: str = ""
    line: Mapping[str, str] | None = None

    @cached_property
    def comparison(self) -> Comparison:
        return self._on_line(self.statement.comparison)

    @cached_property
    def conditions(self) -> tuple[Comparison, ...]:
        return tuple(map(self._on_line, self.statement.conditions))

    def _on_line(self, comparison: Comparison) -> Comparison:
        return comparison if self.line is None else comparison.renamed(self.line.__getitem__)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(chain(self.comparison.names, *(condition.names for condition in self.conditions)))

    @cached_property
    def years_back(self) -> int:
        """The most years before its own that it looks at."""
        return max([name.startswith(PRIOR) + name.startswith(PRIOR * 2) for name in self.names], default=0)

    @property
    def over_years(self) -> bool:
        return self.years_back > 0

    @cached_property
    def spoken_of(self) -> tuple[tuple[str, ...], ...]:
        """The figures of either side, and those of each year before that a side or a condition speaks of."""
        compared = (self.comparison, *self.conditions)
        sides = [side.names for one in compared for side in (one.left, one.right)]
        before = [tuple(n for n in names if n.startswith(PRIOR * back)) for names in sides for back in (1, 2)]
        return tuple(names for names in (*sides[:2], *before) if names)


def instances(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> dict[str, tuple[Instance, ...]]:
    """The relations of every generation the rule is for; raises DataFileError where it names what is not there."""
    generations = rule.body.applies.generations or _with_table(options.over.partition(".")[0], forms)
    back = years(options)
    # The year before may have had another form.
    before = tuple(dict.fromkeys(chain.from_iterable(forms.values()))) if back else ()
    matched: set[str] = set()
    found: dict[str, tuple[Instance, ...]] = {}
    #: Generations with the same figures have the same relations.
    of_keys: dict[tuple[str, ...], tuple[Instance, ...]] = {}
    for generation in generations:
        keys = tuple(forms[generation])
        if keys not in of_keys:
            of_keys[keys] = tuple(_instances(rule, options, generation, keys, back, before, matched))
        found[generation] = of_keys[keys]
    for index, pattern in enumerate(options.each):
        if pattern not in matched:
            raise rule.error(("check", "each", index), f"没有单元格符合 {pattern}", f"no figure matches {pattern}")
    return found


def years(options: Options) -> int:
    """How many years before its own a rule looks at."""
    text = options.expect if isinstance(options.expect, str) else " ".join(options.expect)
    return 2 if PRIOR * 2 in text else int(PRIOR in text)


def _with_table(table: str, forms: Mapping[str, Keys]) -> tuple[str, ...]:
    """The generations that have the table; all where none has, so that the mistake is told."""
    having = [generation for generation, keys in forms.items() if _split(tuple(keys), table, by_column=True)]
    return tuple(having or forms)


def _instances(
    rule: Rule,
    options: Options,
    generation: str,
    keys: tuple[str, ...],
    back: int,
    before: tuple[str, ...],
    matched: set[str],
) -> Iterator[Instance]:
    """The relations of one generation with `keys` and, up to `back` years before, the keys `before`.

    The patterns of `each` that it has figures for are `matched`.
    """
    if not options.over:
        for statement in _statements(rule, options, generation, _over_years(keys, before, back), matched):
            yield Instance(statement.suffix, statement, options.total)
        return
    table, lines = _lines(rule, options, keys)
    known = dict(lines)
    for year in _ago(back):
        for subject, line in _split(before, table, by_column=options.over.endswith("columns"), ago=year).items():
            known[subject] = {**known.get(subject, {}), **line}
    names = dict.fromkeys(chain.from_iterable(known.values()))
    statements = list(_statements(rule, options, generation, names, matched))
    for subject in lines:
        here = known[subject]
        for statement in statements:
            if statement.names <= here.keys():
                yield Instance(
                    f"{table}.{subject}" + (f":{statement.suffix}" if statement.suffix else ""),
                    statement,
                    here[options.total] if options.total else "",
                    here,
                )


def _ago(back: int) -> list[str]:
    """What stands before the names of each of the years before."""
    return [PRIOR * year for year in range(1, back + 1)]


@lru_cache(maxsize=32)
def _over_years(keys: tuple[str, ...], before: tuple[str, ...], back: int) -> Mapping[str, None]:
    """The keys of a generation and those of so many years before."""
    return dict.fromkeys((*keys, *(year + key for year in _ago(back) for key in before)))


def _lines(rule: Rule, options: Options, keys: tuple[str, ...]) -> tuple[str, Mapping[str, Mapping[str, str]]]:
    """The table that `over` names, and its rows or columns that `only` leaves, each as name → key."""
    table, _, axis = options.over.partition(".")
    lines = _split(keys, table, by_column=axis == "columns")
    if not lines or axis not in {"rows", "columns"}:
        raise rule.error(
            ("check", "over"),
            f"over 写表名和 rows 或 columns，如 t3.columns，不能是“{options.over}”",
            f"over names a table and its rows or columns (t3.columns), not {options.over}",
        )
    for index, pattern in enumerate(options.only):
        if not matching(pattern, lines):
            zh, en = f"{options.over} 里没有 {pattern}", f"{options.over} has no {pattern}"
            raise rule.error(("check", "only", index), zh, en)
    if options.only:
        lines = {name: line for name, line in lines.items() if any(fits(name, only) for only in options.only)}
    return table, lines


@lru_cache(maxsize=256)
def _split(keys: tuple[str, ...], table: str, *, by_column: bool, ago: str = "") -> Mapping[str, Mapping[str, str]]:
    """The cells of a table by column or row: subject → name of the other axis → key, both of so many years `ago`."""
    lines: dict[str, dict[str, str]] = {}
    prefix = f"{table}."
    for key in keys:
        if key.startswith(prefix):
            row, _, column = key.partition(".")[2].rpartition(".")
            subject, name = (column, row) if by_column else (row, column)
            lines.setdefault(subject, {})[ago + name] = ago + key
    return lines


def _statements(
    rule: Rule, options: Options, generation: str, names: Mapping[str, None], matched: set[str]
) -> Iterator[Statement]:
    """Each line of `expect`, or one for every figure that `each` stands for; told apart by a suffix."""
    lines = (options.expect,) if isinstance(options.expect, str) else options.expect
    found = {pattern: matching(pattern, names) for pattern in options.each}
    matched.update(pattern for pattern in found if found[pattern])
    stood_for = dict.fromkeys(chain(*found.values()))
    known = {**names, "each": None} if options.each else names
    for index, line in enumerate(lines):
        trail = ("check", "expect") if isinstance(options.expect, str) else ("check", "expect", index)
        try:
            comparison, conditions = parse_statement(line, known)
        except ExpressionError as error:
            zh, en = (f"{generation} ", f" in {generation}") if isinstance(error, UnknownFigureError) else ("", "")
            raise rule.error(
                trail,
                f"expect 第 {error.column} 个字符：{zh}{error.zh}",
                f"expect, character {error.column}{en}: {error.en}",
            ) from error
        if options.total and options.total not in comparison.names:
            zh, en = f"expect 里没有 {options.total}", f"{options.total} does not occur in expect"
            raise rule.error(("check", "total"), zh, en)
        number = str(index + 1) if index else ""
        if not options.each:
            yield Statement(number, comparison, conditions)
            continue
        for name in stood_for:

            def stand_in(written: str, name: str = name) -> str:
                return name if written == "each" else written

            renamed = tuple(condition.renamed(stand_in) for condition in conditions)
            yield Statement(name + number, comparison.renamed(stand_in), renamed)
