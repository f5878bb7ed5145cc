"""A report as a submission without the way through a file: its figures by key, its sentences narrated."""

from __future__ import annotations

from pathlib import Path

from gikvalidate.document import Cell, Document, Paragraph
from gikvalidate.figures import Figures
from gikvalidate.narrate import load_lexicon, narrate
from gikvalidate.recognise import find_sections, load_forms, standing
from gikvalidate.submission import Submission

from .model import TITLES, Report


def submission(report: Report) -> Submission:
    """What reading the written report would give, the places in its tables left out."""
    lines = [*report.title, *report.opening]
    for heading, told in zip(TITLES, report.sections, strict=True):
        lines += [heading, *told]
    paragraphs = [Paragraph(line) for line in (*lines, *report.signature)]
    document = Document.assemble(Path("report"), "memory", paragraphs)
    form = next(form for form in load_forms() if form.generation == report.generation)
    keys = [key for key, statutory in form.keys.items() if not statutory.optional]
    cells = {key: form.figure(key, Cell(0, 0, report.cell(key))) for key in keys}
    return Submission(
        document,
        Figures(report.generation, cells, absent=frozenset(form.keys.keys() - cells.keys())),
        narrate(document, load_lexicon(), report.year, report.generation),
        report.agency,
        report.year,
        find_sections(document),
        standing=standing(report.agency),
    )
