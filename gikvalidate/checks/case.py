"""What a check looks at: one submission and the values of its figures, blank totals recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from gikvalidate.arithmetic import Exact, Linear, exact
from gikvalidate.claims import Claim
from gikvalidate.figures import CellKind, Figure
from gikvalidate.findings import CellPlace, Outcome, Severity, TextPlace, Words, in_language
from gikvalidate.submission import Submission

if TYPE_CHECKING:
    from gikvalidate.checks.season import Season


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The value a blank total should hold (None where its parts are unreadable), the rule and the parts it is from."""

    value: Exact | None
    rule: str
    subject: str
    parts: tuple[str, ...] = ()


class Misreading(StrEnum):
    """What would have gone wrong in the reading: the digits of a figure came into two cells, or figures moved on."""

    SPLIT = "split"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True)
class Rereading:
    """A row or column that balances when it is read otherwise.

    `keys` are its cells, `seen` the figures that stand there, `read` what every cell holds then; `changed` are the
    cells that make the difference.
    """

    misreading: Misreading
    keys: tuple[str, ...]
    seen: tuple[str, ...]
    read: tuple[str, ...]
    changed: tuple[str, ...]


#: Before a key, it is the figure of the year before.
PRIOR = "prior."


class _Plain(dict[str, Exact]):
    """Figures by key; those of the year before are fetched when they are asked for, as few relations speak of them."""

    def __init__(self, prior: Case | None) -> None:
        super().__init__()
        self._prior = prior

    def __missing__(self, key: str) -> Exact:
        if self._prior is None or not key.startswith(PRIOR):
            raise KeyError(key)
        value = self[key] = self._prior.plain[key.removeprefix(PRIOR)]
        return value


