"""Lines of a page to grids: where lines cross there is a table, where one is missing a cell spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from gikvalidate.read.grid import check_size
from gikvalidate.read.pdf.frame import Box, Glyph, Rule
from gikvalidate.read.pdf.lines import lines

# Points within which two lines are one, ends meet, and a dashed line goes on.
SNAP = 2.5
_MEET = 4.0
_DASH = 4.0
# The most lines looked at, and the most grids on one page.
_MOST = 3000
_GRIDS = 100


@dataclass(slots=True)
class Area:
    """A cell by its edges on the page, with the characters in it."""

    x0: float
    y0: float
    x1: float
    y1: float
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """The part of a table that stands on one page: its edges and cells; open at the top where no line closes it.

    Where its edges are not `drawn` they were inferred from the text, and differ from page to page.
    """

    page: int
    xs: list[float]
    ys: list[float]
    areas: list[Area]
    open_top: bool = False
    drawn: bool = True

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def parts(rules: Iterable[Rule], page: int) -> list[Part]:
    """The grids drawn on a page, from top to bottom; a frame of one cell may be the first row of a table."""
    merged = _merged(rules)
    found = [part for group in _touching(merged) if (part := _grid(group, page)) is not None]
    largest = sorted(found, key=_size)[-_GRIDS:]
    return sorted(largest, key=lambda part: part.ys[0])


def fill(parts: Sequence[Part], glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Put the characters into the cells they stand in; those that stand in none are given back."""
    smallest = sorted(parts, key=_size)
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in glyphs:
        home = next((index for index, part in enumerate(smallest) if _holds(part.box, glyph)), None)
        (outside if home is None else inside.setdefault(home, [])).append(glyph)
    for index, found in inside.items():
        _fill(smallest[index], found)
    return outside


def _size(part: Part) -> float:
    return (part.xs[-1] - part.xs[0]) * (part.ys[-1] - part.ys[0])


def _holds(box: Box, glyph: Glyph) -> bool:
    return box[0] <= glyph.centre <= box[2] and box[1] <= glyph.middle <= box[3]


