"""Claims: numeric statements of the narrative, with exact intervals, and how they bear on each other.

Values are exact: a printed number stands for the interval of true values that round to it, and a cue such as 余 or
近 widens it. Nothing here is a float and nothing has a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from gikvalidate.byvalue import by_value

#: Whole numbers stay int, whose sums take a tenth of the time; a quotient is made of a Fraction, never of two of them.
Exact = int | Fraction


# These four are made by the hundred for each report and each report of the year before it, and a frozen dataclass takes
# twice as long to make: they are not to be changed either, as they are looked up by value.


@by_value
@dataclass(slots=True, unsafe_hash=True)
class Interval:
    """The true values a written number may stand for. `None` is unbounded; an open end is excluded."""

    low: Exact | None
    high: Exact | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    @lru_cache(maxsize=4096)
    def exact(cls, value: int | Decimal | Fraction) -> Interval:
        point = Fraction(value)
        whole = point.numerator if point.denominator == 1 else point
        return cls(whole, whole)

    @property
    def is_exact(self) -> bool:
        return self.low is not None and (self.low is self.high or self.low == self.high)

    def contains(self, value: int | Decimal | Fraction) -> bool:
        if self.low is self.high is not None and not (self.low_open or self.high_open):
            return self.low == value
        return self.meets(Interval.exact(value))

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return not (self._below(other) or other._below(self))

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def __add__(self, other: Interval) -> Interval:
        return Interval.total((self, other))

    @classmethod
    def total(cls, intervals: Iterable[Interval]) -> Interval:
        """All of them together; nothing where there are none."""
        low: Exact | None = 0
        high: Exact | None = 0
        low_open = high_open = False
        for each in intervals:
            low = None if low is None or each.low is None else low + each.low
            high = None if high is None or each.high is None else high + each.high
            low_open, high_open = low_open or each.low_open, high_open or each.high_open
        return cls(low, high, low_open, high_open)


@by_value
@dataclass(slots=True, unsafe_hash=True)
class Quantity:
    """A number as written: its text, exact nominal value, the interval it stands for and its unit.

    `value` is scaled (26.8万 is 268000, 88.4% is 88.4 with unit "%"); it is None for vague words (数十).
    `step` is one unit of the last printed place in the same scale (26.8万: 1000; 88.4%: 0.1; 20: 1).
    `start` and `end` are offsets in `Document.text`, the unit included.
    """

    text: str
    start: int
    end: int
    value: Decimal | None
    interval: Interval
    unit: str
    step: Decimal
    approximate: bool = False

    @property
    def decimals(self) -> int:
        """How many digits it is printed with behind the point; below zero where it is printed in tens or more."""
        return -int(self.step.as_tuple().exponent)


class ClaimKind(StrEnum):
    """What sort of number a claim gives."""

    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    RATE = "rate"
    GROWTH = "growth"
    DIFFERENCE = "difference"
    POINTS = "points"
    MULTIPLE = "multiple"
    RANK = "rank"
    DURATION = "duration"


class Period(StrEnum):
    """The time a claim speaks of."""

    THIS_YEAR = "this_year"
    PRIOR_YEAR = "prior_year"
    CUMULATIVE = "cumulative"
    OTHER = "other"


@by_value
@dataclass(slots=True, unsafe_hash=True)
class Reading:
    """One defensible meaning of a claim as figures: an arithmetic expression over figure keys.

    `name` says it in Chinese as the form does. The first reading of a claim is the canonical one.
    """

    expression: str
    name: str


@by_value
@dataclass(slots=True)
class Claim:
    """One numeric statement.

    `subject` is a concept of the lexicon ("applications.received") or "" when the words are not known; `label` is
    the words the number belongs to ("网络申请"); `cue` the word that gave the kind (同比增长, 占). `section` is the
    ordinal of the section it stands in ("一") or "". `start` and `end` span the quotable phrase in
    `Document.text`, `quote` is that phrase. `readings` are the admissible figures, canonical first; empty means
    the claim is not linked to any table. `firm` is False when the words could be meant otherwise (下属 scope,
    省略主语), so a mismatch may be at most a warning. `whole_scope` is False when it speaks of another scope
    than that of the report (the office alone in a report of the county).
    """

    quantity: Quantity
    kind: ClaimKind
    subject: str
    label: str
    cue: str
    section: str
    start: int
    end: int
    quote: str
    period: Period = Period.THIS_YEAR
    scope: str = ""
    readings: tuple[Reading, ...] = ()
    firm: bool = True
    whole_scope: bool = True

    def __hash__(self) -> int:
        # Equal claims stand at the same place; all of their values are long to hash, and claims are asked for often.
        return hash((self.start, self.end, self.quantity.start))


class Completeness(StrEnum):
    """Whether the named parts are meant to be the whole."""

    EXHAUSTIVE = "exhaustive"
    OPEN = "open"
    UNSAID = "unsaid"


@by_value
@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and the parts the text gives of it (part-of); not `firm` where another whole could be meant."""

    whole: Claim
    parts: tuple[Claim, ...]
    completeness: Completeness
    cue: str
    firm: bool = True


