"""Regular expressions of the plain sort, looked along instead of compiled: words, sets, groups and repetitions.

Python takes a third of a millisecond to compile a set of Chinese characters, [件条次], and two for [一-龥]; to see that
a pattern of many such sets is one takes a hundredth of that.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SET = r"\[\^?-?(?:[^]\[\\^&~|-](?:-[^]\[\\^&~|-])?|\\[dswDSW.n])+\]"
_WORD = r"[^][\\(){}*+?|.^$]+"
_ONE = rf"[^][\\(){{}}*+?|^$]|{_SET}|\\[dswDSW.n()]"
#: Words, or several with "or" between them; one character, a group named again or the end of one, and how often; the
#: beginning of a group; what must or must not stand before; edges and "or".
_PART = re.compile(
    rf"({_WORD}(?:\|{_WORD})*(?![*+?{{]))"
    rf"|(?:({_ONE})|(\\[1-9](?!\d)|\(\?P=[a-z]+\))|\))(?:([*+?]|\{{(\d{{1,3}})(?:,(\d{{1,3}})?)?\}})\??)?(?![*+?{{])"
    r"|(\()(?:\?(:|=|!|P<([a-z]+)>)|(?!\?))"
    rf"|\(\?<([=!])(?:{_ONE})+(?:\{{[1-9]\}})?\)(?![*+?{{])"
    r"|[|^$]",
    re.ASCII,
)
_RANGE = re.compile(r"(.)-(?=(.))", re.DOTALL)
_DEEPEST = 20


class _Group:
    """A group that is open: what stands behind its bracket, and the number and name it is called by."""

    def __init__(self, sort: str, called: tuple[str, ...]) -> None:
        self.sort, self.called = sort, called
        #: Whether nothing fits the alternative at hand, as far as it is read, or one before it.
        self.here, self.before = True, False


@lru_cache(maxsize=1024)
def fits_nothing(source: str) -> bool | None:
    """Whether a plain pattern fits where nothing is written; None for what is not plain, or no pattern."""
    if "-" in source and any(last < first for first, last in _RANGE.findall(source)):
        return None
    group, around, at, count = _Group("", ()), list[_Group](), 0, 0
    #: Number or name of a group → whether nothing fits it; True while it is open.
    groups: dict[str, bool] = {}
    for part in _PART.finditer(source):
        if part.start() != at:
            return None
        at = part.end()
        words, one, again, times, least, most, begin, sort, name, behind = part.groups()
        if words or behind == "=":
            group.here = False
        elif begin:
            if name in groups or len(around) == _DEEPEST:
                return None
            count += bool(name or not sort)
            called = (str(count), name) if name else () if sort else (str(count),)
            groups |= dict.fromkeys(called, True)
            around.append(group)
            group = _Group(sort or "", called)
        elif part[0] == "|":
            group.here, group.before = True, group.before or group.here
        elif not behind and part[0] not in {"^", "$"}:
            fits = False
            if again:
                # What a group took is something again; where that may be nothing, Python knows.
                if groups.get(again.strip(r"\(?P=)"), True):
                    return None
            elif not one:
                if not around:
                    return None
                fits = group.here or group.before
                groups |= dict.fromkeys(group.called, fits)
                fits = fits != (group.sort == "!")
                group = around.pop()
            if most and int(most) < int(least):
                return None
            may_lack = times and (times in "*?" or (least and int(least) == 0))
            group.here = group.here and (fits or bool(may_lack))
    return None if around or at != len(source) else group.here or group.before
