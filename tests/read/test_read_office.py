"""Old office files, which LibreOffice turns into new ones: its absence, its hanging, its manners."""

import http.server
import os
import threading
import time
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest
from reports.random_report import random_report
from reports.write_docx import docx_bytes

from gikvalidate.document import DocumentError
from gikvalidate.read import office, read, read_all
from gikvalidate.read.office import Old, convert, soffice

NEEDS_OFFICE = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
RTF = rb"{\rtf1\ansi\ansicpg936 %s\par}"


def rtf(words: str) -> bytes:
    return RTF % "".join(f"\\u{ord(char)}?" for char in words).encode()


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program of the name of LibreOffice that does what the script says."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def alive(folder: Path) -> list[int]:
    """Of the processes the script wrote down, those that still run."""
    pids = [int(line) for line in (folder / "pids").read_text().split()]
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text()]


def test_without_libreoffice_the_reason_says_how_to_install_it(tmp_path, read_bytes, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "PLACES", ())
    with pytest.raises(DocumentError) as caught:
        read_bytes(rtf("公开20件"), "报告.doc")
    assert "apt-get install libreoffice-writer" in caught.value.reason()
    assert "apt-get install libreoffice-writer" in caught.value.reason("en")
    assert "另存为 .docx" in caught.value.reason()


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_libreoffice_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch) -> None:
    fake(
        tmp_path,
        monkeypatch,
        f"trap '' TERM INT HUP\n(trap '' TERM; echo $$ >> {tmp_path}/pids; sleep 300) &\n"
        f"sleep 301 & echo $! >> {tmp_path}/pids\necho $$ >> {tmp_path}/pids\nsleep 302\nsleep 303",
    )
    started = time.perf_counter()
    results = convert([Old(b"a", "doc"), Old(b"b", "doc"), Old(b"c", "rtf")], seconds=0.7)
    assert time.perf_counter() - started < 5
    assert [result.name for result in results if not isinstance(result, bytes)] == ["conversion_hung"] * 3
    assert alive(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_file_that_stops_libreoffice_does_not_cost_the_others(tmp_path, monkeypatch) -> None:
    # Converts by copying, in order, and hangs at the file that says so.
    fake(
        tmp_path,
        monkeypatch,
        """
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2
for file; do
    grep -q hang "$file" && sleep 300
    name=$(basename "$file"); cp "$file" "$out/${name%.*}.docx"
done""",
    )
    package = docx_bytes(random_report(1, "form2021"))
    files = [Old(package, "doc"), Old(b"hang", "doc"), Old(package, "doc")]
    first, second, third = convert(files, seconds=2)
    assert first == third == package
    assert not isinstance(second, bytes)
    assert second.name == "conversion_hung"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_libreoffice_that_fails_is_told(tmp_path, monkeypatch, read_bytes) -> None:
    fake(tmp_path, monkeypatch, "exit 77")
    with pytest.raises(DocumentError, match="打不开"):
        read_bytes(rtf("公开20件"))


@NEEDS_OFFICE
def test_rtf_under_any_name(read_bytes) -> None:
    document = read_bytes(rtf("公开20件"), "报告.docx")
    assert (document.format, document.text) == ("rtf", "公开20件")


@NEEDS_OFFICE
def test_nothing_is_left_behind(read_bytes, tmp_path, monkeypatch) -> None:
    kept = tmp_path / "temporary"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    read_bytes(rtf("公开20件"))
    assert list(kept.iterdir()) == []


@NEEDS_OFFICE
def test_a_batch_goes_on_past_what_cannot_be_read(tmp_path) -> None:
    files = {"a.rtf": rtf("公开20件"), "b.doc": b"", "c.odt": b"PK\x03\x04", "d.rtf": rtf(""), "e.rtf": rtf("答复3件")}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    told = [
        (path.name, str(found) if isinstance(found, Exception) else found.text)
        for path, found in read_all(tmp_path / name for name in files)
    ]
    assert [name for name, _ in told] == list(files)
    assert [told[0][1], told[4][1]] == ["公开20件", "答复3件"]
    assert [word in text for (_, text), word in zip(told[1:4], ("空的", "损坏", "没有文字"), strict=True)] == [True] * 3


class Listener(http.server.BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


FLAT = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
ODT = """<?xml version="1.0"?><office:document-content xmlns:office="{office}" xmlns:text="{text}" xmlns:draw="{draw}"
 xmlns:script="{script}" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">
<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script"
 script:event-name="dom:load" xlink:href="vnd.sun.star.script:soffice.py$touch?language=Python&amp;location=share"
 /></office:event-listeners></office:scripts><office:body><office:text>
<text:p>公开20件<draw:frame><draw:image xlink:href="{url}/a.png" xlink:show="embed" xlink:actuate="onLoad"/>
</draw:frame></text:p>
<text:section text:name="s"><text:section-source xlink:href="{url}/b.odt"/><text:p>旧</text:p></text:section>
</office:text></office:body></office:document-content>"""


MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


@NEEDS_OFFICE
def test_what_lies_outside_the_file_is_not_fetched(tmp_path: Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        names = {
            name: FLAT.format("drawing" if name == "draw" else name) for name in ("office", "text", "draw", "script")
        }
        with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            package.writestr("content.xml", ODT.format(url=url, **names))
            package.writestr("META-INF/manifest.xml", MANIFEST)
        picture = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{url}/c.png" \\d}}}}'.encode()
        (tmp_path / "b.rtf").write_bytes(rb"{\rtf1\ansi " + picture + rtf("公开20件")[7:])
        assert all("公开20件" in read(tmp_path / name).text for name in ("a.odt", "b.rtf"))
    finally:
        server.shutdown()
        server.server_close()
    assert Listener.asked == []


def test_an_encrypted_open_document_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", b"\x00\x01")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(DocumentError, match="加密"):
        read(tmp_path / "a.odt")


def test_a_packed_bomb_never_reaches_libreoffice(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", b" " * (50 << 20))
    with pytest.raises(DocumentError, match="拒绝解压"):
        read(tmp_path / "a.odt")
