"""The figure rules over an archive: our matrix beside one pass over the array, and beside the same rules in polars,
dataframely, pandera and great-expectations, in one run.

The peers check the identities, the bounds on leaves and that no count is negative, on plain numbers: no blanks told
apart, no recomputed totals, no unverifiable outcomes, all of which our figure includes. Which numbers are below zero is
marked in our matrix when it is made. Ours and polars (dataframely too) use threads, the others do not.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from synthetic_archive import archive

from gikvalidate.archive.evaluate import run
from gikvalidate.archive.exact import Said
from gikvalidate.archive.matrix import Array, Matrix
from gikvalidate.archive.plan import Plan, Relation, compile_plan
from gikvalidate.engine import compile_rules
from gikvalidate.recognise import load_forms

KEYS = {form.generation: form.keys for form in load_forms()}["form2021"]
CHECKS = compile_rules()


Work = Callable[[], Any]


def best(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """The best time of each, run in turns: on a machine that is shared, all meet the same neighbours."""
    taken = {name: float("inf") for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            taken[name] = min(taken[name], time.perf_counter() - start)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--growth", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--expectations", type=int, default=40, help="great-expectations runs this many, scaled up")
    options = parser.parse_args()
    matrix, planted = archive(KEYS, options.reports)
    plan = compile_plan(CHECKS, "form2021", KEYS, matrix.scales)
    found(plan, matrix, planted)
    print(f"{matrix.reports} reports × {len(plan.keys)} cells, {len(plan.relations)} relations")
    wide = matrix.values.astype(np.int64)
    quick: dict[str, Work] = {
        OURS: lambda: run(plan, matrix),
        "one pass: numpy sum of the matrix (int32)": matrix.values.sum,
        "one pass: numpy sum of the same in int64": wide.sum,
        **_installed(QUICK, plan, matrix, options.expectations),
    }
    taken = best(quick, 15)
    del wide, quick
    for name, work in _installed(SLOW, plan, matrix, options.expectations).items():
        taken |= best({name: work}, 1)
    taken = {
        name: seconds * (_part(plan, options.expectations) if name == GX else 1) for name, seconds in taken.items()
    }
    for name, seconds in taken.items():
        print(f"{name:44} {seconds:8.4f} s {seconds / taken[OURS]:8.2f} × ours")
    for reports in options.growth:
        growth(plan, reports)


def growth(plan: Plan, reports: int) -> None:
    matrix, _ = archive(KEYS, reports)
    (seconds,) = best({OURS: lambda: run(plan, matrix)}, 7).values()
    print(f"growth: {reports:>9} reports {seconds:8.4f} s, {seconds / reports * 1e9:6.0f} ns a report")


def _installed(peers: dict[str, Any], plan: Plan, matrix: Matrix, expectations: int) -> dict[str, Work]:
    works = {}
    for name, peer in peers.items():
        try:
            works[name] = peer(plan, matrix, expectations)
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
    return works


def found(plan: Plan, matrix: Matrix, planted: Any) -> None:
    """Every planted fault is found and nothing else is accused."""
    _, reports = run(plan, matrix).listed(Said.FAIL)
    faulty = {report for kind in (planted.raised, planted.blank_totals, planted.words) for report, _ in kind}
    harmless = {report for report, cell in planted.blank_totals if _was_zero(matrix, report, cell)}
    assert faulty - harmless <= set(map(int, reports)) <= faulty, "not the faults that were planted"


def _was_zero(matrix: Matrix, report: int, total: int) -> bool:
    """A total that was 0 may as well be blank."""
    row = matrix.keys[total].rpartition(".")[0]
    return not matrix.values[[k for k, key in enumerate(matrix.keys) if key.rpartition(".")[0] == row], report].any()


def _columns(matrix: Matrix) -> dict[str, Array]:
    return {f"c{index}": matrix.values[index].astype(np.int64) for index in range(len(matrix.keys))}


def _sides(relation: Relation) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    terms = list(zip(relation.cells, relation.coefficients, strict=True))
    return [(c, k) for c, k in terms if k > 0], [(c, -k) for c, k in terms if k < 0]


def polars_by_hand(plan: Plan, matrix: Matrix, _: int) -> Work:
    import polars as pl

    frame = pl.DataFrame(_columns(matrix))

    def side(terms: list[tuple[int, int]]) -> pl.Expr:
        total = pl.col(f"c{terms[0][0]}") * terms[0][1] if terms[0][1] != 1 else pl.col(f"c{terms[0][0]}")
        for cell, coefficient in terms[1:]:
            total = total + (pl.col(f"c{cell}") * coefficient if coefficient != 1 else pl.col(f"c{cell}"))
        return total

    checks = []
    for number, relation in enumerate(plan.relations):
        left, right = map(side, _sides(relation))
        wrong = left != right if relation.operator == "==" else left > right
        checks.append(wrong.sum().alias(f"r{number}"))
    counts = [cell for fault in plan.faults if fault.fault == "negative" for cell in fault.cells]
    checks += [(pl.col(f"c{cell}") < 0).sum().alias(f"n{cell}") for cell in counts]
    return lambda: frame.select(checks)


def dataframely(plan: Plan, matrix: Matrix, _: int) -> Work:
    import dataframely as dy
    import polars as pl

    frame = pl.DataFrame(_columns(matrix))
    body: dict[str, Any] = {name: dy.Int64(nullable=False, min=0) for name in frame.columns}

    def rule(relation: Relation) -> Any:
        left, right = (
            pl.sum_horizontal([pl.col(f"c{cell}") * coefficient for cell, coefficient in side])
            for side in _sides(relation)
        )
        holds = left == right if relation.operator == "==" else left <= right
        return dy.rule()(lambda _: holds)

    body |= {f"r{number}": rule(relation) for number, relation in enumerate(plan.relations)}
    schema = type("Archive", (dy.Schema,), body)
    return lambda: schema.filter(frame)


def _pandas_difference(frame: Any, relation: Relation) -> Any:
    return sum(frame[f"c{cell}"] * k for cell, k in zip(relation.cells, relation.coefficients, strict=True))


def pandera_frame(plan: Plan, matrix: Matrix, _: int) -> Work:
    """The documented idiom: a column for each cell, a frame check for each relation."""
    import pandas as pd
    import pandera.pandas as pa

    def frame_check(relation: Relation) -> Any:
        equal = relation.operator == "=="
        return pa.Check(
            lambda frame: (d := _pandas_difference(frame, relation)) == 0 if equal else d <= 0,
        )

    frame = pd.DataFrame(_columns(matrix))
    counts = {cell for fault in plan.faults if fault.fault == "negative" for cell in fault.cells}
    schema = pa.DataFrameSchema(
        {f"c{c}": pa.Column(int, pa.Check.ge(0) if c in counts else None) for c in range(len(plan.keys))},
        checks=[frame_check(relation) for relation in plan.relations],
    )
    return lambda: _lazily(schema, frame)


def pandera_long(plan: Plan, matrix: Matrix, _: int) -> Work:
    """Its fastest shape: one column of differences and one of cells, a single check on each."""
    import pandas as pd
    import pandera.pandas as pa

    equal = [relation for relation in plan.relations if relation.operator == "=="]
    bounds = [relation for relation in plan.relations if relation.operator != "=="]
    counts = [cell for fault in plan.faults if fault.fault == "negative" for cell in fault.cells]
    zero = pa.DataFrameSchema({"d": pa.Column(int, pa.Check.eq(0))})
    positive = pa.DataFrameSchema({"d": pa.Column(int, pa.Check.ge(0))})
    columns = _columns(matrix)

    def validate() -> None:
        differences = np.concatenate([_pandas_difference(columns, relation) for relation in equal])
        room = np.concatenate([-_pandas_difference(columns, relation) for relation in bounds])
        cells = np.concatenate([columns[f"c{cell}"] for cell in counts])
        _lazily(zero, pd.DataFrame({"d": differences}))
        _lazily(positive, pd.DataFrame({"d": np.concatenate([room, cells])}))

    return validate


def _lazily(schema: Any, frame: Any) -> None:
    import pandera.pandas as pa

    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        len(errors.failure_cases)


def great_expectations(plan: Plan, matrix: Matrix, expectations: int) -> Work:
    """Difference columns are made beforehand; only some of the expectations are run, and their time scaled up."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import pandas as pd

    columns = _columns(matrix)
    differences = {f"d{n}": _pandas_difference(columns, r) for n, r in enumerate(plan.relations)}
    frame = pd.DataFrame(columns | differences)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
    suite = gx.ExpectationSuite("s")
    every = [f"d{n}" for n in range(len(plan.relations))] + list(columns)
    for name in every[:: max(1, len(every) // expectations)]:
        low, high = (0, 0) if name[0] == "d" and plan.relations[int(name[1:])].operator == "==" else (None, 0)
        if name[0] == "c":
            low, high = 0, None
        suite.add_expectation(gx.expectations.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high))
    return lambda: batch.get_batch({"dataframe": frame}).validate(suite)


def _part(plan: Plan, expectations: int) -> float:
    """How many expectations there would be for each one that great-expectations ran."""
    every = len(plan.relations) + len(plan.keys)
    return every / len(range(0, every, max(1, every // expectations)))


OURS = "ours: three outcomes, blanks recomputed"
GX = "great-expectations (scaled from a part)"
QUICK = {"polars, expressions by hand": polars_by_hand, "dataframely": dataframely}
SLOW = {"pandera, long frame": pandera_long, "pandera, frame checks": pandera_frame, GX: great_expectations}

if __name__ == "__main__":
    main()
