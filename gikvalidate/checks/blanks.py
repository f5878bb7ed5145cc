"""Blanks: some zeros of a table are written and others left blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.figures import CellKind, Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`tables` 里的零要么都写 0，要么都空着。"
_BLANK, _NUMBER = CellKind.BLANK, CellKind.NUMBER
FIELDS = frozenset({"blank", "zero"})


class Options(Shape):
    """`tables` whose zeros are either all written or all left blank."""

    tables: tuple[str, ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the tables."""

    prefixes = tuple(f"{table}." for table in options.tables)

    def run(case: Case) -> Iterator[Outcome]:
        cells = [figure for key, figure in case.submission.figures.cells.items() if key.startswith(prefixes)]
        blank = [figure for figure in cells if figure.kind is _BLANK]
        zero = [figure for figure in cells if figure.kind is _NUMBER and figure.value == 0] if blank else []
        if not zero:
            yield Outcome(Status.PASS, "blanks")
            return
        place = case.place(blank[0].key)
        yield Outcome(
            Status.FAIL,
            "blanks",
            (place,) if place is not None else (),
            reported=str(len(blank)),
            fields={"blank": str(len(blank)), "zero": str(len(zero))},
        )

    return run
