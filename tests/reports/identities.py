"""The relations every consistent report keeps, asked of the values alone and independently of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .forms import COLUMNS, RESULTS, SUITS, outcomes
from .model import Report


def broken(report: Report) -> list[str]:
    """Names of the identities that do not hold: balance, outcome total, row total, 表四 total, 规范性文件 in force."""
    n = report.number
    leaves = list(outcomes(report.generation))
    found = []
    for column in COLUMNS:
        arrived = n(f"t3.new_received.{column}") + n(f"t3.carried_in.{column}")
        if arrived != n(f"t3.outcome_total.{column}") + n(f"t3.carried_out.{column}"):
            found.append(f"balance {column}")
        if n(f"t3.outcome_total.{column}") != _sum(report, (f"t3.{leaf}.{column}" for leaf in leaves)):
            found.append(f"outcomes {column}")
    for row in ("new_received", "carried_in", *leaves, "outcome_total", "carried_out"):
        applicants = _sum(report, (f"t3.{row}.{column}" for column in COLUMNS if column != "total"))
        if applicants != n(f"t3.{row}.total"):
            found.append(f"row {row}")
    for suit in SUITS:
        if n(f"t4.{suit}.total") != _sum(report, (f"t4.{suit}.{result}" for result in RESULTS if result != "total")):
            found.append(f"suit {suit}")
    for row in ("regulations", "normative"):
        if report.generation == "form2021":
            if n(f"t2.{row}.issued") > n(f"t2.{row}.in_force") + n(f"t2.{row}.repealed"):
                found.append(f"in force {row}")
        elif n(f"t2.{row}.disclosed") > n(f"t2.{row}.disclosed_total"):
            found.append(f"disclosed {row}")
    return found


def _sum(report: Report, keys: Iterable[str]) -> Decimal:
    return sum((report.number(key) for key in keys), Decimal(0))
