"""What the processes of an audit do: read files into a spool, and check each report beside its prior.

A report whose prior is known when it is read is checked at once: to put it away and fetch it again would take a
fourteenth of the time that reading it and its prior takes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from gikvalidate.audit.copies import Sketch, sketch
from gikvalidate.checks import Check
from gikvalidate.checks.season import Gist, gist
from gikvalidate.claims import Narrative
from gikvalidate.document import Document, DocumentError
from gikvalidate.engine import compile_rules, conclude, evaluated, examine, fault_of_ours, prepared
from gikvalidate.findings import Result, Unreadable
from gikvalidate.priors import Filed, Plan, mark_of
from gikvalidate.read import read_all
from gikvalidate.rules import Profile
from gikvalidate.submission import Standing, Submission

#: So many reports are read before they are checked; an archive may hold more than there is memory for.
_TOGETHER = 8
_KILLED = {
    "zh": "读取或核对时进程被终止（内存、时间超限或程序崩溃）",
    "en": "its process was ended while it was read or checked (memory, time, or a crash)",
}


@dataclass(frozen=True)
class File:
    """A file to be read, as one of the season or of an earlier year."""

    path: Path
    prior: bool


@dataclass(frozen=True)
class Read:
    """A report that was read and waits in the spool."""

    filed: Filed
    prior: bool


@dataclass(frozen=True)
class NotRead:
    """A file that could not be read."""

    told: Unreadable
    prior: bool


@dataclass(frozen=True)
class Task:
    """A report to be checked: whose it is by the roster, and which report is its prior."""

    filed: Filed
    agency: str
    standing: Standing | None
    plan: Plan

    def same_as(self, other: Task) -> bool:
        """Whether the same report is checked as the same body's, beside the same ones."""
        here, there = (self.filed.path, self.agency, self.standing), (other.filed.path, other.agency, other.standing)
        return here == there and self.plan.same_as(other.plan)


@dataclass(frozen=True)
class Judged:
    """A report that was read and checked at once, taken for that of `task`, which may turn out to be another's."""

    read: Read
    task: Task
    checked: Checked | Unreadable


@dataclass(frozen=True)
class Lost:
    """A file of the season that ended its process: it may be the reading of it, or the check of a report in it."""

    file: File


#: What becomes of a file of the season, or of a report in it.
Found = Read | NotRead | Judged | Lost


@dataclass(frozen=True)
class Checked:
    """A report that was checked, and what the others are held to."""

    filed: Filed
    result: Result
    gist: Gist
    sketch: Sketch


@dataclass(frozen=True)
class How:
    """The rules of a run and the language it is told in."""

    roots: tuple[Path, ...] = ()
    profile: Profile | None = None
    lang: str = "zh"


def read_files(files: Sequence[File], spool: Path, lang: str) -> list[Read | NotRead]:
    """Read some files together; an archive may hold several reports."""
    return [item if isinstance(item, NotRead) else item[0] for item in _read(files, spool, lang)]


def read_and_check(files: Sequence[File], spool: Path, known: Path, how: How, many: bool) -> list[Found]:
    """Read some files of the season, and check those reports whose prior is among what is `known`."""
    whose = _from_known(known)
    reading = _read(files, spool, how.lang)
    found: list[Found] = []
    # To read and to check in turn would have the processor forget each time what it needs for the other.
    while some := list(islice(reading, _TOGETHER)):
        found += [
            item if isinstance(item, NotRead) else _judged(*item, whose(item[0].filed), how, many) for item in some
        ]
    return found


def _judged(read: Read, submission: Submission, task: Task, how: How, many: bool) -> Read | Judged:
    """The report checked; not where its prior may yet be found in the season itself."""
    return read if task.plan.filed is None else Judged(read, task, _checked(task, submission, how, many))


