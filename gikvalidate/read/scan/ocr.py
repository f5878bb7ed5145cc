"""The recogniser: where the words of a page stand and what one line of them says; offline, quiet, loaded once."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from gikvalidate.read.refusals import Refused
from gikvalidate.read.scan.images import Grey
from gikvalidate.read.scan.ruling import Box

_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give up reading, between two lines, when the time for a page is over."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def boxes(page: Grey) -> list[Box]:
    """Where lines of words stand on the page, unread."""
    # Every flag is passed on every call: the recogniser keeps the last ones.
    found = _engine()(_colours(page), use_det=True, use_cls=False, use_rec=False, return_word_box=False)
    if found.boxes is None:
        return []
    corners = np.asarray(found.boxes)
    low, high = np.floor(corners.min(axis=1)).astype(int), np.ceil(corners.max(axis=1)).astype(int)
    return [Box(*map(int, (*start, *end))) for start, end in zip(low, high, strict=True)]


def line(crop: Grey) -> tuple[str, float]:
    """What one line of words says, and how sure the recogniser is, from 0 to 1."""
    if min(crop.shape) < 3:
        return "", 0.0
    if time.monotonic() > _until.get():
        raise Refused("ocr_slow")
    found = _engine()(_colours(crop), use_det=False, use_cls=False, use_rec=True, return_word_box=False)
    if not found.txts:
        return "", 0.0
    return str(found.txts[0]).strip(), float(found.scores[0])


def _colours(page: Grey) -> Grey:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


@lru_cache(maxsize=1)
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    paths = {part: models / f"PP-OCRv6_{part.lower()}_small.onnx" for part in ("Det", "Rec")}
    if not all(path.is_file() for path in paths.values()):
        raise Refused("ocr_models")
    # With a path given, the model is taken as it lies there: nothing is looked up and nothing fetched.
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Global.max_side_len": 4000,
            **{f"{part}.model_path": str(path) for part, path in paths.items()},
        }
    )
