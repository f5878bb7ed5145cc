"""A running server: its socket, its folder, its processes, and how all of them end."""

from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from gikvalidate.web.app import application
from gikvalidate.web.guard import Door
from gikvalidate.web.jobs import Jobs
from gikvalidate.web.lanes import LIMITS, Lanes
from gikvalidate.web.scratch import Scratch
from gikvalidate.workers import Limits

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ANY = frozenset({"0.0.0.0", "::", ""})
# More than this at once is no office.
_CONNECTIONS = 400


@dataclass(frozen=True)
class Settings:
    """How a server is run; `names` are further names it goes by, `keep` the minutes uploads are kept unlooked at."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    names: tuple[str, ...] = ()
    roots: tuple[Path, ...] = ()
    processes: int = 2
    keep: float = 60
    largest: int = 256 << 20
    room: int = 4 << 30
    limits: Limits = LIMITS

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which it may be asked for; none where it cannot know them, and the token alone guards it."""
        if self.is_local:
            return LOOPBACK | {*self.names}
        return frozenset() if self.host in _ANY and not self.names else LOOPBACK | {self.host.lower(), *self.names}


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Run until interrupted; `ready` is told the address. Raises OSError where the port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(128)
        with Scratch() as scratch:
            # Whatever is written by the way, here and in the processes that read documents, goes with the folder.
            os.environ["TMPDIR"] = tempfile.tempdir = str(scratch.path)
            try:
                ready(_address(settings, listening.getsockname()[1]))
                _server(settings, scratch.path).run(sockets=[listening])
            finally:
                tempfile.tempdir = None
                del os.environ["TMPDIR"]
                # Nobody waits any more for what they are doing.
                for process in multiprocessing.active_children():
                    process.kill()


def _server(settings: Settings, folder: Path) -> uvicorn.Server:
    uploads = folder / "uploads"
    uploads.mkdir(mode=0o700)
    lanes = Lanes(settings.processes, settings.limits)
    jobs = Jobs(uploads, lanes, settings.roots, settings.keep * 60, settings.room)
    door = Door(settings.hosts, settings.token, settings.largest)
    # What is looked at has a lane of its own, so that it need not wait for what others hand in.
    app = application(door, jobs, Lanes(1, settings.limits), settings.roots)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def _address(settings: Settings, port: int) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    if settings.host in _ANY:
        host = settings.names[0] if settings.names else socket.gethostname()
    return f"http://{host}:{port}/" + (f"?token={settings.token}" if settings.token else "")
