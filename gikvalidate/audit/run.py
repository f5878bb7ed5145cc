"""An audit on one screen: read → whose, and which prior → check each → check beside each other."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from gikvalidate.archive.folder import listing
from gikvalidate.audit.bodies import Owner, owner_of, owners, season_year
from gikvalidate.audit.gathering import Gathering
from gikvalidate.audit.reading import Checked, File, How, NotRead, Read, Task, prepared_for, rules_of, wants_text
from gikvalidate.audit.seasons import Year
from gikvalidate.checks.case import Case
from gikvalidate.checks.season import Season
from gikvalidate.claims import Narrative
from gikvalidate.document import Document
from gikvalidate.engine import evaluated, joined, prepared
from gikvalidate.figures import Figures
from gikvalidate.findings import Ledger, Result, Unreadable, Words
from gikvalidate.priors import Filed, Plan, Shelf
from gikvalidate.reports.extra import TEXTS
from gikvalidate.roster import Body, Roster
from gikvalidate.submission import Submission
from gikvalidate.workers import Limits, Pool

#: Who hears how far it is: reports done, reports to do.
Told = Callable[[int, int], None]


class AuditError(Exception):
    """The audit cannot begin; `sentence` is (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = (zh, en)


@dataclass(frozen=True)
class Settings:
    """What to audit and how: `shelved` are reports of earlier years that are at hand already, out of a store."""

    season: Path
    prior: Path | None = None
    shelved: Sequence[Filed] = ()
    roster: Roster | None = None
    roster_path: Path | None = None
    year: int | None = None
    how: How = field(default_factory=How)
    processes: int = 1
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Entry:
    """One report of the season: whose it is, its prior, and what was found; `season` is what it was held to."""

    owner: Owner
    plan: Plan
    result: Result
    season: Season


@dataclass(frozen=True)
class Audit:
    """All that is known of a season. `missing` are bodies without a report, as results of their own."""

    year: int | None
    entries: tuple[Entry, ...]
    missing: tuple[tuple[Body, Words, Result], ...]
    unreadable: tuple[Unreadable, ...]
    ignored: int
    roster: Roster | None

    @property
    def results(self) -> list[Result]:
        return [*(entry.result for entry in self.entries), *(result for _, _, result in self.missing)]


def run_audit(settings: Settings, told: Told) -> Audit:
    """Audit a folder or an archive of reports; raises AuditError where there is nothing to audit, and DataFileError
    where a rule file is wrong.
    """
    files, ignored = _files(settings)
    total = len(files) + sum(not file.prior for file in files)
    done = 0

    def counted() -> None:
        nonlocal done
        done += 1
        told(min(done, total), total)

    # Found wrong here, a rule file ends the run before any process begins; those that do begin know the rules.
    rules_of(settings.how)
    with (
        tempfile.TemporaryDirectory(prefix="gikvalidate-") as spool,
        Pool(settings.processes, settings.limits, copies=True) as pool,
    ):
        pool.get_ready(partial(prepared_for, settings.how))
        run = Gathering(pool, Path(spool), settings.how, counted)
        earlier = run.read([file for file in files if file.prior])
        whose = partial(_task, roster=settings.roster, shelf=_shelf(earlier, settings))
        read = [*earlier, *run.read_and_check([file for file in files if not file.prior], whose)]
        read.sort(key=_path_of)
        season = [item.filed for item in read if isinstance(item, Read) and not item.prior]
        shelf = _shelf(read, settings)
        owned = owners(season, settings.roster)
        tasks = {owner.filed.path: _task_of(owner, shelf) for owner in owned}
        unreadable = [item.told for item in read if isinstance(item, NotRead)]
        many = len(tasks) > TEXTS
        checked: dict[str, Checked] = {}
        for one in run.check(list(tasks.values()), many=many):
            if isinstance(one, Unreadable):
                unreadable.append(one)
            else:
                checked[one.filed.path] = one
        year = settings.year or season_year(season)
        years = _years(owned, checked, settings.roster, year)
        entries = [
            _entry(owner, tasks[path].plan, checked[path], years[owner.filed.year], settings.how, many)
            for path, owner in ((owner.filed.path, owner) for owner in owned)
            if path in checked
        ]
    missing = [
        (body, why, _missing(body, why, year or 0, settings)) for body, why in years[year].missing(owned, unreadable)
    ]
    return Audit(year, tuple(entries), tuple(missing), tuple(unreadable), ignored, settings.roster)


def _path_of(item: Read | NotRead) -> str:
    return str(item.told.path if isinstance(item, NotRead) else item.filed.path)


def _shelf(read: Iterable[Read | NotRead], settings: Settings) -> Shelf:
    """The reports read, in the order of their paths, and those that were at hand already."""
    there = [item.filed for item in sorted(read, key=_path_of) if isinstance(item, Read)]
    return Shelf([*there, *settings.shelved], settings.roster)


def _files(settings: Settings) -> tuple[list[File], int]:
    """The files of the season, then those of earlier years; a file that is in both is of the season."""
    prior = _below(settings.prior) if settings.prior is not None else ([], 0)
    # Earlier years may lie in a folder of the season's.
    inside = settings.prior is not None and settings.season.resolve() in settings.prior.resolve().parents
    earlier = {path.resolve() for path in prior[0]} if inside else set()
    season, ignored = _below(settings.season)
    season = [path for path in season if path.resolve() not in earlier]
    if not season:
        raise AuditError(f"{settings.season} 里没有可以读的报告", f"{settings.season} holds no report")
    taken = {path.resolve() for path in season}
    files = [File(path, prior=False) for path in season]
    files += [File(path, prior=True) for path in prior[0] if path.resolve() not in taken]
    return files, ignored


def _below(path: Path) -> tuple[list[Path], int]:
    if not path.is_dir():
        return [path], 0
    try:
        found = listing(path)
    except OSError as error:
        raise AuditError(f"{path}：打不开（{error.strerror}）", f"{path}: {error.strerror}") from error
    if found.closed:
        raise AuditError(f"{path} 下打不开：{'、'.join(found.closed)}", f"closed below {path}: {found.closed}")
    return [Path(file) for file, _ in found.files.values()], found.ignored


def _task(filed: Filed, roster: Roster | None, shelf: Shelf) -> Task:
    """How a report is to be checked by what is known of it alone."""
    return _task_of(owner_of(filed, roster), shelf)


def _task_of(owner: Owner, shelf: Shelf) -> Task:
    """How the report of an owner is to be checked."""
    standing = owner.body.standing if owner.body is not None else None
    return Task(owner.filed, owner.name, standing, shelf.before(owner.filed.agency, owner.filed.year))


def _years(
    owned: Sequence[Owner], checked: dict[str, Checked], roster: Roster | None, year: int | None
) -> dict[int | None, Year]:
    reports: dict[int | None, dict[str, tuple[Owner, Checked]]] = defaultdict(dict)
    for owner in owned:
        if (one := checked.get(owner.filed.path)) is not None:
            reports[owner.filed.year][owner.filed.path] = owner, one
    reports.setdefault(year, {})
    return {each: Year(each, found, roster) for each, found in reports.items()}


def _entry(owner: Owner, plan: Plan, checked: Checked, year: Year, how: How, many: bool) -> Entry:
    """A report held to the others of its year."""
    season = year.of(owner, checked)
    alone, beside = rules_of(how)
    submission = checked.result.submission
    if season.children or season.office or season.versions:
        # Only who is added up or compared needs its words, and its blanks recomputed.
        whole = replace(checked.filed.load(), agency=submission.agency, standing=submission.standing)
        case = prepared(whole, alone)
    else:
        case = Case(submission)
    found = evaluated(replace(case, season=season), beside)
    result = joined(checked.result, beside, found, how.lang)
    if wants_text(result, many) and not wants_text(checked.result, many):
        # Now somebody will want to see the words.
        result = replace(result, submission=replace(checked.filed.load(), agency=submission.agency))
    return Entry(owner, plan, result, season)


def _missing(body: Body, why: Words, year: int, settings: Settings) -> Result:
    """A report that has not come: nothing was read, one thing is known of it."""
    path = settings.roster_path or settings.season
    document = Document(path, "roster", ())
    submission = Submission(document, Figures(), Narrative(), body.name, year, standing=body.standing)
    beside = [check for check in rules_of(settings.how)[1] if check.rule.kind == "submitted"]
    found = evaluated(Case(submission, season=Season(awaited=why)), beside)
    return joined(Result(submission, (), (), Ledger()), beside, found, settings.how.lang)
