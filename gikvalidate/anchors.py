"""Where in the parts of a file a mark can be put: found by the readers, used by the reports that mark files."""

from __future__ import annotations

from dataclasses import dataclass

#: A box on a page in the file's own points: left, bottom, right, top.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class WordAnchor:
    """A place in the main part of a Word file.

    `paragraph` counts the w:p elements of the part from 0. `start` and `end` each give a w:t element, counted in the
    same way, and an offset in its text; without them the whole paragraph is meant.
    """

    paragraph: int
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """Boxes on one page of a PDF, the page counted from 1."""

    page: int
    boxes: tuple[Box, ...]
