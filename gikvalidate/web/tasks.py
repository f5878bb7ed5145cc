"""What the processes do for the page: read an upload, show a report, make a file of reports.

A report that was read lies pickled in the server's own folder, so that trying a repair does not read it again.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.engine import check, compile_rules, run
from gikvalidate.findings import Result, Unreadable
from gikvalidate.formats import FORMATS
from gikvalidate.outputs import OutputError, Run, marked, whole
from gikvalidate.reports.wording import lane_counts
from gikvalidate.submission import Submission
from gikvalidate.waivers import waiver_file
from gikvalidate.web.asked import Asked, Known
from gikvalidate.web.fragment import FormTarget, Fragment, fragment
from gikvalidate.web.trial import tried

# An explanation stands for the reporting season and the next one, then somebody looks again.
_VALID = timedelta(days=365)


@dataclass(frozen=True)
class Summary:
    """A report that was checked: beside which prior one, and how many findings each lane holds."""

    report: Known
    prior: Known | None
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Lost:
    """What could not be read or made, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Read:
    """Read an upload and check every report in it beside the `priors`; what is read goes to files named for `kept`."""

    upload: Path
    kept: Path
    priors: Sequence[Known]
    roots: tuple[Path, ...]
    lang: str

    def __call__(self) -> list[Summary | Lost]:
        found: list[Summary | Lost] = []
        for number, item in enumerate(run([self.upload], _checks(self.roots), self.lang)):
            name = shown(item.path, self.upload)
            if isinstance(item, Unreadable):
                found.append(Lost(name, item.reason))
                continue
            submission = item.submission
            kept = self.kept.with_name(f"{self.kept.name}-{number}")
            report = Known(kept, name, submission.document.format, submission.agency, submission.year)
            kept.write_bytes(pickle.dumps(submission, pickle.HIGHEST_PROTOCOL))
            prior = beside(report, self.priors)
            result = item if prior is None else _checked(Asked(report, prior), self.roots, self.lang)
            counts = {severity.value: count for severity, count in lane_counts(result.findings).items()}
            found.append(Summary(report, prior, counts))
        return found


@dataclass(frozen=True)
class Show:
    """The report with its findings as a piece of a page."""

    asked: Asked
    form: FormTarget
    roots: tuple[Path, ...]
    lang: str

    def __call__(self) -> list[Fragment]:
        result = _checked(self.asked, self.roots, self.lang)
        original = _loaded(self.asked.report)
        return [fragment(_named(result, self.asked.report), original, self.asked, self.form, self.lang)]


@dataclass(frozen=True)
class Make:
    """A file of reports as they were handed in, in a format of `check` or as "waivers"; it is written to `target`."""

    form: str
    asked: Sequence[Asked]
    lost: Sequence[Lost]
    target: Path
    roots: tuple[Path, ...]
    lang: str

    def __call__(self) -> list[Lost]:
        try:
            self.target.write_bytes(self._made())
        except OutputError as error:
            return [Lost(self.target.name, error.reason(self.lang))]
        return []

    def _made(self) -> bytes:
        # What was tried stands in no file: files speak of the report that was handed in.
        results = [_checked(replace(asked, edits={}), self.roots, self.lang) for asked in self.asked]
        if self.form in FORMATS and FORMATS[self.form].each:
            (result,) = results
            return marked(self.form, result, self.lang)
        named = [_named(result, asked.report) for result, asked in zip(results, self.asked, strict=True)]
        if self.form == "waivers":
            return waiver_file(_answered(named, self.asked), date.today() + _VALID).encode()
        unreadable = [Unreadable(Path(lost.name), lost.reason) for lost in self.lost]
        return whole(self.form, Run(named, unreadable, self.lang))


def beside(report: Known, priors: Sequence[Known]) -> Known | None:
    """The report of the year before; a single one is taken as that, as somebody handed it in as that."""
    if len(priors) == 1:
        return priors[0]
    if report.agency is None or report.year is None:
        return None
    wanted = (report.agency, report.year - 1)
    return next((prior for prior in priors if (prior.agency, prior.year) == wanted), None)


def shown(path: Path, upload: Path) -> str:
    """The name of a report as its reader knows it: that of the upload, and behind it that in an archive."""
    return str(path.relative_to(upload.parent))


def _checked(asked: Asked, roots: tuple[Path, ...], lang: str) -> Result:
    submission = tried(_loaded(asked.report), asked.edits)
    prior = None if asked.prior is None else _loaded(asked.prior)
    result = check(submission, _checks(roots), lang, prior)
    explained = asked.explanations
    findings = tuple(
        replace(finding, explanation=explained[finding.fingerprint].told(lang))
        if finding.fingerprint in explained
        else finding
        for finding in result.findings
    )
    return replace(result, findings=findings)


def _named(result: Result, report: Known) -> Result:
    """The result under the name its reader knows instead of the place where the upload lies."""
    document = replace(result.submission.document, path=Path(report.name))
    return replace(result, submission=replace(result.submission, document=document))


def _answered(results: Sequence[Result], asked: Sequence[Asked]) -> list[tuple[Result, str, str, str]]:
    """Result, fingerprint, reason and owner of every explanation."""
    return [
        (result, fingerprint, explanation.reason, explanation.owner)
        for result, one in zip(results, asked, strict=True)
        for fingerprint, explanation in one.explanations.items()
    ]


def _loaded(report: Known) -> Submission:
    submission: Submission = pickle.loads(report.kept.read_bytes())
    return submission


@lru_cache(maxsize=1)
def _checks(roots: tuple[Path, ...]) -> list[Check]:
    return compile_rules(roots)
