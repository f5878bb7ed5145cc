"""Where the words of a report stand: the paragraphs in which the agency speaks, and the body of a section."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from gikvalidate.checks.case import Case
from gikvalidate.document import Paragraph
from gikvalidate.findings import TextPlace
from gikvalidate.literals import fits_across, may_fit
from gikvalidate.patterns import Late

#: How much of a paragraph a place quotes around what was found.
_AROUND = 8


def spoken(case: Case) -> tuple[Paragraph, ...]:
    """The paragraphs that speak for the agency, in reading order."""
    return case.submission.document.spoken


def section_of(case: Case, offset: int) -> str:
    """The ordinal of the section an offset stands in, "" before the first."""
    sections = case.submission.sections
    index = bisect_right(sections, offset, key=lambda section: section.start) - 1
    return sections[index].ordinal if index >= 0 else ""


def body_span(case: Case, ordinal: str) -> tuple[int, int] | None:
    """From behind the heading of a section to the next one; None where the section was not found."""
    sections = case.submission.sections
    for index, section in enumerate(sections):
        if section.ordinal == ordinal:
            last = index + 1 == len(sections)
            end = len(case.submission.document.text) if last else sections[index + 1].start
            return section.end, end
    return None


def body(case: Case, ordinal: str) -> str | None:
    """The words of a section without its heading; None where the section was not found."""
    span = body_span(case, ordinal)
    return None if span is None else case.submission.document.text[span[0] : span[1]]


def stretch(case: Case, start: int, end: int) -> TextPlace:
    """A stretch of the text as a place, quoted as it stands."""
    return TextPlace(section_of(case, start), case.submission.document.text[start:end], start, end)


def around(case: Case, paragraph: Paragraph, start: int, end: int) -> TextPlace:
    """A stretch of a paragraph as a place, with a few characters before and after it."""
    first, last = max(0, start - _AROUND), min(len(paragraph.text), end + _AROUND)
    return stretch(case, paragraph.start + first, paragraph.start + last)


def fits_somewhere(case: Case, pattern: Late) -> bool:
    """Whether a pattern may fit in a paragraph: one search through the text tells of most that they fit in none."""
    text = case.submission.document.text
    return may_fit((pattern.source,), text) and (not fits_across(pattern.source) or pattern.search(text) is not None)


def fitting(case: Case, *patterns: Late) -> Iterator[tuple[re.Match[str], TextPlace]]:
    """Where patterns fit in what the agency says, paragraph after paragraph."""
    likely = [pattern for pattern in patterns if fits_somewhere(case, pattern)]
    for paragraph in spoken(case) if likely else ():
        for pattern in likely:
            for match in pattern.finditer(paragraph.text):
                yield match, stretch(case, paragraph.start + match.start(), paragraph.start + match.end())


def from_agency(case: Case, pattern: str) -> bool:
    """Whether the pattern is empty or fits the name of the agency; a name not known fits only the empty one."""
    agency = case.submission.agency
    return not pattern or (agency is not None and re.search(pattern, agency) is not None)
