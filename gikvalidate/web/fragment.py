"""A checked report as a piece of the page: findings with what can be done about them, beside the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment

from gikvalidate.findings import Alternative, Result
from gikvalidate.reports.as_html import View, page_environment
from gikvalidate.reports.root_causes import MOST_TOLD
from gikvalidate.reports.root_causes import changes as told_changes
from gikvalidate.submission import Submission
from gikvalidate.web.asked import Asked
from gikvalidate.web.trial import changes, positions
from gikvalidate.web.words import WORDS

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class FormTarget:
    """Where the forms of the piece go, and what they carry so that they are known for this page's."""

    base: str
    csrf: str


@dataclass(frozen=True)
class Fragment:
    """The piece of HTML, what the frame around it says, and the ids of the findings that are there."""

    html: str
    agency: str
    year: str
    verdict: str
    counts: Mapping[str, int]
    counts_line: str
    fingerprints: frozenset[str]


def fragment(result: Result, original: Submission, asked: Asked, form: FormTarget, lang: str) -> Fragment:
    """The report as it is with what was tried; `original` is the same one without."""
    view = View(result, lang, tried=positions(original, asked.edits))
    template = environment(lang).get_template("fragment.html")
    html = template.render(
        view=view,
        changes=changes(original, asked.edits),
        explanations=asked.explanations,
        base=form.base,
        csrf=form.csrf,
    )
    return Fragment(
        html,
        view.agency,
        view.year,
        view.verdict,
        {severity.value: count for severity, count in view.counts.items()},
        view.counts_line,
        frozenset(finding.fingerprint for finding in result.findings),
    )


@cache
def environment(lang: str) -> Environment:
    """The templates of the page, which share their pieces with those of the HTML report."""
    made = page_environment(lang, TEMPLATES)
    made.globals |= {
        "page": WORDS[lang],
        "lang": lang,
        "edits_of": edits_of,
        "told_changes": told_changes,
        "ways": MOST_TOLD,
    }
    return made


def edits_of(alternative: Alternative) -> str:
    """The repairs of one way to settle a cause, as `trial.parsed` takes them."""
    return ";".join(f"{repair.figure}={repair.after or ''}" for repair in alternative.repairs)
