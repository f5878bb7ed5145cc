"""A page made ready to be read: brought to one scale, set straight, ink told from paper."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from gikvalidate.read.scan.images import Grey

# Pages are read at the size of A4 at 200 dpi, where the recogniser is at its best; every length below is in its pixels.
LONG_SIDE = 2340
SHORTEST, LONGEST = 1800, 2700
MOST_ENLARGED = 3.0
STEEPEST = 6.0
LEVEL = 0.04
# Ink is darker than this share of the paper around it; a hairline, thinner than a pixel, is lighter than print.
INK, HAIRLINE = 0.75, 0.87


@dataclass(frozen=True)
class Sheet:
    """A straight page, its ink without specks, and all that is dark enough for a rule (255 where there is, else 0)."""

    grey: Grey
    ink: Grey
    dark: Grey


def straightened(page: Grey) -> Sheet:
    """The page at reading size with its lines level."""
    page = _scaled(page)
    angle = skew(darker(page, HAIRLINE))
    if abs(angle) >= LEVEL:
        page = _turned(page, angle, 255)
    # Single specks are smoothed away before ink is looked for, but so are hairlines.
    return Sheet(page, darker(page, INK, smooth=True), darker(page, HAIRLINE))


def skew(ink: Grey) -> float:
    """The angle in degrees, counter-clockwise, by which the page must be turned to be level."""
    coarse = _reduced(ink, 800)
    angle = _sharpest(coarse, np.arange(-STEEPEST, STEEPEST + 0.1, 0.5))
    fine = _reduced(ink, 1600)
    angle = _sharpest(fine, angle + np.arange(-0.5, 0.51, 0.1))
    return _sharpest(fine, angle + np.arange(-0.08, 0.081, 0.02))


def _scaled(page: Grey) -> Grey:
    longest = max(page.shape)
    if SHORTEST <= longest <= LONGEST:
        return page
    factor = min(LONG_SIDE / longest, MOST_ENLARGED)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=way), dtype=np.uint8)


def darker(page: Grey, share: float, *, smooth: bool = False) -> Grey:
    """Where the page is dark against the paper around it, so that shadows and grey paper do not count."""
    smoothed = cv2.medianBlur(page, 3)
    small = cv2.resize(smoothed, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (0, 0), 10)
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]))
    return np.where((smoothed if smooth else page) < share * paper.astype(np.float32), 255, 0).astype(np.uint8)


def _reduced(ink: Grey, longest: int) -> Grey:
    factor = longest / max(ink.shape)
    return np.asarray(cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _sharpest(ink: Grey, angles: np.typing.NDArray[np.float64]) -> float:
    """The angle at which lines of text and rules fall into the fewest rows."""

    def sharpness(angle: float) -> float:
        rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    # Of equally sharp angles the smallest, so that an empty page stays as it is.
    return float(max(sorted(angles, key=abs), key=sharpness))


def _turned(page: Grey, angle: float, paper: int) -> Grey:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(paper,))
    return np.asarray(turned, dtype=np.uint8)
