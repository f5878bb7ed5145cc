"""SARIF 2.1.0 for tools that show results of checks: cells and words as logical locations of the document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gikvalidate.findings import (
    CellPlace,
    Finding,
    NotChecked,
    Place,
    Result,
    Severity,
    Status,
    Unreadable,
    in_language,
)
from gikvalidate.reports.root_causes import story
from gikvalidate.reports.wording import note, place_name

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def findings_sarif(results: Sequence[Result], unreadable: Sequence[Unreadable], lang: str) -> str:
    """The whole run; a file that could not be read is a notification, as are checks that were not evaluated."""
    rules = _rules(results)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    notifications = [_not_checked(item, result, lang) for result in results for item in result.not_checked]
    notifications += [
        {"level": "error", "message": {"text": file.reason}, "locations": [_file(file.path)]} for file in unreadable
    ]
    run = {
        "tool": {"driver": {"name": "gikvalidate", "rules": rules}},
        "invocations": [
            {"executionSuccessful": not unreadable, "toolExecutionNotifications": notifications},
        ],
        "artifacts": [_artifact(result) for result in results],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(number, finding, result, index, lang)
            for result in results
            for number, finding in enumerate(result.findings, start=1)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rules(results: Sequence[Result]) -> list[dict[str, Any]]:
    known = {finding.rule: finding for result in reversed(results) for finding in reversed(result.findings)}
    return [
        {
            "id": rule,
            "shortDescription": {"text": known[rule].title},
            "help": {"text": known[rule].basis},
        }
        for rule in sorted(known)
    ]


def _result(number: int, finding: Finding, result: Result, index: dict[str, int], lang: str) -> dict[str, Any]:
    outcome = finding.outcome
    locations = [_location(result, place, lang) for place in outcome.places]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVEL[finding.severity],
        "message": {"text": "\n".join(note(number, finding, lang, story(result, finding, lang))[1:-1])},
        "locations": locations[:1] or [_file(result.path)],
        "relatedLocations": locations[1:],
        "partialFingerprints": {"gikvalidate/v1": finding.fingerprint},
        "properties": {
            "severity": finding.severity.value,
            "reported": outcome.reported,
            "expected": outcome.expected,
            "difference": outcome.difference,
            "rootCause": finding.root_cause,
        },
    }


def _location(result: Result, place: Place, lang: str) -> dict[str, Any]:
    cell = isinstance(place, CellPlace)
    return {
        **_file(result.path),
        "message": {"text": place_name(place, lang)},
        "logicalLocations": [
            {
                "name": place_name(place, lang),
                "fullyQualifiedName": place.figure
                if isinstance(place, CellPlace)
                else f"text:{place.start}-{place.end}",
                "kind": "element" if cell else "text",
            }
        ],
    }


def _file(path: Path) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}


def _uri(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _artifact(result: Result) -> dict[str, Any]:
    submission = result.submission
    known = {"agency": submission.agency, "year": submission.year, "generation": submission.figures.generation}
    return {
        "location": {"uri": _uri(result.path)},
        "properties": {**known, "counts": asdict(result.ledger)},
    }


def _not_checked(item: NotChecked, result: Result, lang: str) -> dict[str, Any]:
    return {
        "level": "error" if item.status is Status.CRASHED else "note",
        "message": {"text": in_language(item.reason, lang) or item.status.value},
        "associatedRule": {"id": item.rule},
        "locations": [_file(result.path)],
        "properties": {"status": item.status.value, "subject": item.subject},
    }
