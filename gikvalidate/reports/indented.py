"""JSON on lines of its own for each value, as `json.dumps` writes it with an indent of one and letters as they are.

With an indent the standard library does it value by value in Python and takes twice as long.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted
from typing import Any


def indented(value: Any, lead: str = "\n") -> str:
    """The text of a value; `lead` begins a line as far in as the value itself."""
    if isinstance(value, str):
        return _quoted(value)
    further = lead + " "
    if isinstance(value, dict) and value:
        items = [f"{_quoted(name)}: {indented(each, further)}" for name, each in value.items()]
        return f"{{{further}{f',{further}'.join(items)}{lead}}}"
    if isinstance(value, list | tuple) and value:
        items = [indented(each, further) for each in value]
        return f"[{further}{f',{further}'.join(items)}{lead}]"
    # Most of what is left are these two.
    if value is None or type(value) is int:
        return "null" if value is None else str(value)
    return json.dumps(value)
