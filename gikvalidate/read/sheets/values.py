"""The value of a cell as the sheet shows it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from gikvalidate.read.decode import normalise

Value = int | float | str | bool | time | date | datetime | timedelta

# Spreadsheets keep and show no more than this; what follows is the noise of binary fractions.
DIGITS = 15


def shown(value: Value) -> str:
    """A cell's text: numbers exact and without an empty fraction, dates as reports write them."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ")
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def number(value: int | float) -> str:
    """The shortest decimal with the digits a spreadsheet holds: 20 for 20.0, 59237.2449 and never 5.92372449e4."""
    text = f"{Decimal(f'{value:.{DIGITS}g}'):f}" if isinstance(value, float) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
