"""Fifty people hand in a report at once: none lost, none mixed up, how long it takes, how much memory it needs."""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reports.write_docx import docx_bytes
from web.client import Client, running, with_wrong_total

AT_ONCE = 50
# Noughts beside the report, refused as soon as they are looked at, make uploads as large as those with pictures.
PADDING = 4 << 20


def handed_in(address: str, seed: int) -> bool:
    """Whether a report comes back with its own name, its own body and its own wrong total."""
    report, total = with_wrong_total(seed)
    written = docx_bytes(report)
    client = Client(address)
    job = client.checked([(f"{seed}.docx", written), (f"{seed}.bin", bytes(PADDING))])
    listed = client.ask("GET", f"{job}?list")
    (path,) = listed.tree.xpath("//ul[@class='reports']//a/@href")
    page = client.ask("GET", path)
    return (
        report.agency in page.tree.xpath("//h1")[0].text_content()
        and f"{seed}.docx" in page.text
        and total in page.text
        and f"{seed}.bin" in listed.text
    )


def peak(pid: int) -> int:
    """The most memory a process had, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (server, address):
        quiet = peak(server.pid)
        begun = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as many:
            right = sum(many.map(lambda seed: handed_in(address, seed), range(AT_ONCE)))
        seconds = time.perf_counter() - begun
        children = [
            child for file in Path(f"/proc/{server.pid}/task").glob("*/children") for child in file.read_text().split()
        ]
        print(f"{right} of {AT_ONCE} uploads of {PADDING >> 20} MiB at once came back right, in {seconds:.1f} s")
        print(f"server: {quiet} MiB before, {peak(server.pid)} MiB at most")
        print(f"its processes: {[peak(int(child)) for child in children]} MiB at most")


if __name__ == "__main__":
    main()
