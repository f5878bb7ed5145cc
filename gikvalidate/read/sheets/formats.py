"""Numbers as their format shows them: 88.4% for 0.884, 12.50 for 12.5, nothing for a zero that is not to be seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# The formats that have a number and no text; all others of this kind are dates, fractions or General.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
}
# Spreadsheets keep and show no more digits than this.
DIGITS = 15
LONGEST = 255
LARGEST = Decimal(10) ** 30

# What stands around the number: words in quotes, one character after a mark, colours and currencies in brackets.
_AROUND = re.compile(r'"[^"]*"|[\\!_*].|\[(?:\$[^\]]*|[A-Za-z0-9]+|[一-龥]+)\]|[¥￥$()（）\s-]')
_NUMBER = re.compile(r"([#0?,]*[#0?])(?:\.([0#?]*))?(%?)")


def displayed(written: str, code: str) -> str | None:
    """The text of a number by its format; None where the format is none of a plain number or says nothing new."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    sections = code[:LONGEST].split(";")
    if not value.is_finite() or abs(value) > LARGEST:
        return None
    section = _section(sections, value)
    if not section.strip() and len(sections) > 1:
        return ""
    found = _NUMBER.fullmatch(_AROUND.sub("", section))
    if found is None:
        return None
    whole, decimals, percent = found.groups()
    if whole.endswith(","):
        return None
    exact = _kept(value * 100 if percent else value)
    text = _rounded(exact, decimals or "")
    grouped = "," in whole
    return (_grouped(text) if grouped else text) + percent


def _section(sections: list[str], value: Decimal) -> str:
    """Positive, negative, zero: as many as there are."""
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _kept(value: Decimal) -> Decimal:
    """Without the noise of binary fractions."""
    return Decimal(f"{value:.{DIGITS}g}")


def _rounded(value: Decimal, decimals: str) -> str:
    text = f"{value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.removesuffix(".")
    return text.lstrip("-") if not text.strip("-0.") else text


def _grouped(text: str) -> str:
    whole, dot, decimals = text.partition(".")
    return f"{int(whole):,}{dot}{decimals}" if int(whole) or not whole.startswith("-") else text


def code_of(number: int, own: Mapping[int, str]) -> str | None:
    """The format of this number, the workbook's own or one of those all programs know; None where it is no number's."""
    code = own.get(number) or BUILT_IN.get(number)
    return None if code is None or code == "General" else code
