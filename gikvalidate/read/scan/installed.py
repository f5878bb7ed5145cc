"""Whether the optional packages that read scans are installed; looking imports none of them."""

from __future__ import annotations

from importlib.util import find_spec

NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL", "pypdfium2")


def available() -> bool:
    """Whether scans can be read here."""
    return all(find_spec(name) is not None for name in NEEDED)
