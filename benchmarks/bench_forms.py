"""One report in eight forms: the same figures and the same statements from each.

    python benchmarks/bench_forms.py [REPORTS] [--scans SCANS] [--first SEED]

Random reports of both forms, every other one with large figures and paragraphs that run over pages, are saved as docx,
html, txt, md and xlsx, through LibreOffice as doc and pdf, and the first SCANS of them are drawn at 200 dpi. What the
docx gives is what the report was made of (tests/test_written_reports.py); every other form is held against it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports.every_form import THROUGH_OFFICE, cells, save, statements, through_office
from reports.model import Report
from reports.random_report import random_report
from reports.scanned import as_tiff, pages_of

from gikvalidate.document import DocumentError
from gikvalidate.engine import examine, submit
from gikvalidate.figures import CellKind
from gikvalidate.read import read_all
from gikvalidate.submission import Submission

# Documents that LibreOffice is given at once.
BATCH = 25
GENERATIONS = ("form2019", "form2021")
Tally = defaultdict[str, Counter[str]]


def drawn(first: int, count: int) -> Iterator[tuple[str, Report]]:
    for number in range(count):
        generation, ample = GENERATIONS[number % 2], number // 2 % 2 == 1
        seed = first + number
        yield f"{generation}-{seed}{'-ample' if ample else ''}", random_report(seed, generation, ample=ample)


def compare(name: str, form: str, expected: Submission, found: Submission | str, tally: Counter[str]) -> None:
    tally["reports"] += 1
    tally["cells"] += len(expected.figures.cells)
    if isinstance(found, str):
        print(f"    {name}.{form}: {found}")
        tally["missing"] += len(expected.figures.cells)
        return
    right, here = cells(expected), cells(found)
    outcomes = Counter(_outcome(here.get(key), value) for key, value in right.items())
    tally.update(outcomes)
    said, heard = statements(expected), statements(found)
    tally["statements"] += said.total()
    tally["identical"] += (said & heard).total()
    tally["not said"] += (heard - said).total()
    whole = right == here
    tally["whole"] += whole and said == heard
    for key in right if not whole else ():
        if here.get(key) != right[key]:
            figure = found.figures.cells.get(key)
            print(f"    {name}.{form} {key}: {right[key]} read as {figure and (figure.text, figure.confidence)}")
    for one in (said - heard) | (heard - said):
        print(f"    {name}.{form} {'lost' if one in said else 'not said'}: {one}"[:1000])


def _outcome(found: tuple[str, object] | None, expected: tuple[str, object]) -> str:
    if found is None:
        return "missing"
    if found[0] == CellKind.UNREADABLE:
        return "unreadable"
    return "right" if found == expected else "wrong"


def submitted(path: Path) -> Submission | str:
    try:
        return submit(path)
    except DocumentError as error:
        return error.zh


def batch(reports: list[tuple[str, Report]], scans: int) -> Tally:
    """These reports in every form."""
    tally: Tally = defaultdict(Counter)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _measure(reports, scans, Path(folder), tally)
    return tally


def _measure(reports: list[tuple[str, Report]], scans: int, folder: Path, tally: Tally) -> None:
    saved = {name: save(report, folder, name) for name, report in reports}
    expected = {name: submit(paths["docx"]) for name, paths in saved.items()}
    for name, paths in saved.items():
        for form, path in paths.items():
            compare(name, form, expected[name], submitted(path), tally[form])
    documents = [paths["docx"] for paths in saved.values()]
    made = {form: through_office(documents, folder, form) for form in THROUGH_OFFICE}
    # Read together: the reader too converts old files in groups.
    for path, document in read_all(made["doc"]):
        found = document.args[1] if isinstance(document, DocumentError) else examine(document)
        compare(path.stem, "doc", expected[path.stem], found, tally["doc"])
    for index, path in enumerate(made["pdf"]):
        compare(path.stem, "pdf", expected[path.stem], submitted(path), tally["pdf"])
        if index < scans:
            picture = path.with_suffix(".tiff")
            picture.write_bytes(as_tiff(pages_of(path)))
            compare(path.stem, "scan", expected[path.stem], submitted(picture), tally["scan"])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("reports", type=int, nargs="?", default=500)
    options.add_argument("--scans", type=int, default=4, help="how many are also read as scans, about 40 s each")
    options.add_argument("--first", type=int, default=10_000, help="seed of the first report")
    asked = options.parse_args()
    tally: Tally = defaultdict(Counter)
    waiting = list(drawn(asked.first, asked.reports))
    starts = range(0, len(waiting), BATCH)
    # Interrupted, it says how far it came.
    with suppress(KeyboardInterrupt), ProcessPoolExecutor() as pool:
        batches = (waiting[start : start + BATCH] for start in starts)
        for done, made in enumerate(pool.map(batch, batches, (asked.scans - start for start in starts)), start=1):
            for form, count in made.items():
                tally[form].update(count)
            print(f"{min(done * BATCH, len(waiting))} of {len(waiting)}", file=sys.stderr)
    for form, count in tally.items():
        print(
            f"{form:5} whole {count['whole']} of {count['reports']}; cells {count['cells']}: right {count['right']}, "
            f"unreadable {count['unreadable']}, wrong {count['wrong']}, missing {count['missing']}; statements "
            f"{count['statements']}: identical {count['identical']}, not said {count['not said']}"
        )
    digital = (count for form, count in tally.items() if form != "scan")
    return 1 if any(count["whole"] < count["reports"] for count in digital) or tally["scan"]["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
