"""Compound files, the container of old and of encrypted office files: their own directory tells what they are."""

import struct

import pytest
from reports.random_report import random_report
from reports.write_docx import docx_bytes

from gikvalidate.document import Document, DocumentError
from gikvalidate.read import read_all
from gikvalidate.read.office import TARGETS, Old, convert, soffice
from gikvalidate.read.ole import MAGIC, Compound
from gikvalidate.read.sniff import sniff

NONE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def entry(name: str, kind: int, right: int = NONE, child: int = NONE, start: int = END, size: int = 0) -> bytes:
    head = name.encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIII", head, len(head) + 2, kind, 1, NONE, right, child, start, size, 0)


def compound(streams: dict[str, bytes], inside: str = "") -> bytes:
    """A compound file with these streams at its top, and an embedded object with a stream named `inside`."""
    body, entries, sectors = b"", [], 2
    for index, (name, content) in enumerate(streams.items()):
        size = -(-len(content) // SECTOR)
        right = index + 2 if index + 1 < len(streams) or inside else NONE
        entries.append(entry(name, 2, right, start=sectors, size=len(content)))
        body += content.ljust(size * SECTOR, b"\0")
        sectors += size
    if inside:
        entries += [entry("Object", 1, child=len(entries) + 2), entry(inside, 2)]
    directory = b"".join([entry("Root Entry", 5, child=1), *entries])
    assert len(directory) <= SECTOR
    table = [TABLE, END]
    for content in streams.values():
        size = -(-len(content) // SECTOR)
        table += [len(table) + step + 1 if step + 1 < size else END for step in range(size)]
    allocation = struct.pack(f"<{SECTOR // 4}I", *table, *[NONE] * (SECTOR // 4 - len(table)))
    head = struct.pack("<8s16xHHHHH6xIIIIIIIIII", MAGIC, 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 0, END, 0, END, 0, 0)
    return head + struct.pack("<108I", *[NONE] * 108) + allocation + directory.ljust(SECTOR, b"\0") + body


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BOF, EOF, ENCRYPTED = record(0x809, bytes(16)), record(0x0A), record(0x2F, bytes(54))
CIPHERED = bytes(10) + b"\x00\x01" + bytes(1000)


@pytest.mark.parametrize(
    ("streams", "inside", "reason"),
    [
        ({"EncryptedPackage": bytes(900), "EncryptionInfo": bytes(90)}, "", "加密"),
        ({"WordDocument": CIPHERED}, "", "加密"),
        ({"Workbook": BOF + ENCRYPTED + EOF}, "", "加密"),
        ({"Book": BOF + ENCRYPTED + EOF}, "", "加密"),
        ({"Contents": bytes(10)}, "", "旧版 Office"),
        ({"Contents": bytes(10)}, "WordDocument", "旧版 Office"),
        ({"Workbook": BOF + EOF}, "", "损坏|没有文字"),
        ({"Workbook": b""}, "", "损坏|没有文字"),
    ],
)
@pytest.mark.parametrize("name", ["报告.docx", "报告.xlsx", "报告.txt"])
def test_what_cannot_be_read_is_named(read_bytes, streams, inside: str, reason: str, name: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_bytes(compound(streams, inside), name)


def test_an_embedded_object_does_not_decide_what_the_file_is() -> None:
    assert sniff(compound({"WordDocument": bytes(600)}, "Workbook")) == "doc"
    assert sniff(compound({"Workbook": bytes(600)}, "WordDocument")) == "xls"


def test_streams_over_several_sectors() -> None:
    content = bytes(range(256)) * 9
    assert Compound(compound({"a": b"x", "b": content})).stream("b") == content


def test_chains_that_bite_their_tail_end() -> None:
    data = bytearray(compound({"WordDocument": bytes(1500)}))
    for sector in range(2, 5):
        data[SECTOR + sector * 4 : SECTOR + sector * 4 + 4] = struct.pack("<I", 2)
    assert len(Compound(bytes(data)).stream("WordDocument")) <= 1500


@pytest.mark.parametrize("place", [30, 32, 44, 48, 60, 68, 76])
@pytest.mark.parametrize("value", [0, 1, 0x7FFF, 0xFFFF, 0xFFFFFFF0])
def test_absurd_headers_are_refused_or_read(read_bytes, place: int, value: int) -> None:
    data = bytearray(compound({"Contents": bytes(10)}))
    size = 2 if place < 44 else 4
    data[place : place + size] = (value & (0xFFFF if size == 2 else 0xFFFFFFFF)).to_bytes(size, "little")
    with pytest.raises(DocumentError):
        read_bytes(bytes(data))


def test_a_cell_far_out_in_an_old_workbook(read_bytes) -> None:
    number = struct.pack("<HHHd", 65535, 255, 0, 1.0)
    sheet = record(0x809, b"\x00\x06\x10\x00" + bytes(12)) + record(0x203, number) + EOF
    name = record(0x85, struct.pack("<IHBB", 0, 0, 1, 0) + b"a")
    head = record(0x809, b"\x00\x06\x05\x00" + bytes(12))
    start = len(head) + len(name) + len(EOF)
    name = record(0x85, struct.pack("<IHBB", start, 0, 1, 0) + b"a")
    with pytest.raises(DocumentError, match="单元格"):
        read_bytes(compound({"Workbook": head + name + EOF + sheet}))


@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_truncated_word_files_are_refused_or_read_in_one_go(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(TARGETS, "docx", "doc")
    (data,) = convert([Old(docx_bytes(random_report(1, "form2021")), "docx")])
    monkeypatch.undo()
    assert isinstance(data, bytes)
    paths = []
    for index in range(1, 10):
        paths.append(tmp_path / f"{index}.doc")
        paths[-1].write_bytes(data[: len(data) * index // 10])
    for path, found in read_all(paths):
        assert isinstance(found, Document | DocumentError), path
