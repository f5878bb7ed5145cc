"""A new rule, begun: everything a rule file holds, with what its kind asks for and notes on what to fill in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gikvalidate import checks
from gikvalidate.authoring.jsonschema import shape_schema

_HEAD = """\
# yaml-language-server: $schema={schema}
# {name}.yaml — 路径就是规则的名字。填好后：gikvalidate rules test {name}，gikvalidate rules lint
title: 一句话说明什么必须成立
title_en: One sentence that says what must hold
basis: 勾稽关系、条款，或“算术”
severity: warning   # error 必改：印明的勾稽关系、法条、算术上不可能；warning 需说明；info 提示
# version: "1"
# profiles: [self-check, audit, archive]
applies: {{generations: [form2019, form2021]}}   # levels: [county, township], body: department
check:
  kind: {kind}
"""
_TAIL = """\
message:   # 可用：{fields}
  zh: "{example}"
  en: "{example}"
repair:
  zh: 看什么、改什么
  en: what to look at or change
why: 为什么必须成立；为什么是这一级
limits:
  over: 什么情况下报告没有错，规则也会说话
  under: 什么错它看不出来
examples:
  # 只写有关的格和句子，其余都是空白；不作声的例子要多于报错的
  pass:
    - {{}}
  fail:
    - {{}}
  silent:
    - {{}}
"""


def skeleton(kind: str, name: str) -> str:
    """The text of a new rule file; raises KeyError for an unknown kind."""
    if kind not in checks.kinds():
        raise KeyError(kind)
    module = import_module(f"gikvalidate.checks.{kind}")
    fields = sorted(module.FIELDS)
    notes = "".join(
        f"  # {line.strip()}\n" for line in (module.Options.__doc__ or "").strip().splitlines() if line.strip()
    )
    definitions: dict[str, Any] = {}
    options = shape_schema(module.Options, definitions)
    lines = [
        _option(option, told, definitions, required=option in options["required"])
        for option, told in options["properties"].items()
    ]
    return (
        _HEAD.format(schema="rule.schema.json", kind=kind, name=name)
        + notes
        + "".join(lines)
        + _TAIL.format(fields="、".join(fields), example=f"{{{fields[0]}}}" if fields else "…")
    )


def _option(name: str, told: dict[str, Any], definitions: dict[str, Any], *, required: bool) -> str:
    """One option: a required one with a placeholder, any other as a comment."""
    one = told.get("items", {}) if told.get("type") == "array" else told
    choices = _choices(_resolved(one, definitions))
    note = f"   # {' | '.join(choices)}" if choices else ""
    if not required:
        return f"  # {name}: {'[]' if told.get('type') == 'array' else told.get('default', '')}{note}\n"
    return f"  {name}: {_placeholder(name, told, definitions)}{note}\n"


def _placeholder(name: str, told: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What stands for a value of this schema until the author writes one."""
    told = _resolved(told, definitions)
    if choices := _choices(told):
        return choices[0]
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
