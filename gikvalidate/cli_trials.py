"""The commands that try rules out on cells, on wrong reports and on an archive."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from gikvalidate.command import CLEAN, FOUND, UNREAD, compiled, fail, lang_option, rules_option, schemas_option

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@rules_option
@schemas_option
@lang_option
def coverage(rule_roots: tuple[Path, ...], lang: str) -> None:
    """每一格、每一类陈述有哪些规则看着，哪些没有 / which rules look at which cells and claims."""
    from gikvalidate.authoring.coverage import cells, claims
    from gikvalidate.recognise import load_forms

    checks = compiled(rule_roots)
    words = _COVERAGE[lang]
    for form in load_forms():
        covered = cells(checks, form)
        held = sum(bool(found.relations) for found in covered.values())
        click.echo(words["form"].format(form=form.generation, cells=len(covered), held=held))
        alone = [(key, found) for key, found in covered.items() if not found.relations]
        for key, found in alone:
            rest = {"years": found.years, "told": found.told, "cell": found.form}
            told = words["then"].join(
                f"{words[name]} {words['and'].join(names)}" for name, names in rest.items() if names
            )
            click.echo(f"  {key}  {form.keys[key].name}\n      {told or words['none']}")
    for kind, names in claims(checks).items():
        shown = _CLAIMS[kind.value] if lang == "zh" else kind.value
        click.echo(f"{words['claim'].format(kind=shown)}{words['and'].join(names) or words['none']}")


_COVERAGE = {
    "zh": {
        "form": "{form}：{cells} 格，{held} 格有表内关系；其余：",
        "years": "两年对照",
        "told": "正文提到时",
        "cell": "只看写法",
        "none": "没有规则",
        "claim": "正文里的{kind}：",
        "and": "、",
        "then": "；",
    },
    "en": {
        "form": "{form}: {cells} cells, {held} held by relations within the report; the rest:",
        "years": "over two years",
        "told": "if the text tells it",
        "cell": "only how it is written",
        "none": "no rule",
        "claim": "claims of {kind}: ",
        "and": ", ",
        "then": "; ",
    },
}
_CLAIMS = {
    "count": "件数",
    "amount": "金额",
    "share": "占比",
    "rate": "比率",
    "growth": "增幅",
    "difference": "增减数",
    "points": "百分点",
    "multiple": "倍数",
    "rank": "名次",
    "duration": "时长",
}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@rules_option
@schemas_option
@lang_option
def mutate(files: tuple[Path, ...], rule_roots: tuple[Path, ...], lang: str) -> None:
    """把正确的报告逐处改错，看规则能发现多少；漏掉的列出来 / change right reports in one place; what goes unnoticed?

    FILES 是内容正确的报告 / reports that are right.
    """
    from gikvalidate.authoring.mutate import Score, scores
    from gikvalidate.document import DocumentError
    from gikvalidate.engine import submit

    if not files:
        fail("name at least one right report" if lang == "en" else "请给出至少一份内容正确的报告")
    checks = compiled(rule_roots)
    total: dict[tuple[str, str], Score] = {}
    for file in files:
        try:
            submission = submit(file)
        except DocumentError as error:
            fail(f"{file}{'：' if lang == 'zh' else ': '}{error.reason(lang)}")
        for what, score in scores(submission, checks).items():
            total.setdefault(what, Score()).add(score)
    words, whole = _MUTATE[lang], Score()
    for (mutation, table), score in total.items():
        whole.add(score)
        if tried := score.noticed + score.missed.total():
            missed = f"  {words['missed']}{_shown(score.missed, words['and'])}" if score.missed else ""
            click.echo(f"{table:5} {words.get(mutation, mutation)}  {score.noticed}/{tried}{missed}")
    tried = whole.noticed + whole.missed.total()
    click.echo(words["whole"].format(noticed=whole.noticed, tried=tried, rate=int(1000 * whole.rate) / 10))
    unseen = _shown(whole.invisible, words["and"])
    click.echo(words["invisible"].format(count=whole.invisible.total()) + unseen)


_MUTATE = {
    "zh": {
        "plus one": "加一",
        "minus one": "减一",
        "digits swapped": "两位颠倒",
        "blanked": "漏填",
        "neighbours traded": "相邻两格对调",
        "row shifted": "整行错位",
        "sign lost": "丢掉负号",
        "unit lost": "单位弄错",
        "missed": "漏掉：",
        "and": "、",
        "whole": "合计  {noticed}/{tried}（{rate:.1f}%）",
        "invisible": "没有表内关系能分辨的改动 {count} 处：",
    },
    "en": {
        "missed": "missed: ",
        "and": ", ",
        "whole": "together  {noticed}/{tried} ({rate:.1f}%)",
        "invisible": "{count} changes that no relation could notice: ",
    },
}


def _shown(cells: Counter[str], comma: str) -> str:
    return comma.join(f"{name}×{count}" for name, count in cells.most_common())


@click.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@click.argument("archive", type=_folder)
@click.option(
    "--alone", is_flag=True, help="两个目录各自成套，不叠加在随附的规则上 / not on top of the installed rules."
)
@schemas_option
@lang_option
def diff(old: Path, new: Path, archive: Path, alone: bool, lang: str) -> None:
    """规则改动前后，对一批报告的发现有什么增减 / findings new and gone between two rule folders.

    退出码：0 没有增减；1 有增减；2 有报告读不了 / 0 none, 1 some, 2 a report could not be read.
    """
    from gikvalidate.authoring.compare import compare
    from gikvalidate.findings import Unreadable

    files = sorted(path for path in archive.rglob("*") if path.is_file() and not path.name.startswith("."))
    before, after = compiled([old], alone=alone), compiled([new], alone=alone)
    words = ("new", "gone") if lang == "en" else ("新增", "消失")
    counts: Counter[tuple[str, bool]] = Counter()
    unread = 0
    with click.progressbar(files, file=sys.stderr, hidden=len(files) < 10) as bar:
        for one in compare(bar, before, after, lang):
            if isinstance(one, Unreadable):
                unread += 1
                click.echo(f"{one.path}{'：' if lang == 'zh' else ': '}{one.reason}", err=True)
                continue
            counts[one.finding.rule, one.new] += 1
            sign = "+" if one.new else "-"
            lane = one.finding.severity.lane(lang)
            click.echo(f"{sign} {one.path.relative_to(archive)}  {one.finding.rule}  {lane}  {one.finding.message}")
    for rule in sorted({rule for rule, _ in counts}):
        click.echo(f"{rule}: {words[0]} {counts[rule, True]}, {words[1]} {counts[rule, False]}")
    read = len(files) - unread
    if lang == "en":
        click.echo(f"{read} of {len(files)} files read", err=True)
    else:
        click.echo(f"读了 {len(files)} 个文件中的 {read} 个", err=True)
    sys.exit(UNREAD if unread else FOUND if counts else CLEAN)
