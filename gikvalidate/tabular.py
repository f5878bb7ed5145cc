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

    Raises ValueError for a key that no form has, for figures that no one form has together, for a key given twice, and
    for a year that is none.
    """
    if twice := [str(name) for name in frame.columns[frame.columns.duplicated()]]:
        raise ValueError(f"列 {twice[0]} 出现了两次 · the column {twice[0]} is given twice")
    for name, other in (("key", "value"), ("value", "key")):
        if name in frame.columns and other not in frame.columns:
            raise ValueError(f"有“{name}”列，缺少“{other}”列 · there is a column {name}, but no column {other}")
    if "key" in frame.columns:
        for about, rows in _reports(frame):
            yield _submission(about, _given(about, zip(rows["key"], rows["value"], strict=True)))
    else:
        keys = [column for column in frame.columns if column not in _ABOUT]
        for record in frame.to_dict("records"):
            about = {name: record[name] for name in _ABOUT if name in record}
            yield _submission(about, _given(about, ((key, record[key]) for key in keys)))


def _reports(frame: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    by = [name for name in _ABOUT if name in frame.columns]
    if not by:
        yield {}, frame
        return
    for values, rows in frame.groupby(by, sort=False, dropna=False):
        yield dict(zip(by, values, strict=True)), rows


def _given(about: Mapping[str, object], pairs: Iterable[tuple[object, object]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for key, value in pairs:
        if str(key) in given:
            whose = " ".join(filter(None, map(_text, about.values())))
            whose = f"（{whose}）" if whose else "；几份报告要有 agency、year 两列来区分"
            raise ValueError(f"{key} 给了两次{whose} · {key} is given twice; agency and year tell reports apart")
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
    agency, year = _text(about.get("agency")) or None, _year(_text(about.get("year")))
    form = _form(_text(about.get("generation")), year, given)
    cells = {key: form.figure(key, Cell(0, 0, given[key])) for key in form.keys if key in given}
    absent = frozenset(key for key, statutory in form.keys.items() if statutory.optional and key not in cells)
    name = " ".join(part for part in (agency, str(year or "")) if part) or FRAME
    return Submission(
        Document.assemble(Path(name), FRAME, []),
        Figures(form.generation, cells, absent=absent),
        Narrative(),
        agency,
        year,
        standing=standing(agency),
    )


def _year(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValueError(f"年度要写成 2022 这样的四位数，不是“{text}” · a year is four digits like 2022, not “{text}”")
    return int(text) if text else None


def _form(generation: str, year: int | None, given: Mapping[str, str]) -> Form:
    """The form named, or that of the year, or the newest that has all the keys."""
    forms = {form.generation: form for form in load_forms()}
    if generation and generation not in forms:
        known = ", ".join(forms)
        raise ValueError(f"没有 {generation} 这种格式；有：{known} · unknown generation {generation}; known: {known}")
    for key in given:
        if not any(key in form.keys for form in forms.values()):
            near = get_close_matches(key, {key for form in forms.values() for key in form.keys}, 1)
            zh, en = (
                (f"；是 {near[0]} 吗？", f"; {near[0]}?") if near else ("", f"; besides figures: {', '.join(_ABOUT)}")
            )
            raise ValueError(f"没有单元格 {key}{zh} · unknown figure {key}{en}")
    fitting = [form for form in forms.values() if given.keys() <= form.keys.keys()]
    named = [form for form in fitting if form.generation == generation or (not generation and year is None)]
    of_year = [form for form in fitting if not generation and year is not None and form.covers(year)]
    if not (named or of_year):
        some = ", ".join([*given][:3])
        zh, en = (f"{year} 年", f" in {year}") if year else ("", "")
        raise ValueError(f"{zh}没有一种格式有这些单元格：{some} … · no form has all of these figures{en}: {some} …")
    return (named or of_year)[-1]
