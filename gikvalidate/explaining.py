"""Failed outcomes made readable, and outcomes counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gikvalidate.findings import Finding, Ledger, Outcome, Status, in_language
from gikvalidate.rules import Rule, said_in


def explain(rule: Rule, found: Iterable[Outcome], lang: str) -> list[Finding]:
    """The failed outcomes of a rule as findings in "zh" or "en"."""
    return [_finding(rule, outcome, lang) for outcome in found if outcome.status is Status.FAIL]


def _finding(rule: Rule, outcome: Outcome, lang: str) -> Finding:
    fields = {name: in_language(words, lang) for name, words in outcome.fields.items()}
    severity = rule.body.severity
    if outcome.at_most is not None and outcome.at_most.rank > severity.rank:
        severity = outcome.at_most
    repair = getattr(rule.body.repair, lang).format_map(fields)
    message = rule.body.blank_total if outcome.blank_total and rule.body.blank_total else rule.body.message
    return Finding(
        rule=rule.id,
        title=rule.body.title_en if lang == "en" else rule.body.title,
        severity=severity,
        message=getattr(message, lang).format_map(fields),
        repair=repair,
        basis=said_in(lang, rule.body.basis, rule.body.basis_en),
        doubt=in_language(outcome.doubt or "", lang),
        outcome=outcome,
    )


def counted(passed: int, others: Iterable[Outcome]) -> Ledger:
    """The ledger of so many outcomes that passed, and of others."""
    counts = Counter([outcome.status for outcome in others])
    return Ledger(
        checked=passed + counts[Status.FAIL] + counts[Status.UNVERIFIABLE],
        passed=passed,
        failed=counts[Status.FAIL],
        unverifiable=counts[Status.UNVERIFIABLE],
        skipped=counts[Status.SKIPPED],
        crashed=counts[Status.CRASHED],
    )
