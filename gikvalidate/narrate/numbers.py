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
from gikvalidate.narrate.said import HALVES, WORDS, Said, approximated, rough, saying

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
        rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九](?![十百千万亿个家类家件条项人]))?(?![立效果为员熟功都长就本型品])"
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
    said = "|".join(words[name].pattern for name in WORDS)
    sources = [words[name].pattern for name in ("begins", "unit_variant", "vague")]
    return _grammar_source(sources[0], lexicon.unit_source, sources[1], before, after, said, sources[2])


def _read(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    if match["digits"]:
        return _from_digits(match, lexicon)
    if match["chinese"]:
        return _from_chinese(match, lexicon)
    if match["vague"]:
        return _at(match, "words", saying(None, Decimal(1), match["vunit"], Interval(None, None), True))
    return _from_ratio(match, lexicon)


def _at(match: re.Match[str], written: str, said: Said) -> Number:
    """What is said, where it is said."""
    start, end = match.span()
    quantity = Quantity(match[0], start, end, said.value, said.interval, said.unit, said.step, said.approximate)
    return Number(quantity, written)


def _from_digits(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    digits, size, unit, low, low_unit, sign, more, behind, after = match.group(
        "digits", "size", "unit", "low", "lowunit", "sign", "more", "more2", "after"
    )
    cue, more = _cue(match, lexicon), more or behind
    said = _in_digits(digits, size, unit or "", low, low_unit, sign, more is not None, cue, after is not None)
    return None if said is None else _at(match, "digits", said)


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
) -> Said | None:
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
        return saying(None, step, unit, Interval(Fraction(least), Fraction(value)), True)
    if sign in ("-", "−"):
        value = -value
    place = step if decimals else Decimal(chinese.place_of(int(printed))) * scale
    rounded = decimals > 0 or scale >= 10_000 or unit in {"%", "‰", "倍"} or unit.endswith("百分点")
    return approximated(cue, behind, value, step, place, unit, more, rounded)


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
        vague = saying(None, Decimal(1), match["cunit"], Interval(None, None), True)
        return _at(match, "words", vague) if len(numeral) > 1 else None
    if value == 1 and not (
        words["one_units"].fullmatch(match["cunit"]) and lexicon.endings["one_after"].search(window)
    ):
        return None
    unit, scale = _unit(match["cunit"], 1)
    place = Decimal(chinese.place_of(value) * scale)
    cue, behind, more = _cue(match, lexicon), match["after"] is not None, match["cmore"] is not None
    said = approximated(cue, behind, Decimal(value * scale), Decimal(scale), place, unit, more, False)
    return _at(match, "chinese", said)


def _from_ratio(match: re.Match[str], lexicon: Lexicon) -> Number | None:
    cue, behind = _cue(match, lexicon), match["after"] is not None
    if match["ratio"]:
        value = _mixed(match["rnum"])
        if value is None:
            return None
        scale = Decimal(1).scaleb(-_HUNDREDFOLD[match["ratio"]])
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * scale
        return _at(match, "chinese", approximated(cue, behind, value * scale, step, step, "%", False, True))
    if match["parts"]:
        below, above = chinese.parse(match["parts"]), chinese.parse(match["pnum"])
        if not below or not above:
            return None
        return _at(match, "words", rough(cue, Fraction(100 * above, below), Fraction(5, 2)))
    if match["tenths"]:
        more = 5 if match["half"] == "半" else chinese.parse(match["half"] or "") or 0
        tenths = Decimal(chinese.parse(match["tenths"]) or 0) * 10 + more
        step = Decimal(1 if more and match["half"] != "半" else 10)
        return _at(match, "chinese", approximated(cue, behind, tenths, step, step, "%", False, True))
    for name, (nominal, unit, interval) in WORDS.items():
        if lexicon.words[name].fullmatch(match["word"]):
            if name == "words.half" and cue:
                interval = HALVES[cue]
            said = saying(Decimal(nominal), Decimal(1), unit, interval, name != "words.full")
            return _at(match, "words", said)
    return None


def _mixed(numeral: str) -> Decimal | None:
    if numeral[0] in "0123456789":
        return Decimal(numeral)
    whole, _, part = numeral.partition("点")
    value = chinese.parse(whole) or (100 if whole == "百" else 0 if whole in "零〇" else None)
    digits = [chinese.parse(char) for char in part]
    if value is None or any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{value}.{''.join(map(str, digits))}") if part else Decimal(value)


def _cue(match: re.Match[str], lexicon: Lexicon) -> str:
    after, before, plus = match.group("after", "before", "plus")
    for side, words in (("after", after), ("before", before)):
        for name in ("most", "least", "above", "nearly", "about") if words else ():
            pattern = lexicon.approximations.get(f"approximate.{name}.{side}")
            if pattern and re.fullmatch(pattern, words):
                return name
    return "least" if plus else ""


def with_unit(number: Number, unit: str) -> Number:
    """The same number with the unit that is written once for a whole list."""
    return Number(replace(number.quantity, unit=unit), number.written)
