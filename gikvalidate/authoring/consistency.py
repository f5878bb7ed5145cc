"""Whether rules can hold together, and whether each says something that the others do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gikvalidate.arithmetic import Comparison
from gikvalidate.authoring.algebra import Bound, Equations, Row, bounds_of, on_line, point_within, row_of
from gikvalidate.authoring.faults import Fault
from gikvalidate.checks import Check
from gikvalidate.checks.identity import Identity, Relations
from gikvalidate.figures import Keys
from gikvalidate.rules import Rule


@dataclass(frozen=True)
class _Said:
    """What one rule says of one generation, as equations and bounds."""

    names: frozenset[str]
    rows: tuple[Row, ...]
    bounds: tuple[Bound, ...]

    @cached_property
    def equated(self) -> frozenset[str]:
        """The figures that stand in its equations."""
        return frozenset(name for row in self.rows for name in row if name)

    @classmethod
    def by(cls, comparisons: Iterable[tuple[Comparison, Mapping[str, str] | None]]) -> _Said:
        """Each with the key that a line has for its names, where it is laid over one."""
        names, rows, bounds = set[str](), list[Row](), list[Bound]()
        #: What is laid over all lines of a table is the same object each time.
        written: dict[int, tuple[Row | None, list[Bound]]] = {}
        for comparison, line in comparisons:
            names.update(comparison.names if line is None else map(line.__getitem__, comparison.names))
            if id(comparison) not in written:
                equation = row_of(comparison) if comparison.operator == "==" else None
                written[id(comparison)] = equation, bounds_of(comparison)
            row, least = written[id(comparison)]
            if row is not None:
                rows.append(on_line(row, line))
            bounds += [Bound(on_line(bound.row, line), bound.strict) for bound in least]
        return cls(frozenset(names), tuple(rows), tuple(bounds))


def consistency(checks: Sequence[Check], forms: Mapping[str, Keys]) -> Iterator[Fault]:
    """Rules that contradict others, that follow from others, or whose conditions can never hold."""
    rules = {check.rule.id: check.rule for check in checks}
    #: Rule → the rules it follows from in the last form; an empty list where in some form it does not follow.
    redundant: dict[str, list[str]] = {}
    blamed: set[str] = set()
    for generation, keys in forms.items():
        least = {name: 0 for name, statutory in keys.items() if statutory.type != "change"}
        said = {
            check.rule.id: _Said.by(
                (instance.statement.comparison, instance.line) for instance in check.run.instances[generation]
            )
            for check in checks
            if isinstance(check.run, Identity) and check.run.instances.get(generation)
        }
        if not _possible(said.values(), least, at_least=1):
            for name, fault in _contradictions(said, rules, least, generation):
                del said[name]
                if name not in blamed:
                    blamed.add(name)
                    yield fault
        for name in said:
            # A rule that yields to others says itself that it only stands in for them.
            if rules[name].body.yields_to or redundant.get(name, [""]) == []:
                continue
            redundant[name] = _sources(name, said, least) if _follows(name, said, least) else []
        yield from _never(checks, least, generation)
    for name, sources in redundant.items():
        if sources and name not in blamed:
            others = [source for source in sources if source]
            zh, en = (
                (f"由 {'、'.join(others)} 可以推出，是多余的", f"follows from {', '.join(others)} and is redundant")
                if others
                else ("总是成立，什么也没有说，是多余的", "always holds, says nothing and is redundant")
            )
            yield Fault.at(rules[name], ("check", "expect"), zh, en)


def _possible(said: Iterable[_Said], least: Mapping[str, int], *, at_least: int, only: str = "") -> bool:
    """Whether all can hold with every figure (or only that one) at or above a number."""
    every = list(said)
    names = frozenset().union(*(one.names for one in every))
    lowest = {name: at_least if only in {"", name} else 0 for name in least if name in names}
    try:
        equations = Equations(row for one in every for row in one.rows)
    except ValueError:
        return False
    return point_within(equations, [bound for one in every for bound in one.bounds], lowest)


def _contradictions(
    said: Mapping[str, _Said], rules: Mapping[str, Rule], least: Mapping[str, int], generation: str
) -> list[tuple[str, Fault]]:
    """The rules that cannot hold beside those before them, or only where figures are 0."""
    sound: dict[str, _Said] = {}
    faults = []
    for name, one in said.items():
        together = [*sound.values(), one]
        if _possible(together, least, at_least=1):
            sound[name] = one
            continue
        never = not _possible(together, least, at_least=0)

        def impossible(others: Sequence[str], one: _Said = one, lowest: int = 0 if never else 1) -> bool:
            return not _possible([*(sound[other] for other in others), one], least, at_least=lowest)

        others = _needed(list(sound), impossible)
        zh, en = "、".join(others), ", ".join(others)
        if never and others:
            zh, en = f"与 {zh} 矛盾（{generation}）：不可能同时成立", f"contradicts {en} in {generation}"
        elif never:
            zh, en = f"自己就不可能成立（{generation}）", f"contradicts itself in {generation}"
        else:
            own = sorted(one.names & least.keys())
            stuck = [figure for figure in own if not _possible(together, least, at_least=1, only=figure)]
            shown = ("、".join(stuck[:3]), ", ".join(stuck[:3])) if stuck else ("其中有的格", "one of its figures")
            zh = f"{f'与 {zh} 合起来，' if others else ''}只有{shown[0]} 为 0 才能成立（{generation}）"
            en = f"{f'together with {en} it' if others else 'it'} holds only where {shown[1]} is 0 ({generation})"
        faults.append((name, Fault.at(rules[name], ("check", "expect"), zh, en, grave=never or bool(stuck))))
    return faults


def _needed(names: list[str], enough: Callable[[Sequence[str]], bool]) -> list[str]:
    """Those of `names` that cannot be left out for `enough` to hold."""
    for name in list(names):
        fewer = [other for other in names if other != name]
        if enough(fewer):
            names = fewer
    return names


def _sources(rule: str, said: Mapping[str, _Said], least: Mapping[str, int]) -> list[str]:
    """The rules that a redundant one follows from; "" where it holds by itself."""
    others = _tied(said[rule], [one for name, one in said.items() if name != rule])
    names = [name for name, one in said.items() if name != rule and one in others]
    return _needed(names, lambda some: _follows(rule, {name: said[name] for name in (*some, rule)}, least)) or [""]


def _follows(rule: str, said: Mapping[str, _Said], least: Mapping[str, int]) -> bool:
    """Whether everything a rule says holds already because the others hold."""
    others = _tied(said[rule], [one for name, one in said.items() if name != rule])
    if not said[rule].equated <= frozenset().union(*(one.equated for one in others)):
        return False  # no other equation speaks of one of its figures
    equations = Equations(row for one in others for row in one.rows)
    if any(equations.reduced(row) for row in said[rule].rows):
        return False
    bounds = [bound for one in others for bound in one.bounds]
    names = said[rule].names.union(*(one.names for one in others))
    lowest = {name: value for name, value in least.items() if name in names}
    return not any(point_within(equations, bounds, lowest, bound) for bound in said[rule].bounds)


def _tied(rule: _Said, others: Sequence[_Said]) -> list[_Said]:
    """Those of `others` that share figures with a rule, or with one that does."""
    names, tied = set(rule.names), list[_Said]()
    while more := [one for one in others if one not in tied and one.names & names]:
        tied += more
        names.update(*(one.names for one in more))
    return tied


def _never(checks: Sequence[Check], least: Mapping[str, int], generation: str) -> Iterator[Fault]:
    """Rules whose conditions exclude one another."""
    for check in checks:
        if not isinstance(check.run, Relations):
            continue
        for instance in check.run.instances.get(generation, ())[:1]:
            if not instance.conditions:
                continue
            conditions = _Said.by((condition, None) for condition in instance.conditions)
            lowest = {name: 0 for name in conditions.names if least.get(name.removeprefix("prior."), 0) == 0}
            if not _possible([conditions], lowest, at_least=0):
                zh, en = f"条件永远不会成立（{generation}）", f"its conditions can never hold ({generation})"
                yield Fault.at(check.rule, ("check", "expect"), zh, en)
