"""Whose report it is and of which year, each with the evidence it rests on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder
from gikvalidate.document import Document, Origin

_FIRST_PARAGRAPHS = 12
_LAST_PARAGRAPHS = 12
_LONGEST_NAME = 40
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_PERIOD = re.compile(_YEAR + r"年1月1日(?:起)?[至到\-—－–~～]+(?:(?P=year)年)?12月31日")
_SIGNED = re.compile(r"^(?P<name>\D{0,40}?)\s*" + _YEAR + r"年\d{1,2}月\d{1,2}日$")


@dataclass(frozen=True)
class Identity:
    """Agency and report year; None where nothing says it. `evidence` are sentences for people.

    `titled` says whether the first lines, or the name of the file, call it an annual report.
    """

    agency: str | None
    year: int | None
    evidence: tuple[str, ...] = ()
    titled: bool = False


@dataclass(frozen=True)
class _Words:
    titles: tuple[re.Pattern[str], ...]
    ending: re.Pattern[str]
    edge: re.Pattern[str]
    shared: dict[str, str]


@lru_cache(maxsize=4)
def _words(root: Path | None) -> _Words:
    data = load((root or folder("schemas")) / "identity.yaml").data
    subject = "|".join(map(re.escape, data["title"]))
    report = "|".join(map(re.escape, data["report"]))
    name = rf".{{0,{_LONGEST_NAME}}}?"
    edges = "|".join(map(re.escape, sorted(data["edges"], key=len, reverse=True)))
    return _Words(
        titles=tuple(
            map(
                re.compile,
                (
                    rf"^(?P<before>{name})[(（]?{_YEAR}[)）]?\s*(?:年度|年)?(?P<between>{name})(?:{subject}).{{0,12}}?(?:{report})",
                    rf"^(?P<before>{name})(?P<between>)(?:{subject}).{{0,4}}?{_YEAR}年度?.{{0,6}}?(?:{report})",
                    rf"^(?P<before>{name})(?P<between>)(?:{subject}).{{0,6}}?(?:{report})[(（]?{_YEAR}年",
                ),
            )
        ),
        ending=re.compile(rf"(?:{'|'.join(map(re.escape, data['endings']))})$"),
        edge=re.compile(rf"^(?:{edges}|\W)+|(?:{edges}|[^\w)])+$"),
        shared=data["shared"],
    )


def identify(document: Document, schemas: Path | None = None) -> Identity:
    """The agency and the report year, from the title, then the stated period, the signature and the file name."""
    words = _words(schemas)
    lines = [
        "".join(unicodedata.normalize("NFKC", paragraph.text).split())
        for paragraph in document.paragraphs
        if paragraph.origin in {Origin.BODY, Origin.TEXTBOX}
    ]
    years = list(_years(lines, document.path, words))
    names = list(_names(lines, document.path, words))
    evidence = [f"年度 {year}：{where}" for year, where in years[:1]] + [
        f"机关 {name}：{where}" for name, where in names[:1]
    ]
    titled = any(_titles(lines, words)) or _title(document.path.stem, words) is not None
    return Identity(names[0][0] if names else None, years[0][0] if years else None, tuple(evidence), titled)


def _titles(lines: list[str], words: _Words) -> Iterator[tuple[int, re.Match[str]]]:
    for position, line in enumerate(lines[:_FIRST_PARAGRAPHS]):
        if found := _title(line, words):
            yield position, found


def _title(line: str, words: _Words) -> re.Match[str] | None:
    """The title of a report: the year stands before what it reports on, within that, or at the end."""
    return next((found for title in words.titles if (found := title.search(line))), None)


def _years(lines: list[str], path: Path, words: _Words) -> Iterator[tuple[int, str]]:
    """Years with their source, best source first."""
    for _, title in _titles(lines, words):
        yield int(title["year"]), f"标题“{title.group()}”"
    for line in lines:
        if period := _PERIOD.search(line):
            yield int(period["year"]), f"统计期限“{period.group()}”"
    for line in reversed(lines[-_LAST_PARAGRAPHS:]):
        if signed := _SIGNED.match(line):
            yield int(signed["year"]) - 1, f"落款日期“{line}”的上一年"
    if named := re.search(_YEAR, path.stem):
        yield int(named["year"]), f"文件名“{path.name}”"


def _names(lines: list[str], path: Path, words: _Words) -> Iterator[tuple[str, str]]:
    """Names of the agency with their source, best source first."""
    for position, title in _titles(lines, words):
        for part in (title["before"], title["between"]):
            if name := _name(part, words):
                yield name, f"标题“{title.group()}”"
        if position and (name := _name(lines[position - 1], words)):
            yield name, f"标题上一行“{name}”"
    tail = lines[-_LAST_PARAGRAPHS:]
    for position in range(len(tail) - 1, -1, -1):
        if signed := _SIGNED.match(tail[position]):
            for candidate in (signed["name"], tail[position - 1] if position else ""):
                if name := _name(candidate, words):
                    yield name, f"落款“{name}”"
    if named := _title(path.stem, words):
        for part in (named["before"], named["between"]):
            if name := _name(part, words):
                yield name, f"文件名“{path.name}”"


def _name(text: str, words: _Words) -> str | None:
    """`text` without what titles put around a name, if it then ends as the name of a body does."""
    text = words.edge.sub("", text)
    text = re.split(r"[,，。；;:：]", text)[-1]
    # 某市人民政府（市人民政府办公室）: what the bracket adds is no part of the name.
    text = re.sub(r"(?<=.)\([^()]*\)$", "", text if text.count("(") == text.count(")") else text.strip("()"))
    text += next((rest for begun, rest in words.shared.items() if text.endswith(begun)), "")
    return text if 2 <= len(text) <= _LONGEST_NAME and words.ending.search(text) else None
