"""Figures that have to be nothing: because another one is nothing, or because of what the agency is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run, cell_name
from gikvalidate.checks.passages import from_agency
from gikvalidate.figures import CellKind, Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = (
    "`when` 各格都是 0（空白不算写了 0），或机关名称符合 `agency` 而不符合 `not_agency`"
    " 时，`of` 各格也要是 0；`mutual` 是反过来也要成立。"
)
FIELDS = frozenset({"cell", "text", "agency", "when"})


class Options(Shape):
    """Each of `of` is 0 when all of `when` are (a blank is not a written 0), or when `agency` fits the name and
    `not_agency` does not; with `mutual` it holds the other way round as well.
    """

    of: tuple[str, ...]
    when: tuple[str, ...] = ()
    mutual: bool = False
    agency: Pattern = ""
    not_agency: Pattern = ""


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the figures, after a look whether some form has them."""
    known = {key for keys in forms.values() for key in keys}
    for name in ("of", "when"):
        for index, key in enumerate(getattr(options, name)):
            if key not in known:
                raise rule.error(("check", name, index), f"没有单元格 {key}", f"unknown figure {key}")

    def run(case: Case) -> Iterator[Outcome]:
        if options.agency and (not from_agency(case, options.agency) or _excepted(case, options.not_agency)):
            return
        yield from _nothing(case, options.of, options.when)
        if options.mutual:
            yield from _nothing(case, options.when, options.of)

    return run


def _excepted(case: Case, pattern: str) -> bool:
    return bool(pattern) and from_agency(case, pattern)


def _nothing(case: Case, of: tuple[str, ...], when: tuple[str, ...]) -> Iterator[Outcome]:
    given = [figure for key in when if (figure := case.figure(key)) is not None]
    if len(given) < len(when) or any(figure.kind is not CellKind.NUMBER for figure in given):
        return
    asked = all(figure.value == 0 for figure in given)
    for figure in filter(None, map(case.figure, of)):
        if not asked or figure.kind is not CellKind.NUMBER or figure.value == 0:
            yield Outcome(Status.PASS, figure.key)
            continue
        places = tuple(place for key in (figure.key, *when) if (place := case.place(key)) is not None)
        yield Outcome(
            Status.FAIL,
            figure.key,
            places,
            reported=figure.text,
            expected="0",
            fields={
                "cell": cell_name(figure),
                "text": figure.text,
                "agency": case.submission.agency or "",
                "when": "、".join(map(cell_name, given)),
            },
        )
