"""The JSON Schema of rule files, out of the shapes that read them, so that editors complete and check."""

from __future__ import annotations

import inspect
import json
import types
import typing
from dataclasses import MISSING
from enum import Enum
from importlib import import_module
from typing import Annotated, Any, Literal, get_args, get_origin

from gikvalidate import checks
from gikvalidate.rules import RuleBody
from gikvalidate.shapes import Least, Shape, keys_of, required

#: In a rule file every scalar is text, so an editor may see it as any of these.
_AS_WRITTEN = {
    "string": ["string", "number", "boolean"],
    "integer": ["integer", "string"],
    "boolean": ["boolean", "string"],
}
_SCALARS = {str: "string", int: "integer", bool: "boolean"}


def rule_schema() -> str:
    """The schema as JSON text, one option set per kind."""
    definitions: dict[str, Any] = {}
    schema = shape_schema(RuleBody, definitions)
    kinds = []
    for kind in checks.kinds():
        options = shape_schema(import_module(f"gikvalidate.checks.{kind}").Options, definitions)
        options["properties"] = {"kind": {"const": kind}, **options["properties"]}
        options["required"] = ["kind", *options["required"]]
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


def shape_schema(shape: type[Shape], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a mapping; shapes inside it go to `definitions`."""
    properties, needed = {}, []
    for key, (_, wanted, field) in keys_of(shape).items():
        properties[key] = _value(wanted, definitions)
        if required(field):
            needed.append(key)
        elif field.default is not MISSING and isinstance(field.default, str | int) and "$ref" not in properties[key]:
            properties[key]["default"] = field.default
    described = {"description": inspect.cleandoc(shape.__doc__)} if shape.__doc__ else {}
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": needed, **described}


def _value(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        least = next((note.value for note in inner[1:] if isinstance(note, Least)), None)
        found = _value(inner[0], definitions)
        bound = {"array": "minItems"}.get(str(found.get("type")), "minLength" if inner[0] is str else "minimum")
        return {**found, bound: least} if least is not None else found
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in {typing.Union, types.UnionType}:
        some = [_value(kind, definitions) for kind in inner if kind is not type(None)]
        return some[0] if len(some) == 1 else {"anyOf": some}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _value(inner[0], definitions)}
    if origin is tuple:
        items = [_value(item, definitions) for item in inner]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _value(inner[1], definitions)}
    if wanted is Any:
        return {}
    if issubclass(wanted, Shape):
        if wanted.__name__ not in definitions:
            definitions[wanted.__name__] = {}
            definitions[wanted.__name__] = shape_schema(wanted, definitions)
        return {"$ref": f"#/$defs/{wanted.__name__}"}
    if issubclass(wanted, Enum):
        return {"enum": [member.value for member in wanted]}
    return {"type": _SCALARS[wanted]}


def _as_written(node: Any) -> Any:
    """The schema of what stands in the file, before its scalars become text."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    written = {name: _as_written(value) for name, value in node.items()}
    if isinstance(node.get("type"), str) and node["type"] in _AS_WRITTEN:
        written["type"] = _AS_WRITTEN[node["type"]]
    return written
