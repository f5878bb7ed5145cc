"""A night in which nothing changed, and one in which one report did; loading a matrix from the store.

The archive holds a few real reports and many files that were read before: their rows are written into the store
directly, with the stamps and hashes the files have.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, delete, insert
from synthetic_archive import archive

from gikvalidate.archive.folder import Stamp
from gikvalidate.archive.loading import load
from gikvalidate.archive.matrix import Matrix
from gikvalidate.archive.packing import layout_of, pack
from gikvalidate.archive.reading import engine_version, rules_version
from gikvalidate.archive.recording import begin, settle
from gikvalidate.archive.store import open_store, writing
from gikvalidate.archive.tables import documents, figures, files, packed
from gikvalidate.recognise import load_forms
from gikvalidate.rules import load_rules

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports import write_txt
from reports.random_report import random_report

KEYS = {form.generation: form.keys for form in load_forms()}["form2021"]
FOLDERS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--stored", type=int, default=20_000, help="reports in the store to be loaded as a matrix")
    parser.add_argument("--url", help="a PostgreSQL database to use instead of a SQLite file; it must be empty")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nights(Path(folder), options.url or str(Path(folder) / "archive.db"), options.files)
        if not options.url:
            loading(str(Path(folder) / "loading.db"), options.stored)


def nights(folder: Path, url: str, count: int) -> None:
    root = folder / "archive"
    content = write_txt.text(random_report(1, "form2021")).encode()
    digest = hashlib.sha256(content).hexdigest()
    rules, version = rules_version(load_rules()), engine_version()
    rows, reports = [], []
    for number in range(count):
        name = f"{number % FOLDERS:03}/report-{number:06}.txt"
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        stamp = Stamp.of(path.stat())
        known = {"path": name, "size": stamp.size, "changed": stamp.changed, "inode": stamp.inode, "hash": digest}
        rows.append({**known, "rules": rules, "engine": version, "retry": 0})
        report = {"path": name, "member": "", "version": 1, "hash": digest, "agency": f"机关{number}", "year": 2021}
        reports.append({**report, "generation": "form2021", "run": 1})
    with open_store(url) as engine, writing(engine) as connection:
        run = begin(connection, str(root), rules, version)
        connection.execute(insert(files), rows)
        connection.execute(insert(documents), reports)
        settle(connection, run, anything=True)
    night(root, url, folder)  # delivers the report of the run above
    print(f"{count} unchanged files: {night(root, url, folder)}")
    (root / "000" / "report-000000.txt").write_bytes(content + b"\n")
    print(f"one of them changed: {night(root, url, folder)}")


def night(root: Path, url: str, folder: Path) -> str:
    """Seconds by the clock, and of the processor, which other work on the machine does not add to."""
    command = [sys.executable, "-m", "gikvalidate", "nightly", str(root), "--db", url, "-o", str(folder / "out")]
    start, used = time.perf_counter(), os.times()
    subprocess.run([*command, "--fail-on", "never"], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    processor = after.children_user + after.children_system - used.children_user - used.children_system
    return f"{time.perf_counter() - start:.1f} s, {processor:.1f} s of the processor"


def loading(url: str, count: int) -> None:
    """The matrix of reports whose cells are packed, and of a twentieth of them from the rows of figures alone."""
    matrix, _ = archive(KEYS, count)
    kinds = {0: "number", 1: "blank", 2: "dash", 4: "absent", 8: "text"}
    few = count // 20
    with open_store(url) as engine, writing(engine) as connection:
        begin(connection, "archive", "rules", "engine")
        for number in range(count):
            name = f"{number}.txt"
            stamp = {"size": 0, "changed": 0, "inode": 0, "rules": "", "engine": "", "retry": 0}
            connection.execute(insert(files).values(path=name, **stamp))
            row = {"path": name, "member": "", "version": 1, "generation": "form2021", "run": 1}
            connection.execute(insert(documents).values(id=number + 1, **row))
            cells = [
                {
                    "document": number + 1,
                    "key": key,
                    "kind": kinds[int(kind)],
                    "text": "",
                    "value": str(int(value) / scale) if not kind else None,
                    "millionths": int(value) * 10**6 // scale if not kind else None,
                }
                for key, kind, value, scale in zip(
                    KEYS, matrix.kinds[:, number], matrix.values[:, number], matrix.scales, strict=True
                )
            ]
            if number < few:
                connection.execute(insert(figures), cells)
            values = {"layout": layout_of(KEYS), "cells": pack(tuple(KEYS), cells)}
            connection.execute(insert(packed).values(document=number + 1, **values))
    with open_store(url) as engine:
        with engine.connect() as connection:
            loaded = timed(connection, f"{count} reports loaded as a matrix", count)
        assert (loaded.kinds == matrix.kinds).all()
        assert (loaded.values == matrix.values).all()
        with writing(engine) as connection:
            connection.execute(delete(packed))
            connection.execute(delete(documents).where(documents.c.id > few))
        with engine.connect() as connection:
            loaded = timed(connection, f"{few} of them from their rows of figures", few)
        assert (loaded.kinds == matrix.kinds[:, :few]).all()


def timed(connection: Connection, what: str, count: int) -> Matrix:
    start = time.process_time()
    matrix = load(connection, "form2021", KEYS)
    taken = time.process_time() - start
    print(f"{what}: {taken:.2f} s of the processor, {taken / count * 1e6:.0f} µs a report")
    return matrix


if __name__ == "__main__":
    main()
