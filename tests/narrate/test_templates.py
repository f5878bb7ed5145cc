"""Every way a report puts a number, and every number that is none, has a labelled sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gikvalidate import datafiles

HERE = Path(__file__).parent
TEMPLATES: dict[str, dict[str, str]] = datafiles.load(HERE / "templates.yaml").data
LABELLED: list[dict[str, Any]] = [
    entry for name in ("corpus", "tempting", "faults") for entry in datafiles.load(HERE / f"{name}.yaml").data
]


@pytest.mark.parametrize("kind", ["templates", "traps"])
def test_every_way_of_writing_has_a_labelled_sentence(kind: str) -> None:
    texts = [entry["text"] for entry in LABELLED]
    without = [
        f"{number}: {pattern}"
        for number, pattern in TEMPLATES[kind].items()
        if not any(re.search(pattern, text, re.MULTILINE) for text in texts)
    ]
    assert without == []
    assert len(TEMPLATES["templates"]) == 193
    assert len(TEMPLATES["traps"]) == 20
