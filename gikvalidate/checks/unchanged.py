"""Figures carried over from the year before: many equal values are rarely chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.arithmetic import fits, matching
from gikvalidate.checks.case import Case, Run, cell_name, cell_place
from gikvalidate.checks.wording import listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = (
    "`keys` 是与上年对照的格。有 `at_least` 个以上不小于 `from_value` 的不同的数没有变，"
    "写 `every: true` 时还要一个都没有变，才报告。"
)
FIELDS = frozenset({"count", "figures"})
FIGURES_ONLY = True
BLANKS = ("空白和横线不比较", "blanks and dashes are not compared")


class Options(Shape):
    """`keys` are patterns of the figures compared with the year before.

    It is told when `at_least` different numbers of `from_value` or more are unchanged and, with `every`, no compared
    figure has changed at all.
    """

    keys: tuple[str, ...]
    at_least: int
    from_value: int = 1
    every: bool = False


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Choose the figures of each generation."""
    generations = rule.body.applies.generations or tuple(forms)
    chosen = {generation: _chosen(options, forms[generation]) for generation in generations}
    for index, pattern in enumerate(options.keys):
        if not any(fits(key, pattern) for keys in chosen.values() for key in keys):
            raise rule.error(("check", "keys", index), f"没有单元格符合 {pattern}", f"no figure matches {pattern}")

    def run(case: Case) -> Iterator[Outcome]:
        if case.prior is None:
            yield Outcome(Status.SKIPPED, reason=case.no_prior)
            return
        here, before = case.submission.figures, case.prior.submission.figures
        held = before.held
        keys = [key for key in chosen.get(here.generation or "", ()) if key in here.cells]
        compared = [key for key in keys if key in held]
        # What is no number, a blank or a dash, counts nothing; words are never the same.
        now, then, strange = here.plain, before.plain, here.strange
        same = [key for key in compared if now.get(key, 0) == then.get(key, 0) and key not in strange]
        # The same number in the row, its total and the text counts once: one number was kept, not three.
        large = [here.cells[key] for key in same if abs(int(now.get(key, 0))) >= options.from_value]
        kept = {figure.value: figure for figure in reversed(large)}
        if not compared or len(kept) < options.at_least or (options.every and len(same) < len(compared)):
            yield Outcome(Status.PASS, "unchanged")
            return
        told = sorted(kept.values(), key=lambda figure: keys.index(figure.key))
        yield Outcome(
            Status.FAIL,
            "unchanged",
            tuple(cell_place(figure) for figure in told),
            reported=str(len(kept)),
            fields={
                "count": str(len(kept)),
                "figures": listed(f"{cell_name(figure)} {figure.text}" for figure in told),
            },
        )

    return run


def _chosen(options: Options, keys: Keys) -> tuple[str, ...]:
    wanted = {key for pattern in options.keys for key in matching(pattern, keys)}
    return tuple(key for key in keys if key in wanted)
