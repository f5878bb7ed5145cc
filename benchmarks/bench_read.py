"""Reading one full report, beside the floors in the same run: unzip or decode, lxml parse, and a walk over the cells.

The floor does what any reader must: every paragraph's text, every cell with its spans. python-docx is the named peer.
Fails where a docx or a page takes more than three times its floor.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from lxml import etree
from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports.random_report import random_report
from reports.write_site import site_html
from reports.write_xlsx import xlsx_bytes

from gikvalidate.read import read

RUNS = 40
LIMIT = 3.0
SAMPLES = Path(__file__).parent.parent / "samples"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_floor(path: Path) -> list[object]:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    found: list[object] = ["".join(p.itertext(f"{W}t")) for p in root.iter(f"{W}p")]
    for row in root.iter(f"{W}tr"):
        for cell in row.iter(f"{W}tc"):
            span, merge = cell.find(f".//{W}gridSpan"), cell.find(f".//{W}vMerge")
            found.append(("".join(cell.itertext(f"{W}t")), span is not None, merge is not None))
    return found


def html_floor(path: Path) -> list[object]:
    root = etree.HTML(path.read_bytes().decode("utf-8"))
    found: list[object] = ["".join(p.itertext()) for p in root.iter("p", "h1", "h2", "h3")]
    for row in root.iter("tr"):
        for cell in row.iter("td", "th"):
            found.append(("".join(cell.itertext()), cell.get("rowspan"), cell.get("colspan")))
    return found


def python_docx(path: Path) -> list[object]:
    document = docx.Document(str(path))
    found: list[object] = [paragraph.text for paragraph in document.paragraphs]
    return found + [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def xlsx_floor(path: Path) -> list[object]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def milliseconds(path: Path, *works: Callable[[Path], object], runs: int = RUNS) -> list[float]:
    """The least time of the processor each took, in turns, so that a busy machine disturbs neither."""
    taken: list[list[float]] = [[] for _ in works]
    for run in range(runs + 1):
        for work, times in zip(works, taken, strict=True):
            begun = time.process_time()
            work(path)
            if run:
                times.append(time.process_time() - begun)
    return [1000 * min(times) for times in taken]


def main() -> int:
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        report = random_report(3, "form2021")
        site, book = Path(folder) / "site.html", Path(folder) / "report.xlsx"
        site.write_text(site_html(report), "utf-8")
        book.write_bytes(xlsx_bytes(report))
        word = SAMPLES / "faulty-form2019.docx"
        for name, path, floor, limit in (
            ("docx", word, docx_floor, LIMIT),
            ("html, plain", SAMPLES / "faulty-form2021.html", html_floor, LIMIT),
            (f"html, saved from a site, {site.stat().st_size // 1000} kB", site, html_floor, LIMIT),
            ("xlsx beside calamine's values", book, xlsx_floor, None),
        ):
            least, ours = milliseconds(path, floor, read)
            slow += limit is not None and ours > limit * least
            print(f"{name}: floor {least:.1f} ms, gikvalidate {ours:.1f} ms, {ours / least:.1f} × the floor")
        peer, ours = milliseconds(word, python_docx, read, runs=3)
        print(f"docx: python-docx (row.cells) {peer:.1f} ms, {peer / ours:.1f} × gikvalidate")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
