"""Find quantities: digits, Chinese numerals, fractions, approximations and ranges, each with its exact interval.

One pass of one regular expression without nested repetition; a number keeps the words that widen it (余, 近, 以上).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

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


@dataclass(frozen=True, slots=True)
class _Said:
    """What a number says, wherever it stands."""

    value: Decimal | None
    step: Decimal
    unit: str
    interval: Interval
    approximate: bool

    def at(self, match: re.Match[str], written: str) -> Number:
        quantity = Quantity(
            match[0], match.start(), match.end(), self.value, self.interval, self.unit, self.step, self.approximate
        )
        return Number(quantity, written)


def scan(text: str, lexicon: Lexicon, wanted: Callable[[int, int, bool], bool] | None = None) -> Iterator[Number]:
    """Every quantity of `text`, left to right, not overlapping; spans are offsets in `text`.

    Only what is `wanted` is read: it is asked by start, end, and whether it is written in digits.
    """
    for match in _grammar(lexicon).finditer(text):
        if wanted is None or wanted(*match.span(), match["digits"] is not None):
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
        return _said(None, Decimal(1), match["vunit"], Interval(None, None), True).at(match, "words")
    return _from_ratio(match, lexicon)


def _from_digits(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    digits, size, unit, low, low_unit, sign, more, behind, after = match.group(
        "digits", "size", "unit", "low", "lowunit", "sign", "more", "more2", "after"
    )
    cue, more = _cue(match, lexicon), more or behind
    said = _in_digits(digits, size, unit or "", low, low_unit, sign, more is not None, cue, after is not None)
    return None if said is None else said.at(match, "digits")


@lru_cache(maxsize=4096)
def _in_digits(
    digits: str,
    size: str | None,
    unit: str,
    low: str | None,
    low_unit: str | None,
    sign: str | None,
    more: bool,
    cue: str,
    behind: bool,
) -> _Said | None:
    """What digits and the words around them say: the same wherever they stand, and most reports count 1件 and 2件."""
    plain = _plain(digits)
    if len(plain) > _LONGEST:
        return None
    unit, scale = _unit(unit, _scale(size))
    printed = Decimal(plain)
    decimals = len(plain.partition(".")[2])
    value, step = printed * scale, Decimal(1).scaleb(-decimals) * scale
    if low:
        own = _scale(low_unit)
        least = Decimal(_plain(low)) * (own if own > 1 else scale)
        if least >= value:
            return None
        return _said(None, step, unit, Interval(Fraction(least), Fraction(value)), True)
    if sign in ("-", "−"):
        value = -value
    place = step if decimals else Decimal(chinese.place_of(int(printed))) * scale
    rounded = decimals > 0 or scale >= 10_000 or unit in {"%", "‰", "倍"} or unit.endswith("百分点")
    return _approximated(cue, behind, value, step, place, unit, more, rounded)


def _plain(digits: str) -> str:
    return digits.replace(",", "").replace(" ", "")


def _scale(size: str | None) -> int:
    if not size:
        return 1
    total = 1
    for char in size:
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
        vague = _said(None, Decimal(1), match["cunit"], Interval(None, None), True)
        return vague.at(match, "words") if len(numeral) > 1 else None
    if value == 1 and not (
        words["one_units"].fullmatch(match["cunit"]) and lexicon.endings["one_after"].search(window)
    ):
        return None
    unit, scale = _unit(match["cunit"], 1)
    place = Decimal(chinese.place_of(value) * scale)
    cue, behind, more = _cue(match, lexicon), match["after"] is not None, match["cmore"] is not None
    said = _approximated(cue, behind, Decimal(value * scale), Decimal(scale), place, unit, more, False)
    return said.at(match, "chinese")


def _from_ratio(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    cue, behind = _cue(match, lexicon), match["after"] is not None
    if match["ratio"]:
        value = _mixed(match["rnum"])
        if value is None:
            return None
        scale = Decimal(1).scaleb(-_HUNDREDFOLD[match["ratio"]])
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * scale
        return _approximated(cue, behind, value * scale, step, step, "%", False, True).at(match, "chinese")
    if match["parts"]:
        below, above = chinese.parse(match["parts"]), chinese.parse(match["pnum"])
        if not below or not above:
            return None
        return _rough(cue, Fraction(100 * above, below), Fraction(5, 2)).at(match, "words")
    if match["tenths"]:
        tenths = Decimal(chinese.parse(match["tenths"]) or 0) * 10 + (5 if match["half"] else 0)
        return _approximated(cue, behind, tenths, Decimal(10), Decimal(10), "%", False, True).at(match, "chinese")
    for name, (nominal, unit, interval) in _WORDS.items():
        if lexicon.words[name].fullmatch(match["word"]):
            if name == "words.half" and cue:
                interval = _HALVES[cue]
            said = _said(Decimal(nominal), Decimal(1), unit, interval, name != "words.full")
            return said.at(match, "words")
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


def _rough(cue: str, value: Fraction, margin: Fraction) -> _Said:
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
    return _said(nominal, Decimal(1), "%", interval, True)


def _cue(match: re.Match[str], lexicon: Lexicon) -> str:
    after, before, plus = match.group("after", "before", "plus")
    for side, words in (("after", after), ("before", before)):
        for name in ("most", "least", "above", "nearly", "about") if words else ():
            pattern = lexicon.approximations.get(f"approximate.{name}.{side}")
            if pattern and re.fullmatch(pattern, words):
                return name
    return "least" if plus else ""


def _approximated(
    cue: str, behind: bool, value: Decimal, step: Decimal, place: Decimal, unit: str, more: bool, rounded: bool
) -> _Said:
    """The interval after DOMAIN's table: 余 opens one place upwards, 近 one place downwards, 超 has no upper end.

    A `cue` that stands `behind` the number (左右) is the vaguer one.
    """
    if not (cue or more or rounded):
        return _said(value, step, unit, Interval.exact(value), False)
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
    return _said(value, place if approximate else step, unit, interval, approximate)


def _said(value: Decimal | None, step: Decimal, unit: str, interval: Interval, approximate: bool) -> _Said:
    if unit == "‰":
        value = None if value is None else value / 10
        interval = Interval(
            None if interval.low is None else Fraction(interval.low) / 10,
            None if interval.high is None else Fraction(interval.high) / 10,
            interval.low_open,
            interval.high_open,
        )
        step, unit = step / 10, "%"
    return _Said(value, step, _spoken(unit), interval, approximate)


def _spoken(unit: str) -> str:
    return "百分点" if unit.endswith("百分点") else "元" if unit.startswith("元") else unit


def with_unit(number: Number, unit: str) -> Number:
    """The same number with the unit that is written once for a whole list."""
    return Number(replace(number.quantity, unit=unit), number.written)
