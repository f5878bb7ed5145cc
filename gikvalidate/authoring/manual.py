"""The manual of the rules: one page per theme, every rule with its reasons and an example that was really run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import groupby

from gikvalidate.checks import Check
from gikvalidate.examples import findings
from gikvalidate.findings import in_language
from gikvalidate.rules import PROFILES, Example, said_in

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
        "is": "：",
        "and": "、",
        "then": "；",
        "beside": "（{}）",
        "blank cell": "（空白）",
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
        "is": ": ",
        "and": ", ",
        "then": "; ",
        "beside": " ({})",
        "blank cell": "(blank)",
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
    "plausible": "是否合理 · plausibility",
    "structure": "结构与法定内容 · structure and statutory content",
    "style": "行文 · style",
}


def page(check: Check, checks: Sequence[Check], lang: str = "zh", level: int = 1) -> str:
    """The manual page of one rule, in Markdown, with its first failing example worked out."""
    rule, words = check.rule, _WORDS[lang]
    body = rule.body
    title, other = (body.title, body.title_en) if lang == "zh" else (body.title_en, body.title)
    facts = [
        ("id", f"`{rule.id}`{words['beside'].format(words['version'].format(body.version))}"),
        ("lane", f"{body.severity.lane(lang)}{words['beside'].format(body.severity.value)}"),
        ("basis", said_in(lang, body.basis, body.basis_en)),
        ("scope", _scope(check, lang)),
        ("kind", f"`{rule.kind}`"),
        ("expect", _options(check, lang)),
        ("why", said_in(lang, body.why, body.why_en)),
        ("blank", in_language(getattr(import_module(f"gikvalidate.checks.{rule.kind}"), "BLANKS", ""), lang)),
        ("over", said_in(lang, body.limits.over, body.limits.over_en)),
        ("under", said_in(lang, body.limits.under, body.limits.under_en)),
        ("yields", words["and"].join(body.yields_to)),
        ("profiles", "" if body.profiles == PROFILES else words["and"].join(body.profiles)),
    ]
    lines = [f"{'#' * level} {title}", "", f"*{other}*", ""]
    lines += [f"- **{words[name]}**{words['is']}{' '.join(text.split())}" for name, text in facts if text.strip()]
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
    applies, words = check.rule.body.applies, _WORDS[lang]
    parts = [
        words["and"].join(applies.generations) or words["all"],
        words["and"].join(applies.levels),
        applies.body or "",
    ]
    return words["then"].join(part for part in parts if part)


def _options(check: Check, lang: str) -> str:
    """The options of the rule as they stand in its file."""
    return _WORDS[lang]["then"].join(f"{name} `{_written(value)}`" for name, value in check.rule.options.items())


def _written(value: object, inside: bool = False) -> str:
    if isinstance(value, dict):
        shown = ", ".join(f"{key}: {_written(part, True)}" for key, part in value.items())
        return f"{{{shown}}}"
    if isinstance(value, list):
        shown = ", ".join(_written(part, True) for part in value)
        return f"[{shown}]" if inside or any(isinstance(part, list) for part in value) else shown
    return str(value)


def _worked(check: Check, checks: Sequence[Check], example: Example, lang: str) -> list[str]:
    words = _WORDS[lang]

    def shown(figures: Mapping[str, str]) -> str:
        return words["and"].join(f"`{key} = {text or words['blank cell']}`" for key, text in figures.items())

    facts = [
        ("agency", example.agency),
        ("given", shown(example.figures)),
        ("before", "" if example.prior is None else shown(example.prior.figures) or "…"),
        ("text", _quoted(example.text)),
    ]
    for finding in findings(check, checks, example, lang)[:1]:
        facts += [("says", finding.message), ("repair", finding.repair)]
    told = [f"- {words[name]}{words['is']}{text}" for name, text in facts if text]
    return [f"**{words['example']}**", "", *told]


def _quoted(text: str) -> str:
    """The text of an example on one line."""
    return f"“{' / '.join(text.splitlines()).strip(' /')}”" if text else ""
