"""What a change of rules would do: the findings of two rule sets over the same documents, new and gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gikvalidate.checks import Check
from gikvalidate.document import DocumentError
from gikvalidate.engine import check, submit
from gikvalidate.findings import Finding, Unreadable


@dataclass(frozen=True)
class Difference:
    """A finding that only one of the two rule sets makes."""

    path: Path
    finding: Finding
    new: bool


def compare(
    paths: Iterable[Path], old: Sequence[Check], new: Sequence[Check], lang: str = "zh"
) -> Iterator[Difference | Unreadable]:
    """Read every document once and check it with both rule sets; one that cannot be read is told."""
    for path in paths:
        try:
            submission = submit(path)
        except DocumentError as error:
            yield Unreadable(path, error.reason(lang))
            continue
        before, after = (
            {(finding.fingerprint, finding.severity): finding for finding in check(submission, checks, lang).findings}
            for checks in (old, new)
        )
        yield from (Difference(path, finding, False) for key, finding in before.items() if key not in after)
        yield from (Difference(path, finding, True) for key, finding in after.items() if key not in before)
