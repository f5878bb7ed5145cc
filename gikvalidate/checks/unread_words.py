"""Words beside a number that nothing knows: they may narrow it (20个工作日内答复107件) or speak of another matter."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from gikvalidate.checks.case import Case
from gikvalidate.checks.credence import unmistakable
from gikvalidate.checks.wording import both, number
from gikvalidate.claims import Claim, ClaimKind
from gikvalidate.document import behind_mark
from gikvalidate.findings import Outcome, Severity
from gikvalidate.vocabulary import unknown

_BREAKS = "，,；;：:。！？（）()\n"
#: So far a clause is looked at behind its number.
_REACH = 24
#: Between two numbers it makes the second some of the first.
_OF_THEM = "中"
#: What schemas/known-words.yaml calls the words of comparing.
_OF_CHANGE = "change"
#: The columns that hold all of a row.
_TOTALS = frozenset({"total", "value", "year"})


def doubted(outcome: Outcome, claim: Claim, case: Case) -> Outcome:
    """A disagreement with a table, a hint where the clause holds unknown words or the count of something else.

    Numbers of which one is a slip of the other are no chance, whatever stands beside them.
    """
    if unmistakable(Fraction(claim.quantity.value or 0), Fraction(outcome.expected or 0)):
        return outcome
    said = _unknown(claim, case) or _of_others(claim, outcome, case)
    if not said:
        return outcome
    doubt = both(
        f"句中的“{said}”可能限定了范围，说的也许不是表中的这个数",
        f"“{said}” in the clause may narrow it; it may not speak of this figure of the table",
    )
    return replace(outcome, at_most=Severity.INFO, doubt=doubt)


def parted(outcome: Outcome, current: Claim, change: Claim, case: Case) -> Outcome:
    """A change that disagrees with its number, a warning where unknown words stand between the two."""
    return replace(outcome, at_most=Severity.WARNING) if _between(current, change, case) else outcome


def _between(first: Claim, last: Claim, case: Case) -> str:
    """The unknown words between a number and its change: they may name something else that changed."""
    submission = case.submission
    words = submission.document.text[first.quantity.end : last.quantity.start]
    rest = unknown(words, _OF_CHANGE, submission.agency, submission.year)
    return unknown(rest, first.subject, submission.agency, submission.year)


def _unknown(claim: Claim, case: Case) -> str:
    """The unknown words of the clause a claim stands in; of a list, those of its head and of the claim's own item."""
    submission = case.submission
    text = submission.document.text
    clause = text[behind_mark(text, claim.start, _BREAKS) : claim.quantity.start]
    head, mark, _ = clause.partition("、")
    own = clause[clause.rfind("、") + 1 :] if mark and _digits(clause) else clause
    words = f"{head if own is not clause else ''} {own} {_behind(text, claim)}"
    return unknown(words, claim.subject, submission.agency, submission.year)


def _of_others(claim: Claim, outcome: Outcome, case: Case) -> str:
    """The count in the clause that a number is some of (21件信访投诉类申请中有6件, where the table has the 21), or that
    “all” and “none” are said of though the table has no such total (本级的65件已全部办结).
    """
    cells = case.submission.figures.cells.values()
    tables = {key.partition(".")[0] for key in outcome.rests_on}
    totals = {figure.value for figure in cells if _is_total(figure.key) and figure.key.partition(".")[0] in tables}
    text = case.submission.document.text
    begin = behind_mark(text, claim.start, _BREAKS)
    for count in case.submission.narrative.claims:
        before = begin <= count.start and count.quantity.end <= claim.quantity.end and count.kind is ClaimKind.COUNT
        if not before or not count.quantity.value:
            continue
        between = text[count.quantity.end : claim.quantity.start]
        some = number(count.quantity.value) == outcome.expected and _OF_THEM in between and "、" not in between
        if some if claim.quantity.value else count.quantity.value not in totals:
            return count.quantity.text
    return ""


def _is_total(key: str) -> bool:
    return key.rpartition(".")[2] in _TOTALS


def _digits(words: str) -> bool:
    return any(char.isdigit() for char in words)


def _behind(text: str, claim: Claim) -> str:
    """The words behind the number up to the next mark, and a bracket right there that gives no number itself."""
    end = max(claim.quantity.end, claim.end)
    near = range(end, min(end + _REACH, len(text)))
    stop = next((place for place in near if text[place] in f"{_BREAKS}、"), near.stop)
    words = text[claim.quantity.end : stop]
    bracket = text[stop + 1 : stop + 1 + _REACH].partition("）")[0] if text[stop : stop + 1] == "（" else ""
    return words if _digits(bracket) else f"{words} {bracket}"
