"""The command line: thin, and quick to start; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gikvalidate import cli_archive, cli_audit
from gikvalidate.cli_inputs import prior_option, roster_of, roster_option, shelved, waivers_of, waivers_option
from gikvalidate.cli_outputs import target_of, written
from gikvalidate.cli_rules import rules
from gikvalidate.cli_schemas import schemas
from gikvalidate.cli_serve import serve
from gikvalidate.cli_trials import coverage, diff, mutate
from gikvalidate.cli_waive import waive
from gikvalidate.command import (
    CLEAN,
    FOUND,
    UNREAD,
    Commands,
    compiled,
    fail,
    lang_option,
    rules_option,
    schemas_option,
    sink,
)
from gikvalidate.formats import FORMATS

if TYPE_CHECKING:
    from gikvalidate.checks import Check
    from gikvalidate.findings import Result, Unreadable
    from gikvalidate.priors import Priors, Stored
    from gikvalidate.roster import Roster
    from gikvalidate.rules import Profile

_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gikvalidate")
def main() -> None:
    """核对政府信息公开工作年度报告的数字：逐格、逐句，指出哪里对不上、为什么、怎样改。

    Checks the figures of annual reports on government information disclosure.

    退出码：0 没有发现；1 有发现；2 有文件读不了（其余照常核对）。
    """


@main.command()
@_files
@click.option(
    "--format",
    "forms",
    type=click.Choice(list(FORMATS)),
    multiple=True,
    default=["terminal"],
    show_default=True,
    help="输出格式，可多次；docx、pdf 是加了批注的原件，每份报告一个。",
)
@click.option(
    "-o", "--output", type=click.Path(), help="写到文件，而不是屏幕；有几种格式、或以 / 结尾时是文件夹，文件自动命名。"
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="从哪一级起退出码为 1。",
)
@rules_option
@schemas_option
@lang_option
@click.option(
    "--repairs",
    type=click.IntRange(1),
    default=None,
    help="每个根源最多列出几种改法。  [不指定：给人看的 3 种，json 全部]",
)
@prior_option
@roster_option
@click.option(
    "--profile",
    type=click.Choice(["self-check", "audit", "archive"]),
    help="只用这一用途的规则 / only the rules of one profile.",
)
@waivers_option
def check(
    files: tuple[Path, ...],
    forms: tuple[str, ...],
    output: str | None,
    fail_on: str,
    rule_roots: tuple[Path, ...],
    lang: str,
    repairs: int | None,
    prior: str | None,
    roster: Path | None,
    profile: Profile | None,
    waiver_file: Path | None,
) -> None:
    """核对一份或多份报告，压缩包逐个核对其中的文件 / check reports, and every report in a zip."""
    from gikvalidate.outputs import Run

    target = target_of(forms, output, lang)
    checks = compiled(rule_roots, profile)
    waivers = waivers_of(waiver_file)
    results, unreadable = _checked(files, checks, lang, prior, roster_of(roster, lang))
    unused: list[str] = []
    if waivers is not None:
        results = [waivers.applied(result) for result in results]
        unused = waivers.unused(lang)
    run = Run(results, unreadable, lang, unused, repairs)
    faults = [fault for form in dict.fromkeys(forms) for fault in written(form, target, run)]
    for told in [*(f"{file.path}：{file.reason}" for file in unreadable), *unused, *faults]:
        click.echo(told, err=True)
    sys.exit(UNREAD if faults else _exit_code(results, unreadable, fail_on))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "xlsx"]),
    default="json",
    show_default=True,
    help="输出格式；csv 只有单元格，xlsx 须用 -o 指定文件。",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到文件，而不是屏幕。")
@schemas_option
@lang_option
def extract(file: Path, form: str, output: Path | None, lang: str) -> None:
    """把一份报告读出的单元格和数字陈述写成 JSON、CSV 或 XLSX / write down what was read from a report."""
    from gikvalidate.document import DocumentError
    from gikvalidate.engine import submit

    if form == "xlsx" and output is None:
        fail("xlsx 不能显示在屏幕上，请用 -o 指定文件" if lang == "zh" else "xlsx cannot be shown; name a file with -o")
    try:
        submission = submit(file)
    except DocumentError as error:
        fail(f"{file}：{error.reason(lang)}")
    with sink(output) as stream:
        if form == "json":
            from gikvalidate.frames import failures
            from gikvalidate.reports.as_json import extract_json

            stream.write(extract_json(submission, failures(submission.figures)) + "\n")
        elif form == "csv":
            from gikvalidate.reports.as_csv import extract_csv

            # A file is marked as UTF-8, without which spreadsheets take it for GBK.
            stream.write(("\ufeff" if output else "") + extract_csv(submission))
        else:
            from gikvalidate.reports.as_xlsx import extract_xlsx

            stream.buffer.write(extract_xlsx(submission, lang))


@main.command()
@lang_option
def doctor(lang: str) -> None:
    """说明这台机器能读什么、缺什么 / say what this machine can read."""
    from gikvalidate.doctor import report

    for line in report(lang):
        click.echo(line)


def _checked(
    files: Sequence[Path], checks: list[Check], lang: str, prior: str | None, roster: Roster | None
) -> tuple[list[Result], list[Unreadable]]:
    from gikvalidate.engine import run
    from gikvalidate.findings import Result, Unreadable

    priors: Priors | Stored | None = None
    if prior is not None:
        from gikvalidate.priors import Priors, Stored

        filed = shelved(prior, lang)
        priors = Priors(Path(prior), roster) if filed is None else Stored(filed, roster)
    runs = run(files, checks, lang, priors)
    with click.progressbar(runs, length=len(files), file=sys.stderr, hidden=len(files) < 10) as bar:
        ended = list(bar)
    # A prior report that cannot be read costs every comparison with it, which must not pass for a success.
    ended += [Unreadable(error.path, error.reason(lang)) for error in (priors.unreadable if priors else ())]
    return (
        [item for item in ended if isinstance(item, Result)],
        [item for item in ended if isinstance(item, Unreadable)],
    )


def _exit_code(results: Sequence[Result], unreadable: Sequence[Unreadable], fail_on: str) -> int:
    """2 when a file could not be read or nothing in it could be evaluated, else 1 when something was found."""
    if unreadable or any(result.ledger.passed + result.ledger.failed == 0 for result in results):
        return UNREAD
    levels = ["error", "warning", "info"]
    counted = levels[: levels.index(fail_on) + 1] if fail_on != "never" else []
    found = any(finding.severity.value in counted for result in results for finding in result.findings)
    return FOUND if found else CLEAN


for command in (coverage, mutate, diff):
    rules.add_command(command)
main.add_command(rules)
main.add_command(schemas)
main.add_command(serve)
main.add_command(waive)
main.add_command(cli_archive.nightly)
main.add_command(cli_archive.decide)
main.add_command(cli_audit.audit)
