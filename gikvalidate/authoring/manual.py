"""The manual of the rules: one page per theme, every rule with its reasons and an example that was really run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import groupby

from gikvalidate.checks import Check
from gikvalidate.examples import findings
from gikvalidate.findings import in_language
from gikvalidate.rules import PROFILES, Example

_WORDS = {
    "zh": {
        "id": "规则",
        "lane": "处理",
        "kind": "类型",
        "scope": "适用",
        "basis": "依据",
        "expect": "核对",
        "why": "道理",
        "blank": "空白",
        "over": "可能误报",
        "under": "可能漏报",
        "yields": "已由这些规则说明时不再说",
        "profiles": "用途",
        "example": "例",
        "given": "给出",
        "before": "上年",
        "agency": "机关",
        "text": "正文",
        "says": "说",
        "repair": "建议",
        "all": "各代格式",
        "version": "第 {} 版",
    },
    "en": {
        "id": "rule",
        "lane": "lane",
        "kind": "kind",
        "scope": "scope",
        "basis": "basis",
        "expect": "checks",
        "why": "why",
        "blank": "blanks",
        "over": "may speak wrongly",
        "under": "may be silent wrongly",
        "yields": "silent where these have told it",
        "profiles": "profiles",
        "example": "example",
        "given": "given",
        "before": "the year before",
        "agency": "body",
        "text": "text",
        "says": "says",
        "repair": "repair",
        "all": "every generation",
        "version": "version {}",
    },
}
_THEMES = {
    "form": "格式 · the form",
    "table2": "表二 · table 2",
    "table3": "表三 · table 3",
    "table4": "表四 · table 4",
    "stat": "2008—2018 年统计表 · the statistics of 2008-2018",
    "text": "正文内部 · within the text",
    "text-table": "正文与表 · text and table",
    "years": "两年对照 · two years",
    "siblings": "同年各报告对照 · reports of one year",
    "style": "行文与法定内容 · style and statutory content",
}


def page(check: Check, checks: Sequence[Check], lang: str = "zh", level: int = 1) -> str:
    """The manual page of one rule, in Markdown, with its first failing example worked out."""
    rule, words = check.rule, _WORDS[lang]
    body = rule.body
    title, other = (body.title, body.title_en) if lang == "zh" else (body.title_en, body.title)
    facts = [
        ("id", f"`{rule.id}`（{words['version'].format(body.version)}）"),
        ("lane", f"{body.severity.lane(lang)}（{body.severity.value}）"),
        ("basis", body.basis),
        ("scope", _scope(check, lang)),
        ("kind", f"`{rule.kind}`"),
        ("expect", _options(check)),
        ("why", body.why),
        ("blank", in_language(getattr(import_module(f"gikvalidate.checks.{rule.kind}"), "BLANKS", ""), lang)),
        ("over", body.limits.over),
        ("under", body.limits.under),
        ("yields", "、".join(body.yields_to)),
        ("profiles", "" if body.profiles == PROFILES else "、".join(body.profiles)),
    ]
    lines = [f"{'#' * level} {title}", "", f"*{other}*", ""]
    lines += [f"- **{words[name]}**：{' '.join(text.split())}" for name, text in facts if text.strip()]
    if body.examples.fail:
        lines += ["", *_worked(check, checks, body.examples.fail[0], lang)]
    return "\n".join(lines) + "\n"


def manual(checks: Sequence[Check]) -> Mapping[str, str]:
    """File name → content of the whole manual, Chinese first."""
    pages = {}
    index = ["# 规则手册 · the rules", "", _INDEX, ""]
    for theme, group in groupby(sorted(checks, key=lambda check: check.rule.id), key=_theme):
        rules = list(group)
        name = _THEMES.get(theme, theme)
        index += [f"## [{name}]({theme}.md)", ""]
        for check in rules:
            body = check.rule.body
            index.append(f"- `{check.rule.id}` · {body.severity.lane('zh')} · {body.title} · *{body.title_en}*")
        index.append("")
        pages[f"{theme}.md"] = f"# {name}\n\n" + "\n".join(page(check, checks, level=2) for check in rules)
    return {"index.md": "\n".join(index), **pages}


_INDEX = (
    "由 `make manual` 从 `rules/` 生成，请勿手改；写法见 [grammar.md](../grammar.md)。"
    "Generated from `rules/` by `make manual`; how rules are written stands in [grammar.md](../grammar.md)."
)


def _theme(check: Check) -> str:
    return check.rule.id.partition("/")[0]


def _scope(check: Check, lang: str) -> str:
    applies = check.rule.body.applies
    parts = [
        "、".join(applies.generations) or _WORDS[lang]["all"],
        "、".join(applies.levels),
        applies.body or "",
    ]
    return "；".join(part for part in parts if part)


def _options(check: Check) -> str:
    return "；".join(f"{name} `{value}`" for name, value in check.rule.options.items())


def _worked(check: Check, checks: Sequence[Check], example: Example, lang: str) -> list[str]:
    words = _WORDS[lang]
    given = [f"{key} = {text or '（空白）'}" for key, text in example.figures.items()]
    lines = [f"**{words['example']}**", ""]
    if example.agency:
        lines.append(f"- {words['agency']}：{example.agency}")
    if given:
        lines.append(f"- {words['given']}：`{'`，`'.join(given)}`")
    if example.prior is not None:
        before = [f"{key} = {text or '（空白）'}" for key, text in example.prior.figures.items()]
        lines.append(f"- {words['before']}：`{'`，`'.join(before) or '…'}`")
    if example.text:
        lines.append(f"- {words['text']}：“{' / '.join(example.text.split(chr(10))).strip(' /')}”")
    for finding in findings(check, checks, example, lang)[:1]:
        lines += [f"- {words['says']}：{finding.message}", f"- {words['repair']}：{finding.repair}"]
    return lines
