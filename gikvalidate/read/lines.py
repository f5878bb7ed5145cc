"""Lines of a text file: what a scraper put in front is dropped, an article pressed into one line is opened again."""

from __future__ import annotations

import re
from collections.abc import Iterator

NUMERALS = "一二三四五六七八九十"
# The date under a report, alone at the end of its line.
SIGNED = re.compile(
    r"(?:^|\s)(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]+\s*月\s*[\d一二三四五六七八九十]+\s*日$"
)
PRESSED = 800
HEAD_LINES = 40

_HEADING = re.compile(rf"\s*[{NUMERALS}]{{1,3}}[、.．]\s*\S[^。；！？]{{0,40}}$")
_BODY_MARK = re.compile(r"[=\-*#_]{4,}\s*(?:正文|内容|content|body)\s*[=\-*#_]{4,}", re.I)
_HEAD_LINE = re.compile(r"\S{1,12}[:：].*|页面\S.*|\S{1,12}")
_HEAD_TITLE = re.compile(r"(?:标题|题名|title)\s*[:：]\s*(\S.*)", re.I)
_MARKDOWN = re.compile(r"#{1,6}\s+(.*?)\s*#*|\*\*([^*]+)\*\*")
_SECTION = re.compile(rf"([{NUMERALS}]{{1,3}})、")
_SUBSECTION = re.compile(rf"[（(]([{NUMERALS}]{{1,3}})[）)]")
_YEAR_AFTER_HEADING = re.compile(rf"([{NUMERALS}]{{1,3}}、\s*[^\s\d，。；：（(]{{2,40}})(?=\s|(?:19|20)\d\d\s*年|$)\s*")
_SENTENCE_END = "。；;！!？?：:”）)…"


def article_lines(text: str) -> list[str]:
    """The lines of the article, each without white space at its end."""
    lines = [line.rstrip(" \u3000") for line in text.split("\n")]
    lines, title = _without_head(lines)
    return [piece for line in lines for piece in (_opened(line, title) if len(line) > PRESSED else (line,))]


def is_heading(line: str) -> bool:
    """Whether a line looks like “一、…” alone."""
    return _HEADING.match(line) is not None


def without_marks(line: str) -> str:
    """A line without the Markdown marks of a heading or of one in bold."""
    match = _MARKDOWN.fullmatch(line.strip())
    return line if match is None else match[1] or match[2] or ""


def _without_head(lines: list[str]) -> tuple[list[str], str | None]:
    """Drop “key: value” lines above a line that announces the body; their title is kept to find the article by."""
    for index, line in enumerate(lines[:HEAD_LINES]):
        if _BODY_MARK.fullmatch(line.strip()):
            head = [above.strip() for above in lines[:index] if above.strip()]
            if not all(_HEAD_LINE.fullmatch(above) for above in head):
                break
            titles = [match[1] for above in head if (match := _HEAD_TITLE.match(above))]
            return lines[index + 1 :], titles[0] if titles else None
    return lines, None


def _opened(line: str, title: str | None) -> Iterator[str]:
    """A whole article in one line: first its title, then one line per section and subsection."""
    if title is not None and (at := line.rfind(title, 0, 600)) >= 0:
        # What stands before the last mention of the title is the way to the page, not the report.
        yield title
        line = line[at + len(title) :].strip()
    starts = [match.start() for match in _in_order(_SECTION, line)]
    for start, end in zip([0, *starts], [*starts, len(line)], strict=True):
        yield from _section_lines(line[start:end].strip())


def _section_lines(section: str) -> Iterator[str]:
    starts = [match.start() for match in _in_order(_SUBSECTION, section)]
    for start, end in zip([0, *starts], [*starts, len(section)], strict=True):
        piece = section[start:end].strip()
        # Without a full stop it is no text of a section but a table pressed into the line.
        heading = _YEAR_AFTER_HEADING.match(piece) if start == 0 and "。" in piece else None
        if heading is not None and heading.end() < len(piece):
            yield heading[1]
            piece = piece[heading.end() :]
        if piece:
            yield piece


def _in_order(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Marks that count 一, 二, 三 … in order; others are words of the text.

    A section follows the end of a sentence; a subsection may follow its section heading but never 第, as in 第（一）项.
    """
    expected = 1
    for match in pattern.finditer(text):
        if match[1] != _ordinal(expected):
            continue
        before = text[max(0, match.start() - 20) : match.start()].rstrip()[-1:]
        begins = not before or before in _SENTENCE_END
        if pattern is _SECTION:
            begins = begins or text[match.start() - 1].isspace() or (before.isascii() and before.isalnum())
        if pattern is _SUBSECTION:
            begins = begins or (before not in "第条项款" and expected == 1)
        if begins:
            expected += 1
            yield match


def _ordinal(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " " + NUMERALS[:9]
    return (("" if tens < 2 else digits[tens]) + "十" * (tens > 0) + digits[ones]).strip()
