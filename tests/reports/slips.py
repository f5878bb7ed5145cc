"""What conversions do to the cells of a row: a figure in two cells, an empty cell lost or one too many."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .forms import COLUMNS, outcomes
from .model import Report, Slip

#: Each slip by name: the row as it was, and a place at which it can happen.
NAMES = ("split", "spill", "push", "drop", "drop and pad", "insert")


def slip(name: str, place: int) -> Slip:
    """The slip `name` at one place of a row."""

    def apply(texts: list[str]) -> list[str]:
        before, text, behind = texts[:place], texts[place], texts[place + 1 :]
        match name:
            case "split":
                return [*before, text[:1], text[1:], *behind]
            case "spill":
                return [*before, text[:1], text[1:], *behind[1:]]
            case "push":
                return [*before, text[:1], text[1:], *behind[:-1]]
            case "drop":
                return [*before, *behind]
            case "drop and pad":
                return [*before, *behind, ""]
            case "insert":
                return [*before, "", text, *behind[:-1]]
        raise ValueError(name)

    return apply


def possible(report: Report, name: str) -> Iterator[tuple[str, int]]:
    """Rows and places of 表三 where the slip can happen and shows."""
    for row in ("new_received", "carried_in", *outcomes(report.generation), "outcome_total", "carried_out"):
        texts = [report.cell(f"t3.{row}.{column}") for column in COLUMNS]
        for place, text in enumerate(texts):
            if _shows(name, place, text, texts):
                yield f"t3.{row}", place


def _shows(name: str, place: int, text: str, texts: list[str]) -> bool:
    following = texts[place + 1 :]
    if name in {"split", "push", "spill"}:
        parts = text.isdigit() and len(text) > 1
        # Where the second half is a zero, nothing but the column it stands in tells it from a zero of its own.
        whole = parts and text[1] != "0"
        return whole and (name != "spill" or following[:1] == [""]) and (name != "push" or bool(following))
    if name == "insert":
        return len([other for other in texts[place:] if other]) > 1
    return text == "" and len([other for other in following if other]) > 1


def random_slip(rng: Random, report: Report, name: str) -> tuple[str, int] | None:
    """One row and place of the report, None where the slip cannot happen."""
    return rng.choice(every) if (every := list(possible(report, name))) else None
