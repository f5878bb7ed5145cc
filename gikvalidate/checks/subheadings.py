"""Sub-headings: one that is announced has something below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from gikvalidate.checks.case import Case, Run
from gikvalidate.checks.passages import section_of
from gikvalidate.checks.wording import listed
from gikvalidate.document import Block, Origin, Paragraph
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status, TextPlace
from gikvalidate.patterns import Late
from gikvalidate.rules import Rule
from gikvalidate.shapes import Pattern, Shape

OPTIONS_ZH = "`levels` 是各级小标题开头的正则，从高到低；小标题不长于 `longest` 字，不以 `closing` 结尾。"
FIELDS = frozenset({"headings"})


class Options(Shape):
    """`levels` are the patterns that open a heading, the highest level first; a heading is at most `longest` long and
    does not end as a sentence does (`closing`).
    """

    levels: tuple[Pattern, ...]
    longest: int
    closing: Pattern


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Take the levels as patterns."""
    levels = [Late(source) for source in options.levels]
    closing = Late(options.closing)

    def run(case: Case) -> Iterator[Outcome]:
        blocks = [block for block in case.submission.document.blocks if not _aside(block)]
        empty: list[TextPlace] = []
        full: set[tuple[str, int]] = set()
        for block, following in pairwise([*blocks, None]):
            if not isinstance(block, Paragraph) or (level := _level(block.text, levels)) is None:
                continue
            section = section_of(case, block.start)
            heading = len(block.text) <= options.longest and not closing.search(block.text)
            below = _level(following.text, levels) if isinstance(following, Paragraph) else None
            nothing = following is None or (below is not None and below <= level)
            if heading and nothing and level:
                empty.append(TextPlace(section, block.text, block.start, block.end))
            else:
                full.add((section, level))
        # In a list of catchwords no item has anything below it: only an odd one out is reported.
        odd = [place for place in empty if (place.section, _level(place.quote, levels)) in full]
        if not odd:
            yield Outcome(Status.PASS, "text")
            return
        names = listed(f"“{place.quote}”" for place in odd)
        yield Outcome(Status.FAIL, "text", tuple(odd), fields={"headings": names})

    return run


def _aside(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.origin is not Origin.BODY


def _level(text: str, levels: list[Late]) -> int | None:
    return next((index for index, pattern in enumerate(levels) if pattern.match(text)), None)
