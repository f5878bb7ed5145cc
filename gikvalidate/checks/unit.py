"""Units: what a count of some kind is given in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gikvalidate.checks.case import Case, Run, text_place
from gikvalidate.checks.wording import listed
from gikvalidate.claims import ClaimKind
from gikvalidate.figures import Keys
from gikvalidate.findings import Outcome, Status
from gikvalidate.rules import Rule
from gikvalidate.shapes import Shape

OPTIONS_ZH = "`subjects`（“a.*”代表 a 之下的各项）的件数以 `unit` 为单位，`also` 是同样通行的。"
FIELDS = frozenset({"found", "unit"})


class Options(Shape):
    """Counts of `subjects` ("a.*" stands for all below a) are given in `unit`, or in one of `also`."""

    subjects: tuple[str, ...]
    unit: str
    also: tuple[str, ...] = ()


def build(rule: Rule, options: Options, forms: Mapping[str, Keys]) -> Run:
    """Bind subjects and unit."""
    exact = frozenset(options.subjects)
    below = tuple(subject[:-1] for subject in options.subjects if subject.endswith(".*"))
    usual = {options.unit, *options.also}

    def run(case: Case) -> Iterator[Outcome]:
        counted = [
            claim
            for claim in case.submission.narrative.claims
            if claim.kind is ClaimKind.COUNT
            and claim.readings
            and claim.quantity.unit
            and (claim.subject in exact or claim.subject.startswith(below or ("\0",)))
        ]
        odd = [claim for claim in counted if claim.quantity.unit not in usual]
        if odd:
            found = listed(f"“{claim.quote}”" for claim in odd)
            places = tuple(map(text_place, odd[:5]))
            yield Outcome(Status.FAIL, "unit", places, fields={"found": found, "unit": options.unit})
        elif counted:
            yield Outcome(Status.PASS, "unit")

    return run