def _read(files: Sequence[File], spool: Path, lang: str) -> Iterator[tuple[Read, Submission] | NotRead]:
    """What was read, each report as soon as it is in the spool."""
    roles = {file.path: file.prior for file in files}
    with (spool / uuid4().hex).open("xb") as spooled:
        for path, document in read_all([file.path for file in files]):
            prior = next(roles[each] for each in (path, *path.parents) if each in roles)
            try:
                if isinstance(document, Exception):
                    raise document
                submission = examine(document)
                filed = _spooled(submission, spooled)
            except DocumentError as error:
                yield NotRead(Unreadable(path, error.reason(lang)), prior)
            except Exception as error:  # a fault of ours in one file must not cost the others
                yield NotRead(Unreadable(path, fault_of_ours(error, lang)), prior)
            else:
                yield Read(filed, prior), submission


def not_read(file: File, lang: str) -> NotRead:
    """A file whose reading ended its process."""
    return NotRead(Unreadable(file.path, _KILLED[lang]), file.prior)


def _spooled(submission: Submission, spooled: BinaryIO) -> Filed:
    begin = spooled.tell()
    pickle.dump(submission, spooled, pickle.HIGHEST_PROTOCOL)
    path, load = str(submission.document.path), partial(_from_spool, Path(spooled.name), begin)
    return Filed(path, submission.agency, submission.year, mark_of(submission), load)


def _from_spool(place: Path, begin: int) -> Submission:
    """What a process of this run has put there."""
    with place.open("rb") as spooled:
        spooled.seek(begin)
        found = pickle.load(spooled)
    assert isinstance(found, Submission)
    return found


def keep_known(whose: Callable[[Filed], Task], spool: Path) -> Path:
    """Put away for all processes how the report that is read, its body and its prior belong together."""
    place = spool / "known"
    place.write_bytes(pickle.dumps(whose, pickle.HIGHEST_PROTOCOL))
    return place


@lru_cache(maxsize=1)
def _from_known(place: Path) -> Callable[[Filed], Task]:
    """What the process that started this one has put there."""
    found: Callable[[Filed], Task] = pickle.loads(place.read_bytes())
    return found


@lru_cache(maxsize=1)
def rules_of(how: How) -> tuple[list[Check], list[Check]]:
    """The rules for one report, and those for it beside the others of its season."""
    checks = compile_rules(how.roots, how.profile)
    return [check for check in checks if not check.of_season], [check for check in checks if check.of_season]


def prepared_for(how: How) -> None:
    """Know the rules, in a process that does not yet."""
    rules_of(how)


def check_reports(tasks: Sequence[Task], how: How, many: bool) -> list[Checked | Unreadable]:
    """Check some of few or `many` reports, each beside its prior."""
    return [_checked(task, None, how, many) for task in tasks]


def _checked(task: Task, submission: Submission | None, how: How, many: bool) -> Checked | Unreadable:
    """The report of a task checked; where its `submission` is not at hand it is loaded."""
    try:
        submission = submission or task.filed.load()
        if task.standing is not None:
            submission = replace(submission, standing=task.standing)
        alone, _ = rules_of(how)
        case = prepared(submission, alone, task.plan.earlier())
        result = conclude(submission, alone, evaluated(case, alone), how.lang, case.prior)
        # What counts by body goes by the name the roster has. What its words were read as nobody asks any more.
        named = replace(submission, agency=task.agency, narrative=Narrative())
        result = replace(result, submission=named if wants_text(result, many) else without_text(named))
        return Checked(
            task.filed,
            result,
            replace(gist(case, result.findings, result.root_causes), agency=task.agency),
            sketch(submission, task.agency),
        )
    except Exception as error:  # a fault of ours in one report must not cost the others
        return Unreadable(Path(task.filed.path), fault_of_ours(error, how.lang))


def wants_text(result: Result, many: bool) -> bool:
    """Whether the page will show the words of a report, as one of few or `many`."""
    return result.grave if many else bool(result.findings)


def without_text(submission: Submission) -> Submission:
    """A report of which nobody will want to see the words: they are not sent from process to process."""
    document = submission.document
    return replace(submission, document=Document(document.path, document.format, ()))


def not_checked(task: Task, lang: str) -> Unreadable:
    """A report whose check ended its process."""
    return Unreadable(Path(task.filed.path), _KILLED[lang])
