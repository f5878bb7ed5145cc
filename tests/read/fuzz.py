"""Broken files of every kind, thousands of them: each is read or refused in a sentence, in bounded time and memory.

    python tests/read/fuzz.py [--minutes 5] [--seed 0]

No test, for it takes minutes: `make fuzz` runs it. Bytes of good files are changed at random, inside packages as well,
and the files read in a child process, which is ended when it takes longer than SECONDS or more than MEMORY. LibreOffice
and the recognition of pictures are left out; what they are given is bounded before (tests/read/test_read_office.py).
Files that were neither read nor refused are kept in out/fuzz.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import sys
import time
import traceback
import zipfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

SECONDS = 30
MEMORY = 3 << 30
KEPT = ROOT / "out" / "fuzz"
# Reports to begin with: forms, and seeds with and without applications.
REPORTS = (("form2019", 1), ("form2021", 4))
TEXTS = (
    b"\0",
    b"\xff\xfe",
    b"<",
    b">",
    b"&#0;",
    b"&#x10ffff;",
    b"]]>",
    b"<!--",
    b"</table>",
    b"<td>",
    b"-1",
    b"9" * 30,
)


def good_files(folder: Path) -> dict[str, bytes]:
    """Files of every kind by name, those of LibreOffice where it is installed."""
    from PIL import Image
    from reports.every_form import save, through_office
    from reports.random_report import random_report

    from gikvalidate.read.office import soffice

    files: dict[str, bytes] = {}
    for generation, seed in REPORTS:
        paths = save(random_report(seed, generation), folder, f"{generation}-{seed}")
        if soffice() is not None:
            for target in ("pdf", "doc", "rtf", "odt"):
                paths[target] = through_office([paths["docx"]], folder, target)[0]
            paths["xls"] = through_office([paths["xlsx"]], folder, "xls")[0]
        files |= {path.name: path.read_bytes() for path in paths.values()}
    page = Image.radial_gradient("L").resize((200, 300))
    for kind in ("PNG", "JPEG", "TIFF"):
        buffer = io.BytesIO()
        page.save(buffer, kind)
        files[f"page.{kind.lower()}"] = buffer.getvalue()
    html = files["form2019-1.html"]
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    files["page.mht"] = head + b"--x\r\nContent-Type: text/html\r\n\r\n" + html + b"\r\n--x--\r\n"
    files["reports.zip"] = packed({name: data for name, data in files.items() if name.endswith(("txt", "md", "html"))})
    return files


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def broken(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """The file changed in a few places; half of the packages are changed inside."""
    if data.startswith(b"PK") and rng.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = rng.choice(list(parts))
        parts[name] = broken(parts[name], rng, list(parts.values()))
        return packed(parts)
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        _break(changed, rng, others)
    return bytes(changed)


def _break(data: bytearray, rng: Random, others: list[bytes]) -> None:
    at = rng.randrange(len(data) + 1)
    length = rng.choice((1, 2, 4, 16, 300, 5_000))
    kind = rng.randrange(7)
    if kind == 0:
        data[at : at + length] = rng.randbytes(min(length, 16))
    elif kind == 1:
        del data[at : at + length]
    elif kind == 2:
        data[at:at] = data[at : at + length] * rng.choice((1, 2, 50))
    elif kind == 3:
        data[at:at] = rng.choice(TEXTS) * rng.choice((1, 1, 300))
    elif kind == 4 and rng.random() < 0.3:
        del data[at:]
    elif kind == 5:
        other = rng.choice(others)
        start = rng.randrange(len(other) + 1)
        data[at : at + length] = other[start : start + length]
    elif data:
        at = min(at, len(data) - 1)
        data[at] ^= 1 << rng.randrange(8)


def reader(asked: Connection) -> None:
    """Read what comes through the pipe and say how it ended, under a limit of memory."""
    import gikvalidate.read.batch as batch
    import gikvalidate.read.office as office
    import gikvalidate.read.pdf as pdf
    from gikvalidate.document import DocumentError
    from gikvalidate.read import read_all
    from gikvalidate.read.refusals import Refused
    from gikvalidate.read.scan import images

    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    office.soffice = lambda: None
    pdf.available = lambda: False
    while True:
        path = Path(asked.recv())
        try:
            if batch.sniff(path.read_bytes()) == "scan":
                list(images.pages(path.read_bytes()))
                found: list[object] = []
            else:
                found = [document for _, document in read_all([path])]
            faults = [one for one in found if isinstance(one, Exception) and not isinstance(one, DocumentError)]
            if faults:
                raise faults[0]
            refused = any(isinstance(one, DocumentError) for one in found)
            asked.send("refused" if refused else "read")
        except (DocumentError, Refused):
            asked.send("refused")
        except BaseException:
            asked.send(traceback.format_exc())


class Child:
    """A reader that is started again when it died or was ended."""

    def __init__(self) -> None:
        self.pipe, far = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=reader, args=(far,), daemon=True)
        self.process.start()
        far.close()

    def read(self, path: Path) -> str:
        self.pipe.send(str(path))
        if not self.pipe.poll(SECONDS):
            return f"took longer than {SECONDS} s"
        try:
            return str(self.pipe.recv())
        except EOFError:
            return "the process died"

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def main() -> int:
    import tempfile

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    counts: Counter[str] = Counter()
    slowest = ("", 0.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = good_files(folder)
        child, ends, number = Child(), time.monotonic() + 60 * asked.minutes, 0
        child.read(folder / "form2019-1.txt")
        while time.monotonic() < ends:
            number += 1
            rng = Random(f"{asked.seed}/{number}")
            kind = rng.choice(list(files))
            path = folder / f"broken-{number}-{kind}"
            path.write_bytes(broken(files[kind], rng, list(files.values())))
            begun = time.monotonic()
            outcome = child.read(path)
            slowest = max(slowest, (path.name, time.monotonic() - begun), key=lambda one: one[1])
            if outcome not in ("read", "refused"):
                KEPT.mkdir(parents=True, exist_ok=True)
                (KEPT / path.name).write_bytes(path.read_bytes())
                print(f"{path.name}: {outcome}\n", flush=True)
                counts["neither"] += 1
                child.end()
                child = Child()
            else:
                counts[outcome] += 1
            path.unlink()
        child.end()
    print(f"{number} files: {dict(counts)}; the slowest took {slowest[1]:.1f} s ({slowest[0]})")
    return 1 if counts["neither"] else 0


if __name__ == "__main__":
    sys.exit(main())
