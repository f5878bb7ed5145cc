"""Where the reports of a run go: the screen, a file, or a folder with a file for each format."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gikvalidate.command import fail, sink
from gikvalidate.formats import FORMATS, Target

if TYPE_CHECKING:
    from gikvalidate.outputs import Run


def target_of(forms: Sequence[str], output: str | None, lang: str) -> Target:
    """Where the reports go; what cannot go there is said before anything is checked."""
    asked = dict.fromkeys(forms)
    if output is None:
        for form in asked:
            if not FORMATS[form].text or len(asked) > 1:
                fail(
                    f"{form} 须用 -o 指定文件或文件夹"
                    if lang == "zh"
                    else f"{form} has to go somewhere; name a file or a folder with -o"
                )
        return Target(None, folder=False)
    path = Path(output)
    return Target(path, folder=len(asked) > 1 or path.is_dir() or output.endswith(("/", os.sep)))


def written(form: str, target: Target, run: Run) -> Iterator[str]:
    """Write one format; yields a sentence for each file that could not be made."""
    if form == "terminal":
        from gikvalidate.reports.terminal import write

        with sink(None if target.folder else target.path) as stream:
            write(run.results, run.unreadable, run.lang, stream, run.repairs)
        return
    from gikvalidate.outputs import OutputError, marked, whole

    for path, result in target.files(form, run.results):
        if path and any(path.exists() and path.samefile(own.path) for own in run.results if own.path.exists()):
            fail(f"{path}：不覆盖被核对的文件" if run.lang == "zh" else f"{path}: the checked file is not written over")
        try:
            made = whole(form, run) if result is None else marked(form, result, run.lang)
        except OutputError as error:
            yield error.reason(run.lang)
            continue
        with sink(path) as stream:
            if path is None:
                stream.write(made.decode())
            else:
                # A file is marked as UTF-8, without which spreadsheets take it for GBK.
                stream.buffer.write((BOM_UTF8 if form == "csv" else b"") + made)
