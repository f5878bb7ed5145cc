"""How long the rules take to load, compile and lint, and their examples to run; CPU seconds of this process.

The limits: 0.15 s for load, compile and lint, 10 s for all examples. A process that has just begun finds in the user's
cache what lint said of the same files, as the command does, or only the files, parsed, or nothing. All of them load and
compile; each figure is the median of some processes. The last two are the whole command, imports and all.
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


def first(how: str) -> None:
    """In a process of its own: load, compile and lint, behind the imports."""
    from gikvalidate.authoring.linted import faults_of

    # It asks the cache before what lints is imported, so it cannot be asked behind the imports.
    told = seconds(faults_of) if how == "linted" else 0.0
    from gikvalidate.authoring.lint import lint
    from gikvalidate.checks import kinds
    from gikvalidate.engine import compile_rules

    for kind in kinds():
        import_module(f"gikvalidate.checks.{kind}")
    print(told + seconds(compile_rules if how == "linted" else lint))


def in_new_processes(how: str, cache: str) -> float:
    command = [sys.executable, __file__, how]
    environment = os.environ | {"GIKVALIDATE_CACHE": cache}
    told = [subprocess.run(command, env=environment, check=True, capture_output=True).stdout for _ in range(RUNS + 1)]
    return median(map(float, told[1:]))


def whole(cache: str, *arguments: str) -> float:
    """How long a user waits, imports and all."""
    environment = os.environ | {"GIKVALIDATE_CACHE": cache}
    waited = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
        waited.append(time.perf_counter() - begun)
    return median(waited[1:])


def main() -> None:
    command = ("-m", "gikvalidate", "rules", "lint")
    with tempfile.TemporaryDirectory() as cache:
        waits = {"linted before": whole(cache, *command), "nothing kept": whole("", *command)}
        first_times = {
            "linted before": in_new_processes("linted", cache),
            "parsed before": in_new_processes("lint", cache),
            "parsed anew": in_new_processes("lint", ""),
        }
    bare = whole("", "-c", "pass")
    from gikvalidate.authoring.lint import lint
    from gikvalidate.engine import compile_rules
    from gikvalidate.rules import load_rules

    checks = compile_rules()
    print(f"{len(checks)} rules, {run_examples(checks)} examples")
    for how, taken in first_times.items():
        print(f"{f'load, compile and lint in a new process, {how}':56} {taken:.3f} s (at most 0.15)")
    for how, taken in waits.items():
        print(f"{f'the command rules lint beyond the start of Python, {how}':56} {taken - bare:.3f} s")
    for name, work in (("load", load_rules), ("load and compile", compile_rules), ("load, compile and lint", lint)):
        print(f"{f'{name} again':56} {min(seconds(work) for _ in range(RUNS)):.3f} s")
    print(f"{'all examples':56} {seconds(lambda: run_examples(checks)):.3f} s (at most 10)")


if __name__ == "__main__":
    first(sys.argv[1]) if sys.argv[1:] else main()
