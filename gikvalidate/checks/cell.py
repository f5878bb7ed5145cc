"""Single cells: what a form allows in them (whole, non-negative, a number at all)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from gikvalidate.arithmetic import Exact
from gikvalidate.checks.case import Case, Run, cell_name, cell_place
from gikvalidate.figures import CellKind, Figure, Keys
from gikvalidate.findings import Outcome, Status, passed
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`fault` 是不该有的：文字、负数、小数；`types` 是在哪几类列里找：件数、增减、金额。"
FIELDS = frozenset({"cell", "text"})
FIGURES_ONLY = True
BLANKS = ("空白和横线不核对", "blanks and dashes are not looked at")


class Options(Shape):
    """`fault` is what must not be found; `types` are the columns' types (count, change, amount) it is looked for in."""

    fault: Literal["text", "negative", "fraction"]
    types: tuple[Literal["count", "change", "amount"], ...]


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind the fault and the column types."""

    wanted = {
        generation: frozenset(key for key, told in keys.items() if told.type in options.types)
        for generation, keys in forms.items()
    }

    sound, fault = _SOUND[options.fault], options.fault

    def run(case: Case) -> list[Outcome]:
        figures = case.submission.figures
        here = wanted.get(figures.generation or "", frozenset()) - figures.empty
        keys = list(filter(here.__contains__, figures.cells))
        plain = figures.plain
        if all(map(plain.__contains__, keys)) and sound(map(plain.__getitem__, keys)):
            return list(map(passed, keys))
        return [_outcome(fault, figures.cells[key]) for key in keys]

    return run


#: What numbers without the fault are like; nearly all are.
_SOUND: Mapping[str, Callable[[Iterable[Exact]], bool]] = {
    "text": lambda _: True,
    "negative": lambda values: min(values, default=0) >= 0,
    "fraction": lambda values: set(map(type, values)) <= {int},
}


def _outcome(fault: str, figure: Figure) -> Outcome:
    value = figure.value
    if figure.kind is CellKind.UNREADABLE:
        return Outcome(Status.UNVERIFIABLE, figure.key, reason=(f"看不清“{figure.text}”", f"illegible “{figure.text}”"))
    if fault == "text":
        wrong = figure.kind is CellKind.TEXT
    elif value is None:
        name = cell_name(figure)
        reason = (f"{name} 是文字“{figure.text}”", f"{name} holds text “{figure.text}”")
        return Outcome(Status.UNVERIFIABLE, figure.key, reason=reason)
    else:
        wrong = value < 0 if fault == "negative" else value != value.to_integral_value()
    if not wrong:
        return passed(figure.key)
    return Outcome(
        Status.FAIL,
        figure.key,
        (cell_place(figure),),
        reported=figure.text,
        fields={"cell": cell_name(figure), "text": "".join(figure.text.split())},
    )
