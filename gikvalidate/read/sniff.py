"""What a file is, by its first bytes and, for containers, by what it holds."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from gikvalidate.read.decode import SAMPLE, without_mark
from gikvalidate.read.ole import MAGIC as OLE
from gikvalidate.read.ole import Compound
from gikvalidate.read.refusals import Refused

if TYPE_CHECKING:
    import zipfile

ZIP = b"PK\x03\x04"
# PNG, JPEG, and TIFF in either order of bytes.
SCANS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
REFUSED = (
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
)
# What a zip holds, by the beginning of a member's name.
MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|span|h[1-6]|article|section)[\s>]", re.I)
_TEXT_WITH_TAGS = re.compile(rb"</(?:html|body|div|p|table|span|h[1-6]|article|section)\s*>", re.I)
_WORD_XML = re.compile(rb"<\?mso-application|<w:wordDocument|<pkg:package")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)[\s>]", re.I)
# A heading, or the line under the headings of a table.
_MARKDOWN = re.compile(rb"^ {0,3}#{1,6} +\S|^ {0,3}\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?\r?$", re.M)
MARKDOWN = 1 << 17
_TABLE = re.compile(rb"<table[\s>].*?(?:</table\s*>|\Z)", re.I | re.S)
_BLOCK = re.compile(rb"<(?:p|div|br|span|h[1-6]|li|section|article|body)[\s/>]", re.I)
_MHTML = re.compile(rb"^(?:[\w-]+:[^\n]*\n\s?)*?Content-Type:\s*multipart/related", re.I)


def sniff(data: bytes) -> str:
    """The name of the reader for these bytes; a format without one is refused by its own name."""
    if data.startswith(ZIP):
        return _zip(data)
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(SCANS):
        return "scan"
    for magic, name in REFUSED:
        if data.startswith(magic):
            raise Refused(name)
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if (head[:2] == b"BM" and b"\0\0" in head[:16]) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Refused("image")
    return _textual(data)


def _textual(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"\0" in data[:SAMPLE] and without_mark(data)):
        # UTF-16: the marks below are looked for in its ASCII part.
        data = data[: 1 << 17].replace(b"\0", b"")
    head = data[:4096]
    if _WORD_XML.search(head):
        raise Refused("word_xml")
    if _MHTML.match(head):
        return "mht"
    if not _PAGE.search(head) and (_MARKDOWN.search(data[:MARKDOWN]) or _is_text_around_tables(data[:MARKDOWN])):
        return "md"
    if _MARKUP.search(head) and (_TEXT_WITH_TAGS.search(data) or head.lstrip()[:1] in (b"<", b"\xef")):
        return "html"
    return "text"


def _is_text_around_tables(data: bytes) -> bool:
    """Whether nothing but its tables is marked up, so that the lines between them are paragraphs."""
    around, tables = _TABLE.subn(b"", data)
    return tables > 0 and not _BLOCK.search(around) and len(around.split(b"\n")) > 2 * tables


def _zip(data: bytes) -> str:
    import io
    import zipfile

    from gikvalidate.read.zips import NO_ZIP

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                return _open_document(archive)
    except NO_ZIP:
        raise Refused("damaged", detail="zip") from None
    for start, name in MEMBERS:
        if any(member.startswith(start) for member in names):
            if name in ("docx", "xlsx"):
                return name
            raise Refused(name)
    raise Refused("archive")


def _open_document(archive: zipfile.ZipFile) -> str:
    """Text or spreadsheet by the type the package states; a text where it states none."""
    type = _head(archive, "mimetype")
    if b"encryption-data" in _head(archive, "META-INF/manifest.xml"):
        raise Refused("encrypted")
    if b"presentation" in type:
        raise Refused("pptx")
    return "ods" if b"spreadsheet" in type else "odt"


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    try:
        with archive.open(name) as member:
            return member.read(1 << 16)
    except (RuntimeError, zlib.error):
        raise Refused("damaged", detail=name) from None


def _ole(data: bytes) -> str:
    """The kind of a compound file by the streams at its top, not by those of what is embedded in it."""
    compound = Compound(data)
    if "EncryptedPackage" in compound:
        raise Refused("encrypted")
    if "WordDocument" in compound:
        # The flags of an old Word file; the bit says that what follows is encrypted.
        flags = compound.stream("WordDocument")[11:12]
        if flags and flags[0] & 1:
            raise Refused("encrypted")
        return "doc"
    if "Workbook" in compound or "Book" in compound:
        return "xls"
    raise Refused("ole")
