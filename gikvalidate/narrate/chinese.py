"""Chinese numerals: 一百二十, 两万三千, 廿五, 二〇二〇 and the capital forms of accounts."""

from __future__ import annotations

_DIGITS = {char: value for value, chars in enumerate(
    ("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_CONTRACTED = {"廿": 20, "卅": 30}

CHARACTERS = "".join([*_DIGITS, *_TENS, *_GROUPS, *_CONTRACTED])


def parse(numeral: str) -> int | None:
    """The value of a well-formed numeral; None for anything else (三四十, 十百, 百万千)."""
    if not numeral or all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral)) if numeral and _plain_digits(numeral) else None
    for char, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = numeral.rpartition(char)
        if found:
            return _grouped(head, tail, size)
    return _below_ten_thousand(numeral)


def _grouped(head: str, tail: str, size: int) -> int | None:
    many = parse(head) if head else None
    if many is None or many >= 10**8:
        return None
    if not tail:
        return many * size
    if len(tail) == 1 and _DIGITS.get(tail):
        return many * size + _DIGITS[tail] * size // 10
    rest = parse(tail.lstrip("零〇"))
    return None if rest is None or rest >= size else many * size + rest


def _plain_digits(numeral: str) -> bool:
    return len(numeral) == 1 or (len(numeral) >= 3 and "两" not in numeral)


def _below_ten_thousand(numeral: str) -> int | None:
    total, digit, last, pending_zero = 0, None, 10_000, False
    for place, char in enumerate(numeral):
        if char in _CONTRACTED:
            if digit is not None or last <= 10:
                return None
            total, last = total + _CONTRACTED[char], 10
        elif char in _DIGITS:
            if digit is not None:
                return None
            if _DIGITS[char] == 0:
                pending_zero = True
                continue
            digit = _DIGITS[char]
        else:
            size = _TENS.get(char, 10_000)
            if size >= last or (digit is None and not (size == 10 and (place == 0 or pending_zero))):
                return None
            total, digit, last, pending_zero = total + (digit or 1) * size, None, size, False
    if digit is None:
        return total or None
    if 100 <= last < 10_000 and not pending_zero:
        return total + digit * last // 10
    return total + digit


def place_of(value: int) -> int:
    """The place value of the last digit that is not zero: 3600 → 100, 12000 → 1000."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place
