"""Outcomes of checks, and findings: failed outcomes made readable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Literal

from gikvalidate.figures import Figure
from gikvalidate.submission import Submission


class Status(StrEnum):
    """How one evaluation of one rule ended."""

    PASS = "pass"
    FAIL = "fail"
    UNVERIFIABLE = "unverifiable"
    SKIPPED = "skipped"
    CRASHED = "crashed"


class Severity(StrEnum):
    """error: must be corrected; warning: explain or correct; info: a hint."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)

    def lane(self, lang: str) -> str:
        """What the body has to do about it, in "zh" or "en"."""
        return in_language(_LANES[self.value], lang)


_LANES: dict[str, Words] = {
    "error": ("必改", "must correct"),
    "warning": ("需说明", "explain or correct"),
    "info": ("提示", "hint"),
}


#: What a place takes over from its figure, in the order of its own fields.
_of_figure = attrgetter(
    "key", "table", "row", "column", "text", "row_name", "page", "table_index", "grid_row", "grid_column"
)  # fmt: skip


# Places and repairs are made by the hundred for one wrong cell, and a frozen dataclass takes six times as long to make:
# these are not to be changed either, as they are looked up by value.
@dataclass(slots=True, unsafe_hash=True)
class CellPlace:
    """A cell of a statutory table with the names on the paper; `name` is the row as people call it."""

    figure: str
    table: str
    row: str
    column: str
    text: str
    name: str
    page: int | None = None
    table_index: int = 0
    grid_row: int = 0
    grid_column: int = 0
    kind: Literal["cell"] = "cell"

    @classmethod
    def of(cls, figure: Figure) -> CellPlace:
        """Where a figure stands."""
        return cls(*_of_figure(figure))


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A span of `Document.text`."""

    section: str
    quote: str
    start: int
    end: int
    page: int | None = None
    kind: Literal["text"] = "text"


Place = CellPlace | TextPlace
#: Words for a message: the same in both languages, or (Chinese, English).
Words = str | tuple[str, str]


@dataclass(slots=True, unsafe_hash=True)
class Repair:
    """A change of one figure that would settle an outcome; None stands for a blank.

    `place` says where it stands if not in the tables of the report: in its text (`figure` is then text.<claim>) or in
    the report of the year before (prior.<key>).
    """

    figure: str
    before: str | None
    after: str | None
    place: Place | None = None


@dataclass(frozen=True)
class Outcome:
    """One evaluation of one rule: on one row, column, claim or document.

    `subject` tells the evaluations of a rule apart and is stable across runs. `reported`, `expected` and
    `difference` are exact decimals as text. `fields` fill the rule's message; `reason` says why an outcome is
    unverifiable. `at_most` lowers the rule's severity where the words could be meant otherwise; `blank_total` says
    that the total itself was left blank, which has a message of its own; `doubt` why what it rests on may have been
    read wrongly, "" where the message itself says so, None where nobody has asked yet;
    `rests_on` are the figures it rests on beside those at its places (blanks are not shown as places).
    """

    status: Status
    subject: str = ""
    places: tuple[Place, ...] = ()
    reported: str | None = None
    expected: str | None = None
    difference: str | None = None
    fields: Mapping[str, Words] = field(default_factory=dict)
    reason: Words = ""
    at_most: Severity | None = None
    blank_total: bool = False
    repairs: tuple[Repair, ...] = ()
    doubt: Words | None = None
    rests_on: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def passed(subject: str) -> Outcome:
    """That something held. Most outcomes are this one, so it is made once for each subject."""
    return Outcome(Status.PASS, subject)


@dataclass(frozen=True)
class Finding:
    """A failed outcome as people read it; with a `doubt` the source is to be looked at before anybody corrects it."""

    rule: str
    title: str
    severity: Severity
    message: str
    repair: str
    basis: str
    outcome: Outcome
    doubt: str = ""
    #: The root cause it follows from, if one was found.
    root_cause: int | None = None
    #: What the body says of it instead of correcting it; it goes into the audit file with the finding.
    explanation: str = ""

    @property
    def fingerprint(self) -> str:
        """Stable across runs and machines: the rule, what it was evaluated on, where, and the values."""
        places = (place.figure if isinstance(place, CellPlace) else place.quote for place in self.outcome.places)
        outcome = self.outcome
        parts = (self.rule, outcome.subject, *places, outcome.reported or "", outcome.expected or "")
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def lanes(findings: Iterable[Finding]) -> dict[int, Severity]:
    """The lane in which each root cause stands: that of the gravest finding under it."""
    found: dict[int, Severity] = {}
    for finding in findings:
        if (cause := finding.root_cause) is not None:
            found[cause] = min(found.get(cause, finding.severity), finding.severity, key=lambda severity: severity.rank)
    return found


@dataclass(slots=True, unsafe_hash=True)
class Alternative:
    """One way to settle a root cause: all its `repairs` together, and why it is believable.

    `minimal` is False where only blanks are filled, more of them than the smallest repair changes; `values_unique`
    is False where other values of the same cells would do as well; with `reread` the document may have been read or
    typed one place off, so the source comes first.
    """

    repairs: tuple[Repair, ...]
    places: tuple[CellPlace, ...]
    reasons: tuple[Words, ...] = ()
    minimal: bool = True
    values_unique: bool = True
    reread: bool = False

    @property
    def in_tables(self) -> bool:
        """Whether it changes nothing but the tables of the report."""
        return all(repair.place is None for repair in self.repairs)


@dataclass(frozen=True, slots=True)
class RootCause:
    """The smallest set of cells whose change explains several findings (error localization after Fellegi and Holt).

    `alternatives` are all ways to settle it, the most believable first; none where none was found. `settles` are the
    evaluations (rule, subject) it accounts for, `explains` the fingerprints of their findings. `unique`: there is one
    smallest repair; `tied`: so many of them have as much to be said for them as the first. `stopped`: the search was
    ended, more may exist. `blank_total`: totals were left blank.
    """

    id: int
    alternatives: tuple[Alternative, ...]
    settles: tuple[tuple[str, str], ...]
    explains: tuple[str, ...] = ()
    unique: bool = False
    tied: int = 1
    stopped: bool = False
    blank_total: bool = False

    @property
    def minimal(self) -> int:
        """How many smallest repairs there are."""
        return sum(alternative.minimal for alternative in self.alternatives)


def in_language(words: Words, lang: str) -> str:
    """The words in "zh" or "en"."""
    return words if isinstance(words, str) else words[lang == "en"]


@dataclass(frozen=True)
class Ledger:
    """What was evaluated on one document; the counts add up to all outcomes."""

    checked: int = 0
    passed: int = 0
    failed: int = 0
    unverifiable: int = 0
    skipped: int = 0
    crashed: int = 0


@dataclass(frozen=True)
class NotChecked:
    """Something that was not evaluated (unverifiable, skipped or crashed), with its reason: never silent."""

    status: Status
    rule: str
    subject: str
    reason: Words


@dataclass(frozen=True)
class Waived:
    """A finding that somebody has looked at and lets stand, until a day or until a value changes."""

    finding: Finding
    reason: str
    owner: str
    until: str


@dataclass(frozen=True)
class Result:
    """Everything known of one document after its checks; `findings` are those that are not `waived`."""

    submission: Submission
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    ledger: Ledger
    waived: tuple[Waived, ...] = ()
    root_causes: tuple[RootCause, ...] = ()

    @property
    def path(self) -> Path:
        return self.submission.document.path

    @property
    def grave(self) -> bool:
        """Whether anything is to be corrected or explained."""
        return any(finding.severity is not Severity.INFO for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, and why; the other files of a run are checked all the same."""

    path: Path
    reason: str
