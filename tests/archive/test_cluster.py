"""A night on a cluster: a real scheduler and its workers on this machine, one killed, a document that kills them."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from gikvalidate.cluster import Cluster, ClusterError
from gikvalidate.workers import Pool

from .archive_folder import content, nightly, write_archive

pytest.importorskip("distributed")
DEADLY = 7


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler with that many workers, each in a process of its own under its nanny."""
    address = folder / "scheduler.json"
    words = ["--scheduler-file", str(address), "--local-directory", str(folder)]
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", *words[:2]]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard", *words]
    programs = [scheduler, *[worker] * workers]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with (folder / "cluster.log").open("wb") as log:
        running = [subprocess.Popen(words, stdout=log, stderr=log, env=environment) for words in programs]
    try:
        yield _address(address)
    finally:
        # A nanny that is told to end waits for its worker; a worker ends by itself when its nanny is gone.
        for process in running:
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    for _ in range(600):
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    raise AssertionError(f"no scheduler: {(file.parent / 'cluster.log').read_text()}")


def doubled(numbers: Sequence[int], deadly: int = -1) -> list[tuple[int, int]]:
    """Twice every number, slowly; one of them ends the process it is in."""
    if deadly in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return [(number, 2 * number) for number in numbers]


def lost(number: int) -> tuple[int, int]:
    return number, -1


def chunks(count: int) -> list[list[int]]:
    return [list(range(start, start + 4)) for start in range(0, count, 4)]


def test_a_task_that_kills_its_worker_costs_only_itself(tmp_path):
    work = partial(doubled, deadly=DEADLY)
    with cluster(tmp_path, 2) as address, Cluster(address, 60) as workers:
        made = dict(workers.each(chunks(20), work, lost))
    with Pool(2) as pool:
        here = dict(pool.each(chunks(20), work, lost))
    assert made == here == {number: -1 if number == DEADLY else 2 * number for number in range(20)}


def test_a_worker_that_is_killed_hands_its_work_on(tmp_path):
    with cluster(tmp_path, 2) as address, Cluster(address, 60) as workers:
        pids = _pids(workers)
        threading.Timer(0.5, os.kill, (pids[0], signal.SIGKILL)).start()
        made = dict(workers.each(chunks(200), doubled, lost))
    assert made == {number: 2 * number for number in range(200)}


def _pids(workers: Cluster) -> list[int]:
    pid: Callable[[], int] = os.getpid
    return list(workers._client.run(pid).values())


def test_a_night_on_a_cluster_is_the_night_on_this_machine(tmp_path):
    archive = write_archive(tmp_path / "archive", 12)
    here, there = str(tmp_path / "here.db"), str(tmp_path / "there.db")
    assert nightly(archive, here, processes=0).returncode == 1
    with cluster(tmp_path, 2) as address:
        done = nightly(archive, there, "--cluster", address)
        assert done.returncode == 1, done.stderr
    assert content(there) == content(here)


def test_a_cluster_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ClusterError):
        Cluster("tcp://127.0.0.1:1", 60)
