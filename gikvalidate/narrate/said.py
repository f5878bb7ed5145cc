"""What a number says wherever it stands: its value, its unit, and the interval after the words that widen it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gikvalidate.claims import Interval


@dataclass(frozen=True, slots=True)
class Said:
    """What a number says, wherever it stands."""

    value: Decimal | None
    step: Decimal
    unit: str
    interval: Interval
    approximate: bool


#: Words that stand for a number: their nominal value, its unit, and what careful writers mean by them.
WORDS = {
    "words.full": (100, "%", Interval(Fraction(199, 2), Fraction(201, 2), False, True)),
    "words.over_half": (50, "%", Interval(Fraction(50), Fraction(100), True, False)),
    "words.near_half": (50, "%", Interval(Fraction(40), Fraction(50), True, True)),
    "words.half": (50, "%", Interval(Fraction(45), Fraction(55))),
    "change.quadrupled": (4, "倍", Interval(Fraction(7, 2), Fraction(5))),
    "change.doubled": (2, "倍", Interval(Fraction(19, 10), Fraction(5, 2))),
    "change.about_flat": (0, "%", Interval(Fraction(-5), Fraction(5))),
    "change.flat": (0, "%", Interval.exact(0)),
}


#: 超过一半, 一半以上, 近一半, 约一半: what a word before or after 一半 makes of it.
HALVES = {
    "above": Interval(Fraction(50), Fraction(100), True, False),
    "least": Interval(Fraction(50), Fraction(100)),
    "nearly": Interval(Fraction(40), Fraction(50), True, True),
    "most": Interval(Fraction(0), Fraction(50)),
    "about": Interval(Fraction(40), Fraction(60)),
}


def approximated(
    cue: str, behind: bool, value: Decimal, step: Decimal, place: Decimal, unit: str, more: bool, rounded: bool
) -> Said:
    """The interval after DOMAIN's table: 余 opens one place upwards, 近 one place downwards, 超 has no upper end.

    A `cue` that stands `behind` the number (左右) is the vaguer one.
    """
    if not (cue or more or rounded):
        return saying(value, step, unit, Interval.exact(value), False)
    point, width = Fraction(value), Fraction(place)
    if cue in {"above", "least"}:
        interval = Interval(point, None, cue == "above")
    elif cue == "most":
        interval = Interval(None if point < 0 else Fraction(0), point)
    elif cue == "nearly":
        interval = Interval(point - width, point, True, True)
    elif more:
        interval = Interval(point, point + width, width > 1 or width < 1, True)
    elif cue == "about":
        margin = abs(point) / 10 if behind else max(width / 2, abs(point) / 40)
        interval = Interval(point - margin, point + margin)
    else:
        half = Fraction(step) / 2
        interval = Interval(point - half, point + half, False, True)
    approximate = bool(cue) or more
    return saying(value, place if approximate else step, unit, interval, approximate)


def saying(value: Decimal | None, step: Decimal, unit: str, interval: Interval, approximate: bool) -> Said:
    """These, with ‰ as a tenth of the per cent and a unit as it is spoken."""
    if unit == "‰":
        value = None if value is None else value / 10
        interval = Interval(
            None if interval.low is None else Fraction(interval.low) / 10,
            None if interval.high is None else Fraction(interval.high) / 10,
            interval.low_open,
            interval.high_open,
        )
        step, unit = step / 10, "%"
    return Said(value, step, _spoken(unit), interval, approximate)


def _spoken(unit: str) -> str:
    return "百分点" if unit.endswith("百分点") else "元" if unit.startswith("元") else unit


def rough(cue: str, value: Fraction, margin: Fraction) -> Said:
    """What a fraction (三分之一) says: about its value, or above or below it after the `cue`."""
    nominal = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))
    interval = Interval(value - margin, value + margin)
    if cue in {"above", "least"}:
        interval = Interval(value, Fraction(100), cue == "above")
    elif cue == "nearly":
        interval = Interval(value - 4 * margin, value, False, True)
    elif cue == "most":
        interval = Interval(Fraction(0), value)
    elif cue == "about":
        interval = Interval(value - 2 * margin, value + 2 * margin)
    return saying(nominal, Decimal(1), "%", interval, True)
