"""Which generation of the form a document follows."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.document import Document
from gikvalidate.recognise.labels import bare
from gikvalidate.recognise.schema import Form

#: No label of a row is longer.
LONGEST_LABEL = 80
_ENOUGH_LABELS = 3


def generation(document: Document, forms: Sequence[Form], year: int | None) -> Form | None:
    """The form most of whose own labels the tables print, of equals the one in force in `year`."""
    words = {bare(cell.text) for table in document.tables for cell in table.cells if len(cell.text) < LONGEST_LABEL}

    def evidence(form: Form) -> tuple[int, int, bool]:
        labels = words & (form.row_index.keys() | form.column_words)
        return len(words & form.markers), len(labels), year is not None and form.covers(year)

    best = max(forms, key=evidence, default=None)
    return best if best is not None and sum(evidence(best)[:2]) >= _ENOUGH_LABELS else None


def by_year(forms: Sequence[Form], year: int | None) -> str | None:
    """The generation in force in `year`."""
    return next((form.generation for form in forms if year and form.covers(year)), None)
