"""Killed, out of space, without a database, twice at once: nothing is lost, nothing doubled, the next run completes."""

import os
import resource
import signal
import socketserver
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from reports import write_txt
from reports.random_report import random_report
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from gikvalidate.archive.folder import Stamp
from gikvalidate.archive.lock import only_run
from gikvalidate.archive.nightly import Settings, run_night
from gikvalidate.archive.reading import Task, lost, read_tasks
from gikvalidate.archive.store import open_store
from gikvalidate.archive.tables import documents
from gikvalidate.engine import compile_rules
from gikvalidate.read.chunks import chunks
from gikvalidate.workers import Limits, Pool

from .archive_folder import content, latest, nightly, nightly_command, write_archive, write_report

REPORTS = 45
#: How often a run is killed on each database.
KILLS = int(os.environ.get("GIKVALIDATE_KILLS", "20"))
long = pytest.mark.skipif(not os.environ.get("GIKVALIDATE_ARCHIVE"), reason="minutes: make test-archive")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Counter]]:
    """An archive, and what a store holds after one run that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    archive = write_archive(folder / "archive", REPORTS)
    url = str(folder / "archive.db")
    assert nightly(archive, url, processes=0).returncode == 1
    return archive, content(url)


@long
def test_a_run_killed_at_any_moment_is_completed_by_the_next(url, undisturbed, tmp_path):
    original, expected = undisturbed
    archive = tmp_path / "archive"
    archive.symlink_to(original)
    rng = Random(20)
    killed = 0
    while killed < KILLS:
        process = subprocess.Popen(nightly_command(archive, url), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(rng.uniform(0.5, 4))
        killed += process.poll() is None
        process.kill()
        process.communicate()
    assert nightly(archive, url).returncode in {0, 1}
    assert content(url) == expected
    assert nightly(archive, url).returncode == 0
    assert latest(archive)["counts"]["read"] == 0


def test_what_a_killed_run_read_is_in_the_next_report(url, tmp_path):
    archive = write_archive(tmp_path / "archive", 4)
    with open_store(url) as engine, only_run(engine):
        run_night(archive, engine, compile_rules(), Settings(), Pool(0), _nothing)
    # It was killed before it delivered; a second run finds nothing to read.
    write_report(archive, 9)
    assert nightly(archive, url, processes=0).returncode == 1
    reports = sorted((tmp_path / "out").glob("run-*.json"))
    assert [path.name for path in reports] == ["run-000001.json", "run-000002.json"]
    assert latest(archive)["counts"]["read"] == 1


def test_two_runs_never_meet(url, tmp_path):
    archive = write_archive(tmp_path / "archive", 1)
    with open_store(url) as engine, only_run(engine):
        second = nightly(archive, url, processes=0)
    assert second.returncode == 2
    assert "正在进行" in second.stderr
    assert nightly(archive, url, processes=0).returncode == 1


@long
def test_a_full_disk_loses_nothing(undisturbed, tmp_path):
    """The operating system refuses to let any file grow beyond a limit, which every write to the store runs into."""
    original, expected = undisturbed
    archive = tmp_path / "archive"
    archive.symlink_to(original)
    url = str(tmp_path / "archive.db")
    whole = (original.parent / "archive.db").stat().st_size
    for limit in (whole // 8, whole // 3):
        full = subprocess.run(
            nightly_command(archive, url, processes=0),
            capture_output=True,
            text=True,
            preexec_fn=lambda limit=limit: _limit_files(limit),
        )
        assert full.returncode == 2
        assert "Traceback" not in full.stderr
    assert nightly(archive, url, processes=0).returncode == 1
    assert content(url) == expected


def _limit_files(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


@long
def test_a_database_that_goes_and_comes_back_loses_nothing(postgres, undisturbed):
    archive, expected = undisturbed
    url = postgres.url("postgres")

    def stop_halfway(done: int, total: int) -> None:
        if 0 < done < total:
            postgres.stop()

    with pytest.raises(DBAPIError), open_store(url) as engine, only_run(engine):
        run_night(archive, engine, compile_rules(), Settings(), Pool(0), stop_halfway)
    gone = nightly(archive, url, processes=0)
    assert gone.returncode == 2
    assert "Traceback" not in gone.stderr
    postgres.start()
    with open_store(url) as engine, engine.connect() as connection:
        assert 0 < connection.scalar(select(func.count()).select_from(documents)) < REPORTS
    with open_store(url) as engine, only_run(engine):
        run_night(archive, engine, compile_rules(), Settings(), Pool(0), _nothing)
    assert content(url) == expected


@long
def test_a_document_that_kills_its_worker_costs_only_itself(tmp_path):
    for number in range(6):
        write_report(tmp_path, number)
    # Takes minutes to understand; the alarm clock of the worker ends the process before.
    endless = "其中受理3件，答复2件，占88.4%，同比增长9.6%。\n" * 40_000
    text = write_txt.text(random_report(3, "form2021")).replace("二、主动公开", endless + "二、主动公开", 1)
    (tmp_path / "report-003.txt").write_text(text, "utf-8")
    tasks = [Task(path.name, path, Stamp.of(path.stat())) for path in sorted(tmp_path.glob("*.txt"))]
    with Pool(2, Limits(seconds=12)) as pool:
        work = partial(read_tasks, roots=(), lang="zh")
        readings = {r.name: r for r in pool.each(chunks(tasks, lambda task: task.path), work, lost)}
    assert len(readings) == 6
    reasons = {name: reading.reports[0].reason for name, reading in readings.items()}
    reason = reasons.pop("report-003.txt")
    assert "终止" in reason
    assert set(reasons.values()) == {None}
    assert readings["report-003.txt"].retry


def _nothing(done: int, total: int) -> None: ...


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every message, and keeps it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailSession)
        self.messages: list[str] = []


class MailSession(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 mailbox\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                message = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    message += line
                self.server.messages.append(message.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Hook(BaseHTTPRequestHandler):
    """A web hook that takes every notice, or none."""

    status: ClassVar[int] = 200
    notices: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 200:
            self.notices.append(body)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_news_are_mailed_and_posted_and_silence_is_not(tmp_path):
    archive = write_archive(tmp_path / "archive", 1)
    Hook.notices, Hook.status = [], 200
    mailbox = Mailbox()
    with serving(mailbox) as mail, serving(HTTPServer(("127.0.0.1", 0), Hook)) as web:
        targets = (f"smtp://127.0.0.1:{mail}/?from=a@example.org&to=b@example.org", f"http://127.0.0.1:{web}/hook")
        options = [word for target in targets for word in ("--notify", target)]
        for wanted in (1, 0):
            done = nightly(archive, str(tmp_path / "archive.db"), *options, processes=0)
            assert done.returncode == wanted, done.stderr
    assert len(mailbox.messages) == len(Hook.notices) == 1
    assert "Subject" in mailbox.messages[0]
    assert "青屿县第0街道办事处" in Hook.notices[0].decode()


def test_a_notice_nobody_takes_is_sent_again_the_next_night(tmp_path):
    archive, url = write_archive(tmp_path / "archive", 1), str(tmp_path / "archive.db")
    Hook.notices, Hook.status = [], 500
    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as web:
        target = f"http://127.0.0.1:{web}/hook"
        failed = nightly(archive, url, "--notify", target, processes=0)
        assert failed.returncode == 2
        Hook.status = 200
        assert nightly(archive, url, "--notify", target, processes=0).returncode == 1
    assert len(Hook.notices) == 1


@pytest.mark.parametrize("target", ["ftp://example.org", "smtp://example.org", "https://", "nobody"])
def test_a_target_that_is_no_address_is_told_before_anything_is_read(tmp_path, target):
    refused = nightly(tmp_path, str(tmp_path / "archive.db"), "--notify", target)
    assert refused.returncode == 2
    assert not (tmp_path / "archive.db").exists()
