"""What becomes of uploads when the server ends, however it ends, and of the server when a document is hostile."""

import asyncio
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from gikvalidate.web.lanes import LaneLostError, Lanes
from gikvalidate.web.scratch import Scratch, sweep
from gikvalidate.workers import Limits

from .client import Client, left, running, waited
from .conftest import whole


def janitor_of(server) -> int:
    """The process that deletes what a killed server leaves."""
    folder = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    for child in folder.read_text().split():
        if "janitor.py" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    raise AssertionError("there is no janitor")


def holds_upload(folder: Path) -> bool:
    return any(path.is_file() and path.name.startswith("faulty") for path in left(folder))


def test_a_killed_server_leaves_no_upload_behind(tmp_path, faulty):
    with running(tmp_path) as (server, address):
        client = Client(address)
        client.hand_in([faulty] * 5)
        assert holds_upload(tmp_path)
        assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o700]
        server.kill()
        server.wait()
        waited(lambda: not left(tmp_path))


@whole
def test_an_ended_server_leaves_nothing_behind(tmp_path, faulty):
    with running(tmp_path) as (server, address):
        Client(address).hand_in([faulty])
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        assert left(tmp_path) == []


@whole
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_where_the_janitor_was_killed_too_the_next_server_sweeps(tmp_path, faulty):
    with running(tmp_path) as (server, address):
        Client(address).hand_in([faulty])
        os.kill(janitor_of(server), signal.SIGKILL)
        server.kill()
        server.wait()
        assert holds_upload(tmp_path)
    sweep(tmp_path)
    assert left(tmp_path) == []


def test_the_folder_of_a_running_server_is_not_swept(tmp_path):
    with Scratch(tmp_path) as mine:
        (mine.path / "a").write_text("x")
        sweep(tmp_path)
        assert (mine.path / "a").read_text() == "x"
    assert left(tmp_path) == []


@whole
def test_uploads_nobody_looks_at_are_deleted(tmp_path, faulty):
    with running(tmp_path, "--keep", "0.02") as (_, address):
        client = Client(address)
        job = client.hand_in([faulty]).headers["location"]
        assert holds_upload(tmp_path)
        waited(lambda: not holds_upload(tmp_path))
        assert client.ask("GET", job).status == 404


def test_what_ends_its_process_or_takes_too_long_costs_only_itself():
    async def tried():
        lanes = Lanes(2, Limits(seconds=2, memory=1 << 30))
        hostile = [partial(os._exit, 3), partial(time.sleep, 600), partial(bytearray, 8 << 30)]
        right = [partial(divmod, number, 7) for number in range(6)]
        return await asyncio.gather(*(lanes.do(task) for task in [*hostile, *right]), return_exceptions=True)

    killed, endless, greedy, *others = asyncio.run(tried())
    assert isinstance(killed, LaneLostError)
    assert isinstance(endless, LaneLostError)
    assert isinstance(greedy, MemoryError)
    assert others == [list(divmod(number, 7)) for number in range(6)]
