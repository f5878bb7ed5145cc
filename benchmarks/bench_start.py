"""How long a user waits: `--help` beside importing click, and a cold `check` of one .docx; medians of new processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 9
SAMPLE = Path(__file__).parent.parent / "samples" / "faulty-form2019.docx"


def median_seconds(*arguments: str) -> float:
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def main() -> None:
    click = median_seconds("-c", "import click")
    help_ = median_seconds("-m", "gikvalidate", "--help")
    check = median_seconds("-m", "gikvalidate", "check", str(SAMPLE))
    print(f"import click           {click:6.3f} s")
    print(f"gikvalidate --help     {help_:6.3f} s   {help_ / click:4.2f} × import click (at most 3)")
    print(f"gikvalidate check docx {check:6.3f} s   (at most 1.5)")


if __name__ == "__main__":
    main()
