"""What was not evaluated of a document, as lines of the page.

A template takes five times as long to write them; in a season they are dozens for every report, and mostly the same.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from gikvalidate.findings import Result, in_language
from gikvalidate.reports.html_words import WORDS
from gikvalidate.reports.wording import STATUS


def unchecked_lines(result: Result, lang: str) -> Markup:
    """A line for each, with the cell it is about where it is about one."""
    statuses, colon, figures = STATUS[lang], WORDS[lang]["colon"], result.submission.figures
    written = []
    for item in result.not_checked:
        cell = figures.cell(item.subject)
        about = f" · {_escaped(f'{cell.table} {cell.row_name} · {cell.column}')}" if cell else ""
        reason = _escaped(in_language(item.reason, lang))
        written.append(f"<li>{statuses[item.status]} · <code>{_escaped(item.rule)}</code>{about}{colon}{reason}</li>\n")
    return Markup("".join(written))


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return str(escape(text))
