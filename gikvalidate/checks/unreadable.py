"""Unreadable: figures of a scan that were not recognised with certainty, each told with what arithmetic says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run, cell_name, cell_place
from gikvalidate.checks.wording import number
from gikvalidate.figures import CellKind, Figure, Keys
from gikvalidate.findings import Outcome, Repair, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "没有选项：每一格都看。"
FIELDS = frozenset({"cell", "text", "proposal"})
FIGURES_ONLY = True
BLANKS = ("只看识别不清的格，不看空白", "only cells that could not be recognised, not blanks")


class Options(Shape):
    """Nothing to choose: every cell of the form is looked at."""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """The check of one report; a report in which all was legible passes once, text is no scan and is not spoken of."""

    def run(case: Case) -> Iterator[Outcome]:
        cells = [figure for figure in case.submission.figures.cells.values() if figure.confidence is not None]
        illegible = [figure for figure in cells if figure.kind is CellKind.UNREADABLE]
        if cells and not illegible:
            yield Outcome(Status.PASS, "figures")
        for figure in illegible:
            yield _outcome(case, figure)

    return run


def _outcome(case: Case, figure: Figure) -> Outcome:
    proposed = case.proposed.get(figure.key)
    value = None if proposed is None else number(proposed)
    return Outcome(
        Status.FAIL,
        figure.key,
        (cell_place(figure),),
        expected=value,
        fields={
            "cell": cell_name(figure),
            "text": figure.text,
            "proposal": (f"，按勾稽关系应为 {value}", f"; by arithmetic it is {value}") if value else "",
        },
        repairs=(Repair(figure.key, None, value),) if value else (),
    )
