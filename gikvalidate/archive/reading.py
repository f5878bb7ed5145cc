"""One file read and checked, as plain rows for the store: what a worker process sends back."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gikvalidate import names
from gikvalidate.archive.folder import Stamp
from gikvalidate.archive.matrix import encoded
from gikvalidate.archive.packing import layout_of, pack
from gikvalidate.archive.prior import Prior, mark_of
from gikvalidate.checks import Check
from gikvalidate.datafolders import folder, yaml_files
from gikvalidate.engine import compile_rules, run
from gikvalidate.figures import Figures
from gikvalidate.findings import Result, Status, Unreadable, in_language
from gikvalidate.recognise import load_forms
from gikvalidate.reports.as_json import finding_json
from gikvalidate.rules import Rule
from gikvalidate.submission import Earlier, Submission

Row = dict[str, Any]
# A file changed so shortly before it was read may change again without its stamp showing it.
_FRESH_NS = 2_000_000_000


@dataclass(frozen=True)
class Task:
    """A file to be read: its name in the store, and the hash under which it was read last with this rule set.

    `priors` are the reports of the year before those it is thought to hold.
    """

    name: str
    path: Path
    stamp: Stamp
    settled_hash: str | None = None
    priors: tuple[Prior, ...] = ()


@dataclass(frozen=True)
class Report:
    """One report of a file as rows; `reason` is why it is unreadable.

    `mark` tells its figures and the numbers of its text from others, `packed` holds the figures with the order of their
    keys, `prior` is the mark of the reports of earlier years that it was judged beside.
    """

    member: str
    agency: str | None = None
    year: int | None = None
    generation: str | None = None
    reason: str | None = None
    mark: str | None = None
    prior: str | None = None
    packed: tuple[str, bytes] | None = None
    figures: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    counts: Row = field(default_factory=dict)
    outcomes: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """What became of a file: `same` content as before, or its reports. With `retry` it is looked at again next time."""

    name: str
    stamp: Stamp
    hash: str | None
    same: bool
    retry: bool
    reports: tuple[Report, ...]


def rules_version(rules: Iterable[Rule]) -> str:
    """A hash of a rule set: every rule file, byte by byte."""
    total = hashlib.sha256()
    for rule in rules:
        total.update(f"{rule.id}\0".encode())
        total.update(hashlib.sha256(rule.file.path.read_bytes()).digest())
    return total.hexdigest()


@lru_cache(maxsize=1)
def engine_version() -> str:
    """This program and its schemas, which decide what is read in a document."""
    total = hashlib.sha256()
    for path in yaml_files(folder("schemas")):
        total.update(path.read_bytes())
    return f"{version('gikvalidate')}+{total.hexdigest()[:12]}"


@lru_cache(maxsize=1)
def _checks(roots: tuple[Path, ...]) -> list[Check]:
    return compile_rules(roots)


def read_tasks(tasks: Sequence[Task], roots: tuple[Path, ...], lang: str) -> list[Reading]:
    """Read and check some files together; whatever is wrong with one is told in its place."""
    readings = {task.name: _hashed(task) for task in tasks}
    wanted = [task for task in tasks if not readings[task.name].same and readings[task.name].hash]
    found: dict[str, list[Report]] = {task.name: [] for task in wanted}
    priors = {(prior.named, prior.year): prior for task in wanted for prior in task.priors}

    def prior_of(submission: Submission) -> Prior | None:
        return priors.get((names.key(submission.agency or ""), (submission.year or 0) - 1))

    def find_prior(submission: Submission) -> Earlier | None:
        prior = prior_of(submission)
        return prior.earlier if prior is not None else None

    for task, item in _by_task(wanted, run([task.path for task in wanted], _checks(roots), lang, find_prior)):
        prior = prior_of(item.submission) if isinstance(item, Result) else None
        found[task.name].append(report_of(item, _member(item.path, task.path, found[task.name]), lang, prior))
    return [_completed(task, readings[task.name], found) for task in tasks]


def _hashed(task: Task) -> Reading:
    try:
        before = Stamp.of(task.path.stat())
        with task.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Reading(task.name, task.stamp, None, False, True, (Report("", reason=f"打不开：{error.strerror}"),))
    return Reading(task.name, before, digest, digest == task.settled_hash, _is_fresh(before), ())


def _is_fresh(stamp: Stamp) -> bool:
    """A clock set back makes files look as if they came from the future: those are looked at again as well."""
    return stamp.changed > time.time_ns() - _FRESH_NS


def _by_task(tasks: Sequence[Task], items: Iterator[Result | Unreadable]) -> Iterator[tuple[Task, Any]]:
    """Each result with the file it came from; a file that is an archive has several."""
    waiting = iter(tasks)
    task = next(waiting, None)
    for item in items:
        while task is not None and item.path != task.path and task.path not in item.path.parents:
            task = next(waiting, None)
        if task is not None:
            yield task, item


def _member(path: Path, file: Path, earlier: Sequence[Report]) -> str:
    member = "" if path == file else path.relative_to(file).as_posix()
    same = sum(report.member.partition("#")[0] == member for report in earlier)
    return f"{member}#{same + 1}" if same else member


def _completed(task: Task, reading: Reading, found: dict[str, list[Report]]) -> Reading:
    if task.name not in found:
        return reading
    try:
        unmoved = Stamp.of(task.path.stat()) == reading.stamp
    except OSError:
        unmoved = False
    return Reading(task.name, reading.stamp, reading.hash, False, reading.retry or not unmoved, tuple(found[task.name]))


def report_of(item: Result | Unreadable, member: str, lang: str, prior: Prior | None = None) -> Report:
    """The rows of one report, judged beside `prior`."""
    if isinstance(item, Unreadable):
        return Report(member, reason=item.reason)
    submission = item.submission
    figures = figure_rows(submission.figures)
    claims = list(_claims(item))
    return Report(
        member,
        submission.agency,
        submission.year,
        submission.figures.generation,
        None,
        mark_of(figures, claims),
        prior.marks if prior is not None else None,
        packed(submission.figures.generation, figures),
        figures,
        claims,
        asdict(item.ledger),
        list(_outcomes(item, lang)),
        list(_findings(item)),
    )


def figure_rows(cells: Figures) -> list[Row]:
    """The figures of a report as rows of the store's table."""
    figures: list[Row] = [
        {"key": key, "kind": "absent", "text": "", "value": None, "millionths": None} for key in sorted(cells.absent)
    ]
    for key, figure in cells.cells.items():
        value = None if figure.value is None else f"{figure.value:f}"
        kind, millionths = encoded(figure.kind, figure.value)
        exact = millionths if value is not None and not kind else None
        row = {"key": key, "kind": figure.kind.value, "text": figure.text, "value": value, "millionths": exact}
        figures.append(row)
    return figures


