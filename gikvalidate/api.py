"""For people in notebooks: check files or frames, and have everything back as pandas frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gikvalidate import engine
from gikvalidate.claims import Exact
from gikvalidate.document import DocumentError
from gikvalidate.findings import CellPlace, Outcome, in_language
from gikvalidate.findings import Result as Report
from gikvalidate.priors import Priors, Shelf, filed
from gikvalidate.rules import PROFILES, Profile
from gikvalidate.submission import Earlier, Submission

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
                    _fraction(claim.quantity.interval.low),
                    _fraction(claim.quantity.interval.high),
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
    rules: str | Path | Sequence[str | Path] = (),
    profile: Profile | None = None,
    lang: str = "zh",
) -> Result:
    """Check `source` and return a Result.

    `source` is a path, several paths, or a frame of figures (docs/python.md); `prior` a path (or a folder), several, or
    a frame, with the reports of the year before. `rules` are folders of further rules, `profile` one of "self-check",
    "audit" and "archive", `lang` "zh" or "en".

    Raises DocumentError for a file that cannot be read, DataFileError for a bad rule, ValueError for a frame that no
    form has and for a folder, profile or language that there is not, TypeError for a source of another kind.
    """
    if lang not in ("zh", "en"):
        raise ValueError(f"语言是 zh 或 en，不是 {lang} · the language is zh or en, not {lang}")
    if profile is not None and profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise ValueError(f"用途是 {known}，不是 {profile} · a profile is one of {known}, not {profile}")
    checks = engine.compile_rules(_folders(rules), profile)
    find_prior = _finder(prior)
    reports, outcomes = [], []
    for submission in _submissions(source):
        before = find_prior(submission)
        case = engine.prepared(submission, checks, before)
        found = engine.evaluated(case, checks)
        reports.append(engine.conclude(submission, checks, found, lang, case.prior))
        outcomes.append(found)
    return Result(tuple(reports), lang, tuple(outcomes))


def _folders(rules: str | Path | Sequence[str | Path]) -> list[Path]:
    folders = [Path(root) for root in ([rules] if isinstance(rules, str | Path) else rules)]
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"没有规则目录 {folder} · there is no folder of rules {folder}")
    return folders


def _submissions(source: Any) -> Iterable[Submission]:
    if isinstance(source, str | Path):
        return [engine.submit(Path(source))]
    if hasattr(source, "columns"):
        from gikvalidate.tabular import submissions

        return submissions(source)
    if isinstance(source, Mapping | bytes) or not isinstance(source, Iterable):
        raise _not_a_source(source)
    paths = list(source)
    for path in paths:
        if not isinstance(path, str | Path):
            raise _not_a_source(source if hasattr(source, "iloc") else path)
    return [engine.submit(Path(path)) for path in paths]


def _not_a_source(given: object) -> TypeError:
    kind = type(given).__name__
    return TypeError(
        f"要给出路径、几个路径或一张表（DataFrame），不是 {kind}；文件内容先存成文件，指标先做成 DataFrame · "
        f"a path, several paths or a DataFrame is wanted, not {kind}; write the bytes of a report to a file, and make "
        "figures a frame by pd.DataFrame([figures])"
    )


def _fraction(bound: Exact | None) -> Fraction | None:
    """A bound in a frame: of ints and blanks pandas would make floats."""
    return None if bound is None else Fraction(bound)


def _finder(prior: Any) -> engine.FindPrior:
    if prior is None:
        return lambda _: None
    if isinstance(prior, str | Path):
        if not Path(prior).exists():
            raise DocumentError(Path(prior), "文件不存在", "there is no such file")
        return Priors(Path(prior))
    known = list(_submissions(prior))

    if len(known) == 1 and known[0].agency is None:
        return lambda _: Earlier(known[0])
    shelf = Shelf(map(filed, known))
    return lambda submission: shelf.before(submission.agency, submission.year).earlier()
