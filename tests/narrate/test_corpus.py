"""Every labelled sentence of corpus.yaml: its claims, relations, links and what it leaves unread — and nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gikvalidate import datafiles
from gikvalidate.claims import Claim
from tests.narrate.conftest import read, sentence, value

ENTRIES: list[dict[str, Any]] = datafiles.load(Path(__file__).with_name("corpus.yaml")).data


def _row(claim: Claim, width: int) -> tuple[str, ...]:
    return (value(claim), claim.quantity.unit, claim.kind.value, claim.subject)[:width]


def _wanted(entry: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = [tuple(row) for row in entry.get("claims", [])]
    return [row if len(row) > 2 else (*row, "count") for row in rows]


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["text"] for entry in ENTRIES])
def test_sentence(entry: dict[str, Any]) -> None:
    narrative = read(entry["text"])
    wanted = sorted(_wanted(entry))
    claims = list(narrative.claims)
    matched = []
    for row in wanted:
        found = next((claim for claim in claims if _row(claim, len(row)) == row), None)
        if found is not None:
            claims.remove(found)
            matched.append(row)
    assert (matched, [_row(claim, 4) for claim in claims]) == (wanted, [])
    assert sorted(map(sentence, narrative.relations)) == sorted(entry.get("relations", []))
    links = {value(claim): claim.readings[0].expression for claim in reversed(narrative.claims) if claim.readings}
    assert links == entry.get("links", {})
    unread = " | ".join(item.text for item in narrative.unread)
    assert [words for words in entry.get("unread", []) if words not in unread] == []


def test_every_digit_is_accounted_for() -> None:
    for entry in ENTRIES:
        narrative = read(entry["text"])
        spans = [(claim.quantity.start, claim.quantity.end) for claim in narrative.claims]
        spans += [(item.start, item.end) for item in narrative.unread]
        lost = [
            char
            for place, char in enumerate(entry["text"])
            if char.isdigit() and not any(start <= place < end for start, end in spans)
        ]
        assert lost == [], entry["text"]