@lru_cache(maxsize=1)
def _layouts() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {form.generation: (layout_of(form.keys), tuple(form.keys)) for form in load_forms()}


def packed(generation: str | None, figures: list[Row]) -> tuple[str, bytes] | None:
    """The order of the cells of a form, and figures in it as one value."""
    if generation is None:
        return None
    layout, keys = _layouts()[generation]
    return layout, pack(keys, figures)


def _claims(result: Result) -> Iterator[Row]:
    for ordinal, claim in enumerate(result.submission.narrative.claims):
        quantity = claim.quantity
        yield {
            "ordinal": ordinal,
            "kind": claim.kind.value,
            "subject": claim.subject,
            "label": claim.label,
            "period": claim.period.value,
            "quote": claim.quote,
            "value": None if quantity.value is None else f"{quantity.value:f}",
            "low": None if quantity.interval.low is None else str(quantity.interval.low),
            "high": None if quantity.interval.high is None else str(quantity.interval.high),
            "unit": quantity.unit,
        }


def _outcomes(result: Result, lang: str) -> Iterator[Row]:
    rows: list[tuple[str, str, Status, str, str | None]] = [
        (item.rule, item.subject, item.status, in_language(item.reason, lang), None) for item in result.not_checked
    ]
    rows += [(f.rule, f.outcome.subject, Status.FAIL, "", f.fingerprint) for f in result.findings]
    for ordinal, (rule, subject, status, reason, fingerprint) in enumerate(rows):
        yield {
            "ordinal": ordinal,
            "rule": rule,
            "subject": subject,
            "status": status.value,
            "reason": reason,
            "fingerprint": fingerprint,
        }


def _findings(result: Result) -> Iterator[Row]:
    for finding in {finding.fingerprint: finding for finding in result.findings}.values():
        yield {
            "fingerprint": finding.fingerprint,
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "body": json.dumps(finding_json(finding), ensure_ascii=False),
        }


def lost(task: Task) -> Reading:
    """A file whose reading ended the process it was read in."""
    reason = "读取时进程被终止（内存、时间超限或程序崩溃）"
    return Reading(task.name, task.stamp, None, False, True, (Report("", reason=reason),))
