"""A store for each test: a SQLite file, and a database on a PostgreSQL of the tests' own where it is installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

# great-expectations and a cluster take longer to start than the suite may: `make test-archive` has them too.
collect_ignore = [] if os.environ.get("GIKVALIDATE_ARCHIVE") else ["test_cluster.py", "test_health.py"]


@dataclass(frozen=True)
class Server:
    """A PostgreSQL cluster in a temporary folder; initdb and postgres refuse to be run by root."""

    programs: Path
    folder: Path
    port: int

    def control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-s", *words]
        subprocess.run(_as_somebody(command), check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off"
        self.control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


def _as_somebody(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "/")]
    if not found[-1].is_file():
        pytest.skip("no PostgreSQL on this machine: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="gikvalidate-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(found[-1].parent, folder, port)
    initdb = [
        str(server.programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run(_as_somebody([*initdb, "--no-sync"]), check=True, cwd=folder, stdout=subprocess.DEVNULL)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "archive.db")
    server = request.getfixturevalue("postgres")
    name = f"a{uuid4().hex}"
    admin = create_engine(server.url("postgres").replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.url(name)