@dataclass(frozen=True)
class Case:
    """One submission under check.

    `proposed` holds what the arithmetic says of figures that could not be read, `rereadings` the rows that balance when
    they are read otherwise; `prior` is the report of the year before, and where there is none `no_prior` says why.
    `season` are the other reports of the year, where there are some.
    """

    submission: Submission
    recomputed: Mapping[str, Recomputed] = field(default_factory=dict)
    proposed: Mapping[str, Exact] = field(default_factory=dict)
    rereadings: tuple[Rereading, ...] = ()
    prior: Case | None = None
    no_prior: Words = ("没有上年报告", "the report of the year before is not at hand")
    season: Season | None = None

    def figure(self, key: str) -> Figure | None:
        if key.startswith(PRIOR):
            return self.prior.figure(key.removeprefix(PRIOR)) if self.prior else None
        return self.submission.figures.cell(key)

    def has(self, key: str) -> bool:
        """Whether the report, or under `PRIOR` one before it, has a cell for a figure."""
        if key.startswith(PRIOR):
            return self.prior is not None and self.prior.has(key.removeprefix(PRIOR))
        return key in self.submission.figures.held

    def value(self, key: str) -> Exact:
        """The value a relation uses: blanks and dashes count zero, a blank total what it should hold."""
        if key in self.recomputed:
            return self.recomputed[key].value or 0
        if (value := self._printed.get(key)) is None:
            value = self._printed[key] = self._as_printed(key)
        return value

    @cached_property
    def linked(self) -> tuple[Claim, ...]:
        """The claims that speak of figures."""
        return tuple([claim for claim in self.submission.narrative.claims if claim.readings])

    @cached_property
    def absent(self) -> frozenset[str]:
        """The figures of the form that this report, and under `PRIOR` those before it, need not have and has not."""
        return self._with_prior(self.submission.figures.absent, lambda prior: prior.absent)

    @cached_property
    def plain(self) -> Mapping[str, Exact]:
        """The figures of this report, and under `PRIOR` of those before, that are numbers, blank, or rightly absent."""
        found = _Plain(self.prior)
        found.update(dict.fromkeys(self.submission.figures.absent, 0))
        found.update(self.submission.figures.plain)
        for key in self.recomputed:
            found.pop(key, None)
        return found

    @cached_property
    def blank(self) -> frozenset[str]:
        """The figures of this report, and under `PRIOR` of those before, that are blank and no recomputed total."""
        return self._with_prior(self.submission.figures.blank - self.recomputed.keys(), lambda prior: prior.blank)

    def _with_prior(self, own: frozenset[str], of: Callable[[Case], frozenset[str]]) -> frozenset[str]:
        """Keys of this report and, under `PRIOR`, of those before it."""
        if self.prior is None or not (before := of(self.prior)):
            return own
        return own.union([PRIOR + key for key in before])

    @cached_property
    def _printed(self) -> dict[str, Exact]:
        """The numbers of this report, and other values asked for so far: every figure stands in many relations."""
        return dict(self.submission.figures.plain)

    def _as_printed(self, key: str) -> Exact:
        if self.prior and key.startswith(PRIOR):
            return self.prior.value(key.removeprefix(PRIOR))
        figure = self.figure(key)
        return exact(figure.value) if figure is not None and figure.value is not None else 0

    def unreadable(self, keys: Iterable[str]) -> list[tuple[str, Words]]:
        """The keys that cannot be read as numbers, each with its reason."""
        plain, recomputed = self.plain, self.recomputed
        asked = [key for key in keys if key not in plain or key in recomputed]
        return [(key, reason) for key in asked if (reason := self._unreadable(key)) is not None]

    def _unreadable(self, key: str) -> Words | None:
        own = self.submission.figures.cell(key)
        if own is not None and (own.value is not None or own.kind is CellKind.BLANK) and key not in self.recomputed:
            return None
        if self.prior and key.startswith(PRIOR):
            reason = self.prior._unreadable(key.removeprefix(PRIOR))
            return reason and (f"上年报告：{in_language(reason, 'zh')}", f"prior report: {in_language(reason, 'en')}")
        figure = self.figure(key)
        if figure is None:
            if key in self.submission.figures.absent:
                return None
            return (f"没有找到 {key} 这一格", f"no cell was found for {key}")
        name = cell_name(figure)
        if key in self.recomputed and self.recomputed[key].value is None:
            return (f"{name} 空白，分项又读不出", f"{name} is blank and its parts cannot be read")
        if figure.kind is CellKind.UNREADABLE and figure.confidence is None:
            return (f"{name} 读不准，那里写的是“{figure.text}”", f"{name} cannot be told, there stands “{figure.text}”")
        if figure.kind is CellKind.UNREADABLE:
            return (f"{name} 看不清，识别为“{figure.text}”", f"{name} is illegible: “{figure.text}”")
        if figure.kind is CellKind.TEXT:
            return (f"{name} 是文字“{figure.text}”", f"{name} holds text “{figure.text}”")
        return None

    def is_blank(self, key: str) -> bool:
        return key in self.blank

    def evaluate(self, form: Linear) -> Exact:
        return form.value(self.value)

    def place(self, key: str) -> CellPlace | None:
        """Where a figure stands in this document; one of the year before stands elsewhere."""
        figure = None if key.startswith(PRIOR) else self.figure(key)
        return cell_place(figure) if figure is not None else None


#: What a compiled rule does with one case.
Run = Callable[[Case], Iterable[Outcome]]


def cell_place(figure: Figure) -> CellPlace:
    """Where a figure stands, as a finding tells it."""
    return CellPlace.of(figure)


def cell_name(figure: Figure) -> str:
    """A cell as on the paper: 表三 （一）予以公开 · 总计."""
    return f"{figure.table} {figure.row_name} · {figure.column}"


def unless_firm(*claims: Claim) -> Severity | None:
    """The gravest a finding may be: a warning where the words of one of `claims` could be meant otherwise."""
    return None if all(claim.firm for claim in claims) else Severity.WARNING


def text_place(claim: Claim) -> TextPlace:
    """Where a claim stands."""
    return TextPlace(claim.section, claim.quote, claim.start, claim.end)
