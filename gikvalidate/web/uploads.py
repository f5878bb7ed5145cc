"""What somebody hands in: the form's files, streamed to disk under names that lead nowhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

#: So many files in one request.
FILES = 300
_LONGEST = 80
# Controls, marks that turn the direction of writing, and what file systems do not take.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069<>:"|?*/\\\ud800-\udfff]')


class NotTakenError(Exception):
    """What was sent is no form with files that the page takes."""


async def handed(request: Request) -> FormData:
    """The form of a request, its files in unnamed temporary files; raises NotTakenError and guard.TooLargeError."""
    try:
        return await request.form(max_files=FILES, max_fields=20, max_part_size=64 << 10)
    except MultiPartException as error:
        raise NotTakenError(error.message) from None


def files_of(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field; a browser sends an empty one where none was chosen."""
    every = [value for value in form.getlist(name) if isinstance(value, UploadFile)]
    return [file for file in every if file.filename]


def stored(files: Sequence[UploadFile], folder: Path) -> list[Path]:
    """Copy the files into a folder, each into one of its own under the name it came with."""
    paths = []
    for number, file in enumerate(files):
        own = folder / str(number)
        own.mkdir(mode=0o700)
        path = own / safe_name(file.filename or "")
        with path.open("xb") as target:
            shutil.copyfileobj(file.file, target)
        paths.append(path)
    return paths


def safe_name(name: str) -> str:
    """The last part of a name with nothing in it that leads elsewhere or misleads."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", last).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = clean, "", ""
    return f"{stem[:_LONGEST] or '_'}{dot}{suffix}"
