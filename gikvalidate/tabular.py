"""Figures out of somebody's own database: frames that never were documents, as submissions the rules can check.

A frame has a row for every figure (columns `key` and `value`) or a row for every report (a column for every key); in
both, `agency`, `year` and `generation` say whose figures they are. What a frame does not name is not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from gikvalidate.claims import Narrative
from gikvalidate.document import FRAME, Cell, Document
from gikvalidate.figures import Figures
from gikvalidate.recognise import Form, load_forms, standing
from gikvalidate.submission import Submission

_ABOUT = ("agency", "year", "generation")


def submissions(frame: pd.DataFrame) -> Iterator[Submission]:
    """Every report of a frame, in its order.

    Raises ValueError for a key that no form has, for figures that no one form has together, and for a key given twice.
    """
    if {"key", "value"} <= set(frame.columns):
        for about, rows in _reports(frame):
            yield _submission(about, _given(zip(rows["key"], rows["value"], strict=True)))
    else:
        keys = [column for column in frame.columns if column not in _ABOUT]
        for record in frame.to_dict("records"):
            about = {name: record[name] for name in _ABOUT if name in record}
            yield _submission(about, _given((key, record[key]) for key in keys))


def _reports(frame: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    by = [name for name in _ABOUT if name in frame.columns]
    if not by:
        yield {}, frame
        return
    for values, rows in frame.groupby(by, sort=False, dropna=False):
        yield dict(zip(by, values, strict=True)), rows


def _given(pairs: Iterable[tuple[object, object]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for key, value in pairs:
        if str(key) in given:
            raise ValueError(f"{key} is given twice")
        given[str(key)] = _text(value)
    return given


def _text(value: object) -> str:
    """A value as it would stand in a cell; a missing one is a blank, not a zero."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _submission(about: Mapping[str, object], given: Mapping[str, str]) -> Submission:
    agency, year = _text(about.get("agency")) or None, _text(about.get("year"))
    form = _form(_text(about.get("generation")), int(year) if year else None, given)
    cells = {key: form.figure(key, Cell(0, 0, given[key])) for key in form.keys if key in given}
    absent = frozenset(key for key, statutory in form.keys.items() if statutory.optional and key not in cells)
    name = " ".join(part for part in (agency, year) if part) or FRAME
    return Submission(
        Document.assemble(Path(name), FRAME, []),
        Figures(form.generation, cells, absent=absent),
        Narrative(),
        agency,
        int(year) if year else None,
        standing=standing(agency),
    )


def _form(generation: str, year: int | None, given: Mapping[str, str]) -> Form:
    """The form named, or that of the year, or the newest that has all the keys."""
    forms = {form.generation: form for form in load_forms()}
    if generation and generation not in forms:
        raise ValueError(f"unknown generation {generation}; known: {', '.join(forms)}")
    for key in given:
        if not any(key in form.keys for form in forms.values()):
            near = get_close_matches(key, {key for form in forms.values() for key in form.keys}, 1)
            raise ValueError(f"unknown figure {key}" + (f"; {near[0]}?" if near else ""))
    fitting = [form for form in forms.values() if given.keys() <= form.keys.keys()]
    named = [form for form in fitting if form.generation == generation or (not generation and year is None)]
    of_year = [form for form in fitting if not generation and year is not None and form.covers(year)]
    if not (named or of_year):
        raise ValueError(
            f"no form has all of these figures{f' in {year}' if year else ''}: {', '.join([*given][:3])} …"
        )
    return (named or of_year)[-1]
