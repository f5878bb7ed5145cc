"""The figures of one form in temporary tables, blank totals recomputed, so that the rules can be asked in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from gikvalidate.archive.plan import Plan
from gikvalidate.archive.scratch import cells as _cells
from gikvalidate.archive.scratch import filled as _filled
from gikvalidate.archive.scratch import found as _found
from gikvalidate.archive.scratch import heads as _heads
from gikvalidate.archive.scratch import scratch as _scratch
from gikvalidate.archive.scratch import telling as _telling
from gikvalidate.archive.scratch import terms as _terms
from gikvalidate.archive.tables import documents, figures

_EMPTY = ("blank", "dash")
ILLEGIBLE = ("text", "unreadable")


def beyond(plan: Plan) -> Select[Any]:
    """The documents of a form with a number whose sums could leave 64 bits, or that has no exact millionths."""
    too_large = func.abs(figures.c.millionths) > 2**62 // plan.weight**3
    inexact = (figures.c.kind == "number") & figures.c.millionths.is_(None)
    return (
        select(figures.c.document)
        .join(documents, documents.c.id == figures.c.document)
        .where(*current(plan), or_(too_large, inexact))
        .distinct()
    )


def current(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """That a document is the present version of a readable report of the plan's form."""
    return (
        documents.c.superseded.is_(None),
        documents.c.reason.is_(None),
        documents.c.generation == plan.generation,
    )


@contextmanager
def prepared(connection: Connection, plan: Plan) -> Iterator[None]:
    """The temporary tables of one form, filled and with blank totals recomputed."""
    _scratch.create_all(connection, checkfirst=False)
    try:
        _fill_tables(connection, plan)
        _recompute(connection, plan)
        yield
    finally:
        _scratch.drop_all(connection, checkfirst=False)


def _fill_tables(connection: Connection, plan: Plan) -> None:
    doubtful = case((figures.c.kind.in_(ILLEGIBLE), 1), else_=0)
    value = func.coalesce(figures.c.millionths, 0)
    every = (
        select(figures.c.document, figures.c.key, value, doubtful, figures.c.kind)
        .join(documents, documents.c.id == figures.c.document)
        .where(*current(plan), figures.c.document.not_in(beyond(plan)))
    )
    connection.execute(insert(_cells).from_select(["document", "key", "value", "doubtful", "kind"], every))
    for index, relation in enumerate(plan.relations):
        head = (index, relation.rule, relation.subject, relation.operator, relation.constant)
        counts = (len(relation.cells), len(relation.left), len(relation.right))
        connection.execute(insert(_heads).values((*head, *counts)))
        terms = zip(relation.cells, relation.coefficients, strict=True)
        rows = [
            {
                "relation": index,
                "key": plan.keys[cell],
                "coefficient": coefficient,
                "at_left": int(cell in relation.left),
                "at_right": int(cell in relation.right),
                "is_total": int(cell == relation.total),
            }
            for cell, coefficient in terms
        ]
        connection.execute(insert(_terms), rows)
    pairs = [{"relation": index, "by": other} for index, told_by in plan.settling for other in told_by]
    if pairs:
        connection.execute(insert(_telling), pairs)


def _recompute(connection: Connection, plan: Plan) -> None:
    """Fill blank totals rule by rule; what was found not to be known may be known in the second pass."""
    rules = dict.fromkeys(relation.rule for relation in plan.relations if relation.total is not None)
    replaced = exists().where(_found.c.document == _filled.c.document, _found.c.key == _filled.c.key)
    for rule in (*rules, *rules):
        connection.execute(insert(_found).from_select(list(_found.c), _totals(rule)))
        connection.execute(delete(_filled).where(replaced))
        connection.execute(insert(_filled).from_select(list(_filled.c), select(_found)))
        connection.execute(delete(_found))


def _totals(rule: str) -> Select[Any]:
    """The blank totals that a rule determines, or that it says cannot be known."""
    total, of_total, part, known, done = (
        _terms.alias("total"),
        _cells.alias("of_total"),
        _cells.alias("part"),
        _filled.alias("known"),
        _filled.alias("done"),
    )
    value = func.coalesce(known.c.value, part.c.value)
    doubtful = func.coalesce(known.c.doubtful, part.c.doubtful) * (1 - _terms.c.is_total)
    difference = func.sum(_terms.c.coefficient * value) + func.max(_heads.c.constant)
    unknown = case((func.count() < func.max(_heads.c.cells), 1), else_=func.max(doubtful))
    solved = func.sum(case((_terms.c.is_total == 1, value), else_=0)) - difference * func.max(total.c.coefficient)
    return (
        select(
            of_total.c.document,
            of_total.c.key,
            case((unknown == 1, 0), else_=cast(solved, BigInteger)),
            unknown,
            total.c.relation,
        )
        .join_from(_heads, total, and_(total.c.relation == _heads.c.relation, total.c.is_total == 1))
        .join(of_total, and_(of_total.c.key == total.c.key, of_total.c.kind.in_(_EMPTY)))
        .outerjoin(done, and_(done.c.document == of_total.c.document, done.c.key == of_total.c.key))
        .join(_terms, _terms.c.relation == total.c.relation)
        .join(part, and_(part.c.document == of_total.c.document, part.c.key == _terms.c.key))
        .outerjoin(known, and_(known.c.document == part.c.document, known.c.key == part.c.key))
        .where(_heads.c.rule == rule, or_(done.c.document.is_(None), done.c.doubtful == 1))
        .group_by(of_total.c.document, of_total.c.key, total.c.relation)
        .having(or_(unknown == 1, solved != 0))
    )
