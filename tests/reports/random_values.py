"""Random figures that keep every identity of the form."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .forms import COLUMNS, RESULTS, SUITS, outcomes
from .model import Generation

Values = dict[str, Decimal]

#: How often an applicant of each kind appears, beside natural persons.
_WEIGHTS = {"natural": 1.0, "business": 0.2, "research": 0.02, "charity": 0.02, "legal": 0.08, "other_org": 0.04}
#: Leaves that most reports fill; the others stay at or near zero.
_COMMON = {"granted", "partly_granted", "unavailable.not_held", "unavailable.needs_creation", "not_processed.repeat"}


#: How many applications a report may have of one person and one outcome: none, few, many or very many.
SCALES = (0, 3, 12, 60, 400, 9000)
LARGE_SCALES = (400, 9000, 700_000, 30_000_000)


def random_values(rng: Random, generation: Generation, scales: tuple[int, ...] = SCALES) -> Values:
    """Figures of one year."""
    scale = rng.choice(scales)
    active = _active_2019(rng) if generation == "form2019" else _active_2021(rng)
    values = active | _applications(rng, generation, scale) | _suits(rng, scale)
    return {key: Decimal(value) for key, value in values.items() if value}


def _applications(rng: Random, generation: Generation, scale: int) -> dict[str, int]:
    values: dict[str, int] = {}
    leaves = list(outcomes(generation))
    for column, weight in _WEIGHTS.items():
        answered = {leaf: _count(rng, scale * weight * (0.4 if leaf in _COMMON else 0.04)) for leaf in leaves}
        # A report with applications has at least one new one from a person: the narrative begins with it.
        left = _count(rng, scale * weight * 0.05)
        if column == "natural" and scale:
            answered["granted"] += 1
        arrived = sum(answered.values()) + left
        carried_in = min(_count(rng, scale * weight * 0.06), max(arrived - (column == "natural"), 0))
        rows = answered | {
            "outcome_total": sum(answered.values()),
            "carried_out": left,
            "carried_in": carried_in,
            "new_received": arrived - carried_in,
        }
        values |= {f"t3.{row}.{column}": value for row, value in rows.items()}
    for row in ("new_received", "carried_in", *leaves, "outcome_total", "carried_out"):
        values[f"t3.{row}.total"] = sum(values[f"t3.{row}.{column}"] for column in COLUMNS if column != "total")
    return values


def _suits(rng: Random, scale: int) -> dict[str, int]:
    values: dict[str, int] = {}
    # Without applications there is nothing to appeal against.
    likely = 0 if not scale else rng.choice((0, 1, 4))
    for suit in SUITS:
        block = {result: _count(rng, likely * 0.5) for result in RESULTS if result != "total"}
        values |= {f"t4.{suit}.{result}": value for result, value in block.items()}
        values[f"t4.{suit}.total"] = sum(block.values())
    return values


def _active_2021(rng: Random) -> dict[str, int | Decimal]:
    issued, repealed = rng.choice((0, 0, rng.randint(1, 60))), rng.choice((0, rng.randint(1, 9)))
    return {
        "t2.normative.issued": issued,
        "t2.normative.repealed": repealed,
        "t2.normative.in_force": issued + rng.randint(0, 90),
        "t2.licences.decisions": rng.choice((0, rng.randint(1, 99), rng.randint(100, 90_000))),
        "t2.penalties.decisions": rng.choice((0, rng.randint(1, 5_000))),
        "t2.coercion.decisions": rng.choice((0, rng.randint(1, 300))),
        "t2.fees.amount": rng.choice((0, Decimal(rng.randint(1, 9_000_000)).scaleb(-4))),
    }


def _active_2019(rng: Random) -> dict[str, int | Decimal]:
    made = rng.choice((0, rng.randint(1, 40)))
    disclosed = rng.randint((made + 1) // 2, made)
    values: dict[str, int | Decimal] = {
        "t2.normative.made": made,
        "t2.normative.disclosed": disclosed,
        "t2.normative.disclosed_total": disclosed + rng.randint(0, 120),
    }
    for row in ("licences", "other_services", "penalties", "coercion"):
        items = rng.choice((0, rng.randint(2, 400)))
        values[f"t2.{row}.prior_items"] = items
        values[f"t2.{row}.change"] = rng.randint(-(items // 3), items // 3)
        cases = items and rng.randint(1, 4_000)
        # As many cases as items is what a clerk writes who takes one for the other; nobody can tell it from chance.
        values[f"t2.{row}.decisions"] = cases + (0 < cases == items + values[f"t2.{row}.change"])
    values["t2.fees.prior_items"] = rng.choice((0, rng.randint(1, 9)))
    projects = rng.choice((0, rng.randint(1, 60)))
    values |= {"t2.procurement.projects": projects, "t2.procurement.amount": projects * rng.randint(8_000, 900_000)}
    return values


def _count(rng: Random, mean: float) -> int:
    """A count near `mean`; means below one give zero most of the time."""
    if mean < 1:
        return int(rng.random() < mean)
    return int(mean * rng.uniform(0.3, 1.7))
