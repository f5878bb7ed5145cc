"""Reading one full report, beside the floors in the same run: unzip or decode, lxml parse, and a walk over the cells.

The floor does what any reader must: every paragraph's text, every cell with its spans. python-docx is the named peer.
"""

from __future__ import annotations

import statistics
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from lxml import etree

from gikvalidate.read import read

RUNS = 40
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


def milliseconds(work: Callable[[Path], object], path: Path, runs: int = RUNS) -> float:
    work(path)
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work(path)
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


def main() -> None:
    word, page = SAMPLES / "faulty-form2019.docx", SAMPLES / "faulty-form2021.html"
    floors = {word: milliseconds(docx_floor, word), page: milliseconds(html_floor, page)}
    for path, floor in floors.items():
        ours = milliseconds(read, path)
        print(
            f"{path.suffix[1:]:5} floor {floor:6.1f} ms   gikvalidate {ours:6.1f} ms   {ours / floor:4.1f} × the floor"
        )
    peer = milliseconds(python_docx, word, runs=3)
    ours = milliseconds(read, word)
    print(f"docx  python-docx (row.cells) {peer:6.1f} ms   {peer / ours:4.1f} × gikvalidate")


if __name__ == "__main__":
    main()
