"""How long the rules take to load, compile and lint, and their examples to run; CPU seconds of this process.

The limits: 0.15 s for load, compile and lint, 10 s for all examples.
"""

from __future__ import annotations

import time
from importlib import import_module
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


def main() -> None:
    begun = time.process_time()
    from gikvalidate.authoring.lint import lint
    from gikvalidate.checks import kinds

    for kind in kinds():
        import_module(f"gikvalidate.checks.{kind}")
    imported = time.process_time() - begun
    cold = seconds(lint)
    from gikvalidate.engine import compile_rules
    from gikvalidate.rules import load_rules

    checks = compile_rules()
    print(f"{len(checks)} rules, {run_examples(checks)} examples")
    print(f"{'load, compile and lint, first time in a process':48} {cold:.3f} s (at most 0.15)")
    print(f"{'its imports before that':48} {imported:.3f} s")
    for name, work in (("load", load_rules), ("load and compile", compile_rules), ("load, compile and lint", lint)):
        print(f"{name:48} {min(seconds(work) for _ in range(RUNS)):.3f} s")
    print(f"{'all examples':48} {seconds(lambda: run_examples(checks)):.3f} s (at most 10)")


if __name__ == "__main__":
    main()
