"""The size of a picture as a style gives it."""

from __future__ import annotations

import re

# A share of the space around it says nothing of its size.
_STYLE = r"(?:^|;)\s*{}\s*:\s*(\d{{1,6}})(?:\.\d+)?(?![\d.]|\s*%)\s*(pt|in|cm|mm|px)?"
_WIDTH, _HEIGHT = (re.compile(_STYLE.format(name), re.I) for name in ("width", "height"))
# Tenths of a millimetre to each unit.
_TENTHS = {"pt": 3.528, "in": 254, "cm": 100, "mm": 10, "px": 2.646}


def styled(style: str) -> tuple[int, int]:
    """Width and height as a style gives them."""
    found = (pattern.search(style) for pattern in (_WIDTH, _HEIGHT))
    width, height = (round(int(at[1]) * _TENTHS[(at[2] or "px").lower()] / 10) if at else 0 for at in found)
    return width, height
