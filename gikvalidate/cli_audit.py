"""The command of the auditor: a season of reports, last year's, the roster."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from gikvalidate.cli_inputs import prior_option, roster_of, roster_option, shelved, waivers_of, waivers_option
from gikvalidate.command import CLEAN, FOUND, UNREAD, fail, lang_option, rules_option, schemas_option, sink

if TYPE_CHECKING:
    from gikvalidate.audit.run import Audit
    from gikvalidate.audit.tables import Table
    from gikvalidate.findings import Result
    from gikvalidate.outputs import Run
    from gikvalidate.rules import Profile

_FORMS = ("json", "html", "xlsx")


@click.command()
@click.argument("season", type=click.Path(exists=True, path_type=Path))
@roster_option
@prior_option
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="结果写到的目录：audit.html、audit.xlsx、audit.json / the folder for the results.",
)
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="核对哪个年度；不写时取报告最多的一年 / the year of the season."
)
@click.option(
    "--processes", type=click.IntRange(min=0), help="同时工作的进程数，默认与可用的核数相同；0 为不另开进程、不设限制。"
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="从哪一级起退出码为 1。",
)
@waivers_option
@click.option(
    "--profile",
    type=click.Choice(["self-check", "audit", "archive"]),
    default="audit",
    show_default=True,
    help="只用这一用途的规则 / only the rules of one profile.",
)
@rules_option
@schemas_option
@lang_option
def audit(
    season: Path,
    roster: Path | None,
    prior: str | None,
    output: Path,
    year: int | None,
    processes: int | None,
    fail_on: str,
    waiver_file: Path | None,
    profile: Profile | None,
    rule_roots: tuple[Path, ...],
    lang: str,
) -> None:
    """核对一批报告（目录或压缩包）：逐份与上年对照，彼此汇总、雷同、重复，对着名册看谁没有报 / audit a season.

    退出码：0 没有发现；1 有发现；2 有文件读不了（其余照常核对）。
    """
    from gikvalidate.audit.reading import How, rules_of
    from gikvalidate.audit.run import AuditError, Settings, run_audit
    from gikvalidate.audit.tables import pairs, tables
    from gikvalidate.datafiles import DataFileError
    from gikvalidate.outputs import Run
    from gikvalidate.workers import default_processes

    how = How(rule_roots, profile, lang)
    bodies = roster_of(roster, lang)
    waivers = waivers_of(waiver_file)
    filed = shelved(prior, lang)
    settings = Settings(
        season,
        Path(prior) if prior is not None and filed is None else None,
        filed or (),
        bodies,
        roster,
        year,
        how,
        default_processes() if processes is None else processes,
    )
    try:
        with click.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def told(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            found = run_audit(settings, told)
    except AuditError as error:
        fail(error.sentence[lang == "en"])
    except DataFileError as error:
        fail(str(error))
    checks = [check for group in rules_of(how) for check in group]
    results = found.results
    unused: list[str] = []
    if waivers is not None:
        results = [waivers.applied(result) for result in results]
        unused = waivers.unused(lang)
    every = tables(found, checks, lang)
    further = {"audit": {**{table.key: table.json() for table in every}, "reports": pairs(found)}}
    run = Run(results, found.unreadable, lang, unused, extras=[t.extra(lang) for t in every], further=further)
    write(run, output, settings.processes)
    _tell(found, every[0], output, lang)
    for line in unused:
        click.echo(line, err=True)
    sys.exit(_exit_code(found, results, fail_on))


def write(run: Run, output: Path, processes: int) -> None:
    """All outputs; none of them where the process that writes one is ended."""
    from gikvalidate.alongside import CAN_BE_COPIED, alongside

    with ExitStack() as sinks:
        # What takes longest comes first.
        streams = {form: sinks.enter_context(sink(output / f"audit.{form}")) for form in ("html", "xlsx", "json")}
        works = {f"audit.{form}": partial(_written, form, run, stream) for form, stream in streams.items()}
        if processes > 1 and CAN_BE_COPIED:
            if lost := "、".join(alongside(works)):
                ended = f"写 {lost} 的进程没有写完就结束了（内存不足、被终止或程序出错），三份结果都没有写出"
                en = f"writing {lost} ended early (memory, killed or a crash); none of the results was written"
                fail(en if run.lang == "en" else ended)
        else:
            for work in works.values():
                work()


def _written(form: str, run: Run, stream: TextIO) -> None:
    from gikvalidate.outputs import whole

    stream.buffer.write(whole(form, run))
    stream.flush()


def _tell(audit: Audit, summary: Table, output: Path, lang: str) -> None:
    """The season in a few lines, and where the rest stands."""
    for line in summary.json():
        click.echo(f"{line['name']}{'：' if lang == 'zh' else ': '}{line['count']}")
    for file in audit.unreadable:
        click.echo(f"{file.path}：{file.reason}", err=True)
    click.echo(" ".join(str(output / f"audit.{form}") for form in _FORMS))


def _exit_code(audit: Audit, results: Sequence[Result], fail_on: str) -> int:
    """2 when a file could not be read, else 1 when something was found."""
    if audit.unreadable:
        return UNREAD
    levels = ["error", "warning", "info"]
    counted = levels[: levels.index(fail_on) + 1] if fail_on != "never" else []
    found = any(finding.severity.value in counted for result in results for finding in result.findings)
    return FOUND if found else CLEAN
