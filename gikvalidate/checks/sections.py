"""Sections: the statutory sections, all there and in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`ordinals` 是应有的各部分，依次写序号和格式里的标题。"
FIELDS = frozenset({"missing", "found"})


class Options(Shape):
    """`ordinals` are the sections a report has, in order, each with the title of the form."""

    ordinals: dict[str, str]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the list of sections."""

    def run(case: Case) -> Iterator[Outcome]:
        sections = case.submission.sections
        found = [section.ordinal for section in sections]
        for ordinal, title in options.ordinals.items():
            if ordinal in found:
                yield Outcome(Status.PASS, ordinal)
                continue
            heads = "、".join(f"{section.ordinal}、" for section in sections) or "—"
            near = [section for section in sections if section.ordinal < ordinal]
            places = tuple(TextPlace(s.ordinal, s.heading, s.start, s.end) for s in near[-1:])
            yield Outcome(
                Status.FAIL, ordinal, places, expected=f"{ordinal}、{title}",
                fields={"missing": f"{ordinal}、{title}", "found": heads},
            )  # fmt: skip

    return run
