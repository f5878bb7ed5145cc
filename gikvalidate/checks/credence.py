"""Whether two numbers that disagree were likely meant to be the same: a slip of the pen leaves a likeness.

Numbers of quite another size mostly speak of something else (other cases, a part, another year), however well the words
seem to fit; what is no slip is told more quietly, so that nobody is accused of a reader's mistake.
"""

from __future__ import annotations

from fractions import Fraction

from gikvalidate.checks.wording import number
from gikvalidate.digits import likeness, unit_mistaken
from gikvalidate.findings import Words

_A_FEW = 2
_NEAR = Fraction(1, 10)
#: Numbers below this differ in one digit by chance.
_TELLING = 100


#: Why a disagreement of two numbers that nothing makes alike is not told as one.
TOO_FAR: Words = ("相差太远，多半说的不是同一件事", "so far apart that they hardly speak of the same thing")


def near(said: Fraction, true: Fraction, share: Fraction = _NEAR) -> bool:
    """A few apart, or that share of the true value at most."""
    return abs(said - true) <= max(Fraction(_A_FEW), share * abs(true))


def slip(said: Fraction, true: Fraction) -> bool:
    """One digit wrong, missing or too many, two neighbours traded, or 万 for ones. One digit alone is like any."""
    if said == true or unit_mistaken(said, true):
        return True
    first, second = _digits(said), _digits(true)
    return min(len(first), len(second)) > 1 and likeness(first, second) is not None


def unmistakable(said: Fraction, true: Fraction) -> bool:
    """A slip between numbers of several digits: two that mean different things are hardly ever so alike."""
    return unit_mistaken(said, true) or (min(said, true) >= _TELLING and slip(said, true))


def alike(said: Fraction, true: Fraction, share: Fraction = _NEAR) -> bool:
    """Whether one may have been written for the other."""
    return near(said, true, share) or slip(said, true)


def _digits(value: Fraction) -> str:
    return number(abs(value)).replace(".", "")
