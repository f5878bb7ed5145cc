"""Markdown to blocks: its marks are taken off and the rest is read as text; HTML tables are read as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from string import punctuation

from gikvalidate.document import Block, Paragraph
from gikvalidate.read import html, text
from gikvalidate.read.decode import decode, normalise
from gikvalidate.read.lines import NUMERALS, SIGNED

# A line at least this long that ends amid a sentence was wrapped by an editor.
WRAPPED = 30

_FRONT = re.compile(r"---\n(.{0,5000}?)\n(?:---|\.\.\.)\n", re.S)
_TITLE = re.compile(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", re.M | re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TABLE = re.compile(r"<table[\s>]", re.I)
_TABLE_EDGE = re.compile(r"<(/?)table[\s>]", re.I)

_DROPPED = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}|\s{0,3}=+\s*|\s*(?:```|~~~)[^`]*")
_PIPE_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s+(.*?))?(?:\s+#+)?\s*")
_MARK = re.compile(r"\s*(?:>\s?)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?)?")
_OPENS = re.compile(rf"\s*(?:[#>|<`~]|[-*+]\s|\d+[.)、．]|[{NUMERALS}]{{1,3}}、|[（(][{NUMERALS}\d]{{1,3}}[）)])")
_SENTENCE_END = re.compile(r"(?:[。！？；：!?;:”）)>|\\]|  )$")

_ESCAPED = re.compile(rf"\\([{re.escape(punctuation)}])")
# Code points that never stand for a character, one for each mark that may be escaped.
_HELD = {mark: chr(0xFDD0 + index) for index, mark in enumerate(punctuation)}
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|h[1-6]|li|center)\s*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][\w-]{0,20}(?:\s[^<>]{0,500})?/?>")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()]{0,1000}\)|\[[^\[\]]{0,100}\])")
_CODE = re.compile(r"(`{1,3})([^`]{1,500})\1")
_EMPHASIS = (
    re.compile(r"(\*{1,3})(?=[^\s*])([^*]{1,2000})(?<!\s)\1"),
    re.compile(r"(?<![A-Za-z0-9_])(_{1,3})(?=[^\s_])([^_]{1,2000})(?<!\s)\1(?![A-Za-z0-9_])"),
    re.compile(r"(~~)(?=\S)([^~]{1,2000})(?<!\s)\1"),
)


def blocks(data: bytes) -> Iterator[Block]:
    """Paragraphs and tables in reading order."""
    source = _COMMENT.sub("", normalise(decode(data)))
    if front := _FRONT.match(source):
        source = source[front.end() :]
        title = _TITLE.search(front[1])
        if title and title[1] not in source[:500]:
            yield Paragraph(title[1])
    at = 0
    for begin in _TABLE.finditer(source):
        if begin.start() < at:
            continue
        yield from _written(source[at : begin.start()])
        at = _end_of_table(source, begin.start())
        yield from html.fragment(source[begin.start() : at])
    yield from _written(source[at:])


def _end_of_table(source: str, at: int) -> int:
    """Behind the tag that closes the table, those of tables inside it counted."""
    depth = 0
    for edge in _TABLE_EDGE.finditer(source, at):
        depth += -1 if edge[1] else 1
        if depth <= 0:
            return edge.end()
    return len(source)


def _written(source: str) -> Iterator[Block]:
    return text.of_lines([line for joined in _joined(source) for line in _plain(joined)])


def _joined(source: str) -> Iterator[str]:
    """Lines, those rejoined that an editor wrapped, rows of tables between pipes."""
    waiting = ""
    lines = source.split("\n")
    rows = False
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        rows = "|" in line and (rows or (_PIPE_RULE.fullmatch(following) is not None))
        if rows and not line.strip().startswith("|"):
            line = f"|{line}|"
        if _continues(waiting, line):
            apart = " " if waiting[-1:].isascii() and line.strip()[:1].isascii() else ""
            waiting = waiting.rstrip() + apart + line.strip()
        else:
            yield waiting
            waiting = line
    yield waiting


def _continues(before: str, line: str) -> bool:
    if len(before) < WRAPPED or not line.strip() or _HEADING.fullmatch(before):
        return False
    return not (_SENTENCE_END.search(before) or _OPENS.match(line) or SIGNED.search(line) or _DROPPED.fullmatch(line))


def _plain(line: str) -> Iterator[str]:
    """The line without marks, as several where it holds breaks."""
    if _PIPE_RULE.fullmatch(line):
        yield line
    elif line.strip().startswith("|"):
        yield _inline(line, in_row=True)
    elif heading := _HEADING.fullmatch(line):
        yield _inline(heading[1] or "")
    elif not _DROPPED.fullmatch(line):
        # White space in front may be the TAB of a flattened table.
        marks = _MARK.match(line)
        bare = line[marks.end() :] if marks and marks[0].strip() else line
        yield from _inline(bare.removesuffix("\\")).split("\n")


def _inline(line: str, in_row: bool = False) -> str:
    line = _ESCAPED.sub(lambda match: _HELD[match[1]], line)
    line = _CODE.sub(r"\2", line)
    line = _LINK.sub(r"\1", line)
    for pattern in _EMPHASIS * 2:
        line = pattern.sub(r"\2", line)
    line = _BREAK.sub("<br>" if in_row else "\n", line)
    line = normalise(unescape(_TAG.sub(lambda match: match[0] if in_row and match[0] == "<br>" else "", line)))
    for mark, held in _HELD.items():
        if held in line:
            line = line.replace(held, "\\|" if in_row and mark == "|" else mark)
    return line
