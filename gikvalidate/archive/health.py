"""The health of the whole archive: a suite of great-expectations made from the rules, run as a Checkpoint on the store.

What the sides of each relation differ by is put into a scratch table first, blank totals decided, because no engine
knows what a blank means here; each rule is then one expectation on the rows that are its own. great-expectations
takes seconds to import and is imported nowhere else; it sends nothing, and its context ends with the process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
    text,
    update,
)

from gikvalidate.archive.plan import Plan
from gikvalidate.archive.prepared import beyond, prepared
from gikvalidate.archive.sql import differences, sql_plan
from gikvalidate.archive.store import writing
from gikvalidate.archive.tables import documents, runs
from gikvalidate.checks import Check
from gikvalidate.recognise import load_forms

_scratch = MetaData()
_differences = Table(
    "health_differences",
    _scratch,
    Column("document", Integer, nullable=False),
    Column("rule", String(80), nullable=False),
    Column("subject", String, nullable=False),
    Column("difference", BigInteger, nullable=False),
)
#: Bodies without which an average says nothing, and the factor beyond which it has shifted.
_ENOUGH, _SHIFTED = 20, 2
_REPORTS = (
    "SELECT id AS document, COALESCE(agency, path) AS body, year, generation FROM documents"
    " WHERE superseded IS NULL AND reason IS NULL"
)
_YEARS = (
    "SELECT agency, MAX(year) - MIN(year) + 1 AS span, COUNT(DISTINCT year) AS years FROM documents"
    " WHERE superseded IS NULL AND reason IS NULL AND agency IS NOT NULL AND year IS NOT NULL GROUP BY agency"
)
_NUMBERS = (
    "SELECT f.document, f.key, f.value FROM figures f JOIN documents d ON d.id = f.document"
    " WHERE d.superseded IS NULL AND f.kind = 'number'"
)
#: The watched figures, on average of the bodies that report on both years, beside the year before.
_SHIFTS = text(
    "SELECT n.year, f.key, 1.0 * SUM(f.millionths) / SUM(g.millionths) AS ratio"
    " FROM documents n JOIN documents b ON b.named = n.named AND b.year = n.year - 1"
    " JOIN figures f ON f.document = n.id JOIN figures g ON g.document = b.id AND g.key = f.key"
    " WHERE n.superseded IS NULL AND b.superseded IS NULL"
    " AND f.key IN :watched"
    " AND f.millionths IS NOT NULL AND g.millionths IS NOT NULL"
    f" GROUP BY n.year, f.key HAVING COUNT(*) >= {_ENOUGH} AND SUM(g.millionths) > 0"
)
FIRST_YEAR = 2008


def examine_archive(engine: Engine, checks: Sequence[Check], run: int) -> dict[str, Any]:
    """Run the suite and keep its result with the run; `left_out` are documents with numbers too large for SQL."""
    with writing(engine) as connection:
        generations = set(connection.scalars(select(documents.c.generation).distinct()))
    plans = [sql_plan(checks, form.generation, form.keys) for form in load_forms() if form.generation in generations]
    _write_differences(engine, plans)
    try:
        with engine.connect() as connection:
            left_out = sorted(document for plan in plans for document in connection.scalars(beyond(plan)))
        result = {"expectations": list(_run(engine, plans)), "left_out": left_out}
    finally:
        with writing(engine) as connection:
            _scratch.drop_all(connection)
    with writing(engine) as connection:
        told = json.dumps(result, ensure_ascii=False)
        connection.execute(update(runs).where(runs.c.id == run).values(health=told))
    return result


def _write_differences(engine: Engine, plans: Sequence[Plan]) -> None:
    with writing(engine) as connection:
        _scratch.drop_all(connection)
        _scratch.create_all(connection)
        for plan in plans:
            with prepared(connection, plan):
                connection.execute(insert(_differences).from_select(list(_differences.c), differences()))


def _run(engine: Engine, plans: Sequence[Plan]) -> Iterator[dict[str, Any]]:
    """The Checkpoint's results, one line each: name, success, how many rows were looked at and are unexpected."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    watched = sorted({key for form in load_forms() for key in form.watched})
    shifts = _SHIFTS.bindparams(bindparam("watched", watched, expanding=True))
    queries = _QUERIES | {"shifts": str(shifts.compile(engine, compile_kwargs={"literal_binds": True}))}
    source = context.data_sources.add_sql("archive", connection_string=_url(engine))
    assets = {
        "differences": source.add_table_asset("differences", table_name=_differences.name),
        **{name: source.add_query_asset(name, query=query) for name, query in queries.items()},
    }
    validations = []
    for name, expectations in _suites(plans).items():
        suite = context.suites.add(gx.ExpectationSuite(name))
        for expectation in expectations:
            suite.add_expectation(expectation)
        batch = assets[name].add_batch_definition(name)
        validations.append(
            context.validation_definitions.add(gx.ValidationDefinition(name=name, data=batch, suite=suite))
        )
    format_ = {"result_format": "COMPLETE", "partial_unexpected_count": 1000}
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="archive", validation_definitions=validations, result_format=format_)
    )
    try:
        told = checkpoint.run().run_results.values()
    finally:
        # It leaves its connections open until somebody collects them.
        source.get_execution_engine().close()
        source.get_engine().dispose()
    for validated in told:
        for found in validated.results:
            yield _line(found.to_json_dict())


_QUERIES = {"reports": _REPORTS, "years": _YEARS, "numbers": _NUMBERS}


def _suites(plans: Sequence[Plan]) -> Mapping[str, list[Any]]:
    gxe: Any = import_module("great_expectations.expectations")
    from great_expectations.expectations.row_conditions import Column as Of

    operators = {relation.rule: relation.operator for plan in plans for relation in plan.relations}
    return {
        "differences": [
            gxe.ExpectColumnValuesToBeBetween(
                column="difference",
                min_value=0 if operator == "==" else None,
                max_value=0,
                row_condition=Of("rule") == rule,
                meta={"name": rule},
            )
            for rule, operator in sorted(operators.items())
            if operator in {"==", "<=", ">="}
        ],
        "reports": [
            gxe.ExpectColumnValuesToNotBeNull(column="year", meta={"name": "year is known"}),
            gxe.ExpectColumnValuesToBeBetween(
                column="year", min_value=FIRST_YEAR, meta={"name": f"year from {FIRST_YEAR}"}
            ),
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=["body", "year"], meta={"name": "one report for each body and year"}
            ),
        ],
        "years": [
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="span", column_B="years", meta={"name": "no year is missing between two of a body"}
            )
        ],
        "numbers": [gxe.ExpectColumnValuesToNotBeNull(column="value", meta={"name": "every number has a value"})],
        "shifts": [
            gxe.ExpectColumnValuesToBeBetween(
                column="ratio",
                min_value=1 / _SHIFTED,
                max_value=_SHIFTED,
                meta={"name": "what is watched moved less than twofold from year to year"},
            )
        ],
    }


def _line(found: dict[str, Any]) -> dict[str, Any]:
    raised = found["exception_info"].get("raised_exception", bool(found["exception_info"]))
    return {
        "name": found["expectation_config"]["meta"]["name"],
        "success": bool(found["success"]),
        "evaluated": found["result"].get("element_count"),
        "unexpected": found["result"].get("unexpected_count"),
        "failed_to_run": bool(raised),
    }


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
