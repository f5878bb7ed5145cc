"""What the rules look at: for every statutory cell and every sort of claim, which rules would notice a wrong number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from gikvalidate.arithmetic import ExpressionError, fits, parse_side
from gikvalidate.checks import Check
from gikvalidate.checks.identity import Relations
from gikvalidate.claims import ClaimKind
from gikvalidate.narrate import Lexicon, load_lexicon
from gikvalidate.recognise import Form, first_of_its_line


@dataclass
class CellCoverage:
    """The rules that a wrong number in one cell would come up against.

    `relations` hold within the report, `years` need the report before, `told` need the text to give the number;
    `form` only ask whether it is a number at all.
    """

    relations: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    form: list[str] = field(default_factory=list)


def cells(checks: Sequence[Check], form: Form) -> dict[str, CellCoverage]:
    """Every key of a form with the rules that look at it."""
    covered = {key: CellCoverage() for key in form.keys}
    lexicon = load_lexicon()
    for check in checks:
        scope = check.rule.body.applies.generations
        if scope and form.generation not in scope:
            continue
        if isinstance(check.run, Relations):
            for instance in check.run.instances.get(form.generation, ()):
                for name in instance.names:
                    if name in covered:
                        found = covered[name].years if instance.over_years else covered[name].relations
                        _once(found, check.rule.id)
        elif check.rule.kind == "cell":
            for key, statutory in form.keys.items():
                if statutory.type in check.rule.options["types"]:
                    _once(covered[key].form, check.rule.id)
        for key in _told(check, lexicon, form):
            _once(covered[key].told, check.rule.id)
    return covered


def _told(check: Check, lexicon: Lexicon, form: Form) -> list[str]:
    """The figures behind the concepts of the text that a rule compares with the tables."""
    patterns = check.rule.options.get("subjects", ()) if check.rule.kind == "match" else ()
    names = tuple(form.keys)
    found: list[str] = []
    for subject in lexicon.links:
        if any(fits(subject, pattern) for pattern in patterns):
            for reading in lexicon.readings(subject, first_of_its_line(form.generation)):
                try:
                    found += parse_side(reading.expression, names).names
                except ExpressionError:
                    continue  # this generation has no such figure
    return found


def _once(rules: list[str], rule: str) -> None:
    if rule not in rules:
        rules.append(rule)


def claims(checks: Sequence[Check]) -> Mapping[ClaimKind, list[str]]:
    """Every sort of claim with the rules whose kind reads it."""
    covered: dict[ClaimKind, list[str]] = {kind: [] for kind in ClaimKind}
    for check in checks:
        reads = getattr(import_module(f"gikvalidate.checks.{check.rule.kind}"), "CLAIMS", ())
        # A kind that reads other claims for each sort of rule names them by its option `of`.
        for kind in reads[check.rule.options["of"]] if isinstance(reads, Mapping) else reads:
            covered[kind].append(check.rule.id)
    return covered
