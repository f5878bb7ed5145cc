"""Deletes a server's folder when the server is gone, however it ended: a process of its own that waits for that.

It is run as a file (python janitor.py FOLDER) and imports nothing of ours. Its standard input is a pipe whose other end
only the server holds; the pipe closes with the server, even with one that was killed.
"""

import shutil
import sys
import time
from pathlib import Path

# An office program that outlives the server may go on writing for so long.
_SECONDS = 120


def main() -> None:
    """Wait for the end of the server, then delete until nothing is left."""
    folder = Path(sys.argv[1])
    sys.stdin.buffer.read()
    for _ in range(_SECONDS * 5):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.2)


if __name__ == "__main__":
    main()