@by_value
@dataclass(frozen=True, slots=True)
class Share:
    """A percentage, what it is a share of, and the part it speaks of (share-of).

    `part` is None when the text gives no count for it. `wholes` are the candidate wholes, likeliest first; without
    words that tie the share to its whole it is not `firm`. `table` are the figures that may be the whole where the
    text gives none.
    """

    share: Claim
    part: Claim | None
    wholes: tuple[Claim, ...]
    firm: bool = True
    table: tuple[Reading, ...] = ()


@by_value
@dataclass(frozen=True, slots=True)
class ShareList:
    """Shares of one whole given side by side; exhaustive ones must add up to 100 %."""

    shares: tuple[Claim, ...]
    completeness: Completeness


@by_value
@dataclass(frozen=True, slots=True)
class Change:
    """A change since an earlier period: growth, difference, multiple or points, and the value it speaks of.

    `sign` is +1 for a rise, -1 for a fall, 0 for 持平. `current` is None when the text gives no present value;
    `prior` when it gives no earlier one. `difference` is the absolute change beside a relative one, and
    `difference_sign` its direction as the text says it.
    `basis` is "year" for year on year (同比, 较上年), "period" for 环比, "other" for another base year.
    """

    change: Claim
    sign: int
    current: Claim | None
    prior: Claim | None = None
    difference: Claim | None = None
    basis: str = "year"
    difference_sign: int = 0

    def growth(self, *, cut_off: bool = False) -> Interval:
        """The change in per cent with its sign; with `cut_off` the last digit may have been cut instead of rounded."""
        quantity = self.change.quantity
        low, high, high_open = quantity.interval.low, quantity.interval.high, quantity.interval.high_open
        if cut_off and high is not None and not quantity.approximate:
            high, high_open = max(high, Fraction(quantity.value or 0) + Fraction(quantity.step)), True
        if self.sign >= 0:
            return Interval(low, high, quantity.interval.low_open, high_open)
        return Interval(
            None if high is None else -high, None if low is None else -low, high_open, quantity.interval.low_open
        )

    def implied_priors(self) -> tuple[int, int] | None:
        """The smallest and largest whole number of the year before that gives this growth; None if there is none.

        Digits rounded half up are tried first, cut-off digits after them.
        """
        current = whole_number(self.current)
        if current is None or current <= 0:
            return None
        return _priors(current, self.growth()) or _priors(current, self.growth(cut_off=True))


def whole_number(claim: Claim | None) -> int | None:
    """The whole number a claim gives, or None where it gives none exactly."""
    if claim is None or claim.quantity.value is None or not claim.quantity.interval.is_exact:
        return None
    return int(claim.quantity.value) if claim.quantity.value == int(claim.quantity.value) else None


def _priors(current: int, growth: Interval) -> tuple[int, int] | None:
    """The whole numbers m with 100 (current - m) / m in `growth`: m falls as the growth rises."""
    if growth.low is None or growth.high is None or growth.low <= -100:
        return None
    least, most = 100 * Fraction(current) / (100 + growth.high), 100 * Fraction(current) / (100 + growth.low)
    smallest = floor(least) + 1 if growth.high_open else ceil(least)
    largest = ceil(most) - 1 if growth.low_open else floor(most)
    smallest = max(smallest, 1)
    return (smallest, largest) if smallest <= largest else None


Relation = Breakdown | Share | ShareList | Change


@by_value
@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """A statistical period or other from-to date pair in the text; dates as (year, month, day)."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]
    start: int
    end: int
    quote: str


@by_value
@dataclass(frozen=True, slots=True)
class StatedDate:
    """The date under the signature, as (year, month, day)."""

    date: tuple[int, int, int]
    start: int
    end: int
    quote: str


@by_value
@dataclass(frozen=True, slots=True)
class Unread:
    """A number that was read as no claim, and why (date, document number, article, phone, name, ...)."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Narrative:
    """Everything the text states in numbers: claims, their relations, dates, and what was left unread.

    `signed` is the date under the signature, None where there is none.
    """

    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    periods: tuple[StatedPeriod, ...] = ()
    unread: tuple[Unread, ...] = ()
    signed: StatedDate | None = None
