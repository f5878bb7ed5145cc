"""The same rules as SQL: the rows of the sparse matrix become a table of terms, joined with the figures of the store.

Everything happens inside the database, on temporary tables of the connection: cells, terms, and blank totals, which
are recomputed rule by rule in two passes as `exact` does it. Values are millionths in 64-bit integers; the few
documents with larger or finer numbers are named by `beyond` and left to the matrix (`prepared.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from gikvalidate.archive.matrix import FINEST
from gikvalidate.archive.plan import Plan, compile_plan
from gikvalidate.archive.prepared import ILLEGIBLE, beyond, current, prepared
from gikvalidate.archive.scratch import cells as _cells
from gikvalidate.archive.scratch import filled as _filled
from gikvalidate.archive.scratch import heads as _heads
from gikvalidate.archive.scratch import telling as _telling
from gikvalidate.archive.scratch import terms as _terms
from gikvalidate.archive.tables import documents
from gikvalidate.checks import Check
from gikvalidate.figures import Keys
from gikvalidate.findings import Status


def sql_plan(checks: Sequence[Check], generation: str, keys: Keys) -> Plan:
    """The rules of a form over millionths; raises ValueError where a total is not whole where its parts are."""
    plan = compile_plan(checks, generation, keys, [FINEST] * len(keys))
    if not plan.solvable:
        raise ValueError(f"{generation}: a total with a coefficient other than 1 cannot be recomputed in SQL")
    return plan


def verdicts(connection: Connection, plan: Plan) -> list[tuple[int, str, str, str]]:
    """Every verdict but PASS and nothing: document, rule, subject, status."""
    with prepared(connection, plan):
        said = [_relations(), *_cell_faults(plan), *_presences(plan)]
        every = union_all(*said).subquery()
        rows = connection.execute(select(every).where(every.c.status != Status.PASS.value))
        return [(row.document, row.rule, row.subject, row.status) for row in rows]


def differences() -> Select[Any]:
    """What the two sides of every relation differ by: document, rule, subject, difference in millionths.

    Only where both sides can be read; 0 and, for bounds, less is as it should be. A blank total over parts that are
    not differs by what it should hold. To be used inside `prepared`.
    """
    sums = _sums()
    sign = case((_heads.c.operator.in_((">=", ">")), -1), else_=1)
    difference = case((sums.c.by_itself == 1, sums.c.blank), else_=sign * (sums.c.sum + _heads.c.constant))
    return (
        select(
            sums.c.document,
            _heads.c.rule,
            _heads.c.subject,
            cast(difference, BigInteger).label("difference"),
        )
        .join_from(sums, _heads, _heads.c.relation == sums.c.relation)
        .where(_there(sums), sums.c.found == _heads.c.cells, sums.c.doubtful == 0)
    )


def _sums() -> CTE:
    """`left - right` of every relation in every document, and what is known of its cells."""
    value = func.coalesce(_filled.c.value, _cells.c.value)
    doubtful = func.coalesce(_filled.c.doubtful, _cells.c.doubtful)
    present = case((_cells.c.kind == "absent", 0), else_=1)
    mine = and_(
        _filled.c.relation == _terms.c.relation,
        _filled.c.doubtful == 0,
        _terms.c.is_total == 1,
    )
    return (
        select(
            _cells.c.document,
            _terms.c.relation,
            func.sum(_terms.c.coefficient * value).label("sum"),
            func.count().label("found"),
            func.max(doubtful).label("doubtful"),
            func.max(case((mine, 1), else_=0)).label("by_itself"),
            func.sum(case((mine, value), else_=0)).label("blank"),
            func.max(present * _terms.c.at_left).label("left"),
            func.max(present * _terms.c.at_right).label("right"),
        )
        .join_from(_cells, _terms, _terms.c.key == _cells.c.key)
        .outerjoin(
            _filled,
            and_(_filled.c.document == _cells.c.document, _filled.c.key == _cells.c.key),
        )
        .group_by(_cells.c.document, _terms.c.relation)
        .cte("sums")
    )


def _there(sums: CTE) -> ColumnElement[bool]:
    """Whether both sides have something to compare."""
    return and_(or_(_heads.c.lefts == 0, sums.c.left == 1), or_(_heads.c.rights == 0, sums.c.right == 1))


def _relations() -> Select[Any]:
    sums = _sums()
    difference = sums.c.sum + _heads.c.constant
    operators = {"==": difference == 0, "!=": difference != 0, "<=": difference <= 0, ">=": difference >= 0}
    operators |= {"<": difference < 0, ">": difference > 0}
    holds = or_(*(and_(_heads.c.operator == name, holding) for name, holding in operators.items()))
    status = case(
        (or_(sums.c.found < _heads.c.cells, sums.c.doubtful == 1), Status.UNVERIFIABLE.value),
        (and_(sums.c.by_itself == 0, holds), Status.PASS.value),
        else_=Status.FAIL.value,
    )
    said = (
        select(sums.c.document, sums.c.relation, _heads.c.rule, _heads.c.subject, status.label("status"))
        .join_from(sums, _heads, _heads.c.relation == sums.c.relation)
        .where(_there(sums))
        .cte("said")
    )
    # Failures that another rule's failure already tells are skipped.
    other = said.alias("other")
    told = (
        select(_telling.c.relation, other.c.document)
        .join_from(_telling, other, and_(other.c.relation == _telling.c.by, other.c.status == Status.FAIL.value))
        .distinct()
        .cte("told")
    )
    aside = and_(said.c.status == Status.FAIL.value, told.c.document.is_not(None))
    settled = case((aside, Status.SKIPPED.value), else_=said.c.status)
    same = and_(told.c.relation == said.c.relation, told.c.document == said.c.document)
    return select(said.c.document, said.c.rule, said.c.subject, settled.label("status")).join_from(
        said, told, same, isouter=True
    )


def _cell_faults(plan: Plan) -> list[Select[Any]]:
    return [_cell_fault(plan, fault.rule, fault.fault, fault.cells) for fault in plan.faults if fault.cells]


def _cell_fault(plan: Plan, rule: str, fault: str, wanted: Sequence[int]) -> Select[Any]:
    wrong = {
        "text": literal(0) == 1,
        "negative": _cells.c.value < 0,
        "fraction": _cells.c.value % FINEST != 0,
    }[fault]
    status = case(
        (_cells.c.kind == "unreadable", Status.UNVERIFIABLE.value),
        (_cells.c.kind == "text", (Status.FAIL if fault == "text" else Status.UNVERIFIABLE).value),
        (wrong, Status.FAIL.value),
        else_=Status.PASS.value,
    )
    keys = [plan.keys[cell] for cell in wanted]
    return select(
        _cells.c.document,
        literal(rule).label("rule"),
        _cells.c.key.label("subject"),
        status.label("status"),
    ).where(_cells.c.kind.in_(("number", *ILLEGIBLE)), _cells.c.key.in_(keys))


def _presences(plan: Plan) -> list[Select[Any]]:
    return [_presence(plan, p.rule, p.table, len(p.cells), p.open) for p in plan.presences]


def _presence(plan: Plan, rule: str, table: str, wanted: int, is_open: bool) -> Select[Any]:
    mine = and_(_cells.c.document == documents.c.id, _cells.c.key.like(f"{table}.%"))
    present = func.sum(case((_cells.c.kind != "absent", 1), else_=0))
    incomplete = func.count(_cells.c.key) < wanted
    if is_open:
        incomplete = or_(incomplete, func.coalesce(present, 0) == 0)
    status = case((incomplete, Status.FAIL.value), else_=Status.PASS.value)
    return (
        select(
            documents.c.id.label("document"),
            literal(rule).label("rule"),
            literal(table).label("subject"),
            status.label("status"),
        )
        .join_from(documents, _cells, mine, isouter=True)
        .where(*current(plan), documents.c.id.not_in(beyond(plan)))
        .group_by(documents.c.id)
    )
