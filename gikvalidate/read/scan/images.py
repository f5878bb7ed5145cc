"""Image files to grey pages, refused before they take memory when they are larger than any scan."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gikvalidate.read.refusals import Refused

if TYPE_CHECKING:
    from PIL import Image

#: A page: rows × columns of brightness, 0 black and 255 white.
Grey = npt.NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "TIFF")
# A3 at 600 dpi; a page is decoded whole.
MOST_PIXELS = 70_000_000
MOST_PAGES = 60
SMALLEST = 32


def pages(data: bytes) -> Iterator[Grey]:
    """Every frame of a PNG, JPEG or TIFF file as a grey page, one at a time."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are bounded below, remarks on metadata help nobody
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                for number in range(_count(image)):
                    image.seek(number)
                    yield grey(image)
    except Image.DecompressionBombError:
        raise Refused("image_too_large", limit=MOST_PIXELS // 1_000_000) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError, TypeError, struct.error):
        # Pillow's decoders answer a damaged file with any of these, in words for programmers.
        raise Refused("damaged", detail="PNG / JPEG / TIFF") from None


def grey(image: Image.Image) -> Grey:
    """One picture as a grey page the right way up, what is transparent taken as paper."""
    from PIL import Image, ImageOps

    check_size(*image.size)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits to the pixel
        return (np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.asarray(image.convert("L"))


def as_grey(page: Grey | Image.Image) -> Grey:
    """A picture in either shape as a grey page."""
    if not isinstance(page, np.ndarray):
        return grey(page)
    check_size(page.shape[1], page.shape[0])
    return page if page.ndim == 2 else page[..., :3].mean(axis=2).astype(np.uint8)


def check_size(width: int, height: int) -> None:
    """Refuse what is larger than any page, or too small to hold a word."""
    if width * height > MOST_PIXELS:
        raise Refused("image_too_large", limit=MOST_PIXELS // 1_000_000)
    if min(width, height) < SMALLEST:
        raise Refused("image_too_small")


def _count(image: Image.Image) -> int:
    count = getattr(image, "n_frames", 1)
    if count > MOST_PAGES:
        raise Refused("too_many_pages", limit=MOST_PAGES)
    return count
