"""All findings of a run as rows of text, for every report that is a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from gikvalidate.findings import CellPlace, Finding, Result
from gikvalidate.reports.as_csv import plain
from gikvalidate.reports.wording import path_name, place_name

COLUMNS = (
    "path",
    "agency",
    "year",
    "generation",
    "number",
    "severity",
    "rule",
    "title",
    "message",
    "reported",
    "expected",
    "difference",
    "places",
    "figures",
    "repair",
    "basis",
    "explanation",
    "fingerprint",
)


class ParquetMissingError(Exception):
    """What writes Parquet is not installed."""


def rows(results: Sequence[Result], lang: str) -> Iterator[tuple[str, ...]]:
    """A row of texts in the order of `COLUMNS` for each finding; what is not known is empty."""
    for result in results:
        for number, finding in enumerate(result.findings, start=1):
            yield (*_document(result), *_finding(number, finding, lang))


def findings_csv(results: Sequence[Result], lang: str) -> str:
    """CSV; the file wants utf-8-sig, by which spreadsheets know it from GBK. No cell begins a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([plain(text) for text in row] for row in rows(results, lang))
    return buffer.getvalue()


def findings_parquet(results: Sequence[Result], lang: str) -> bytes:
    """Parquet with the columns of the CSV, all text: exact decimals have no common type."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ParquetMissingError from None
    columns = list(zip(*rows(results, lang), strict=True)) or [()] * len(COLUMNS)
    table = pa.table({name: pa.array(list(column), pa.string()) for name, column in zip(COLUMNS, columns, strict=True)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def _document(result: Result) -> tuple[str, str, str, str]:
    submission = result.submission
    year = "" if submission.year is None else str(submission.year)
    return path_name(result.path), submission.agency or "", year, submission.figures.generation or ""


def _finding(number: int, finding: Finding, lang: str) -> tuple[str, ...]:
    outcome = finding.outcome
    return (
        str(number),
        finding.severity.value,
        finding.rule,
        finding.title,
        finding.message,
        outcome.reported or "",
        outcome.expected or "",
        outcome.difference or "",
        "；".join(place_name(place, lang) for place in outcome.places),
        " ".join(place.figure for place in outcome.places if isinstance(place, CellPlace)),
        finding.repair,
        finding.basis,
        finding.explanation,
        finding.fingerprint,
    )
