"""Tables drawn with characters: lines of ─┼─ or +---+ around rows, as terminals, databases and Markdown writers do."""

from __future__ import annotations

import re

from gikvalidate.document import Table
from gikvalidate.read.grid import Slot, lay_out

_RULE = re.compile(r"[ \u3000]*[+├┌└┠┏┗╔╠╚┝╟|│┃║]?[-=─━═+┬┼┴┤├┐┘┨┷┯┳┻╋╦╬╩╪╫┿╂:|│┃║]{3,}[+┤┐┘┨┓┛╗╣╝┥╢|│┃║]?[ \u3000]*")
_DRAWN = re.compile(r"[+─━═┼]")
_SIDE = re.compile(r"[|│┃║]")


def drawn_rows(lines: list[str], at: int) -> tuple[Table | None, int]:
    """The table whose upper line, or whose first row with one below it, is drawn here."""
    end = at
    groups: list[list[list[str]]] = [[]]
    rules = 0
    while end < len(lines) and (line := lines[end].strip()):
        if _is_rule(line):
            rules += 1
            groups.append([])
        elif len(_SIDE.findall(line)) >= 2 and _SIDE.match(line) and _SIDE.match(line[-1]):
            groups[-1].append([cell.strip() for cell in _SIDE.split(line[1:-1])])
        else:
            break
        end += 1
    held = [group for group in groups if group]
    if not rules or sum(map(len, held)) < 2:
        return None, at + 1
    # A line under each row means that a row may take several lines of text; a few lines part the head from the rest.
    several = len(held) > rules // 2 and len(held) > 2
    rows = [row for group in held for row in ([_joined(group)] if several else group)]
    return lay_out([[Slot(text) for text in row] for row in rows]), end


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None and _DRAWN.search(line) is not None


def _joined(group: list[list[str]]) -> list[str]:
    """The lines of one row as its cells."""
    width = max(map(len, group))
    padded = [row + [""] * (width - len(row)) for row in group]
    return ["\n".join(filter(None, cells)) for cells in zip(*padded, strict=True)]
