"""What a figure that could not be read must be, where the arithmetic of its tables leaves one choice.

The unreadable figure is taken as the single unknown of every identity it stands in (a deductive imputation); they must
all give the same whole number, and that number must agree with the digits that were seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gikvalidate.arithmetic import Exact
from gikvalidate.checks.case import Case
from gikvalidate.checks.identity import Identity, solved
from gikvalidate.checks.wording import number
from gikvalidate.figures import CellKind


def propose(case: Case, identities: Iterable[Identity]) -> Mapping[str, Exact]:
    """Key → value for every unreadable figure that the identities determine."""
    figures = case.submission.figures
    illegible = {key for key, figure in figures.strange.items() if figure.kind is CellKind.UNREADABLE}
    if not illegible:
        return {}
    generation = figures.generation or ""
    values: dict[str, set[Exact]] = {}
    for identity in identities:
        for instance in identity.instances.get(generation, ()):
            unknown = [key for key, _ in case.unreadable(instance.comparison.names)]
            if instance.comparison.operator != "==" or len(unknown) != 1 or unknown[0] not in illegible:
                continue
            # On both sides of an identity it would be no unknown of it.
            if instance.comparison.names.count(unknown[0]) == 1:
                values.setdefault(unknown[0], set()).add(solved(instance, case, unknown[0]))
    single = {key: found.pop() for key, found in values.items() if len(found) == 1}
    return {key: value for key, value in single.items() if _fits(case, key, value)}


def _fits(case: Case, key: str, value: Exact) -> bool:
    """Whether a value is a count and has the digits that were read; “?” is any digit, alone any number."""
    figure = case.figure(key)
    if figure is None or value < 0 or value.denominator != 1:
        return False
    seen = re.sub(r"[^\d?]", "", figure.text)
    return seen in {"", "?"} or re.fullmatch(seen.replace("?", r"\d"), number(value)) is not None
