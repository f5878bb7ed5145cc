"""An invented season of 1 000 reports audited against 1 000 prior ones: faults found, other errors, and the time.

    python benchmarks/bench_audit.py [reports] [processes]

The peer is reading the same 2 000 files alone, in as many processes of the same kind. Beside the time by the clock
stands that of the processors, which a busy machine changes less.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

from functools import partial

from synthetic_season import write_season

from gikvalidate.audit.reading import File, not_read, read_files
from gikvalidate.cli import main
from gikvalidate.read.chunks import chunks
from gikvalidate.workers import Pool


def spent() -> tuple[float, float]:
    """Seconds by the clock, and of the processors in this process and those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(each.ru_utime + each.ru_stime for each in used)


def read_alone(files: list[File], processes: int) -> None:
    with tempfile.TemporaryDirectory() as spool, Pool(processes, copies=True) as pool:
        work = partial(read_files, spool=Path(spool), lang="zh")
        list(pool.each(chunks(files, lambda file: file.path), work, partial(not_read, lang="zh")))


def run() -> None:
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as folder:
        season = write_season(Path(folder), reports)
        files = [
            File(path, prior) for prior, root in enumerate((season.reports, season.priors)) for path in root.iterdir()
        ]
        began = spent()
        read_alone(files, processes)
        read = spent()
        out = Path(folder) / "out"
        arguments = ["audit", season.reports, "--roster", season.roster, "--prior", season.priors, "-o", out]
        with suppress(SystemExit):
            main([str(each) for each in (*arguments, "--processes", processes)], standalone_mode=False)
        audited = spent()
        told = json.loads((out / "audit.json").read_text("utf-8"))
    for what, start, middle, end in zip(("clock", "processors"), began, read, audited, strict=True):
        alone, whole = middle - start, end - middle
        print(f"{len(files)} files, {what}: read alone {alone:.1f} s, audited {whole:.1f} s: {whole / alone:.2f} ×")
    every = [(document["agency"], finding) for document in told["documents"] for finding in document["findings"]]
    found = {(agency, finding["rule"]) for agency, finding in every}
    missed = [fault for fault in season.faults if (fault.agency, fault.rule) not in found]
    print(f"{len(season.faults) - len(missed)} of {len(season.faults)} faults found")
    for fault in missed:
        print("missed:", fault)
    faulty = {fault.agency for fault in season.faults}
    for agency, finding in every:
        if finding["severity"] == "error" and agency not in faulty:
            print("other error:", agency, finding["rule"], finding["message"])


if __name__ == "__main__":
    run()
