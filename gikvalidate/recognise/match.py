"""Which cell of the document is which cell of the form: the tables, each walked upright or on its side."""

from __future__ import annotations

from collections.abc import Sequence

from gikvalidate.document import Document, Table
from gikvalidate.figures import Figures
from gikvalidate.recognise.generation import by_year, generation
from gikvalidate.recognise.labels import unnumbered
from gikvalidate.recognise.placing import Placing
from gikvalidate.recognise.schema import Form
from gikvalidate.recognise.turning import has_rows_across, turned
from gikvalidate.recognise.walk import TableWalk

_LONGEST_CAPTION = 30
_LONGEST_TURNED = 40


def recognise(document: Document, forms: Sequence[Form], year: int | None = None) -> Figures:
    """Find the statutory tables of `document` and every figure in them.

    The generation is the form most of whose own labels the tables print; where they print none, the one in force in
    `year`. A document without a statutory table gives no figures; its generation is that of its year.
    """
    form = generation(document, forms, year)
    if form is None:
        return Figures(by_year(forms, year))
    placing = Placing(form)
    for table in document.tables:
        caption = _caption(document, table)
        rows_across = has_rows_across(table, form)
        if not rows_across:
            TableWalk(placing, table, caption).run()
        if rows_across or (table.index not in placing.used and table.columns < table.rows <= _LONGEST_TURNED):
            placing.turned = True
            TableWalk(placing, turned(table), caption).run()
            placing.turned = False
    return placing.figures()


def _caption(document: Document, table: Table) -> str:
    """The short line right above a table that names one thing; a title of several (行政复议、行政诉讼情况) is none."""
    above = document.paragraph_at(table.before - 1) if table.before else None
    beside = table.index and document.tables[table.index - 1].before == table.before
    if above is None or beside or len(above.text) > _LONGEST_CAPTION:
        return ""
    words = unnumbered(above.text)
    return "" if any(mark in words for mark in "、，。；和") else words
