"""Where the report of the year before comes from: one file, or a folder in which it is looked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from gikvalidate.document import DocumentError
from gikvalidate.engine import submit
from gikvalidate.submission import Submission


class Priors:
    """The reports of earlier years under `path`. They are read when the first one is asked for, and once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: What could not be read as a report; known after the first question.
        self.unreadable: list[DocumentError] = []

    def __call__(self, submission: Submission) -> Submission | None:
        """The report of the body and the year before; a single file is taken as that without looking at its name."""
        if not self.path.is_dir():
            return self._reports[0] if self._reports else None
        if submission.agency is None or submission.year is None:
            return None
        wanted = (submission.agency, submission.year - 1)
        return next((report for report in self._reports if (report.agency, report.year) == wanted), None)

    @cached_property
    def _reports(self) -> list[Submission]:
        files = sorted(path for path in self.path.rglob("*") if path.is_file()) if self.path.is_dir() else [self.path]
        reports = []
        for file in files:
            try:
                reports.append(submit(file))
            except DocumentError as error:
                self.unreadable.append(error)
        return reports
