"""What in the reading of a document is in doubt, said of the places a finding rests on."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.checks.case import Case, Misreading, Rereading
from gikvalidate.checks.wording import both
from gikvalidate.figures import Doubt, DoubtKind
from gikvalidate.findings import CellPlace, Place, TextPlace, Words

_TOTALS_OF_TOTALS = 2
_PICTURE = both("识别自图片", "recognised in a picture")


def doubt_about(places: Sequence[Place], rests_on: Sequence[str], case: Case) -> Words | None:
    """Why what stands at `places` or in the figures `rests_on` may be read wrongly, None where nothing is in doubt.

    In a document read from pictures, what has no place is in doubt as a whole.
    """
    keys = {*rests_on, *(place.figure for place in places if isinstance(place, CellPlace))}
    for _ in range(_TOTALS_OF_TOTALS):
        keys |= {part for key in keys & case.recomputed.keys() for part in case.recomputed[key].parts}
    for rereading in case.rereadings:
        if keys.intersection(rereading.changed):
            return reread_as(rereading)
    document = case.submission.document
    if document.recognised and (not places or any(_is_recognised(place, case) for place in places)):
        return _PICTURE
    for doubt in case.submission.figures.doubts:
        if keys.intersection(doubt.keys) and (words := _shape(doubt)) is not None:
            return words
    return None


def reread_as(rereading: Rereading) -> Words:
    """The figures as they stand and as they balance."""
    pairs = list(zip(rereading.keys, rereading.read, strict=True))
    read = "|".join(text for _, text in pairs)
    seen = "|".join(rereading.seen)
    if rereading.misreading is Misreading.SPLIT:
        return both(
            f"“{seen}”像是一个数拆到了两格；读作“{read}”，有关的合计就都成立",
            f"“{seen}” looks like one figure in two cells; read as “{read}” all sums through it hold",
        )
    return both(
        f"“{seen}”像是错开了一格；读作“{read}”，有关的合计就都成立",
        f"“{seen}” looks moved by one place; read as “{read}” all sums through it hold",
    )


def _shape(doubt: Doubt) -> Words | None:
    if doubt.kind is DoubtKind.UNANCHORED:
        return both(
            "表头或行名没有认出，是按位置读的", "headings or labels were not recognised, cells were taken by place"
        )
    if doubt.kind is DoubtKind.INFERRED:
        return both(
            "表没有画线，是按字的位置认的", "no lines are drawn in the table, cells were told by how they stand"
        )
    if doubt.kind is DoubtKind.SPACED:
        seen, read = " ".join(doubt.texts[0].split()), "".join(doubt.texts[0].split())
        return both(f"单元格里的“{seen}”读作 {read}", f"“{seen}” in a cell was read as {read}")
    return None


def _is_recognised(place: Place, case: Case) -> bool:
    if isinstance(place, TextPlace):
        paragraph = case.submission.document.paragraph_at(place.start)
        return paragraph is not None and paragraph.confidence is not None
    figure = case.figure(place.figure)
    return figure is not None and figure.confidence is not None
