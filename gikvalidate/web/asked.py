"""A report as its reader asks about it: beside which other, with which cells tried and findings explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gikvalidate.web.trial import Edits


@dataclass(frozen=True)
class Explanation:
    """What somebody of the body says of a finding instead of correcting it."""

    reason: str
    owner: str

    def told(self, lang: str) -> str:
        """As it stands in reports."""
        return f"{self.reason} ({self.owner})" if lang == "en" else f"{self.reason}（{self.owner}）"


@dataclass(frozen=True)
class Known:
    """A report that was read and put aside: where, its name and format in the upload, and what it is of."""

    kept: Path
    name: str
    format: str
    agency: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Asked:
    """A report with what its reader has done about it."""

    report: Known
    prior: Known | None = None
    edits: Edits = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
