"""A Word document with the statutory tables in really merged cells, the same bytes for the same report."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from .forms import Cell, Rows, resolved, tables
from .model import TABLE_OF_SECTION, TITLES, Report


def docx_bytes(report: Report) -> bytes:
    """The whole report as a .docx file."""
    document = docx.Document()
    document.core_properties.author = report.agency
    document.core_properties.title = "".join(report.title)
    for line in report.title:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    written = tables(report)
    for line in report.opening:
        document.add_paragraph(line)
    for index, (heading, paragraphs) in enumerate(zip(TITLES, report.sections, strict=True)):
        document.add_paragraph().add_run(heading).bold = True
        for line in paragraphs:
            document.add_paragraph(line)
        if name := TABLE_OF_SECTION.get(index):
            document.element.body.insert_element_before(parse_xml(_table(written[name])), "w:sectPr")
            document.add_paragraph()
    for line in report.signature:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer)


def _table(rows: Rows) -> str:
    # Written as XML at once: merging through table.cell() looks up the whole grid for every cell.
    width = sum(cell.colspan for cell in rows[0])
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    columns = f'<w:gridCol w:w="{9000 // width}"/>' * width
    lines = [f"<w:tr>{''.join(_cell(cell, begins) for cell, begins in row)}</w:tr>" for row in resolved(rows)]
    return (
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='0' w:type='auto'/><w:tblBorders>{borders}</w:tblBorders>"
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _cell(cell: Cell, begins: bool) -> str:
    properties = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if cell.rowspan > 1:
        properties += f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>'
    lines = cell.text.split("\n") if begins and cell.text else []
    runs = "<w:r><w:br/></w:r>".join(f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in lines)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>"


def _without_clock(saved: io.BytesIO) -> bytes:
    """The same package with fixed member dates, so that writing a report twice changes nothing."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
