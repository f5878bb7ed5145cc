"""A plain Word file of any document, for those that came in another format: titles, paragraphs, tables with spans.

The paragraphs are numbered as they are written, so that comments can be put in without looking for the words again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from gikvalidate.anchors import WordAnchor
from gikvalidate.document import Cell, Document, Origin, Table
from gikvalidate.reports.marking import Position, is_title
from gikvalidate.submission import Submission

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="rId1" Type="{}/{}" Target="{}"/></Relationships>'
)
_FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{}"/>'
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS.format("宋体")}'
    '<w:sz w:val="24"/><w:lang w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
    '<w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr>'
    f'<w:jc w:val="center"/></w:pPr><w:rPr>{_FONTS.format("黑体")}<w:sz w:val="36"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr>'
    f'<w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr>{_FONTS.format("黑体")}<w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr>'
    '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>'
    "</w:style></w:styles>"
)
# In twentieths of a point: the width of the text on A4 upright.
_WIDTH = 9070
# In characters: the least and the most that a column is wide for.
_NARROWEST, _WIDEST = 3, 12
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Rendered:
    """The file, and where everything stands in it."""

    def __init__(self, submission: Submission) -> None:
        self._document: Document = submission.document
        self._headings = {section.start for section in submission.sections}
        self._paragraphs = 0
        self._texts = 0
        self._starts: dict[int, WordAnchor] = {}
        self._cells: dict[Position, WordAnchor] = {}
        self.data = _package("".join(self._blocks(submission)))

    def text(self, start: int, end: int) -> WordAnchor | None:
        """The anchor of `Document.text[start:end]`, or of as much of it as stands in one paragraph."""
        paragraph = self._document.paragraph_at(start)
        if paragraph is None or start >= paragraph.end:
            return None
        whole = self._starts[paragraph.start]
        text = whole.start[0] if whole.start else 0
        low, high = start - paragraph.start, min(end, paragraph.end) - paragraph.start
        return WordAnchor(whole.paragraph, (text, low), (text, high))

    def cell(self, table: int, row: int, column: int) -> WordAnchor | None:
        """The anchor of the cell whose upper left position this is."""
        return self._cells.get((table, row, column))

    def _blocks(self, submission: Submission) -> Iterator[str]:
        for block in self._document.blocks:
            if isinstance(block, Table):
                yield self._table(block)
                # Two tables without a paragraph between would be one.
                yield self._paragraph("", "")
                continue
            title = is_title(block, submission)
            style = "Title" if title else "Heading1" if block.start in self._headings else ""
            self._starts[block.start] = WordAnchor(self._paragraphs, (self._texts, 0), (self._texts, len(block.text)))
            yield self._paragraph(block.text, style, indented=not style and block.origin is Origin.BODY)

    def _paragraph(self, text: str, style: str, *, indented: bool = False) -> str:
        self._paragraphs += 1
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        properties += '<w:ind w:firstLineChars="200" w:firstLine="480"/>' if indented else ""
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._runs(text)}</w:p>"

    def _runs(self, text: str) -> str:
        lines = [_UNFIT.sub("\ufffd", line) for line in text.split("\n") if line]
        self._texts += len(lines)
        return "<w:r><w:br/></w:r>".join(f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in lines)

    def _table(self, table: Table) -> str:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _widths(table))
        rows = "".join(
            f"<w:tr>{''.join(self._row(table.index, number, row))}</w:tr>" for number, row in enumerate(table.grid())
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, index: int, number: int, row: list[Cell | None]) -> Iterator[str]:
        column = 0
        while column < len(row):
            cell = row[column]
            span = 1
            while cell is not None and column + span < len(row) and row[column + span] is cell:
                span += 1
            begins = cell is not None and (cell.row, cell.column) == (number, column)
            if cell is not None and begins:
                self._cells[index, number, column] = WordAnchor(self._paragraphs)
            merge = f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>' if cell and cell.rowspan > 1 else ""
            text = cell.text if cell is not None and begins else ""
            yield (
                f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/><w:gridSpan w:val="{span}"/>{merge}'
                f'<w:vAlign w:val="center"/></w:tcPr>{self._paragraph(text, "Cell")}</w:tc>'
            )
            column += span


def _widths(table: Table) -> list[int]:
    """The widths of the columns by the longest words in each, within reason."""
    weights = [_NARROWEST] * table.columns
    for cell in table.cells:
        if cell.colspan == 1:
            longest = max(map(len, cell.text.split("\n")))
            weights[cell.column] = min(max(weights[cell.column], longest), _WIDEST)
    return [_WIDTH * weight // sum(weights) for weight in weights]


def _package(body: str) -> bytes:
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1418" w:bottom="1440" w:left="1418" \
w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(_OFFICE, "officeDocument", "word/document.xml"),
        "word/document.xml": f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{body}{page}</w:body></w:document>',
        "word/_rels/document.xml.rels": _RELATIONS.format(_OFFICE, "styles", "styles.xml"),
        "word/styles.xml": _STYLES,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
