"""PDF reading beside pdfplumber in the same run: milliseconds, ratio, statutory cells right.

Reads the reports in GIKVALIDATE_SHARED (or ../shared) under real/; says so and stops where there are none.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

import pdfplumber

from gikvalidate.document import Cell, Document, Paragraph, Table
from gikvalidate.read import read
from gikvalidate.recognise import load_forms, recognise

RUNS = 7
SLOW_RUNS = 3
FLOOR = 3.0
ROOT = Path(__file__).resolve().parents[1]


def with_pdfplumber(path: Path) -> Document:
    blocks = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            blocks.append(Paragraph(page.extract_text()))
            for rows in page.extract_tables():
                cells = [
                    Cell(row, column, text)
                    for row, texts in enumerate(rows)
                    for column, text in enumerate(texts)
                    if text is not None
                ]
                blocks.append(Table(tuple(cells), len(rows), len(rows[0])))
    return Document.assemble(path, "pdf", blocks)


def milliseconds(reader, path: Path, runs: int) -> float:
    reader(path)
    took = []
    for _ in range(runs):
        begin = time.perf_counter()
        reader(path)
        took.append(1000 * (time.perf_counter() - begin))
    return statistics.median(took)


def right(document: Document, truth: dict, forms) -> int:
    cells = recognise(document, forms, truth["year"]).cells
    return sum(key in cells and cells[key].text.strip() == (text or "") for key, text in truth["figures"].items())


def main() -> int:
    folder = Path(os.environ.get("GIKVALIDATE_SHARED") or ROOT.parent / "shared") / "real"
    paths = sorted(path for path in folder.glob("*.pdf") if path.with_suffix(".truth.json").exists())
    if not paths:
        print("no real reports at hand: set GIKVALIDATE_SHARED to their folder")
        return 0
    forms = load_forms()
    slow = 0
    for path in paths:
        truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        own, other = milliseconds(read, path, RUNS), milliseconds(with_pdfplumber, path, SLOW_RUNS)
        slow += own * FLOOR > other
        print(
            f"{path.name}: gikvalidate {own:.0f} ms, pdfplumber tables+text {other:.0f} ms, ratio {other / own:.1f}; "
            f"cells right {right(read(path), truth, forms)} and {right(with_pdfplumber(path), truth, forms)} "
            f"of {len(truth['figures'])}"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
