"""Findings under their root causes: the identities that failed, handed to the search for the wrong cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gikvalidate.checks import Check
from gikvalidate.checks.identity import Identity
from gikvalidate.figures import Keys
from gikvalidate.findings import Finding, RootCause
from gikvalidate.recognise import load_forms
from gikvalidate.submission import Submission

if TYPE_CHECKING:
    from gikvalidate.localise import Relations


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest lane first; in each, what follows from a root cause before what stands alone."""
    lanes: dict[int | None, int] = {}
    for finding in findings:
        if finding.root_cause is not None:
            lane = lanes.get(finding.root_cause, finding.severity.rank)
            lanes[finding.root_cause] = min(lane, finding.severity.rank)

    def place(finding: Finding) -> tuple[int, bool, int, int, str]:
        alone = finding.root_cause is None
        lane = finding.severity.rank if alone else lanes[finding.root_cause]
        return lane, alone, finding.root_cause or 0, finding.severity.rank, finding.rule

    return sorted(findings, key=place)


def localised(
    submission: Submission, checks: Sequence[Check], findings: list[Finding]
) -> tuple[list[Finding], tuple[RootCause, ...]]:
    """The findings under their root causes; the search is only loaded where something failed."""
    identities = tuple(check.run for check in checks if isinstance(check.run, Identity))
    if not identities or not findings:
        return findings, ()
    from gikvalidate.localise import attached, from_claims, load_plausibility, localise

    keys = _keys(submission.figures.generation)
    weights = load_plausibility()
    claims = from_claims(submission.narrative.claims, tuple(keys), weights.firm, weights.loose)
    relations = _relations(identities, submission.figures.generation)
    return attached(findings, localise(submission.figures, relations, witnesses=claims, weights=weights))


@lru_cache(maxsize=16)
def _relations(identities: tuple[Identity, ...], generation: str | None) -> Relations:
    """The identities of one generation, compiled once for the search for wrong cells."""
    from gikvalidate.localise import Relations, constraint

    every = (
        constraint(instance.comparison, identity.rule, instance.subject, instance.total)
        for identity in identities
        for instance in identity.instances.get(generation or "", ())
    )
    return Relations([one for one in every if one is not None], _keys(generation))


def _keys(generation: str | None) -> Keys:
    return next((form.keys for form in load_forms() if form.generation == generation), {})
