"""JSON for machines: the findings of a run (schema gikvalidate/1) and the extract of one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gikvalidate.claims import Breakdown, Change, Claim, ClaimKind, Interval, Relation, Share, ShareList
from gikvalidate.findings import (
    Alternative,
    Finding,
    Ledger,
    NotChecked,
    Place,
    Repair,
    Result,
    RootCause,
    TextPlace,
    Unreadable,
    in_language,
)
from gikvalidate.reports.indented import indented
from gikvalidate.submission import Submission

SCHEMA = "gikvalidate/1"


def findings_json(
    results: Sequence[Result],
    unreadable: Sequence[Unreadable],
    lang: str,
    unused_waivers: Sequence[str] = (),
    repairs: int | None = None,
    further: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """The whole run as one JSON text; exact decimals are strings. At most `repairs` for each cause, or all; `further`
    are keys of the caller's own.
    """
    run = {
        "schema": SCHEMA,
        "documents": [_document(result, lang, repairs) for result in results],
        "unreadable": [{"path": str(file.path), "reason": file.reason} for file in unreadable],
        "unused_waivers": list(unused_waivers),
        **further,
    }
    return indented(run)


def extract_json(submission: Submission, invalid: Sequence[Mapping[str, str]]) -> str:
    """Figures and claims of one document with their places and links; `invalid` are cells their schema refuses."""
    extract = {
        "schema": SCHEMA,
        "path": str(submission.document.path),
        "agency": submission.agency,
        "year": submission.year,
        "generation": submission.figures.generation,
        "evidence": submission.evidence,
        "figures": {
            key: {
                "value": None if figure.value is None else _decimal(figure.value),
                "text": figure.text,
                "kind": figure.kind.value,
                "table": figure.table,
                "row": figure.row,
                "column": figure.column,
                "page": figure.page,
                "confidence": figure.confidence,
            }
            for key, figure in submission.figures.cells.items()
        },
        "invalid": list(invalid),
        "claims": [_claim(claim) for claim in submission.narrative.claims],
        "relations": [_relation(relation) for relation in submission.narrative.relations],
        "periods": [asdict(period) for period in submission.narrative.periods],
        "signed": asdict(signed) if (signed := submission.narrative.signed) is not None else None,
        "unread": [asdict(unread) for unread in submission.narrative.unread],
        "tables": [asdict(table) for table in submission.figures.tables],
        "doubts": [asdict(doubt) for doubt in submission.figures.doubts],
    }
    return indented(extract)


def _document(result: Result, lang: str, repairs: int | None) -> dict[str, Any]:
    submission = result.submission
    return {
        "path": str(result.path),
        "agency": submission.agency,
        "year": submission.year,
        "generation": submission.figures.generation,
        "counts": _fields(result.ledger),
        "findings": [finding_json(finding) for finding in result.findings],
        "waived": [
            {**finding_json(one.finding), "waiver": {"reason": one.reason, "owner": one.owner, "until": one.until}}
            for one in result.waived
        ],
        "root_causes": [_root_cause(cause, lang, repairs) for cause in result.root_causes],
        "not_checked": [_not_checked(item, lang) for item in result.not_checked],
        "evidence": submission.evidence,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding, as it stands in a run and in the archive."""
    outcome = finding.outcome
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity.value,
        "message": finding.message,
        "doubt": finding.doubt or None,
        "reported": outcome.reported,
        "expected": outcome.expected,
        "difference": outcome.difference,
        "places": [_fields(place) for place in outcome.places],
        "repair": finding.repair,
        "repairs": _repairs(outcome.repairs),
        "basis": finding.basis,
        "root_cause": finding.root_cause,
        "explanation": finding.explanation or None,
        "fingerprint": finding.fingerprint,
    }


