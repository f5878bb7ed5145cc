"""Witnesses: what the text, last year's report or another source says of the figures, for or against a repair."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from gikvalidate.arithmetic import ExpressionError, parse_side
from gikvalidate.claims import Claim, ClaimKind, Interval, Period
from gikvalidate.findings import Words
from gikvalidate.localise.relations import Constraint

#: Coefficients by figure, and a constant.
Form = tuple[tuple[tuple[str, int], ...], int]


class Witness(NamedTuple):
    """A statement about figures: one of its `readings` should lie within `interval`.

    `subject` names it as the check does, and so does `rule` unless any rule may have told it; `quote` is what people
    see, `weight` is what it counts.
    """

    subject: str
    quote: Words
    readings: tuple[Form, ...]
    interval: Interval
    weight: int
    rule: str = ""


def from_claims(claims: Iterable[Claim], names: tuple[str, ...], firm: int, loose: int) -> list[Witness]:
    """The numbers of the text that speak of this year's figures, named as the check of text against table does."""
    found, forms = [], _forms(names)
    this_year, count, amount = Period.THIS_YEAR, ClaimKind.COUNT, ClaimKind.AMOUNT
    for claim in claims:
        # Members are compared by identity: to hash one takes longer than all the rest of what is asked here.
        if claim.period is not this_year or ((kind := claim.kind) is not count and kind is not amount):
            continue
        if (said := claim.readings) and (quantity := claim.quantity).value is not None:
            readings = tuple([form for reading in said if (form := forms[reading.expression])])
            subject = f"{claim.subject}@{claim.start}"
            found.append(Witness(subject, claim.quote, readings, quantity.interval, firm if claim.firm else loose))
    return found


class _Forms(dict[str, Form | None]):
    """Readings over whole numbers; None where this form has no such figure or it counts in fractions."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, expression: str) -> Form | None:
        self[expression] = form = self._form(expression)
        return form

    def _form(self, expression: str) -> Form | None:
        try:
            linear = parse_side(expression, self._names)
        except ExpressionError:
            return None
        if any(value.denominator != 1 for value in (linear.constant, *(value for _, value in linear.terms))):
            return None
        return tuple((key, int(value)) for key, value in linear.terms), int(linear.constant)


#: One for the names of each form: to look names up for every reading would take longer than all the rest.
_forms = lru_cache(maxsize=16)(_Forms)


def from_constraints(constraints: Iterable[Constraint]) -> list[Witness]:
    """Constraints that may be wrong themselves, as last year's figures may."""
    return [witness(one, one.kind, one.weight) for one in constraints if one.weight is not None]


def witness(one: Constraint, quote: Words, weight: int) -> Witness:
    """A constraint that only speaks for or against a repair."""
    interval = Interval.exact(one.constant) if one.relation == "==" else Interval(None, Fraction(one.constant))
    return Witness(one.subject, quote, ((one.terms, 0),), interval, weight, one.kind)
