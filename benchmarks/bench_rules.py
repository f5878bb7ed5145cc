"""How long the rules take to load, compile and lint, and their examples to run; CPU seconds of this process.

The limits: 0.15 s for load, compile and lint, 10 s for all examples. A process that has just begun finds the files in
the cache of parsed ones, or parses them all; both are shown, each the median of some processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gikvalidate.checks import Check

RUNS = 5


def seconds(work: object) -> float:
    begun = time.process_time()
    assert callable(work)
    work()
    return time.process_time() - begun


def run_examples(checks: list[Check]) -> int:
    from gikvalidate.examples import trials

    return sum(1 for check in checks for _ in trials(check, checks))


def first() -> None:
    """In a process of its own: load, compile and lint, behind the imports."""
    from gikvalidate.authoring.lint import lint
    from gikvalidate.checks import kinds

    for kind in kinds():
        import_module(f"gikvalidate.checks.{kind}")
    print(seconds(lint))


def in_new_processes(cache: str) -> float:
    command = [sys.executable, __file__, "first"]
    environment = os.environ | {"GIKVALIDATE_CACHE": cache}
    told = [subprocess.run(command, env=environment, check=True, capture_output=True).stdout for _ in range(RUNS + 1)]
    return median(map(float, told[1:]))


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        first_times = {"parsed before": in_new_processes(cache), "parsed anew": in_new_processes("")}
    from gikvalidate.authoring.lint import lint
    from gikvalidate.engine import compile_rules
    from gikvalidate.rules import load_rules

    checks = compile_rules()
    print(f"{len(checks)} rules, {run_examples(checks)} examples")
    for how, taken in first_times.items():
        print(f"{f'load, compile and lint in a new process, {how}':56} {taken:.3f} s (at most 0.15)")
    for name, work in (("load", load_rules), ("load and compile", compile_rules), ("load, compile and lint", lint)):
        print(f"{f'{name} again':56} {min(seconds(work) for _ in range(RUNS)):.3f} s")
    print(f"{'all examples':56} {seconds(lambda: run_examples(checks)):.3f} s (at most 10)")


if __name__ == "__main__":
    first() if sys.argv[1:] == ["first"] else main()
