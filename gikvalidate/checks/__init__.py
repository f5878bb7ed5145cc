"""Checks: one module per kind of rule, found by its name. A check is a pure function from a case to outcomes.

A kind module has `Options` (what a rule may say under `check`), `FIELDS` (what its messages may name) and `build`,
which compiles a rule once into the function that is run on every case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import Keys
from gikvalidate.rules import Rule, validated

__all__ = ["Case", "Check", "Run", "compile_rule", "kinds"]

_NOT_KINDS = frozenset({"case", "credence", "in_doubt", "passages", "propose", "rereading", "wording"})


@dataclass(frozen=True)
class Check:
    """A rule with its compiled check."""

    rule: Rule
    run: Run


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """The names of all kinds."""
    return tuple(sorted({module.name for module in iter_modules(__path__)} - _NOT_KINDS))


def compile_rule(rule: Rule, forms: Mapping[str, Keys]) -> Check:
    """Compile `rule` for the known `forms` (generation → keys); raises DataFileError where it makes no sense."""
    if rule.kind not in kinds():
        raise rule.error(("check", "kind"), f"unknown kind {rule.kind!r}; known: {', '.join(kinds())}")
    kind = import_module(f"{__name__}.{rule.kind}")
    options = validated(rule.file, ("check",), kind.Options, rule.options)
    for name in ("message", "blank_total", "repair"):
        words = getattr(rule.body, name)
        if words is not None and (unknown := words.fields() - kind.FIELDS):
            raise rule.error((name,), f"unknown field {sorted(unknown)[0]}; known: {', '.join(sorted(kind.FIELDS))}")
    for generation in rule.body.applies.generations:
        if generation not in forms:
            raise rule.error(("applies", "generations"), f"unknown generation {generation}; known: {', '.join(forms)}")
    return Check(rule, kind.build(rule, options, forms))
