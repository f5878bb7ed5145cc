"""Series: 一是, 二是, 四是 leaves one out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import around, fits_somewhere, spoken
from gikvalidate.checks.wording import listed
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`series` 是几组依次的序号；`before` 是序号前面应有的写法的正则。"
FIELDS = frozenset({"found"})


class Options(Shape):
    """`series` are lists of ordinal words in their order; `before` is the pattern of what stands before one."""

    series: tuple[tuple[str, ...], ...]
    before: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Make one pattern for each series."""
    patterns = [(words, Late(f"(?:{options.before})({'|'.join(map(re.escape, words))})")) for words in options.series]

    def run(case: Case) -> Iterator[Outcome]:
        gaps = [gap for words, pattern in patterns for gap in _gaps(case, words, pattern)]
        if not gaps:
            yield Outcome(Status.PASS, "text")
            return
        found = listed(f"“{before}”之后是“{place.quote}”" for before, place in gaps)
        english = listed(f"“{place.quote}” follows “{before}”" for before, place in gaps)
        yield Outcome(Status.FAIL, "text", tuple(place for _, place in gaps), fields={"found": (found[0], english[1])})

    return run


def _gaps(case: Case, words: tuple[str, ...], pattern: Late) -> Iterator[tuple[str, TextPlace]]:
    """Where exactly one word is left out; a series may begin anew anywhere, and another one stand inside it."""
    if not fits_somewhere(case, pattern):
        return
    last = -1
    for paragraph in spoken(case):
        for match in pattern.finditer(paragraph.text):
            here = words.index(match[1])
            if last >= 1 and here == last + 2:
                yield words[last], around(case, paragraph, match.start(1), match.end(1))
            last = here
