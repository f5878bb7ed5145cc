"""How the digits of two numbers are alike: what a slip of the pen leaves between the one meant and the one written."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

#: 万, the unit in which amounts are given.
UNIT = 10_000


class Likeness(StrEnum):
    """ONE_DIGIT: one differs. TRANSPOSED: two neighbours changed places. DIGIT_LOST: one has a digit more."""

    ONE_DIGIT = "one_digit"
    TRANSPOSED = "transposed"
    DIGIT_LOST = "digit_lost"


def likeness(first: str, second: str) -> Likeness | None:
    """What one slip could have made of two numbers given by their digits; None where they differ by more or not."""
    if len(first) == len(second):
        wrong = [place for place in range(len(first)) if first[place] != second[place]]
        if len(wrong) == 1:
            return Likeness.ONE_DIGIT
        if (
            len(wrong) == 2
            and wrong[1] - wrong[0] == 1
            and first[wrong[0]] + first[wrong[1]] == (second[wrong[1]] + second[wrong[0]])
        ):
            return Likeness.TRANSPOSED
        return None
    shorter, longer = sorted((first, second), key=len)
    if len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    ):
        return Likeness.DIGIT_LOST
    return None


def one_digit_off(whole: int, parts: Sequence[int]) -> bool:
    """Whether a sum would be right if its total, or one of its parts, had one digit more or less at its end.

    A part that lacks a digit is not asked for: small parts lack one by chance.
    """
    total = sum(parts)
    if total == whole or whole <= 0:
        return False
    if total // 10 == whole or whole == 10 * total:
        return True
    return any(part and part % 10 == 0 and total - part + part // 10 == whole for part in parts)


def unit_mistaken(first: Fraction | int, second: Fraction | int) -> bool:
    """Whether one is the other in 万 for ones."""
    return bool(first and second) and (first == UNIT * second or second == UNIT * first)
