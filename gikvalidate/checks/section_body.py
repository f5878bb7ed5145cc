"""Section bodies: a section that says nothing, or next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import body_span
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.rules import Rule
from gikvalidate.shapes import Least, Shape

OPTIONS_ZH = "`section` 那一部分除标点外至少有 `least` 个字。"
FIELDS = frozenset({"section", "body", "least"})
_IDLE = re.compile(r"[\s\W]+")


class Options(Shape):
    """`section` holds at least `least` characters besides marks."""

    section: str
    least: Annotated[int, Least(1)]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the section."""

    def run(case: Case) -> Iterator[Outcome]:
        span = body_span(case, options.section)
        if span is None:
            return  # told by the rule that wants every section
        document = case.submission.document
        words = document.text[span[0] : span[1]].strip()
        tables = any(span[0] <= table.before <= span[1] for table in document.tables)
        if tables or len(_IDLE.sub("", words)) >= options.least:
            yield Outcome(Status.PASS, options.section)
            return
        head = next(section for section in case.submission.sections if section.ordinal == options.section)
        yield Outcome(
            Status.FAIL,
            options.section,
            (TextPlace(head.ordinal, head.heading, head.start, head.end),),
            fields={
                "section": head.heading,
                "body": (f"只有“{words}”", f"says only “{words}”") if words else ("没有内容", "says nothing"),
                "least": str(options.least),
            },
        )

    return run
