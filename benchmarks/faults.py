"""Consistent reports of both forms, and the slips people make in them; shared by the benchmarks of localisation."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from gikvalidate.checks.identity import Identity
from gikvalidate.engine import compile_rules, submit
from gikvalidate.figures import CellKind, Figure, Figures
from gikvalidate.localise import Relations, constraint
from gikvalidate.recognise import load_forms
from gikvalidate.submission import Submission

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports import write_txt
from reports.forms import COLUMNS
from reports.model import Generation
from reports.random_report import random_report

GENERATIONS: tuple[Generation, ...] = ("form2019", "form2021")
#: Slips of the pen that change one cell; with the case counted in the neighbouring cell, the faults people make.
SLIPS = ["slip", "swap", "omission"]
MIX = [*SLIPS, "trade"]
_PARTS = [column for column in COLUMNS if column != "total"]

#: Changed cells of one fault: key → (value, or None for a cell left blank).
Fault = dict[str, int | None]


def relations(generation: str) -> Relations:
    """The installed identities of one form."""
    keys = next(form.keys for form in load_forms() if form.generation == generation)
    every = (
        constraint(instance.comparison, check.rule.id, instance.subject, instance.total)
        for check in compile_rules()
        if isinstance(check.run, Identity)
        for instance in check.run.instances.get(generation, ())
    )
    return Relations([one for one in every if one], keys)


def reports(generation: Generation, count: int) -> Iterator[Submission]:
    """Consistent reports with applications in them, read as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        seed = 0
        while count:
            seed += 1
            report = random_report(seed, generation)
            if report.number("t3.new_received.total"):
                path.write_text(write_txt.text(report), encoding="utf-8")
                yield submit(path)
                count -= 1


def faulty(figures: Figures, faults: int, rng: Random, kinds: list[str]) -> tuple[Figures, dict[str, int]] | None:
    """The figures with so many independent faults, and what the changed cells should hold; None if there is no room."""
    cells, truth = dict(figures.cells), {}
    for _ in range(_MOST_TRIALS):
        fault = _FAULTS[rng.choice(kinds)](figures, rng)
        if fault and not truth.keys() & fault.keys():
            faults -= 1
            for key, value in fault.items():
                truth[key] = number(figures, key)
                cells[key] = written(cells[key], value)
        if not faults:
            return replace(figures, cells=cells), truth
    return None


_MOST_TRIALS = 50


def written(figure: Figure, value: int | None) -> Figure:
    """The figure with another value in it, None for nothing."""
    if value is None:
        return replace(figure, kind=CellKind.BLANK, value=None, text="")
    return replace(figure, kind=CellKind.NUMBER, value=Decimal(value), text=str(value))


def number(figures: Figures, key: str) -> int:
    return int(figures.cells[key].value or 0)


def _cell(figures: Figures, rng: Random, wanted: Callable[[int], bool]) -> str:
    """Some cell of 表三 or 表四 whose value is as wanted, "" if there is none."""
    keys = [key for key in figures.cells if key[:2] in {"t3", "t4"} and wanted(number(figures, key))]
    return rng.choice(keys) if keys else ""


def _slip(figures: Figures, rng: Random) -> Fault:
    """One digit mistyped."""
    if not (key := _cell(figures, rng, bool)):
        return {}
    digits = str(number(figures, key))
    at = rng.randrange(len(digits))
    other = rng.choice([digit for digit in "0123456789" if digit != digits[at] and (at or digit != "0")])
    return {key: int(digits[:at] + other + digits[at + 1 :])}


def _swap(figures: Figures, rng: Random) -> Fault:
    """Two neighbouring digits in the wrong order."""
    if not (key := _cell(figures, rng, lambda value: bool(_swaps(str(value))))):
        return {}
    digits = str(number(figures, key))
    at = rng.choice(_swaps(digits))
    return {key: int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])}


def _swaps(digits: str) -> list[int]:
    """Where two neighbouring digits can change places."""
    places = range(len(digits) - 1)
    return [at for at in places if digits[at] != digits[at + 1] and (at or digits[1] != "0")]


def _omission(figures: Figures, rng: Random) -> Fault:
    """A figure not filled in."""
    key = _cell(figures, rng, bool)
    return {key: None} if key else {}


def _trade(figures: Figures, rng: Random) -> Fault:
    """One case of 表三 counted in the neighbouring column (in 表四 no relation would notice)."""
    key = _cell(figures, rng, bool)
    row, _, column = key.rpartition(".")
    if column not in _PARTS or not key.startswith("t3"):
        return {}
    at = _PARTS.index(column)
    beside = f"{row}.{rng.choice([*_PARTS[max(at - 1, 0) : at], *_PARTS[at + 1 : at + 2]])}"
    return {key: number(figures, key) - 1, beside: number(figures, beside) + 1}


