"""Archives of reports: every member under a safe name, none of them in the way of another."""

import io
import stat
import time
import zipfile
from pathlib import Path

import pytest
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html

from gikvalidate.document import Document, DocumentError
from gikvalidate.read import members, read, read_all


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def told(path: Path) -> dict[str, str]:
    """Every member below the archive with its text or the reason why it has none."""
    return {
        str(member.relative_to(path)): found.text if isinstance(found, Document) else str(found)
        for member, found in read_all([path])
    }


@pytest.fixture
def saved(tmp_path: Path):
    def save(data: bytes) -> Path:
        path = tmp_path / "送审.zip"
        path.write_bytes(data)
        return path

    return save


def test_members_of_every_kind(saved) -> None:
    report = random_report(1, "form2021")
    path = saved(packed(("一/报告.docx", docx_bytes(report)), ("二/", b""), ("二/报告.htm", html(report).encode())))
    found = dict(read_all([path]))
    assert list(found) == [path / "一/报告.docx", path / "二/报告.htm"]
    assert [isinstance(document, Document) and document.path for document in found.values()] == list(found)


def test_what_file_managers_leave_behind_is_skipped(saved) -> None:
    junk = ("__MACOSX/._a.txt", ".DS_Store", "一/Thumbs.db", "一/~$报告.docx", "desktop.ini", "一/.git/config")
    path = saved(packed(("a.txt", "公开20件".encode()), *((name, b"x") for name in junk)))
    assert told(path) == {"a.txt": "公开20件"}


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_names_without_the_mark_for_utf_8(saved, charset: str) -> None:
    name = "某局/二〇二三年报告.txt".encode(charset)
    data = packed(("x" * len(name), "公开20件".encode())).replace(b"x" * len(name), name)
    assert told(saved(data)) == {"某局/二〇二三年报告.txt": "公开20件"}


def test_backslashes_part_folders(saved) -> None:
    assert told(saved(packed(("一xa.txt", b"abc")).replace("一x".encode(), "一\\".encode()))) == {"一/a.txt": "abc"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "__/__/etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("一/../二.txt", "一/__/二.txt"),
        ("..\\甲.txt", "__/甲.txt"),
        ("C:\\甲.txt", "C_/甲.txt"),
        ("甲\n乙\x1b[31m.txt", "甲?乙?[31m.txt"),
        ("甲\u202etxt.exe", "甲?txt.exe"),
    ],
)
def test_unsafe_names_are_refused_and_harmless(saved, name: str, shown: str) -> None:
    found = told(saved(packed((name, b"root"), ("好.txt", "公开20件".encode()))))
    assert list(found) == [shown, "好.txt"]
    assert "不安全" in found[shown]
    assert found["好.txt"] == "公开20件"


def test_links_are_not_followed(saved) -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "不是普通文件" in told(saved(packed((link, b"/etc/passwd"))))["链接.txt"]


def test_an_archive_in_an_archive_and_no_deeper(saved) -> None:
    inner = packed(("丙.txt", "公开3件".encode()))
    path = saved(packed(("甲.zip", packed(("乙.txt", "公开20件".encode()), ("深.zip", inner)))))
    found = told(path)
    assert found["甲.zip/乙.txt"] == "公开20件"
    assert "两层" in found["甲.zip/深.zip"]


def test_a_member_that_cannot_be_read_does_not_cost_the_others(saved) -> None:
    data = docx_bytes(random_report(1, "form2019"))
    path = saved(
        packed(
            ("空.docx", b""),
            ("断.docx", data[: len(data) // 2]),
            ("炸.txt", b" " * (60 << 20)),
            ("图.gif", b"GIF89a" + bytes(100)),
            ("包.rar", b"Rar!\x1a\x07\x00"),
            ("好.txt", "公开20件".encode()),
        )
    )
    found = told(path)
    assert found["好.txt"] == "公开20件"
    reasons = {"空.docx": "空的", "断.docx": "损坏", "炸.txt": "拒绝解压", "图.gif": "图片", "包.rar": "压缩包"}
    assert {name: reason in found[name] for name, reason in reasons.items()} == dict.fromkeys(reasons, True)


def test_an_encrypted_member_is_named(saved) -> None:
    data = bytearray(packed(("甲.txt", b"abc"), ("乙.txt", b"abc")))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    found = told(saved(bytes(data)))
    assert "加密" in found["甲.txt"]
    assert found["乙.txt"] == "abc"


def test_an_archive_of_bombs_ends_soon(saved) -> None:
    bomb = b" " * (60 << 20)
    path = saved(packed(*((f"{index}.txt", bomb) for index in range(10))))
    started = time.perf_counter()
    assert all("拒绝解压" in reason for reason in told(path).values())
    assert time.perf_counter() - started < 5


def test_too_many_members(saved) -> None:
    path = saved(packed(*((f"{index}.txt", b"x") for index in range(2_500)), compression=zipfile.ZIP_STORED))
    ((where, error),) = read_all([path])
    assert where == path
    assert "2000" in str(error)


def test_a_broken_archive_is_told_and_the_next_file_read(saved, tmp_path: Path) -> None:
    path = saved(packed(("甲.txt", b"abc"))[:-10])
    (tmp_path / "乙.txt").write_text("公开20件", encoding="utf-8")
    (_, error), (_, document) = read_all([path, tmp_path / "乙.txt"])
    assert "损坏" in str(error)
    assert isinstance(document, Document)


def test_members_give_bytes_for_other_programs(saved) -> None:
    path = saved(packed(("甲.txt", b"abc"), ("../乙", b"x")))
    first, second = members(path)
    assert (first.path, first.content) == (path / "甲.txt", b"abc")
    assert isinstance(second.content, DocumentError)


def test_one_archive_is_not_one_document(saved) -> None:
    with pytest.raises(DocumentError, match="压缩包"):
        read(saved(packed(("甲.txt", b"abc"))))
