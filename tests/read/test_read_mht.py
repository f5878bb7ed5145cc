"""Web archives as browsers and Word save them."""

import quopri
from base64 import encodebytes

import pytest

from gikvalidate.document import DocumentError

PAGE = "<html><head><title>某局2020年度报告</title></head><body><p>㐂镇公开20件，答复3件。</p>{}</body></html>"


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    lines = [
        b"From: <Saved by Blink>",
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="==x"',
        b"",
    ]
    for type, encoding, content in parts:
        lines += [
            b"--==x",
            f"Content-Type: {type}".encode(),
            f"Content-Transfer-Encoding: {encoding}".encode(),
            b"",
            content,
        ]
    return b"\r\n".join([*lines, b"--==x--", b""])


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_the_page_is_read(read_bytes, charset: str, encoding: str) -> None:
    page = PAGE.format("").encode("gb18030" if charset.startswith("gb") else charset)
    written = quopri.encodestring(page) if encoding == "quoted-printable" else encodebytes(page)
    picture = ("image/png", "base64", encodebytes(bytes(200)))
    document = read_bytes(archive((f"text/html; charset={charset}", encoding, written), picture), "报告.doc")
    assert document.format == "mht"
    assert document.text == "某局2020年度报告\n㐂镇公开20件，答复3件。"


def test_the_charset_the_page_itself_declares(read_bytes) -> None:
    page = PAGE.replace("<head>", "<head><meta charset=gbk>").format("").encode("gb18030")
    assert "公开20件" in read_bytes(archive(("text/html", "8bit", page))).text


def test_of_several_frames_the_fullest_is_read(read_bytes) -> None:
    frames = ("text/html; charset=utf-8", "8bit", b"<html><frameset><frame src=a></frameset></html>")
    menu = ("text/html; charset=utf-8", "8bit", "<html><body><p>菜单</p></body></html>".encode())
    report = ("text/html; charset=utf-8", "8bit", PAGE.format("<p>其他</p>").encode())
    assert "公开20件" in read_bytes(archive(frames, menu, report)).text


def test_no_page_inside(read_bytes) -> None:
    with pytest.raises(DocumentError, match="损坏"):
        read_bytes(archive(("image/png", "base64", b"AAAA")))


def test_depth_is_bounded(read_bytes) -> None:
    nested = b"MIME-Version: 1.0\n" + b"".join(
        b'Content-Type: multipart/related; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(3000)
    )
    with pytest.raises(DocumentError):
        read_bytes(nested)
