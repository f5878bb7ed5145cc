"""A new rule, begun: everything a rule file holds, with what its kind asks for and notes on what to fill in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gikvalidate import checks

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
    options = module.Options.model_json_schema()
    lines = [
        _option(option, told, options.get("$defs", {}), required=option in options.get("required", ()))
        for option, told in options.get("properties", {}).items()
    ]
    return (
        _HEAD.format(schema="rule.schema.json", kind=kind, name=name)
        + notes
        + "".join(lines)
        + _TAIL.format(fields="、".join(fields), example=f"{{{fields[0]}}}" if fields else "…")
    )


def _option(name: str, told: dict[str, Any], definitions: dict[str, Any], *, required: bool) -> str:
    """One option: a required one with a placeholder, any other as a comment."""
    many = told.get("type") == "array"
    one = told.get("items", {}) if many else told
    one = definitions.get(one.get("$ref", "").rpartition("/")[2], one)
    choices = one.get("enum") or ([one["const"]] if "const" in one else [])
    note = f"   # {' | '.join(choices)}" if choices else ""
    if not required:
        return f"  # {name}: {'[]' if many else told.get('default', '')}{note}\n"
    value = choices[0] if choices else _PLACEHOLDERS.get(name) or _PLACEHOLDERS.get(one.get("type", ""), "…")
    return f"  {name}: {f'[{value}]' if many else value}{note}\n"


_PLACEHOLDERS = {"expect": "t3.granted.total >= 0", "keys": '"t3.*"', "table": "t3", "integer": "1", "object": "{…: …}"}
