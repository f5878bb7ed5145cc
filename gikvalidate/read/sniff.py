"""What a file is, by its first bytes and, for containers, by what it holds."""

from __future__ import annotations

import re

from gikvalidate.read.refusals import Refused

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# PNG, JPEG, and TIFF in either order of bytes.
SCANS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
REFUSED = (
    (b"{\\rtf", "rtf"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
)
# What a zip holds, by the beginning of a member's name.
MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"), ("content.xml", "odt"))

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|span|h[1-6]|article|section)[\s>]", re.I)
_TEXT_WITH_TAGS = re.compile(rb"</(?:html|body|div|p|table|span|h[1-6]|article|section)\s*>", re.I)
_WORD_XML = re.compile(rb"<\?mso-application|<w:wordDocument|<pkg:package")
_MHTML = re.compile(rb"^(?:[\w-]+:[^\n]*\n\s?)*?Content-Type:\s*multipart/related", re.I)


def sniff(data: bytes) -> str:
    """The name of the reader for these bytes; a format without one is refused by its own name."""
    if data.startswith(ZIP):
        return _zip(data)
    if data.startswith(OLE):
        raise Refused(_ole(data))
    if data.startswith(SCANS):
        return "scan"
    for magic, name in REFUSED:
        if data.startswith(magic):
            raise Refused(name)
    head = data[:1024]
    if b"%PDF-" in head:
        raise Refused("pdf")
    if (head[:2] == b"BM" and b"\0\0" in head[:16]) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Refused("image")
    return _textual(data)


def _textual(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        # UTF-16: the marks below are looked for in its ASCII part.
        data = data[: 1 << 17].replace(b"\0", b"")
    head = data[:4096]
    if _WORD_XML.search(head):
        raise Refused("word_xml")
    if _MHTML.match(head):
        raise Refused("mhtml")
    if _MARKUP.search(head) and (_TEXT_WITH_TAGS.search(data) or head.lstrip()[:1] in (b"<", b"\xef")):
        return "html"
    return "text"


def _zip(data: bytes) -> str:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Refused("damaged", detail="zip") from None
    for start, name in MEMBERS:
        if any(member.startswith(start) for member in names):
            if name == "docx":
                return name
            raise Refused(name)
    raise Refused("archive")


def _ole(data: bytes) -> str:
    """Streams of a compound file are named in its directory in UTF-16."""
    for stream, name in (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xlsx")):
        if stream.encode("utf-16-le") in data:
            return name
    return "ole"
