"""Findings under their root causes: the identities that failed, handed to the search for the wrong cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gikvalidate.arithmetic import Comparison, Linear
from gikvalidate.checks import Check
from gikvalidate.checks.case import PRIOR, Case
from gikvalidate.checks.identity import Identity, Relations
from gikvalidate.checks.relations import Instance
from gikvalidate.figures import Keys
from gikvalidate.findings import Finding, RootCause, Severity, lanes
from gikvalidate.recognise import load_forms
from gikvalidate.submission import Submission
from gikvalidate.two_sides import two_sided

if TYPE_CHECKING:
    from gikvalidate.localise import Plausibility, Witness
    from gikvalidate.localise import Relations as Rows


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest lane first; in each, what follows from a root cause before what stands alone."""
    lane = lanes(findings)

    def place(finding: Finding) -> tuple[int, bool, int, int, str]:
        alone = finding.root_cause is None
        severity = finding.severity if finding.root_cause is None else lane[finding.root_cause]
        return severity.rank, alone, finding.root_cause or 0, finding.severity.rank, finding.rule

    return sorted(findings, key=place)


def localised(
    submission: Submission, checks: Sequence[Check], findings: list[Finding], prior: Case | None
) -> tuple[list[Finding], tuple[RootCause, ...]]:
    """The findings under their root causes; the search is only loaded where something failed.

    What `prior`, the report of the year before, says of this year's figures is a witness as the text is: it may itself
    be wrong.
    """
    identities = tuple(check.run for check in checks if isinstance(check.run, Identity))
    following = {identity.rule for identity in identities}
    if not any(one.rule in following or one.severity is not Severity.INFO for one in findings):
        return findings, ()
    from gikvalidate.localise import attached, from_claims, load_plausibility, localise

    keys = _keys(submission.figures.generation)
    weights = load_plausibility()
    witnesses = from_claims(submission.narrative.claims, tuple(keys), weights.firm, weights.loose)
    last: dict[str, int] = {}
    if prior is not None:
        witnesses += _from_prior(checks, submission.figures.generation or "", prior, weights)
        last = {key: int(value) for key, value in prior.submission.figures.plain.items() if value}
    relations = _relations(identities, submission.figures.generation)
    found = localise(submission.figures, relations, witnesses=witnesses, prior=last, weights=weights)
    findings, causes = attached(findings, found)
    return two_sided(Case(submission, prior=prior), checks, findings, causes, relations)


def _from_prior(checks: Sequence[Check], generation: str, prior: Case, weights: Plausibility) -> Iterator[Witness]:
    """The relations of this year's figures to those of the year before, these taken as given."""
    from gikvalidate.localise import constraint, witness

    firmness = {Severity.ERROR: weights.firm, Severity.WARNING: weights.loose}
    for check in checks:
        run, body = check.run, check.rule.body
        if not isinstance(run, Relations) or run.skip_blanks or body.severity not in firmness:
            continue
        for instance in run.instances.get(generation, ()):
            if instance.over_years and not instance.conditions and (given := _given(instance, prior)):
                found = constraint(given, check.rule.id, instance.subject)
                if found is not None:
                    yield witness(found, (body.title, body.title_en), firmness[body.severity])


def _given(instance: Instance, prior: Case) -> Comparison | None:
    """A relation over two years as one over this year's figures; None where last year's cannot be read."""
    before = [name.removeprefix(PRIOR) for name in instance.names if name.startswith(PRIOR)]
    if prior.unreadable(before) or not any(map(prior.has, before)):
        return None

    def here(side: Linear) -> Linear:
        last = [(name.removeprefix(PRIOR), value) for name, value in side.terms if name.startswith(PRIOR)]
        constant = side.constant + sum(value * prior.value(name) for name, value in last)
        return Linear(tuple(term for term in side.terms if not term[0].startswith(PRIOR)), constant)

    comparison = instance.comparison
    return Comparison(here(comparison.left), comparison.operator, here(comparison.right))


@lru_cache(maxsize=16)
def _relations(identities: tuple[Identity, ...], generation: str | None) -> Rows:
    """The identities of one generation, compiled once for the search for wrong cells."""
    from gikvalidate.localise import Relations as Rows
    from gikvalidate.localise import constraint

    every = (
        constraint(instance.comparison, identity.rule, instance.subject, instance.total)
        for identity in identities
        for instance in identity.instances.get(generation or "", ())
    )
    return Rows([one for one in every if one is not None], _keys(generation))


def _keys(generation: str | None) -> Keys:
    return next((form.keys for form in load_forms() if form.generation == generation), {})
