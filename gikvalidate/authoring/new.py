"""A new rule, begun: everything a rule file holds, with what its kind asks for and notes on what to fill in."""

from __future__ import annotations

import inspect
import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from gikvalidate import checks
from gikvalidate.authoring.jsonschema import shape_schema
from gikvalidate.datafolders import folder

_HEAD = """\
# yaml-language-server: $schema={schema}
# {first}
title: {title}
title_en: One sentence that says what must hold
basis: {basis}
basis_en: the printed relation, the clause, or arithmetic
severity: warning   # {severity}
# version: "1"
# profiles: [self-check, audit, archive]
applies: {{generations: [form2019, form2021]}}   # levels: [county, township], body: department
check:
  kind: {kind}
"""
_TAIL = """\
message:   # {may}{fields}
  zh: "{example}"
  en: "{example}"
repair:
  zh: {repair}
  en: what to look at or change
why: {why}
why_en: why it must hold, and why at this severity
limits:
  over: {over}
  under: {under}
  over_en: when a right report could set it off
  under_en: which mistakes it lets pass
examples:
  # {shown}
  pass:
    - {{}}
  fail:
    - {{}}
  silent:
    - {{}}
"""
_WORDS = {
    "zh": {
        "first": "{name}.yaml — 路径就是规则的名字。填好后：gikvalidate rules test {name} --rules {root}，"
        "再 rules lint --rules {root}",
        "title": "一句话说明什么必须成立",
        "basis": "勾稽关系、条款，或“算术”",
        "severity": "error 必改：印明的勾稽关系、法条、算术上不可能；warning 需说明；info 提示",
        "may": "可用：",
        "repair": "看什么、改什么",
        "why": "为什么必须成立；为什么是这一级",
        "over": "什么情况下报告没有错，规则也会说话",
        "under": "什么错它看不出来",
        "shown": "只写有关的格和句子，其余都是空白；不作声的例子要多于报错的",
        "root": "目录",
    },
    "en": {
        "first": "{name}.yaml - the path is the rule's id. Then: gikvalidate rules test {name} --rules {root}, "
        "rules lint --rules {root}",
        "title": "the same sentence in Chinese",
        "basis": "the printed relation, the clause, or arithmetic",
        "severity": "error: printed relation, statute, arithmetic; warning: honest practice may differ; info: a hint",
        "may": "may name: ",
        "repair": "the same in Chinese",
        "why": "why it must hold, and why at this severity",
        "over": "when a right report could set it off",
        "under": "which mistakes it lets pass",
        "shown": "only the cells and sentences that matter; more examples that stay silent than fail",
        "root": "DIR",
    },
}


def skeleton(kind: str, name: str, lang: str = "zh", root: Path | None = None) -> str:
    """The text of a new rule file, its notes in "zh" or "en", to be written below `root`.

    Raises KeyError for an unknown kind.
    """
    if kind not in checks.kinds():
        raise KeyError(kind)
    module = import_module(f"gikvalidate.checks.{kind}")
    fields, words = sorted(module.FIELDS), _WORDS[lang]
    told = module.OPTIONS_ZH if lang == "zh" else inspect.cleandoc(module.Options.__doc__ or "")
    notes = [line for part in told.splitlines() for line in _folded(part)]
    definitions: dict[str, Any] = {}
    options = shape_schema(module.Options, definitions)
    lines = [
        _option(option, told, definitions, required=option in options["required"])
        for option, told in options["properties"].items()
    ]
    first = words["first"].format(name=name, root=root or words["root"])
    return (
        _HEAD.format(schema=_schema(name, root), kind=kind, **{**words, "first": first})
        + "".join(f"  # {line}\n" for line in notes)
        + "".join(lines)
        + _TAIL.format(
            fields=("、" if lang == "zh" else ", ").join(fields),
            example=f"{{{fields[0]}}}" if fields else "…",
            **words,
        )
    )


def _schema(name: str, root: Path | None) -> str:
    """Where the JSON Schema lies, seen from the new file."""
    schema = folder("schemas") / "rule.schema.json"
    return str(schema if root is None else os.path.relpath(schema, (root / name).resolve().parent))


def _folded(line: str) -> list[str]:
    """A line of Chinese, which has no spaces to break at, as lines of some fifty characters that end at a mark."""
    if not line or line.isascii():
        return [line] if line else []
    lines = [""]
    for part in re.findall(r"[^，。；：]*[，。；：]?", line):
        if len(lines[-1]) + len(part) > _LONGEST and lines[-1]:
            lines.append("")
        lines[-1] += part
    return lines


_LONGEST = 56


def _option(name: str, told: dict[str, Any], definitions: dict[str, Any], *, required: bool) -> str:
    """One option: a required one with a placeholder, any other as a comment."""
    one = told.get("items", {}) if told.get("type") == "array" else told
    choices = _choices(_resolved(one, definitions))
    note = f"   # {' | '.join(choices)}" if choices else ""
    if not required:
        default = told.get("default", "")
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        return f"  # {name}: {'[]' if told.get('type') == 'array' else shown}{note}".rstrip() + "\n"
    return f"  {name}: {_placeholder(name, told, definitions)}{note}\n"


def _placeholder(name: str, told: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What stands for a value of this schema until the author writes one."""
    told = _resolved(told, definitions)
    if choices := _choices(told):
        return choices[0]
    if "minimum" in told:
        return str(told["minimum"])
    if "prefixItems" in told:
        return f"[{', '.join(_placeholder('', item, definitions) for item in told['prefixItems'])}]"
    if told.get("type") == "array":
        return f"[{_placeholder(name, told.get('items', {}), definitions)}]"
    if told.get("properties"):
        filled = (
            f"{field}: {_placeholder(field, told['properties'][field], definitions)}" for field in told["required"]
        )
        return f"{{{', '.join(filled)}}}"
    if isinstance(told.get("additionalProperties"), dict):
        key = _KEYS.get(name, "…")
        return f"{{{key}: {_placeholder('', told['additionalProperties'], definitions)}}}"
    return _PLACEHOLDERS.get(name) or _PLACEHOLDERS.get(told.get("type", ""), "…")


def _resolved(told: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = definitions.get(told.get("$ref", "").rpartition("/")[2], told)
    return found


def _choices(told: dict[str, Any]) -> list[str]:
    return told.get("enum") or ([told["const"]] if "const" in told else [])


_PLACEHOLDERS = {
    "expect": "t3.granted.total >= 0",
    "keys": '"t3.*"',
    "figures": '"t3.*.total"',
    "of": "t3.granted.total",
    "instead": "t3.granted.total",
    "table": "t3",
    "integer": "1",
    "object": "{…: …}",
}
_KEYS = {"forms": "form2021"}
