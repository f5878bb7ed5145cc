"""How numbers and sums are written out in messages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from gikvalidate.arithmetic import Exact
from gikvalidate.claims import Claim, Interval
from gikvalidate.findings import Words

_MANY = 6


def number(value: Fraction | Decimal | int) -> str:
    """An exact decimal as text; a value no decimal can say is rounded to four places and marked."""
    if isinstance(value, int):
        return str(value)
    exact = Fraction(value)
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator == 1:
        text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"≈{Decimal(exact.numerator) / Decimal(exact.denominator):.4f}"


def interval(values: Interval) -> str:
    """The numbers an interval stands for, as people write them."""
    if values.low is not None and values.is_exact:
        return number(values.low)
    low = "−∞" if values.low is None else number(values.low)
    high = "∞" if values.high is None else number(values.high)
    return f"{'(' if values.low_open else '['}{low}, {high}{')' if values.high_open else ']'}"


def both(zh: str, en: str) -> Words:
    """The same words in both languages."""
    return (zh, en)


def listed(names: Iterable[str]) -> tuple[str, str]:
    """Names in a row; a long row is cut and counted."""
    every = list(names)
    if len(every) <= _MANY:
        return ("、".join(every), ", ".join(every))
    shown = every[: _MANY - 1]
    return (f"{'、'.join(shown)}等 {len(every)} 处", f"{', '.join(shown)} and {len(every) - len(shown)} more")


def named(claim: Claim) -> str:
    """A number with what it counts: 收到申请24件."""
    return f"{claim.label}{claim.quantity.text}" if claim.label else claim.quote


def added(terms: Iterable[tuple[str, Exact]]) -> str:
    """A sum written out: "自然人 18 + 商业企业 2 = 20"; zeros are left away."""
    every = [(name, Fraction(value)) for name, value in terms]
    shown = [(name, value) for name, value in every if value] or every[:1]
    text = ""
    for position, (name, value) in enumerate(shown):
        sign = (" + " if value >= 0 else " − ") if position else ("" if value >= 0 else "−")
        text += f"{sign}{name} {number(abs(value))}"
    return text if len(shown) == 1 else f"{text} = {number(sum((value for _, value in shown), Fraction(0)))}"
