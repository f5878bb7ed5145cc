"""The command that writes a decision down: a finding somebody answers for, into a waiver file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from gikvalidate.command import CLEAN, compiled, fail, lang_option, rules_option, schemas_option

_SHORTEST = 6


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--finding", "fingerprint", required=True, help="--format json 里的 fingerprint，前几位就够。")
@click.option("--reason", required=True, help="为什么可以这样 / why it may stay.")
@click.option("--owner", required=True, help="谁负责 / who answers for it.")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="到哪一天为止 / up to which day.")
@click.option(
    "--waivers",
    "into",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="写进这个豁免清单；没有就新建 / the waiver file, made where there is none.",
)
@click.option("--prior", type=click.Path(exists=True, path_type=Path), help="上年的报告，同 check / as for check.")
@rules_option
@schemas_option
@lang_option
def waive(
    file: Path,
    fingerprint: str,
    reason: str,
    owner: str,
    until: datetime,
    into: Path,
    prior: Path | None,
    rule_roots: tuple[Path, ...],
    lang: str,
) -> None:
    """把一条发现写进豁免清单；值一变、过了期，它会重新报出 / write a waiver for a finding of FILE.

    清单里原有的内容和注释都保留；已经豁免的不再写第二次。
    """
    from gikvalidate.engine import run
    from gikvalidate.findings import Result
    from gikvalidate.priors import Priors
    from gikvalidate.waivers import append, entry_of, load_waivers

    if until.date() < date.today():
        fail(f"--until {until.date()} is past" if lang == "en" else f"--until {until.date()} 已经过去")
    if not reason.strip() or not owner.strip():
        fail("say a reason and an owner" if lang == "en" else "理由和负责人不能空着")
    (result,) = run([file], compiled(rule_roots), lang, Priors(prior) if prior else None)
    if not isinstance(result, Result):
        fail(f"{result.path}：{result.reason}")
    if into.exists():
        result = load_waivers(into, date.today()).applied(result)
    if any(one.finding.fingerprint.startswith(fingerprint) for one in result.waived):
        click.echo(f"{into} covers it already" if lang == "en" else f"{into} 已经写明，没有再写")
        raise SystemExit(CLEAN)
    found = [one for one in result.findings if one.fingerprint.startswith(fingerprint)]
    if len(found) != 1 or len(fingerprint) < _SHORTEST:
        for one in result.findings:
            click.echo(f"{one.fingerprint}  {one.rule}  {one.message}", err=True)
        fail(
            f"no one finding begins with {fingerprint}; these are there"
            if lang == "en"
            else f"没有唯一一条以 {fingerprint} 开头的发现；现有的如上"
        )
    entry = entry_of(found[0], result, reason, owner, until.date())
    try:
        append(into, entry)
    except OSError as error:
        fail(f"{into}：{error.strerror}")
    click.echo(entry, nl=False)
