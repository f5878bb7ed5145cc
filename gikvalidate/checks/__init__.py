"""Checks: one module per kind of rule, found by its name. A check is a pure function from a case to outcomes.

A kind module has `Options` (what a rule may say under `check`), `FIELDS` (what its messages may name) and `build`,
which compiles a rule once into the function that is run on every case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import Keys
from gikvalidate.findings import Words
from gikvalidate.rules import Rule
from gikvalidate.shaping import read

__all__ = ["Case", "Check", "Run", "compile_rule", "kinds"]

_NOT_KINDS = frozenset(
    {
        "at_once",
        "bounds",
        "case",
        "credence",
        "evidence",
        "explained",
        "in_doubt",
        "miscounted",
        "misread_whole",
        "misreadings",
        "passages",
        "propose",
        "relation_told",
        "relations",
        "rereading",
        "season",
        "unread_words",
        "wording",
        "wrong_share",
    }
)


@dataclass(frozen=True)
class Check:
    """A rule with its compiled check; `figures_only` ones look at figures and at nothing else of a document, those
    `of_season` at the other reports of the year.
    """

    rule: Rule
    run: Run
    figures_only: bool = False
    of_season: bool = False


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(sorted({module.name for module in iter_modules(__path__)} - _NOT_KINDS))


def compile_rule(rule: Rule, forms: Mapping[str, Keys]) -> Check:
    """Compile `rule` for the known `forms` (generation → keys); raises DataFileError where it makes no sense."""
    if rule.kind not in kinds():
        raise rule.error(("check", "kind"), *_no_kind(rule.kind))
    kind = import_module(f"{__name__}.{rule.kind}")
    options = read(kind.Options, rule.file, ("check",), rule.options)
    for name in ("message", "blank_total", "repair"):
        words = getattr(rule.body, name)
        for lang, field in words.fields() if words is not None else ():
            if field not in kind.FIELDS:
                known = ", ".join(sorted(kind.FIELDS))
                zh, en = f"没有字段 {{{field}}}；可用：{known}", f"unknown field {field}; known: {known}"
                raise rule.error((name, lang), zh, en)
    for place, generation in enumerate(rule.body.applies.generations):
        if generation not in forms:
            known = ", ".join(forms)
            zh, en = f"没有 {generation} 这种格式；有：{known}", f"unknown generation {generation}; known: {known}"
            raise rule.error(("applies", "generations", place), zh, en)
    run = kind.build(rule, options, forms)
    return Check(rule, run, getattr(kind, "FIGURES_ONLY", False), getattr(kind, "OF_SEASON", False))


def _no_kind(name: str) -> Words:
    if not name:
        return ("check 里缺少 kind（类型）", f"check has no kind; known: {', '.join(kinds())}")
    if near := get_close_matches(name, kinds(), 1):
        return (f"没有类型 {name}；是 {near[0]} 吗？", f"unknown kind {name}; {near[0]}?")
    known = ", ".join(kinds())
    return (f"没有类型 {name}；有：{known}", f"unknown kind {name}; known: {known}")
