"""The folder that holds uploads while a server runs, and no longer than that.

Only its owner may look into it. At the end of the server it is deleted; when the server is killed a janitor process
deletes it; where that was killed too, the next server sweeps it away: a folder whose lock nobody holds is left over.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from gikvalidate.web import janitor

_PREFIX = "gikvalidate-serve-"
_LOCK = "lock"


class Scratch:
    """A folder of this server's own in `parent` (the system's for temporary files), to be used in a with statement."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or Path(tempfile.gettempdir())
        self.path = self._parent

    def __enter__(self) -> Scratch:
        sweep(self._parent)
        # mkdtemp makes it 0700.
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._parent))
        self._lock = (self.path / _LOCK).open("wb")
        _hold(self._lock)
        self._janitor = subprocess.Popen(
            [sys.executable, "-I", janitor.__file__, str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Interrupting the server from its terminal must not end the janitor before it.
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)
        # The janitor deletes what a worker wrote in between.
        self._janitor.communicate()


def sweep(parent: Path) -> None:
    """Delete what servers that were killed have left in a folder."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
                continue
            # Without the file, its server had not begun to use the folder, or is just beginning.
            with (folder / _LOCK).open("r+b") as lock:
                _hold(lock)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _hold(lock: BinaryIO) -> None:
    """Lock an open file until it is closed; raises OSError where another process holds it."""
    try:
        import fcntl
    except ImportError:  # not on Windows, where an open file cannot be deleted either
        return
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
