"""Waivers: findings that somebody answers for, kept in a file; a changed value or a passed day reopens them.

    - rule: table3/row-total
      cells: {t3.granted.natural: "3", t3.granted.total: "4"}   # every filled cell of the finding, as it is written
      text: ["…收到20件…"]                                      # every quote of the finding
      agency: 云岭市水务局                                       # left out: any body
      year: "2021"                                              # left out: any year
      reason: 依授权合并填报
      owner: 王五
      until: "2027-03-31"

A finding without cells and quotes (a missing section) is named by its `fingerprint` from --format json. `gikvalidate
waive` writes such entries.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from gikvalidate.datafiles import DataFileError, load
from gikvalidate.findings import CellPlace, Finding, Result, TextPlace, Waived, Words
from gikvalidate.recognise.cells import parse
from gikvalidate.shapes import Shape, Text
from gikvalidate.shaping import read


class _Entry(Shape):
    rule: str
    cells: dict[str, str] = field(default_factory=dict)
    text: tuple[str, ...] = ()
    fingerprint: str = ""
    agency: str = ""
    year: str = ""
    reason: Text
    owner: Text
    until: date


@dataclass
class Waiver:
    """One entry of a waiver file; `why_not` says why it does not cover the finding it came nearest to."""

    entry: _Entry
    place: str
    used: bool = False
    why_not: Words = ("没有这样的发现", "there is no such finding")


@dataclass
class Waivers:
    """The waivers of a file as of a day."""

    today: date
    entries: list[Waiver] = field(default_factory=list)

    def applied(self, result: Result) -> Result:
        """The result with every finding that a waiver covers set aside."""
        kept, waived = [], list(result.waived)
        for finding in result.findings:
            waiver = next((one for one in self.entries if self._covers(one, finding, result)), None)
            if waiver is None:
                kept.append(finding)
            else:
                waiver.used = True
                entry = waiver.entry
                waived.append(Waived(finding, entry.reason, entry.owner, entry.until.isoformat()))
        return replace(result, findings=tuple(kept), waived=tuple(waived))

    def unused(self, lang: str) -> list[str]:
        """A sentence for every waiver that covered nothing, with its place and the reason."""
        text = "豁免没有用上：" if lang == "zh" else "unused waiver: "
        return [
            f"{one.place}: {text}{one.entry.rule}，{one.why_not[0]}"
            if lang == "zh"
            else f"{one.place}: {text}{one.entry.rule}, {one.why_not[1]}"
            for one in self.entries
            if not one.used
        ]

    def _covers(self, waiver: Waiver, finding: Finding, result: Result) -> bool:
        entry, submission = waiver.entry, result.submission
        if entry.rule != finding.rule or entry.agency not in {"", submission.agency}:
            return False
        if entry.year not in {"", str(submission.year)}:
            return False
        reason = _differs(entry, finding) or _passed(entry, self.today)
        if reason:
            waiver.why_not = reason
        return reason is None


def _passed(entry: _Entry, today: date) -> Words | None:
    if entry.until >= today:
        return None
    return (f"已于 {entry.until} 到期", f"it ended on {entry.until}")


def _differs(entry: _Entry, finding: Finding) -> Words | None:
    """What of a finding a waiver does not cover; None where it covers all of it."""
    cells = {place.figure: place.text for place in finding.outcome.places if isinstance(place, CellPlace)}
    quotes = [place.quote for place in finding.outcome.places if isinstance(place, TextPlace)]
    if not cells and not quotes:
        same = entry.fingerprint == finding.fingerprint
        return None if same else ("这一发现要用 fingerprint 指明", "name this finding by its fingerprint")
    for key, text in entry.cells.items():
        if key not in cells or _value(cells[key]) != _value(text):
            now = cells.get(key, "—")
            return (f"{key} 现为“{now}”，豁免的是“{text}”", f"{key} is now “{now}”, waived was “{text}”")
    for key, text in cells.items():
        if key not in entry.cells and text.strip():
            return (f"还涉及 {key}（{text}），请一并写明", f"{key} ({text}) is involved too and must be named")
    for quote in quotes:
        if quote not in entry.text:
            return (f"原文现为“{quote}”", f"the text now reads “{quote}”")
    return None


def _value(text: str) -> object:
    kind, value = parse(text)
    return value if value is not None else (kind, text.strip())


def load_waivers(path: Path, today: date) -> Waivers:
    """Read a waiver file; raises DataFileError with path, line and column where it is wrong."""
    file = load(path)
    if file.data is None:
        return Waivers(today)
    if not isinstance(file.data, list):
        zh = "豁免清单是一个列表，每项有 rule、cells 或 text、reason、owner、until"
        raise file.error((), zh, "a waiver file is a list of entries with rule, cells or text, reason, owner and until")
    entries = []
    for index, data in enumerate(file.data):
        line, column = file.place((index,))
        entries.append(Waiver(read(_Entry, file, (index,), data), f"{path}:{line}:{column}"))
    return Waivers(today, entries)


def waiver_file(answered: Iterable[tuple[Result, str, str, str]], until: date) -> str:
    """A waiver file for findings that somebody answers for: result, fingerprint, reason and owner of each.

    What no longer is a finding of its result has no entry.
    """
    entries = []
    for result, fingerprint, reason, owner in answered:
        finding = next((one for one in result.findings if one.fingerprint == fingerprint), None)
        if finding is not None:
            entries.append(entry_of(finding, result, reason, owner, until))
    return "".join(entries)


def entry_of(finding: Finding, result: Result, reason: str, owner: str, until: date) -> str:
    """The entry that covers a finding as it is now, as YAML lines."""
    cells = {place.figure: place.text for place in finding.outcome.places if isinstance(place, CellPlace)}
    filled = {key: text for key, text in cells.items() if text.strip()}
    quotes = [place.quote for place in finding.outcome.places if isinstance(place, TextPlace)]
    lines = [f"- rule: {finding.rule}", f"  # {' '.join(finding.message.split())}"]
    if filled:
        lines.append("  cells: {" + ", ".join(f"{key}: {_quoted(text)}" for key, text in filled.items()) + "}")
    if quotes:
        lines += ["  text:", *(f"    - {_quoted(quote)}" for quote in quotes)]
    if not cells and not quotes:
        lines.append(f"  fingerprint: {_quoted(finding.fingerprint)}")
    if result.submission.agency:
        lines.append(f"  agency: {_quoted(result.submission.agency)}")
    if result.submission.year:
        lines.append(f'  year: "{result.submission.year}"')
    lines += [f"  reason: {_quoted(reason)}", f"  owner: {_quoted(owner)}", f'  until: "{until}"']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text in double quotes, which YAML reads as JSON does; its further kinds of line ends are escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(char):04x}" if char in "\x7f\x85\u2028\u2029\ufeff" else char for char in quoted)


def append(path: Path, entry: str) -> None:
    """Add an entry to a waiver file, which keeps its comments; it is whole at every moment.

    Raises DataFileError where the file is not a list of one entry a line, and OSError where it cannot be written.
    """
    path = path.resolve()
    with _only_writer(path.parent):
        before = path.read_text("utf-8-sig") if path.exists() else ""
        if before:
            load_waivers(path, date.today())
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".yaml")
        written = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                stream.write(f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}{entry}")
                stream.flush()
                os.fsync(stream.fileno())
            _check_longer(path, written, before)
            if path.exists():
                written.chmod(path.stat().st_mode & 0o777)
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise


def _check_longer(path: Path, written: Path, before: str) -> None:
    """Whether the new file holds one entry more than the old one."""
    try:
        more = len(load_waivers(written, date.today()).entries)
    except DataFileError:
        more = 0
    if more != (len(load_waivers(path, date.today()).entries) if before.strip() else 0) + 1:
        zh, en = (
            "请把豁免清单写成每项以“- ”起行的列表",
            "write the waivers as a list whose entries begin with “- ” on a line",
        )
        raise DataFileError(path, 1, 1, zh, en)


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Others who add to a file of this folder wait, where the system can make them."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
