"""A folder of invented reports, and a nightly run over it, as one call each."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from reports import write_txt
from reports.random_report import random_report
from sqlalchemy import select

from gikvalidate.archive.store import open_store
from gikvalidate.archive.tables import documents, evaluations, events, figures, findings, outcomes

COMMAND = [sys.executable, "-m", "gikvalidate"]


def write_report(folder: Path, number: int, **written: str) -> Path:
    """Report `number` of form2021 in a file of its own, of a body of its own; `written` overrides cells of 表三."""
    report = random_report(number, "form2021")
    agency = f"青屿县第{number}街道办事处"
    sections = tuple(tuple(text.replace(report.agency, agency) for text in section) for section in report.sections)
    cells = {f"t3.{key.replace('__', '.')}": value for key, value in written.items()}
    told = replace(
        report,
        agency=agency,
        year=report.year,
        title=(f"{agency}{report.year}年政府信息公开工作年度报告",),
        opening=(),
        sections=sections,
        signature=(agency, report.signature[1]),
        written=cells,
    )
    path = folder / f"report-{number:03}.txt"
    path.write_text(write_txt.text(told), encoding="utf-8")
    return path


def write_archive(folder: Path, reports: int, seed: int = 1) -> Path:
    """That many reports, every third with a wrong total."""
    folder.mkdir(exist_ok=True)
    rng = Random(seed)
    for number in range(reports):
        wrong = {"granted__total": str(rng.randint(10_000, 99_999))} if number % 3 == 0 else {}
        write_report(folder, number, **wrong)
    return folder


def write_year(
    folder: Path,
    year: int,
    carried_in: int,
    carried_out: int,
    *,
    name: str = "",
    normative: tuple[int, int, int] = (0, 0, 0),
    text: str = "本年度工作平稳。",
) -> Path:
    """A report of one body, the same every year but for what is carried over and the `text` of its sections.

    `normative` are the documents of 表二 that were issued, repealed and are in force.
    """
    report = random_report(1, "form2021")
    flow = {"new_received": 20, "carried_in": carried_in, "carried_out": carried_out}
    done = 20 + carried_in - carried_out
    flow |= {"granted": done, "outcome_total": done}
    values = {f"t3.{row}.{column}": Decimal(count) for row, count in flow.items() for column in ("natural", "total")}
    in_order = zip(("issued", "repealed", "in_force"), map(Decimal, normative), strict=True)
    values |= {f"t2.normative.{column}": count for column, count in in_order}
    agency = "青屿县统计局"
    told = replace(
        report,
        agency=agency,
        year=year,
        title=(f"{agency}{year}年政府信息公开工作年度报告",),
        opening=(),
        sections=tuple((text,) if index in {0, 4, 5} else () for index in range(6)),
        signature=(agency, f"{year + 1}年1月20日"),
        values={**dict.fromkeys(report.values, Decimal(0)), **values},
    )
    path = folder / (name or f"{year}.txt")
    path.write_text(write_txt.text(told), encoding="utf-8")
    return path


def nightly(archive: Path, url: str, *options: str, processes: int = 1) -> "subprocess.CompletedProcess[str]":
    """Run the command; its reports go to the folder "out" beside the archive."""
    return subprocess.run(nightly_command(archive, url, *options, processes=processes), capture_output=True, text=True)


def nightly_command(archive: Path, url: str, *options: str, processes: int = 1) -> list[str]:
    out = str(archive.parent / "out")
    return [*COMMAND, "nightly", str(archive), "--db", url, "-o", out, "--processes", str(processes), *options]


def latest(archive: Path) -> dict[str, Any]:
    """The last report."""
    loaded: dict[str, Any] = json.loads((archive.parent / "out" / "latest.json").read_text("utf-8"))
    return loaded


def content(url: str) -> dict[str, Counter]:
    """Everything in the store that does not name a run, each row as often as it is there."""
    with open_store(url) as engine, engine.connect() as connection:

        def rows(*columns, joined=None):
            chosen = select(*columns) if joined is None else select(*columns).select_from(joined)
            return Counter(map(tuple, connection.execute(chosen)))

        of_document = documents.join(evaluations)
        return {
            "documents": rows(documents.c.path, documents.c.version, documents.c.superseded, documents.c.hash),
            "figures": rows(documents.c.path, figures.c.key, figures.c.text, joined=documents.join(figures)),
            "evaluations": rows(documents.c.path, evaluations.c.superseded, evaluations.c.failed, joined=of_document),
            "outcomes": rows(
                documents.c.path, outcomes.c.ordinal, outcomes.c.status, joined=of_document.join(outcomes)
            ),
            "findings": rows(documents.c.path, findings.c.fingerprint, joined=of_document.join(findings)),
            "events": rows(events.c.body, events.c.year, events.c.fingerprint, events.c.event),
        }
