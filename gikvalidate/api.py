"""For people in notebooks: check files or frames, and have everything back as pandas frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gikvalidate import engine
from gikvalidate.findings import CellPlace, Outcome, in_language
from gikvalidate.findings import Result as Report
from gikvalidate.priors import Priors
from gikvalidate.rules import Profile
from gikvalidate.submission import Submission

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Result:
    """Checked reports. Every frame has a row per item and begins with path, agency and year; each is built when asked
    for. `reports` are the same as objects. Numbers are exact (Decimal), blanks are missing and never zero.
    """

    reports: tuple[Report, ...]
    lang: str
    _outcomes: tuple[Mapping[str, Sequence[Outcome]], ...]

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every statutory cell: key, names on the form, kind of cell, value, text."""
        from gikvalidate.frames import long_frame

        return long_frame(report.submission for report in self.reports)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Every number of the text that was understood: quote, value, bounds of what it may stand for, its links."""
        return self._frame(
            ("quote", "value", "unit", "kind", "subject", "label", "period", "low", "high", "figures", "start", "end"),
            lambda report, _: [
                (
                    claim.quote,
                    claim.quantity.value,
                    claim.quantity.unit,
                    claim.kind.value,
                    claim.subject,
                    claim.label,
                    claim.period.value,
                    claim.quantity.interval.low,
                    claim.quantity.interval.high,
                    " | ".join(reading.expression for reading in claim.readings),
                    claim.start,
                    claim.end,
                )
                for claim in report.submission.narrative.claims
            ],
        )

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Every evaluation of every rule: pass, fail, unverifiable, skipped or crashed, with its reason."""
        return self._frame(
            ("rule", "subject", "status", "reported", "expected", "difference", "reason"),
            lambda _, outcomes: [
                (
                    rule,
                    outcome.subject,
                    outcome.status.value,
                    outcome.reported,
                    outcome.expected,
                    outcome.difference,
                    in_language(outcome.reason, self.lang),
                )
                for rule, found in outcomes.items()
                for outcome in found
            ],
        )

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every failed evaluation as people read it, gravest first within a report."""
        return self._frame(
            ("rule", "severity", "message", "repair", "basis", "reported", "expected", "figures", "fingerprint"),
            lambda report, _: [
                (
                    finding.rule,
                    finding.severity.value,
                    finding.message,
                    finding.repair,
                    finding.basis,
                    finding.outcome.reported,
                    finding.outcome.expected,
                    " ".join(place.figure for place in finding.outcome.places if isinstance(place, CellPlace)),
                    finding.fingerprint,
                )
                for finding in report.findings
            ],
        )

    def _frame(
        self, columns: Sequence[str], rows: Callable[[Report, Mapping[str, Sequence[Outcome]]], list[tuple[Any, ...]]]
    ) -> pd.DataFrame:
        import pandas as pd

        lines = [
            (str(report.path), report.submission.agency, report.submission.year, *row)
            for report, outcomes in zip(self.reports, self._outcomes, strict=True)
            for row in rows(report, outcomes)
        ]
        return pd.DataFrame(lines, columns=["path", "agency", "year", *columns])


def check(
    source: Any,
    *,
    prior: Any = None,
    rules: Sequence[str | Path] = (),
    profile: Profile | None = None,
    lang: str = "zh",
) -> Result:
    """Check `source` and return a Result.

    `source` is a path, several paths, or a frame of figures; `prior` a path (or a folder), or a frame, with the
    reports of the year before. `rules` are folders of further rules. Raises DocumentError for a file that cannot be
    read, DataFileError for a bad rule, ValueError for a frame with keys that no form has.
    """
    checks = engine.compile_rules([Path(root) for root in rules], profile)
    find_prior = _finder(prior)
    reports, outcomes = [], []
    for submission in _submissions(source):
        before = find_prior(submission)
        found = engine.outcomes(submission, checks, before)
        reports.append(engine.conclude(submission, checks, found, lang, before))
        outcomes.append(found)
    return Result(tuple(reports), lang, tuple(outcomes))


def _submissions(source: Any) -> Iterable[Submission]:
    if isinstance(source, str | Path):
        return [engine.submit(Path(source))]
    if hasattr(source, "columns"):
        from gikvalidate.tabular import submissions

        return submissions(source)
    return [engine.submit(Path(path)) for path in source]


def _finder(prior: Any) -> engine.FindPrior:
    if prior is None:
        return lambda _: None
    if isinstance(prior, str | Path):
        return Priors(Path(prior))
    known = list(_submissions(prior))

    def find(submission: Submission) -> Submission | None:
        if len(known) == 1 and known[0].agency is None:
            return known[0]
        wanted = (submission.agency, submission.year and submission.year - 1)
        return next((one for one in known if (one.agency, one.year) == wanted), None)

    return find