def _fill(part: Part, glyphs: list[Glyph]) -> None:
    places: dict[tuple[int, int], Area] = {}
    for area in part.areas:
        rows = range(bisect_left(part.ys, area.y0), bisect_left(part.ys, area.y1))
        columns = range(bisect_left(part.xs, area.x0), bisect_left(part.xs, area.x1))
        places.update(dict.fromkeys(product(rows, columns), area))

    def area_at(glyph: Glyph) -> Area | None:
        row = min(max(bisect_right(part.ys, glyph.middle) - 1, 0), len(part.ys) - 2)
        column = min(max(bisect_right(part.xs, glyph.centre) - 1, 0), len(part.xs) - 2)
        return places.get((row, column))

    for line in lines(glyphs):
        for word in _words(line.glyphs):
            # A number wider than its column is still one number: it belongs where its middle stands.
            if (home := area_at(word[len(word) // 2])) is not None:
                home.glyphs.extend(word)


def _words(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    words = [[glyphs[0]]]
    for before, glyph in pairwise(glyphs):
        joined = glyph.x0 - before.x1 < 0.12 * glyph.size and _in_number(before.text) and _in_number(glyph.text)
        if joined:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return words


def _in_number(text: str) -> bool:
    return text.isdigit() or text in ".,-+"


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Collinear pieces as one line."""
    ordered = sorted(rules, key=lambda rule: (rule.upright, rule.at))
    groups: list[list[Rule]] = []
    for rule in ordered:
        last = groups[-1] if groups else None
        if last and last[0].upright == rule.upright and rule.at - last[-1].at <= 1 and rule.at - last[0].at <= SNAP:
            last.append(rule)
        else:
            groups.append([rule])
    merged = [line for group in groups for line in _chained(group)]
    return sorted(merged, key=lambda rule: rule.start - rule.end)[:_MOST]


def _chained(group: list[Rule]) -> list[Rule]:
    at = sum(rule.at for rule in group) / len(group)
    chained: list[Rule] = []
    for rule in sorted(group, key=lambda rule: rule.start):
        if chained and rule.start - chained[-1].end <= _DASH:
            end = max(chained[-1].end, rule.end)
            chained[-1] = Rule(rule.upright, at, chained[-1].start, end)
        else:
            chained.append(Rule(rule.upright, at, rule.start, rule.end))
    return chained


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Lines grouped by crossing or meeting one another."""
    leader = list(range(len(rules)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    level = sorted((index for index, rule in enumerate(rules) if not rule.upright), key=lambda at: rules[at].at)
    heights = [rules[index].at for index in level]
    for index, rule in enumerate(rules):
        if not rule.upright:
            continue
        for other in level[bisect_left(heights, rule.start - _MEET) : bisect_right(heights, rule.end + _MEET)]:
            if rules[other].start - _MEET <= rule.at <= rules[other].end + _MEET:
                leader[lead(other)] = lead(index)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(lead(index), []).append(rule)
    return _with_sides(list(groups.values()))


def _with_sides(groups: list[list[Rule]]) -> list[list[Rule]]:
    """Lines that only accompany a grid, beside a cell open above and below, are its side."""
    grids = [group for group in groups if len({rule.upright for rule in group}) == 2]
    for group in groups:
        if len(group) > 2 or not group[0].upright:
            continue
        for grid in grids:
            low = min(rule.start for rule in grid if rule.upright)
            high = max(rule.end for rule in grid if rule.upright)
            if all(abs(rule.start - low) <= _DASH * 2 and abs(rule.end - high) <= _DASH * 2 for rule in group):
                grid.extend(group)
                break
    return grids


def _grid(group: Sequence[Rule], page: int) -> Part | None:
    across = [rule for rule in group if not rule.upright]
    down = [rule for rule in group if rule.upright]
    if not across or not down:
        return None
    # Where the outermost line is missing, the ends of the crossing ones are the edge.
    xs = _edges([rule.at for rule in down], [rule.start for rule in across], [rule.end for rule in across])
    ys = _edges([rule.at for rule in across], [rule.start for rule in down], [rule.end for rule in down])
    check_size(len(ys) - 1, len(xs) - 1)
    areas = _areas(xs, ys, across, down)
    ends = [rule.at for rule in across]
    return Part(page, xs, ys, areas, min(ends) > ys[0] + _MEET)


def _edges(lines: list[float], starts: list[float], ends: list[float]) -> list[float]:
    edges = _clustered(lines)
    if min(starts) < edges[0] - _MEET:
        edges.insert(0, min(starts))
    if max(ends) > edges[-1] + _MEET:
        edges.append(max(ends))
    return edges


def _clustered(values: Iterable[float]) -> list[float]:
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= SNAP:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _areas(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> list[Area]:
    """Cells from left to right and top to bottom, each as wide and high as no line parts it."""
    right = _walls(xs, ys, down)
    below = _walls(ys, xs, across)
    taken: set[tuple[int, int]] = set()
    areas = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            wide = column + 1
            while wide < len(xs) - 1 and (wide, row) not in right and (row, wide) not in taken:
                wide += 1
            high = row + 1
            while high < len(ys) - 1 and _goes_on(high, column, wide, right, below):
                high += 1
            taken |= {(down, along) for down in range(row, high) for along in range(column, wide)}
            areas.append(Area(xs[column], ys[row], xs[wide], ys[high]))
    return areas


def _goes_on(row: int, column: int, wide: int, right: set[tuple[int, int]], below: set[tuple[int, int]]) -> bool:
    """Whether the cell that ends above `row` reaches into it: no line between, none inside."""
    closed = any((row, along) in below for along in range(column, wide))
    return not closed and not any((along, row) in right for along in range(column + 1, wide))


def _walls(edges: list[float], between: list[float], rules: list[Rule]) -> set[tuple[int, int]]:
    """(edge, gap) for every stretch between two crossing edges along which a line runs."""
    walls = set()
    middles = [(low + high) / 2 for low, high in pairwise(between)]
    for rule in rules:
        edge = min(range(len(edges)), key=lambda index: abs(edges[index] - rule.at))
        for gap in range(bisect_left(middles, rule.start - 1), bisect_right(middles, rule.end + 1)):
            walls.add((edge, gap))
    return walls
