"""One report as submitted: the document with everything that was read out of it."""

from __future__ import annotations

from dataclasses import dataclass

from gikvalidate.byvalue import by_value
from gikvalidate.claims import Narrative
from gikvalidate.document import Document
from gikvalidate.figures import Figures


@by_value
@dataclass(frozen=True, slots=True)
class Section:
    """A top section of the report: its ordinal ("一"), the heading as written and where it stands."""

    ordinal: str
    heading: str
    start: int
    end: int


@by_value
@dataclass(frozen=True, slots=True)
class Standing:
    """What the name of a body tells of it: its possible levels of government (none where it does not tell) and
    whether it is a government or a department of one.
    """

    levels: frozenset[str] = frozenset()
    body: str | None = None


@dataclass(frozen=True)
class Submission:
    """What a check looks at. `agency` and `year` are None where the report does not say them."""

    document: Document
    figures: Figures
    narrative: Narrative
    agency: str | None = None
    year: int | None = None
    sections: tuple[Section, ...] = ()
    evidence: tuple[str, ...] = ()
    standing: Standing = Standing()


@dataclass(frozen=True)
class Earlier:
    """The report of the year before and what came before that; without a report, `why_not` (Chinese, English).

    `same_body`: that it is of the same body was established, whatever the names on the two reports.
    """

    report: Submission | None
    why_not: tuple[str, str] = ("", "")
    before: Earlier | None = None
    same_body: bool = False
