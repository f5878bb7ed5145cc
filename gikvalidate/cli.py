"""The command line: thin, and quick to start; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from gikvalidate import cli_archive

if TYPE_CHECKING:
    from gikvalidate.checks import Check
    from gikvalidate.findings import Result, Unreadable

CLEAN, FOUND, UNREAD = 0, 1, 2

_lang = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="消息的语言 / language of messages.",
)
_rules = click.option(
    "--rules",
    "rule_roots",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="另加（或按同名覆盖）规则的目录，可多次 / a folder of further rules.",
)
_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="输出格式。",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到文件，而不是屏幕。")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="从哪一级起退出码为 1。",
)
@_rules
@_lang
def check(
    files: tuple[Path, ...], form: str, output: Path | None, fail_on: str, rule_roots: tuple[Path, ...], lang: str
) -> None:
    """核对一份或多份报告，压缩包逐个核对其中的文件 / check reports, and every report in a zip."""
    checks = _compiled(rule_roots)
    results, unreadable = _checked(files, checks, lang)
    with _sink(output) as stream:
        if form == "json":
            from gikvalidate.reports.as_json import findings_json

            stream.write(findings_json(results, unreadable, lang) + "\n")
        else:
            from gikvalidate.reports.terminal import write

            write(results, unreadable, lang, stream)
    for file in unreadable:
        click.echo(f"{file.path}：{file.reason}", err=True)
    sys.exit(_exit_code(results, unreadable, fail_on))


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
@_lang
def extract(file: Path, form: str, output: Path | None, lang: str) -> None:
    """把一份报告读出的单元格和数字陈述写成 JSON、CSV 或 XLSX / write down what was read from a report."""
    from gikvalidate.document import DocumentError
    from gikvalidate.engine import submit

    if form == "xlsx" and output is None:
        _fail(
            "xlsx 不能显示在屏幕上，请用 -o 指定文件" if lang == "zh" else "xlsx cannot be shown; name a file with -o"
        )
    try:
        submission = submit(file)
    except DocumentError as error:
        _fail(f"{file}：{error.reason(lang)}")
    with _sink(output) as stream:
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


@main.group()
def rules() -> None:
    """查看和检验规则 / show and test the rules."""


@rules.command("list")
@_rules
@_lang
def list_rules(rule_roots: tuple[Path, ...], lang: str) -> None:
    """列出全部规则 / list all rules."""
    for check in _compiled(rule_roots):
        body = check.rule.body
        click.echo(f"{check.rule.id:32} {body.severity.value:8} {body.title_en if lang == 'en' else body.title}")


@rules.command()
@click.argument("rule_id")
@_rules
def show(rule_id: str, rule_roots: tuple[Path, ...]) -> None:
    """显示一条规则：依据、道理、例子 / show one rule."""
    from difflib import get_close_matches

    by_id = {check.rule.id: check.rule for check in _compiled(rule_roots)}
    if rule_id not in by_id:
        near = get_close_matches(rule_id, by_id, 1)
        _fail(f"没有规则 {rule_id}" + (f"；是 {near[0]} 吗？" if near else "；见 gikvalidate rules list"))
    click.echo(by_id[rule_id].file.path.read_text(encoding="utf-8"), nl=False)


@rules.command()
@click.argument("rule_ids", nargs=-1)
@_rules
def test(rule_ids: tuple[str, ...], rule_roots: tuple[Path, ...]) -> None:
    """运行规则自带的例子 / run the examples of the rules."""
    from gikvalidate.examples import trials

    checks = _compiled(rule_roots)
    chosen = [check for check in checks if not rule_ids or check.rule.id in rule_ids]
    every = [trial for check in chosen for trial in trials(check, checks)]
    faulty = [trial for trial in every if trial.fault]
    for trial in faulty:
        click.echo(f"{trial.rule} · {trial.name}：{trial.fault}", err=True)
    click.echo(f"{len(every)} 个例子，{len(every) - len(faulty)} 个相符，{len(faulty)} 个不符")
    sys.exit(FOUND if faulty else CLEAN if every else UNREAD)


main.add_command(cli_archive.nightly)
main.add_command(cli_archive.decide)


@main.command()
@_lang
def doctor(lang: str) -> None:
    """说明这台机器能读什么、缺什么 / say what this machine can read."""
    from gikvalidate.doctor import report

    for line in report(lang):
        click.echo(line)


def _compiled(rule_roots: Sequence[Path]) -> list[Check]:
    from gikvalidate.datafiles import DataFileError
    from gikvalidate.engine import compile_rules

    try:
        return compile_rules(rule_roots)
    except DataFileError as error:
        _fail(str(error))


def _checked(files: Sequence[Path], checks: list[Check], lang: str) -> tuple[list[Result], list[Unreadable]]:
    from gikvalidate.engine import run
    from gikvalidate.findings import Result, Unreadable

    with click.progressbar(run(files, checks, lang), length=len(files), file=sys.stderr, hidden=len(files) < 10) as bar:
        ended = list(bar)
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


@contextmanager
def _sink(output: Path | None) -> Iterator[TextIO]:
    """Where a report goes; a file is written under another name and takes its place when it is whole."""
    if output is None:
        yield sys.stdout
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        _fail(f"{output}：写不了（{error.strerror}）")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fail(sentence: str) -> NoReturn:
    """Say on one line why nothing could be run, and end with exit code 2."""
    click.echo(sentence, err=True)
    sys.exit(UNREAD)
