"""The commands for those who read and write rules and schemas."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from gikvalidate.command import CLEAN, FOUND, UNREAD, compiled, fail, lang_option, rules_option, schemas_option

if TYPE_CHECKING:
    from gikvalidate.checks import Check

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """查看、检验和编写规则 / show, test and write rules."""


@rules.command("list")
@click.option(
    "--for",
    "report",
    type=click.Path(path_type=Path),
    help="对这份报告不起作用的，说明为什么 / say which are not for this report, and why.",
)
@rules_option
@schemas_option
@lang_option
def list_rules(report: Path | None, rule_roots: tuple[Path, ...], lang: str) -> None:
    """列出全部规则 / list all rules."""
    checks = compiled(rule_roots)
    refused = _refused(report, checks, lang) if report else {}
    widest = max((len(check.rule.id) for check in checks), default=0)
    for check in checks:
        body = check.rule.body
        title = body.title_en if lang == "en" else body.title
        reason = f"  ✗ {refused[check.rule.id]}" if check.rule.id in refused else ""
        # A Chinese character is two columns wide.
        lane = body.severity.lane(lang)
        space = " " * (6 - 2 * len(lane) if lang == "zh" else 18 - len(lane))
        click.echo(f"{check.rule.id:{widest}} {body.severity.value:8} {lane}{space} {title}{reason}")


def _refused(report: Path, checks: list[Check], lang: str) -> dict[str, str]:
    """Rule → why it has nothing to say of a report."""
    from gikvalidate.document import DocumentError
    from gikvalidate.engine import outcomes, submit
    from gikvalidate.findings import Status, in_language

    try:
        found = outcomes(submit(report), checks)
    except DocumentError as error:
        fail(f"{report}{'：' if lang == 'zh' else ': '}{error.reason(lang)}")
    silent = "没有可核对的内容" if lang == "zh" else "nothing to check"
    return {
        rule: in_language(every[0].reason, lang) if every else silent
        for rule, every in found.items()
        if all(outcome.status is Status.SKIPPED for outcome in every)
    }


@rules.command()
@click.argument("rule_id")
@click.option("--source", is_flag=True, help="规则文件原文 / the file itself.")
@rules_option
@schemas_option
@lang_option
def show(rule_id: str, source: bool, rule_roots: tuple[Path, ...], lang: str) -> None:
    """显示一条规则：依据、道理、算过的例子 / show one rule with a worked example."""
    from gikvalidate.authoring.manual import page

    checks = compiled(rule_roots)
    check = next((check for check in checks if check.rule.id == rule_id), None)
    if check is None:
        _unknown(rule_id, (check.rule.id for check in checks), lang)
    elif source:
        click.echo(check.rule.file.path.read_text(encoding="utf-8"), nl=False)
    else:
        click.echo(page(check, checks, lang), nl=False)


def _unknown_kind(kind: str, known: tuple[str, ...], lang: str) -> NoReturn:
    from difflib import get_close_matches

    near = get_close_matches(kind, known, 1)
    if lang == "en":
        fail(f"no kind {kind}; " + (f"{near[0]}?" if near else f"known: {', '.join(known)}"))
    fail(f"没有类型 {kind}；" + (f"是 {near[0]} 吗？" if near else f"有：{'、'.join(known)}"))


def _unknown(rule_id: str, known: Iterable[str], lang: str) -> NoReturn:
    from difflib import get_close_matches

    near = get_close_matches(rule_id, list(known), 1)
    if lang == "en":
        fail(f"no rule {rule_id}" + (f"; {near[0]}?" if near else "; see gikvalidate rules list"))
    fail(f"没有规则 {rule_id}" + (f"；是 {near[0]} 吗？" if near else "；见 gikvalidate rules list"))


@rules.command()
@click.argument("rule_ids", nargs=-1)
@rules_option
@schemas_option
@lang_option
def test(rule_ids: tuple[str, ...], rule_roots: tuple[Path, ...], lang: str) -> None:
    """运行规则自带的例子 / run the examples of the rules."""
    from gikvalidate.examples import trials
    from gikvalidate.findings import in_language

    checks = compiled(rule_roots)
    known = {check.rule.id for check in checks}
    for name in rule_ids:
        if name not in known:
            _unknown(name, known, lang)
    chosen = [check for check in checks if not rule_ids or check.rule.id in rule_ids]
    every = [trial for check in chosen for trial in trials(check, checks)]
    faulty = [trial for trial in every if trial.fault]
    for trial in faulty:
        click.echo(
            f"{trial.rule} · {trial.name}{'：' if lang == 'zh' else ': '}{in_language(trial.fault, lang)}", err=True
        )
    if lang == "en":
        click.echo(f"{len(every)} examples, {len(every) - len(faulty)} as they say, {len(faulty)} not")
    else:
        click.echo(f"{len(every)} 个例子，{len(every) - len(faulty)} 个相符，{len(faulty)} 个不符")
    sys.exit(FOUND if faulty else CLEAN if every else UNREAD)


@rules.command()
@rules_option
@schemas_option
@lang_option
def lint(rule_roots: tuple[Path, ...], lang: str) -> None:
    """检查规则文件：写法、例子、适用范围、互相矛盾或多余 / find faults of rule files.

    退出码：0 没有毛病（建议不算）；1 有毛病 / 0 no fault (advice does not count), 1 faults.
    """
    from gikvalidate.authoring.linted import faults_of

    faults = faults_of(rule_roots)
    for fault in faults:
        click.echo(fault.told(lang))
    grave = sum(fault.grave for fault in faults)
    if lang == "en":
        click.echo(f"{grave} faults, {len(faults) - grave} pieces of advice", err=True)
    else:
        click.echo(f"{grave} 处毛病，{len(faults) - grave} 条建议", err=True)
    sys.exit(FOUND if grave else CLEAN)


@rules.command()
@click.argument("kind")
@click.argument("name")
@click.option("--into", type=_folder, help="写到这个规则目录，而不是屏幕 / write it into this rule folder.")
@lang_option
def new(kind: str, name: str, into: Path | None, lang: str) -> None:
    """按类型起一条新规则，NAME 如 table3/my-rule / begin a rule of a kind."""
    from gikvalidate.authoring.new import skeleton
    from gikvalidate.checks import kinds

    try:
        text = skeleton(kind, name, lang, into)
    except KeyError:
        _unknown_kind(kind, kinds(), lang)
    if into is None:
        click.echo(text, nl=False)
        return
    path = into / f"{name}.yaml"
    if not path.resolve().is_relative_to(into.resolve()) or path.exists():
        fail(f"{path} exists or lies outside" if lang == "en" else f"{path} 已经存在，或不在该目录之内")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(str(path))


@rules.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@rules_option
@schemas_option
def manual(folder: Path, rule_roots: tuple[Path, ...]) -> None:
    """生成规则手册 / write the manual of the rules."""
    from gikvalidate.authoring.manual import manual as pages

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(compiled(rule_roots)).items():
        (folder / name).write_text(text, encoding="utf-8")


@rules.command()
def schema() -> None:
    """规则文件的 JSON Schema，供编辑器补全和检查 / the JSON Schema of rule files, for editors."""
    from gikvalidate.authoring.jsonschema import rule_schema

    click.echo(rule_schema(), nl=False)
