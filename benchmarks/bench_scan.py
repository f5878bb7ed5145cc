"""How well scans are read: random reports printed, drawn at 200 dpi and read back, clean and worn.

    python benchmarks/bench_scan.py [REPORTS] [--worn]

Counts number cells (digits on the paper) that are read right, marked unreadable, wrong, or not found, against the same
report read from its Word document; and, of the claims in the text, how many come back with the same value.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports.random_report import random_report
from reports.scanned import as_tiff, pages_of, print_to_pdf, worn
from reports.write_docx import docx_bytes

from gikvalidate.engine import submit
from gikvalidate.figures import CellKind
from gikvalidate.submission import Submission


def compare(paper: Submission, scan: Submission) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, figure in paper.figures.cells.items():
        read = scan.figures.cells.get(key)
        group = "number" if figure.kind is CellKind.NUMBER else "blank"
        if read is None:
            outcome = "missing"
        elif read.kind is CellKind.UNREADABLE:
            outcome = "unreadable"
        else:
            outcome = "right" if (read.kind, read.value) == (figure.kind, figure.value) else "wrong"
        found[f"{group} {outcome}"] += 1
        if outcome != "right":
            print(f"    {key}: {figure.text!r} read as {read and (read.text, read.confidence)}: {outcome}")
    # Claims are compared as (value, unit) in order-free fashion.
    told = Counter((claim.quantity.value, claim.quantity.unit) for claim in paper.narrative.claims)
    heard = Counter((claim.quantity.value, claim.quantity.unit) for claim in scan.narrative.claims)
    found["claims"] += told.total()
    found["claims right"] += (told & heard).total()
    for claim in (told - heard) + Counter():
        print(f"    claim lost: {claim}")
    for claim in (heard - told) + Counter():
        print(f"    claim not on paper: {claim}")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("reports", type=int, nargs="?", default=2)
    options.add_argument("--worn", action="store_true")
    options.add_argument("--first", type=int, default=0, help="seed of the first report")
    asked = options.parse_args()
    total: Counter[str] = Counter()
    seconds = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = []
        for number, generation in enumerate(islice(cycle(("form2019", "form2021")), asked.reports)):
            path = folder / f"{generation}-{asked.first + number}.docx"
            path.write_bytes(docx_bytes(random_report(asked.first + number, generation)))
            documents.append(path)
        for document, pdf in zip(documents, print_to_pdf(documents, folder), strict=True):
            pages = pages_of(pdf)
            if asked.worn:
                pages = [worn(page, number) for number, page in enumerate(pages)]
            scan = document.with_suffix(".tiff")
            scan.write_bytes(as_tiff(pages))
            start = time.perf_counter()
            read = submit(scan)
            seconds += time.perf_counter() - start
            print(document.stem, f"{len(pages)} pages", flush=True)
            total += compare(submit(document), read)
            total["pages"] += len(pages)
    numbers = {key: total[f"number {key}"] for key in ("right", "unreadable", "wrong", "missing")}
    blanks = {key: total[f"blank {key}"] for key in ("right", "unreadable", "wrong", "missing")}
    print(f"number cells {sum(numbers.values())}: {numbers}")
    print(f"other cells {sum(blanks.values())}: {blanks}")
    print(f"claims {total['claims']}, right {total['claims right']}")
    print(f"{total['pages']} pages, {seconds / total['pages']:.1f} s a page")


if __name__ == "__main__":
    main()
