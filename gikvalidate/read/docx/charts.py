"""What a chart shows, from the values cached in its part: one line per series."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gikvalidate.read.docx.names import CHART

LIMIT = 2_000


def series(root: etree._Element) -> Iterator[str]:
    """Lines like “人大建议 16，政协提案 47”, with the name of the series before when it has one."""
    for one in root.iter(CHART + "ser"):
        names = _points(one.find(CHART + "cat")) or _points(one.find(CHART + "xVal"))
        values = _points(one.find(CHART + "val")) or _points(one.find(CHART + "yVal"))
        pairs = [f"{names.get(index, '')} {value}".strip() for index, value in sorted(values.items())]
        title = " ".join(_points(one.find(CHART + "tx")).values())
        if pairs:
            yield (f"{title}：" if title else "") + "，".join(pairs)


def _points(element: etree._Element | None) -> dict[int, str]:
    """Cached points by index. A category of several levels is read by its first, the innermost."""
    if element is None:
        return {}
    level = element.find(f".//{CHART}lvl")
    points: dict[int, str] = {}
    for point in (element if level is None else level).iter(CHART + "pt"):
        index = point.get("idx", "")
        if index.isdecimal() and len(points) < LIMIT:
            points[int(index[:9])] = (point.findtext(CHART + "v") or "").strip()
    return points
