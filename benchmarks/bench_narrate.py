"""Seconds to read narratives: public reports, and one of our own samples at 1, 10 and 100 times its length.

    python benchmarks/bench_narrate.py [folder of reports]

Without a folder the reports are those in samples/. The text is read to claims and relations; the file was read before.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent)]

from gikvalidate.document import Document
from gikvalidate.read import read
from tests.narrate.conftest import read as claims_of

ROOT = Path(__file__).parent.parent
SUFFIXES = {".docx", ".html", ".txt", ".pdf"}
LIMIT = 50
TIMES = 9


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples"
    texts = [words(read(path)) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]
    length = sum(map(len, texts))
    spent = best(lambda: [claims_of(text) for text in texts])
    print(f"{len(texts)} reports, {length} characters: {told(spent, length)} (at most {LIMIT})")
    one = words(read(ROOT / "samples" / "clean-form2021.docx"))
    for times in (1, 10, 100):
        text = "\n".join([one] * times)
        print(f"{times:4} ×, {len(text):7} characters: {told(best(lambda text=text: claims_of(text)), len(text))}")


def words(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def best(work: Callable[[], object]) -> float:
    """The least seconds of the processor of some runs."""
    spent = []
    for _ in range(TIMES):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def told(seconds: float, length: int) -> str:
    return f"{seconds * 1e3:8.1f} ms, {seconds * 1e7 / length:5.1f} ms for 10 000"


if __name__ == "__main__":
    main()
