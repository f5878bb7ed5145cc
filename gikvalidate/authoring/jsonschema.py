"""The JSON Schema of rule files, out of the models that read them, so that editors complete and check."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from gikvalidate import checks
from gikvalidate.rules import RuleBody

#: In a rule file every scalar is text, so an editor may see it as any of these.
_SCALARS = {
    "string": ["string", "number", "boolean"],
    "integer": ["integer", "string"],
    "boolean": ["boolean", "string"],
}


def rule_schema() -> str:
    """The schema as JSON text, one option set per kind."""
    schema = RuleBody.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    kinds = []
    for kind in checks.kinds():
        options = dict(import_module(f"gikvalidate.checks.{kind}").Options.model_json_schema())
        definitions |= options.pop("$defs", {})
        options["properties"] = {"kind": {"const": kind}, **options.get("properties", {})}
        options["required"] = ["kind", *options.get("required", [])]
        kinds.append({"if": {"properties": {"kind": {"const": kind}}}, "then": options})
    schema["properties"]["check"] = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(checks.kinds())}},
        "allOf": kinds,
    }
    schema["title"] = "gikvalidate rule"
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_as_written({**schema, "$defs": definitions}),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _as_written(node: Any) -> Any:
    """The schema of what stands in the file, before its scalars become text."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    written = {name: _as_written(value) for name, value in node.items()}
    if "enum" not in node and "const" not in node and node.get("type") in _SCALARS:
        written["type"] = _SCALARS[node["type"]]
    return written