def _fields(record: Ledger | Place) -> dict[str, Any]:
    """A record of plain values by their names; `asdict` would look into each of them."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


def _root_cause(cause: RootCause, lang: str, most: int | None) -> dict[str, Any]:
    """`repairs` are the changes of the likeliest way to settle it, `alternatives` others, `left_out` how many more."""
    shown = [_alternative(alternative, lang) for alternative in cause.alternatives[:most]]
    best = shown[0] if shown else {"repairs": []}
    return {
        "id": cause.id,
        **best,
        "explains": list(cause.explains),
        "unique": cause.unique,
        "smallest_repairs": cause.minimal,
        "equally_likely": cause.tied,
        "search_stopped": cause.stopped,
        "blank_total": cause.blank_total,
        "left_out": len(cause.alternatives) - len(shown),
        "alternatives": shown[1:],
    }


def _alternative(alternative: Alternative, lang: str) -> dict[str, Any]:
    return {
        "repairs": _repairs(alternative.repairs),
        "reasons": [in_language(reason, lang) for reason in alternative.reasons],
        "smallest": alternative.minimal,
        "values_unique": alternative.values_unique,
        "reread": alternative.reread,
    }


def _repairs(repairs: Sequence[Repair]) -> list[dict[str, Any]]:
    """Changes of figures; of a number in the text with the span where it stands."""
    return [
        {"figure": repair.figure, "from": repair.before, "to": repair.after}
        | (
            {"quote": place.quote, "start": place.start, "end": place.end}
            if isinstance(place := repair.place, TextPlace)
            else {}
        )
        for repair in repairs
    ]


def _not_checked(item: NotChecked, lang: str) -> dict[str, str]:
    return {
        "status": item.status.value,
        "rule": item.rule,
        "subject": item.subject,
        "reason": in_language(item.reason, lang),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    quantity = claim.quantity
    return {
        "text": quantity.text,
        "value": None if quantity.value is None else _decimal(quantity.value),
        "interval": _interval(quantity.interval),
        "unit": quantity.unit,
        "approximate": quantity.approximate,
        "kind": claim.kind.value,
        "subject": claim.subject,
        "label": claim.label,
        "cue": claim.cue,
        "period": claim.period.value,
        "scope": claim.scope,
        "section": claim.section,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "links": [{"figures": reading.expression, "name": reading.name} for reading in claim.readings],
    }


def _relation(relation: Relation) -> dict[str, Any]:
    match relation:
        case Breakdown():
            return {
                "relation": "part_of",
                "whole": relation.whole.start,
                "parts": [part.start for part in relation.parts],
                "completeness": relation.completeness.value,
            }
        case Share():
            return {
                "relation": "share_of",
                "share": relation.share.start,
                "part": None if relation.part is None else relation.part.start,
                "wholes": [whole.start for whole in relation.wholes],
                "wholes_in_table": [
                    {"figures": reading.expression, "name": reading.name} for reading in relation.table
                ],
            }
        case ShareList():
            return {
                "relation": "shares",
                "shares": [share.start for share in relation.shares],
                "completeness": relation.completeness.value,
            }
        case Change():
            return {
                "relation": "change_since",
                "change": relation.change.start,
                "sign": relation.sign,
                "current": None if relation.current is None else relation.current.start,
                "prior": None if relation.prior is None else relation.prior.start,
                "difference": None if relation.difference is None else relation.difference.start,
                "basis": relation.basis,
                "implied_prior": _range(relation.implied_priors() if _is_growth(relation) else None),
            }


def _is_growth(change: Change) -> bool:
    return change.change.kind is ClaimKind.GROWTH and change.basis == "year"


def _range(bounds: tuple[int, int] | None) -> list[str] | None:
    return None if bounds is None else [str(number) for number in sorted(set(bounds))]


def _interval(interval: Interval) -> dict[str, Any]:
    return {
        "low": None if interval.low is None else str(interval.low),
        "high": None if interval.high is None else str(interval.high),
        "low_open": interval.low_open,
        "high_open": interval.high_open,
    }


def _decimal(value: Decimal) -> str:
    return f"{value:f}"
