"""A report as a scanner gives it: printed through LibreOffice, drawn at 200 dpi, and worn if asked for."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 200
_TURNED = 0.8
_NOISE = 12.0
_QUALITY = 70


def print_to_pdf(documents: Sequence[Path], folder: Path, seconds: int = 240) -> list[Path]:
    """Print documents in a profile of their own, so that no open office is disturbed."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, documents)]
    subprocess.run(command, check=True, timeout=seconds, capture_output=True)
    return [folder / f"{document.stem}.pdf" for document in documents]


def pages_of(pdf: Path) -> list[Image.Image]:
    """Every page as a clean grey picture."""
    with pypdfium2.PdfDocument(pdf.read_bytes()) as document:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def worn(page: Image.Image, seed: int) -> Image.Image:
    """A page laid on the glass askew, blurred, noisy and pressed as JPEG."""
    turned = page.convert("L").rotate(_TURNED, Image.Resampling.BICUBIC, fillcolor=255)
    turned = turned.filter(ImageFilter.GaussianBlur(0.7))
    noise = np.random.default_rng(seed).normal(0, _NOISE, (turned.height, turned.width))
    noisy = np.clip(np.asarray(turned, dtype=np.float64) * 0.92 + 8 + noise, 0, 255).astype(np.uint8)
    pressed = io.BytesIO()
    Image.fromarray(noisy).save(pressed, "JPEG", quality=_QUALITY)
    return Image.open(io.BytesIO(pressed.getvalue()))


def as_tiff(pages: Sequence[Image.Image]) -> bytes:
    """All pages in one TIFF file."""
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return file.getvalue()
