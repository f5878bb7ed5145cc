"""The commands that read: check over an archive, extract in its formats, doctor."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from reports.random_report import random_report
from reports.write_docx import docx_bytes
from reports.write_html import html

from gikvalidate.cli import main
from gikvalidate.read import office

EVIL = '=HYPERLINK("http://127.0.0.1","x")'


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with a formula where a number belongs, and a negative number."""
    written = {
        "t2.licences.decisions": EVIL,
        "t2.licences.change": "-35",
        "t2.fees.change": "@x",
        "t2.procurement.amount": "251000元",
    }
    report = replace(random_report(3, "form2019"), written=written)
    path = tmp_path / "报告.docx"
    path.write_bytes(docx_bytes(report))
    return path


def test_every_member_of_an_archive_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "送审.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("甲.docx", docx_bytes(random_report(1, "form2021")))
        archive.writestr("乙/乙.html", html(random_report(2, "form2019")))
        archive.writestr("坏.docx", b"PK\x03\x04")
    code, output = run("check", path, "--format", "json", "-o", tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [document["path"] for document in found["documents"]] == [f"{path}/甲.docx", f"{path}/乙/乙.html"]
    assert [file["path"] for file in found["unreadable"]] == [f"{path}/坏.docx"]
    assert code == 2
    assert "坏.docx" in output


def test_a_folder_is_told_and_the_rest_checked(tmp_path: Path, report: Path) -> None:
    code, output = run("check", tmp_path, report)
    assert code == 2
    assert "是文件夹" in output
    assert "报告.docx" in output


def test_extract_as_csv(tmp_path: Path, report: Path) -> None:
    code, output = run("extract", report, "--format", "csv", "-o", tmp_path / "out.csv")
    assert (code, output) == (0, "")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkey,table,row,column,kind,value,text,page\r\n")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))}
    assert rows["t2.licences.decisions"]["text"] == f"'{EVIL}"
    assert rows["t2.fees.change"]["text"] == "'@x"
    assert (rows["t2.licences.change"]["text"], rows["t2.licences.change"]["value"]) == ("-35", "-35")
    assert rows["t2.procurement.amount"]["value"] == "251000"
    assert [rows["t3.granted.total"][name] for name in ("table", "row", "column")] == ["表三", "（一）予以公开", "总计"]


def test_extract_as_csv_to_the_screen(report: Path) -> None:
    code, output = run("extract", report, "--format", "csv")
    assert code == 0
    assert output.startswith("key,table,")


def test_extract_as_xlsx(tmp_path: Path, report: Path) -> None:
    assert run("extract", report, "--format", "xlsx", "-o", tmp_path / "out.xlsx") == (0, "")
    workbook = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert workbook.sheet_names == ["数据", "陈述", "未读"]
    figures = {row[0]: row for row in workbook.get_sheet_by_name("数据").to_python()}
    assert figures["t2.licences.decisions"][6] == EVIL
    assert figures["t2.licences.change"][5] == "-35"
    extracted = json.loads(run("extract", report)[1])
    assert list(figures)[1:] == list(extracted["figures"])
    claims = workbook.get_sheet_by_name("陈述").to_python()[1:]
    assert [row[1] for row in claims] == [claim["quote"] for claim in extracted["claims"]]
    assert [Decimal(row[2]) for row in claims if row[2]] == [
        Decimal(claim["value"]) for claim in extracted["claims"] if claim["value"]
    ]
    assert len(workbook.get_sheet_by_name("未读").to_python()) == len(extracted["unread"]) + 1
    with zipfile.ZipFile(tmp_path / "out.xlsx") as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet


def test_the_sheets_in_english(tmp_path: Path, report: Path) -> None:
    run("extract", report, "--format", "xlsx", "-o", tmp_path / "out.xlsx", "--lang", "en")
    assert CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).sheet_names == ["Figures", "Claims", "Unread"]


def test_a_workbook_is_not_shown_on_the_screen(report: Path) -> None:
    code, output = run("extract", report, "--format", "xlsx")
    assert code == 2
    assert "-o" in output


def test_doctor_tells_what_is_read_and_how_to_get_the_rest(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "PLACES", ())
    code, output = run("doctor")
    assert code == 0
    assert ".xlsx" in output
    assert "没有找到 LibreOffice；请安装：apt-get install libreoffice-writer" in output
    code, output = run("doctor", "--lang", "en")
    assert "LibreOffice was not found; install it: apt-get install" in output


@pytest.mark.skipif(office.soffice() is None, reason="LibreOffice is not installed")
def test_doctor_names_the_version_of_libreoffice() -> None:
    assert "✓ .doc .wps .rtf .odt .ods：LibreOffice" in run("doctor")[1]
