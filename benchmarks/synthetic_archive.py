"""An invented archive: agencies × years of one form, with growth, and faults whose place is known.

As a matrix for hundreds of thousands of reports in seconds, and as files for the nightly run.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gikvalidate.archive.matrix import Array, Kind, Matrix
from gikvalidate.figures import Keys

_COLUMNS = ("natural", "business", "research", "charity", "legal", "other_org")
_WEIGHTS = (1.0, 0.2, 0.02, 0.02, 0.08, 0.04)
_FLOWS = ("new_received", "carried_in", "outcome_total", "carried_out")
_YEARS = 5


@dataclass(frozen=True)
class Planted:
    """What was put into the matrix: for each fault the report and the cell."""

    raised: tuple[tuple[int, int], ...]
    blank_totals: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]


def archive(keys: Keys, reports: int, seed: int = 1, faulty: float = 0.01) -> tuple[Matrix, Planted]:
    """Reports of form2021 in which every relation holds but for `faulty` of them, a third of each kind of fault.

    The same agency stands in five neighbouring columns, one a year, and grows by up to a fifth a year. Zeros are
    written as 0, blank or dash by the habit of the agency.
    """
    rng = np.random.default_rng(seed)
    names = tuple(keys)
    order = {key: index for index, key in enumerate(names)}
    values = np.zeros((len(names), reports), np.int32)
    kinds = np.zeros(values.shape, np.uint8)
    agencies = -(-reports // _YEARS)
    size = rng.choice([0, 3, 12, 60, 400], agencies)
    grown = size[:, None] * (1 + rng.random((agencies, 1)) * 0.2) ** np.arange(_YEARS)
    _fill(values, order, rng, np.ravel(grown)[:reports])
    habit = np.repeat(rng.choice([Kind.NUMBER, Kind.BLANK, Kind.DASH], agencies).astype(np.uint8), _YEARS)[:reports]
    np.multiply(values == 0, habit, out=kinds, casting="unsafe")
    optional = np.array([statutory.optional for statutory in keys.values()])
    kinds[optional] = Kind.ABSENT
    planted = _spoil(values, kinds, order, rng, int(reports * faulty))
    wide: dict[tuple[int, int], Fraction] = {}
    scales = tuple(100 if statutory.type == "amount" else 1 for statutory in keys.values())
    return Matrix("form2021", names, list(range(reports)), values, kinds, scales, wide), planted


def _fill(values: Array, order: dict[str, int], rng: np.random.Generator, size: Array) -> None:
    leaves = [
        key.split(".")[1:-1]
        for key in order
        if key.startswith("t3.")
        and key.endswith(".natural")
        and key.split(".")[1] not in _FLOWS
        and key != "t3.other.natural"
    ]
    rows = [".".join(leaf) for leaf in leaves]
    for column, weight in zip(_COLUMNS, _WEIGHTS, strict=True):
        cell = {row: order[f"t3.{row}.{column}"] for row in (*rows, *_FLOWS)}
        for row in rows:
            values[cell[row]] = rng.poisson(size * weight * (0.4 if row in {"granted", "partly_granted"} else 0.04))
            values[cell["outcome_total"]] += values[cell[row]]
        values[cell["carried_out"]] = rng.poisson(size * weight * 0.05)
        arrived = values[cell["outcome_total"]] + values[cell["carried_out"]]
        values[cell["carried_in"]] = arrived // 20
        values[cell["new_received"]] = arrived - arrived // 20
    for row in (*rows, *_FLOWS):
        values[order[f"t3.{row}.total"]] = sum(values[order[f"t3.{row}.{column}"]] for column in _COLUMNS)
    for suit in ("review", "direct_suit", "suit_after_review"):
        for result in ("upheld", "corrected", "other", "pending"):
            values[order[f"t4.{suit}.{result}"]] = rng.poisson(size * 0.01)
            values[order[f"t4.{suit}.total"]] += values[order[f"t4.{suit}.{result}"]]
    values[order["t2.fees.amount"]] = rng.integers(0, 10_000, len(size))


def _spoil(values: Array, kinds: Array, order: dict[str, int], rng: np.random.Generator, faulty: int) -> Planted:
    chosen = rng.choice(values.shape[1], faulty, replace=False)
    cells = [index for key, index in order.items() if key.startswith("t3.") and ".other." not in key]
    totals = [
        order[key] for key in order if key.endswith(".total") and key.startswith("t3.") and key != "t3.other.total"
    ]
    raised, blank, words = [], [], []
    for position, report in enumerate(map(int, chosen)):
        if position % 3 == 0:
            cell = int(rng.choice(cells))
            values[cell, report] += 1
            kinds[cell, report] = Kind.NUMBER
            raised.append((report, cell))
        elif position % 3 == 1:
            cell = int(rng.choice(totals))
            values[cell, report], kinds[cell, report] = 0, Kind.BLANK
            blank.append((report, cell))
        else:
            cell = int(rng.choice(cells))
            values[cell, report], kinds[cell, report] = 0, Kind.TEXT
            words.append((report, cell))
    return Planted(tuple(raised), tuple(blank), tuple(words))
