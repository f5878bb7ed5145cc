"""A roster out of a CSV file; what is wrong with a line is said with its number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder
from gikvalidate.findings import Words, in_language
from gikvalidate.names import key
from gikvalidate.read.decode import decode
from gikvalidate.read.files import load as bytes_of
from gikvalidate.read.refusals import Refused
from gikvalidate.recognise import standing
from gikvalidate.roster import Body, Roster
from gikvalidate.submission import Standing

_DATE = re.compile(r"(\d{4})\s*(?:[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(\d{1,2})\s*日?|月?)|年?)")
_SEPARATED = re.compile(r"[、;；|/，,\n]+")
_MOST = 20


class RosterError(Exception):
    """A roster is not usable: a sentence for every fault, with the number of its line."""

    def __init__(self, path: Path, faults: Sequence[tuple[int, Words]]) -> None:
        super().__init__(str(path))
        self.path, self.faults = path, faults

    def sentences(self, lang: str) -> list[str]:
        told = [
            f"{self.path}:{line}: {in_language(words, lang)}" if line else f"{self.path}: {in_language(words, lang)}"
            for line, words in self.faults[:_MOST]
        ]
        if (more := len(self.faults) - _MOST) > 0:
            told.append(f"……还有 {more} 处" if lang == "zh" else f"... and {more} more")
        return told


@lru_cache(maxsize=1)
def _words() -> Any:
    return load(folder("schemas") / "roster.yaml").data


def load_roster(path: Path) -> Roster:
    """Read a roster; raises RosterError with every fault."""
    try:
        text = decode(bytes_of(path))
    except Refused as refusal:
        raise RosterError(path, [(0, (refusal.at(path).reason("zh"), refusal.at(path).reason("en")))]) from refusal
    lines = _lines(path, text)
    faults: list[tuple[int, Words]] = []
    bodies = []
    for line, row in lines:
        body, wrong = _body(line, row)
        faults += [(line, words) for words in wrong]
        if body is not None:
            bodies.append(body)
    faults += _together(bodies)
    if not bodies and not faults:
        faults.append((0, ("名册里一个机关也没有", "the roster names no body")))
    if faults:
        raise RosterError(path, sorted(faults, key=lambda fault: fault[0]))
    return Roster(bodies)


def _lines(path: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    """Every line that says something, by column, with its number in the file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;；，", key=first.count)
    reader = csv.reader(text.lstrip("﻿").splitlines(keepends=True), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        begins = 1
        for row in reader:
            rows.append((begins, [cell.strip() for cell in row]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(path, [(reader.line_num, (f"不是 CSV：{error}", f"not CSV: {error}"))]) from error
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise RosterError(path, [(0, ("名册是空的", "the roster is empty"))])
    (number, heading), *rest = rows
    known = {word: column for column, words in _words()["columns"].items() for word in words}
    columns = [known.get(cell.lower(), "") for cell in heading]
    faults: list[tuple[int, Words]] = []
    if "name" not in columns:
        shown = "、".join(heading[:8])
        faults.append(
            (
                number,
                (
                    f"第一行要有列名“名称”（还可有 别名、层级、上级、起、止），这里是：{shown}",
                    f"the first line names the columns, at least name; here it is: {shown}",
                ),
            )
        )
    for column in {column for column in columns if column and columns.count(column) > 1}:
        faults.append((number, (f"列“{column}”出现了两次", f"column {column} occurs twice")))
    found = []
    for line, row in rest:
        if any(row[len(heading) :]):
            faults.append(
                (
                    line,
                    (
                        f"这一行有 {len(row)} 栏，第一行只有 {len(heading)} 栏；别名之间请用顿号",
                        f"{len(row)} columns where the first line has {len(heading)}",
                    ),
                )
            )
            continue
        found.append((line, {column: cell for column, cell in zip(columns, row, strict=False) if column}))
    if faults:
        raise RosterError(path, faults)
    return found


def _body(line: int, row: Mapping[str, str]) -> tuple[Body | None, list[Words]]:
    wrong: list[Words] = []
    name = row.get("name", "")
    if not name:
        return None, [("没有写名称", "no name is given")]
    level = row.get("level", "")
    told = _standing(level, name)
    if told is None:
        wrong.append(
            (
                f"层级“{level}”认不出；可写 省、市、县、区、乡镇、街道，或再加 政府、部门",
                f"level “{level}” is not known; say state, province, city, county or township",
            )
        )
    days: dict[str, date | None] = {}
    for column, last in (("from", False), ("to", True)):
        try:
            days[column] = _day(row.get(column, ""), last=last)
        except ValueError:
            zh = {"from": "起", "to": "止"}[column]
            text = row.get(column, "")
            wrong.append((f"“{zh}”不是年份或日期：{text}", f"“{column}” is neither a year nor a date: {text}"))
    start, end = days.get("from"), days.get("to")
    if start and end and start > end:
        wrong.append((f"起（{row['from']}）晚于止（{row['to']}）", f"from {row['from']} is after to {row['to']}"))
    if row.get("parent") and key(row["parent"]) == key(name):
        wrong.append(("上级就是它自己", "it is its own superior"))
    aliases = tuple(alias for alias in map(str.strip, _SEPARATED.split(row.get("aliases", ""))) if alias)
    body = Body(name, aliases, told or Standing(), row.get("parent", ""), start, end, line)
    return body, wrong


def _standing(level: str, name: str) -> Standing | None:
    """What the roster says of a body's level, and where it is silent the name; None where a word is not known."""
    by_name = standing(name)
    if not level:
        return by_name
    words = _words()
    flat = level.lower()
    levels = [(word, told) for word, told in words["levels"].items() if word in flat]
    body = next((told for word, told in words["bodies"].items() if word in flat), by_name.body)
    if not levels and body == by_name.body and not any(word in flat for word in words["bodies"]):
        return None
    if not levels:
        return Standing(by_name.levels, body)
    word = max(levels, key=lambda pair: len(pair[0]))
    return Standing(frozenset({word[1]}), body)


def _day(text: str, *, last: bool) -> date | None:
    """A day; of a year or a month the first one, or the last. Raises ValueError."""
    if not text or text in {"-", "—", "/", "至今", "今"}:
        return None
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if month is None:
        return date(year, 12, 31) if last else date(year, 1, 1)
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError(text)
        after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(after.toordinal() - 1) if last else date(year, month, 1)
    return date(year, month, day)


def _together(bodies: Sequence[Body]) -> Iterator[tuple[int, Words]]:
    """Faults between lines: one name twice at one time, superiors in a circle."""
    by_name: dict[str, list[Body]] = {}
    for body in bodies:
        for other in by_name.setdefault(key(body.name), []):
            if not (
                (body.end and other.start and body.end < other.start)
                or (other.end and body.start and other.end < body.start)
            ):
                yield (
                    body.line,
                    (
                        f"“{body.name}”与第 {other.line} 行重复",
                        f"“{body.name}” stands in line {other.line} already",
                    ),
                )
                break
        by_name[key(body.name)].append(body)
    roster = Roster(bodies)
    for body in bodies:
        seen = [body]
        above = roster.parent(body)
        while above is not None and above not in seen:
            seen.append(above)
            above = roster.parent(above)
        if above is body and len(seen) > 1:
            names = " → ".join(one.name for one in (*seen, body))
            yield body.line, (f"上级绕成了一圈：{names}", f"superiors go round in a circle: {names}")