def _exchange(figures: Figures, rng: Random) -> Fault:
    """The figures of two neighbours, side by side or one under the other, each in the other's cell."""
    key = _cell(figures, rng, bool)
    beside = [other for other in _neighbours(figures, key) if number(figures, other) != number(figures, key)]
    if not beside:
        return {}
    other = rng.choice(beside)
    return {one: figures.cells[it].value and number(figures, it) for one, it in ((key, other), (other, key))}


def _neighbours(figures: Figures, key: str) -> list[str]:
    """The cells beside one in its row and those above and below it, total or not, as the keys stand on the form.

    In 表四 only a total and the cell beside it: of two results no relation would notice.
    """
    row, _, column = key.rpartition(".")
    found = []
    for line in (
        [other for other in figures.cells if other.rpartition(".")[0] == row],
        [other for other in figures.cells if other.startswith("t3.") and other.rpartition(".")[2] == column],
    ):
        if key in line:
            at = line.index(key)
            found += [*line[max(at - 1, 0) : at], *line[at + 1 : at + 2]]
    return [other for other in found if row.startswith("t3") or "total" in (column, other.rpartition(".")[2])]


def _step(figures: Figures, rng: Random) -> Fault:
    """Off by one."""
    key = _cell(figures, rng, bool)
    return {key: number(figures, key) + rng.choice((1, -1))} if key else {}


_FAULTS: dict[str, Callable[[Figures, Random], Fault]] = {
    "slip": _slip,
    "swap": _swap,
    "omission": _omission,
    "trade": _trade,
    "exchange": _exchange,
    "step": _step,
}


def likelihood(figures: Figures, repair: Mapping[str, int], kinds: list[str]) -> float:
    """How likely one fault would have made these figures of those in which the repair is true."""
    true = replace(figures, cells=figures.cells | {key: written(figures.cells[key], to) for key, to in repair.items()})
    filled = [key for key in true.cells if key[:2] in {"t3", "t4"} and number(true, key)]
    if len(repair) == 2:
        chance = _traded(figures, true, list(repair), filled) if "trade" in kinds else 0
        return chance + (_exchanged(figures, true, list(repair), filled) if "exchange" in kinds else 0)
    if len(repair) != 1:
        return 0
    ((key, to),) = repair.items()
    old, new = str(to), str(number(figures, key))
    if figures.cells[key].kind is CellKind.BLANK:
        return ("omission" in kinds) / len(filled) if to else 0
    chance = 0.0
    if abs(to - int(new)) == 1 and to and "step" in kinds:
        chance += 1 / len(filled) / 2
    if len(old) == len(new) and to:
        places = [at for at in range(len(old)) if old[at] != new[at]]
        if len(places) == 1 and new[0] != "0" and "slip" in kinds:
            chance += 1 / len(filled) / len(old) / (9 if places[0] else 8)
        swappable = [other for other in filled if _swaps(str(number(true, other)))]
        if "swap" in kinds and any(new == old[:at] + old[at + 1] + old[at] + old[at + 2 :] for at in _swaps(old)):
            chance += 1 / len(swappable) / len(_swaps(old))
    return chance


def _traded(figures: Figures, true: Figures, cells: list[str], filled: list[str]) -> float:
    chance = 0.0
    for key, beside in (cells, cells[::-1]):
        row, _, column = key.rpartition(".")
        other_row, _, other = beside.rpartition(".")
        if row == other_row and key in filled and {column, other} <= {*_PARTS} and row.startswith("t3"):
            at = _PARTS.index(column)
            neighbours = _PARTS[max(at - 1, 0) : at] + _PARTS[at + 1 : at + 2]
            moved = number(true, key) - number(figures, key), number(true, beside) - number(figures, beside)
            chance += (other in neighbours and moved == (1, -1)) / len(filled) / len(neighbours)
    return chance


def _exchanged(figures: Figures, true: Figures, cells: list[str], filled: list[str]) -> float:
    chance = 0.0
    for key, other in (cells, cells[::-1]):
        if key in filled and (number(figures, key), number(figures, other)) == (number(true, other), number(true, key)):
            beside = [one for one in _neighbours(true, key) if number(true, one) != number(true, key)]
            chance += (other in beside) / len(filled) / max(len(beside), 1)
    return chance
