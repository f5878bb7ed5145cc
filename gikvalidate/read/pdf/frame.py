"""The page as its reader holds it: upright, measured in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]

# A page with fewer characters under a picture over more than this share of it is a scan; a page on which one glyph in
# so many has no character cannot be trusted.
_FEW = 20
_COVERED = 0.4
_UNSEEN = 0.5
_NAMELESS = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """How coordinates of the file become those of the upright page.

    `bounds` are left, bottom, right, top in the file; `quarters` counts the quarter turns, anticlockwise, in which the
    text of the file runs, so that a page is upright when most of its text is, whatever it declares.
    """

    bounds: Box
    quarters: int = 0

    def upright(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.bounds
        if self.quarters == 0:
            return x - left, top - y
        if self.quarters == 1:
            return y - bottom, x - left
        if self.quarters == 2:
            return right - x, y - bottom
        return top - y, right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the file on the upright page: left, upper, right, lower."""
        ax, ay = self.upright(x0, y0)
        bx, by = self.upright(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def original(self, box: Box) -> Box:
        """A box of the upright page in the file's own coordinates: left, bottom, right, top."""
        left, bottom, right, top = self.bounds
        x0, y0, x1, y1 = box
        if self.quarters == 0:
            return left + x0, top - y1, left + x1, top - y0
        if self.quarters == 1:
            return left + y0, bottom + x0, left + y1, bottom + x1
        if self.quarters == 2:
            return right - x1, bottom + y0, right - x0, bottom + y1
        return right - y1, top - x1, right - y0, top - x0

    @property
    def width(self) -> float:
        left, bottom, right, top = self.bounds
        return top - bottom if self.quarters % 2 else right - left

    @property
    def height(self) -> float:
        left, bottom, right, top = self.bounds
        return right - left if self.quarters % 2 else top - bottom


@dataclass(slots=True)
class Glyph:
    """One character: its box and the size of its font in points; `middle` is the height at which its line runs."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    middle: float
    size: float

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along the page: at `at` across its direction, from `start` to `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What one page shows. `number` counts from 1; whoever recognises a scan can make one as well.

    `nameless` counts the glyphs of which nobody knows the character; `pictures` are the boxes of its pictures, `unseen`
    is the share of its text that is not drawn.
    """

    number: int
    frame: Frame
    glyphs: list[Glyph]
    rules: list[Rule]
    nameless: int = 0
    pictures: list[Box] = field(default_factory=list)
    unseen: float = 0

    @property
    def pictured(self) -> float:
        """The share of the page under its largest picture."""
        largest = max(((right - left) * (lower - upper) for left, upper, right, lower in self.pictures), default=0)
        return largest / (self.frame.width * self.frame.height)

    @property
    def is_readable(self) -> bool:
        """Whether the text can be had without recognising a picture of it."""
        visible = sum(not glyph.text.isspace() for glyph in self.glyphs)
        if visible < _FEW and self.pictured > _COVERED:
            return False
        return self.nameless * _NAMELESS <= visible

    @property
    def is_layered(self) -> bool:
        """Whether one sees a picture, and the text is a layer that somebody's recogniser laid under it."""
        return self.unseen > _UNSEEN and self.pictured > _COVERED


def sane(*values: float) -> bool:
    """Whether these are coordinates at all; hostile files hold others."""
    # Not a number makes a sum that is below nothing.
    return sum(map(abs, values)) < 1e6
