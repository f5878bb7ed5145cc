"""Aspects: what a section has to speak of, by the words that would show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import body, from_agency
from gikvalidate.checks.wording import listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`aspects`（名称和表明它的用语的正则）逐项在 `section` 那一部分里找，不写 `section`"
    " 就在全文里找。`agency` 是只问哪些机关（名称的正则），`since` 是从哪个年度起。"
)
FIELDS = frozenset({"missing", "section"})


class Options(Shape):
    """Each of `aspects` (a name and the pattern of words that show it) is looked for in `section`, or everywhere.

    `agency` is a pattern of the agencies asked, `since` the first report year.
    """

    aspects: dict[str, Pattern]
    section: str = ""
    agency: Pattern = ""
    since: int = 0


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the patterns."""
    patterns = {name: Late(source) for name, source in options.aspects.items()}

    def run(case: Case) -> Iterator[Outcome]:
        year = case.submission.year
        if not from_agency(case, options.agency) or (options.since and (year is None or year < options.since)):
            return
        text = body(case, options.section) if options.section else case.submission.document.text
        if text is None or not text.strip():
            return  # a section that is not there or says nothing is told by other rules
        missing = [name for name, pattern in patterns.items() if not pattern.search(text)]
        if not missing:
            yield Outcome(Status.PASS, options.section or "text")
            return
        heads = [section for section in case.submission.sections if section.ordinal == options.section]
        yield Outcome(
            Status.FAIL,
            options.section or "text",
            tuple(TextPlace(head.ordinal, head.heading, head.start, head.end) for head in heads),
            fields={"missing": listed(missing), "section": heads[0].heading if heads else ""},
        )

    return run
