"""Any supported file to a `Document`: the format is found by content, the name of the file decides nothing.

One module per format gives `blocks(data)`; all of them speak `DocumentError` only, one sentence for people.

Contract for text without row ends: a run of short lines, one cell each, becomes a `Table` of one column in which every
line is a row and an empty line between is an empty cell. Where such rows end is known only to who knows the form.
"""

from __future__ import annotations

import stat
from importlib import import_module
from pathlib import Path

from gikvalidate.document import Document
from gikvalidate.read.refusals import Refused
from gikvalidate.read.sniff import sniff

MEBIBYTE = 1 << 20
LIMIT = 64 * MEBIBYTE

MODULES = {
    "docx": "gikvalidate.read.docx",
    "html": "gikvalidate.read.html",
    "text": "gikvalidate.read.text",
    "scan": "gikvalidate.read.scan",
}


def read(path: Path | str) -> Document:
    """The document at `path`; whatever cannot be read raises `DocumentError`."""
    path = Path(path)
    try:
        data = _bytes(path)
        format = sniff(data)
        # A format's parser is imported when the first such file comes.
        document = Document.assemble(path, format, import_module(MODULES[format]).blocks(data))
        if not document.blocks:
            raise Refused("no_content")
    except Refused as refusal:
        raise refusal.at(path) from None
    return document


def _bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Refused("folder")
        if not stat.S_ISREG(status.st_mode):
            raise Refused("special")
        if status.st_size > LIMIT:
            raise Refused("too_big", limit=LIMIT // MEBIBYTE)
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise Refused("missing") from None
    except (OSError, ValueError) as error:
        raise Refused("denied", detail=getattr(error, "strerror", None) or error) from None
    if len(data) > LIMIT:
        raise Refused("too_big", limit=LIMIT // MEBIBYTE)
    if not data:
        raise Refused("empty")
    return data
