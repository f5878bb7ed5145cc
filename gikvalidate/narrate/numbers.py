"""Find quantities: digits, Chinese numerals, fractions, approximations and ranges, each with its exact interval.

One pass of one regular expression without nested repetition; a number keeps the words that widen it (余, 近, 以上).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from gikvalidate.claims import Interval, Quantity
from gikvalidate.narrate import chinese
from gikvalidate.narrate.lexicon import Lexicon

_NUMERAL = f"[{chinese.CHARACTERS}]"
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HUNDREDFOLD = {"百分之": 0, "千分之": 1, "万分之": 2}
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Number:
    """A scanned quantity; `written` is "digits", "chinese" or "words", `bare` says that no unit was printed."""

    quantity: Quantity
    written: str

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def end(self) -> int:
        return self.quantity.end

    @property
    def bare(self) -> bool:
        return not self.quantity.unit


def scan(text: str, lexicon: Lexicon) -> Iterator[Number]:
    """Every quantity of `text`, left to right, not overlapping; spans are offsets in `text`."""
    for match in _grammar(lexicon).finditer(text):
        number = _read(match, lexicon)
        if number is not None:
            yield number


@cache
def _grammar_source(
    begins: str, unit: str, variant: str, before: str, after: str, words: str, vague: str
) -> re.Pattern[str]:
    digits = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]{1,3}(?: [0-9]{3})++(?=[^0-9 .])|[0-9]++)(?:\.[0-9]++)?"
    size = "(?:[十百千]?[万亿]|[百千])"
    return re.compile(
        rf"(?={begins})(?P<before>{before})?(?:"
        rf"(?P<sign>(?<![0-9A-Za-z%\-—）])[-+−](?=[0-9]))?(?:(?P<low>{digits})(?P<lowunit>%|件|条|{size})?(?:-|—{{1,2}}|–|~|～|至|到)(?=[0-9]))?"
        rf"(?P<digits>{digits})(?P<more>余|多)?(?P<size>{size})?(?P<more2>余|多)?(?P<plus>[+＋](?![0-9A-Za-z]))?"
        rf"(?P<unit>{unit})?(?(unit)(?P<variant>{variant})?)"
        rf"|(?P<ratio>百分之|千分之|万分之)(?P<rnum>{_NUMERAL}{{1,6}}(?:点{_NUMERAL}{{1,3}})?|[0-9]+(?:\.[0-9]+)?)"
        rf"|(?P<parts>{_NUMERAL}{{1,3}})分之(?P<pnum>{_NUMERAL}{{1,3}})"
        rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?![立效果为员熟功都长就本型品])"
        rf"|(?P<word>{words})"
        rf"|(?P<vague>{vague})(?P<vunit>{unit})"
        rf"|(?P<chinese>{_NUMERAL}{{1,16}})(?P<cmore>余|多|几)?(?P<cunit>{unit})(?P<cvariant>{variant})?"
        rf")(?P<after>{after})?"
    )


def _grammar(lexicon: Lexicon) -> re.Pattern[str]:
    words = lexicon.words
    before = "|".join(
        f"(?:{lexicon.approximations[f'approximate.{name}.before']})"
        for name in ("most", "least", "above", "nearly", "about")
    )
    after = "|".join(
        f"(?:{lexicon.approximations[f'approximate.{name}.after']})" for name in ("most", "least", "about")
    )
    said = "|".join(words[name].pattern for name in _WORDS)
    sources = [words[name].pattern for name in ("begins", "unit_variant", "vague")]
    return _grammar_source(sources[0], lexicon.unit_source, sources[1], before, after, said, sources[2])


def _read(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    if match["digits"]:
        return _from_digits(match, lexicon)
    if match["chinese"]:
        return _from_chinese(match, lexicon)
    if match["vague"]:
        return _number(match, "words", None, Decimal(1), match["vunit"], Interval(None, None), True)
    return _from_ratio(match, lexicon)


def _from_digits(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    plain = _plain(match["digits"])
    if len(plain) > _LONGEST:
        return None
    unit, scale = _unit(match["unit"] or "", _scale(match["size"]))
    printed = Decimal(plain)
    decimals = len(plain.partition(".")[2])
    value, step = printed * scale, Decimal(1).scaleb(-decimals) * scale
    more = bool(match["more"] or match["more2"])
    if match["low"]:
        low = Decimal(_plain(match["low"])) * (_scale(match["lowunit"]) if _scale(match["lowunit"]) > 1 else scale)
        if low >= value:
            return None
        return _number(match, "digits", None, step, unit, Interval(Fraction(low), Fraction(value)), True)
    if match["sign"] in ("-", "−"):
        value = -value
    place = step if decimals else Decimal(chinese.place_of(int(printed))) * scale
    rounded = decimals > 0 or scale >= 10_000 or unit in {"%", "‰", "倍"} or unit.endswith("百分点")
    return _approximated(match, lexicon, "digits", value, step, place, unit, more, rounded)


def _plain(digits: str) -> str:
    return digits.replace(",", "").replace(" ", "")


def _scale(size: str | None) -> int:
    total = 1
    for char in size or "":
        total *= _SIZES.get(char, 1)
    return total


def _unit(unit: str, scale: int) -> tuple[str, int]:
    """The unit without its own multiplier: 万次 counts 次."""
    return (unit[1:], scale * 10_000) if unit.startswith("万") and len(unit) > 1 else (unit, scale)


def _from_chinese(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    numeral, start = match["chinese"], match.start("chinese")
    window = match.string[max(0, start - 4) : start]
    following = match.string[match.end("cunit") : match.end("cunit") + 4]
    words = lexicon.words
    if lexicon.endings["not_after"].search(window) or words["not_before"].match(following):
        return None
    if words["not_before"].match(match["cunit"] + following) or words["not_chinese_units"].fullmatch(match["cunit"]):
        return None
    value = chinese.parse(numeral)
    if value is None:
        return (
            _number(match, "words", None, Decimal(1), match["cunit"], Interval(None, None), True)
            if len(numeral) > 1
            else None
        )
    if value == 1 and not (
        words["one_units"].fullmatch(match["cunit"]) and lexicon.endings["one_after"].search(window)
    ):
        return None
    unit, scale = _unit(match["cunit"], 1)
    place = Decimal(chinese.place_of(value) * scale)
    return _approximated(
        match, lexicon, "chinese", Decimal(value * scale), Decimal(scale), place, unit, bool(match["cmore"]), False
    )


def _from_ratio(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    if match["ratio"]:
        value = _mixed(match["rnum"])
        if value is None:
            return None
        scale = Decimal(1).scaleb(-_HUNDREDFOLD[match["ratio"]])
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * scale
        return _approximated(match, lexicon, "chinese", value * scale, step, step, "%", False, True)
    if match["parts"]:
        below, above = chinese.parse(match["parts"]), chinese.parse(match["pnum"])
        if not below or not above:
            return None
        return _rough(match, Fraction(100 * above, below), Fraction(5, 2), lexicon)
    if match["tenths"]:
        tenths = Decimal(chinese.parse(match["tenths"]) or 0) * 10 + (5 if match["half"] else 0)
        return _approximated(match, lexicon, "chinese", tenths, Decimal(10), Decimal(10), "%", False, True)
    for name, (nominal, unit, interval) in _WORDS.items():
        if lexicon.words[name].fullmatch(match["word"]):
            if name == "words.half" and (cue := _cue(match, lexicon)):
                interval = _HALVES[cue]
            return _number(match, "words", Decimal(nominal), Decimal(1), unit, interval, name != "words.full")
    return None


#: Words that stand for a number: their nominal value, its unit, and what careful writers mean by them.
_WORDS = {
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
_HALVES = {
    "above": Interval(Fraction(50), Fraction(100), True, False),
    "least": Interval(Fraction(50), Fraction(100)),
    "nearly": Interval(Fraction(40), Fraction(50), True, True),
    "most": Interval(Fraction(0), Fraction(50)),
    "about": Interval(Fraction(40), Fraction(60)),
}


def _mixed(numeral: str) -> Decimal | None:
    if numeral[0] in "0123456789":
        return Decimal(numeral)
    whole, _, part = numeral.partition("点")
    value = chinese.parse(whole) or (100 if whole == "百" else 0 if whole in "零〇" else None)
    digits = [chinese.parse(char) for char in part]
    if value is None or any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{value}.{''.join(map(str, digits))}") if part else Decimal(value)


def _rough(match: re.Match[str], value: Fraction, margin: Fraction, lexicon: Lexicon) -> Number:
    nominal = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))
    interval = Interval(value - margin, value + margin)
    cue = _cue(match, lexicon)
    if cue in {"above", "least"}:
        interval = Interval(value, Fraction(100), cue == "above")
    elif cue == "nearly":
        interval = Interval(value - 4 * margin, value, False, True)
    elif cue == "most":
        interval = Interval(Fraction(0), value)
    elif cue == "about":
        interval = Interval(value - 2 * margin, value + 2 * margin)
    return _number(match, "words", nominal, Decimal(1), "%", interval, True)


def _cue(match: re.Match[str], lexicon: Lexicon) -> str:
    for side in ("after", "before"):
        for name in ("most", "least", "above", "nearly", "about") if match[side] else ():
            pattern = lexicon.approximations.get(f"approximate.{name}.{side}")
            if pattern and re.fullmatch(pattern, match[side]):
                return name
    return ""


def _approximated(
    match: re.Match[str],
    lexicon: Lexicon,
    written: str,
    value: Decimal,
    step: Decimal,
    place: Decimal,
    unit: str,
    more: bool,
    rounded: bool,
) -> Number:
    """The interval after DOMAIN's table: 余 opens one place upwards, 近 one place downwards, 超 has no upper end."""
    point, width = Fraction(value), Fraction(place)
    cue = _cue(match, lexicon) or ("least" if match["plus"] else "")
    if cue in {"above", "least"}:
        interval = Interval(point, None, cue == "above")
    elif cue == "most":
        interval = Interval(None if point < 0 else Fraction(0), point)
    elif cue == "nearly":
        interval = Interval(point - width, point, True, True)
    elif more:
        interval = Interval(point, point + width, width > 1 or width < 1, True)
    elif cue == "about":
        wide = match["after"] is not None
        margin = abs(point) / 10 if wide else max(width / 2, abs(point) / 40)
        interval = Interval(point - margin, point + margin)
    elif rounded:
        half = Fraction(step) / 2
        interval = Interval(point - half, point + half, False, True)
    else:
        return _number(match, written, value, step, unit, Interval.exact(value), False)
    approximate = bool(cue) or more
    return _number(match, written, value, place if approximate else step, unit, interval, approximate)


def _number(
    match: re.Match[str],
    written: str,
    value: Decimal | None,
    step: Decimal,
    unit: str,
    interval: Interval,
    approximate: bool,
) -> Number:
    if unit == "‰":
        value = None if value is None else value / 10
        interval = Interval(
            None if interval.low is None else interval.low / 10,
            None if interval.high is None else interval.high / 10,
            interval.low_open,
            interval.high_open,
        )
        step, unit = step / 10, "%"
    return Number(
        Quantity(match[0], match.start(), match.end(), value, interval, _spoken(unit), step, approximate), written
    )


def _spoken(unit: str) -> str:
    return "百分点" if unit.endswith("百分点") else "元" if unit.startswith("元") else unit


def with_unit(number: Number, unit: str) -> Number:
    """The same number with the unit that is written once for a whole list."""
    return Number(replace(number.quantity, unit=unit), number.written)
