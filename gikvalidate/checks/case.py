"""What a check looks at: one submission and the values of its figures, blank totals recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from gikvalidate.arithmetic import Linear
from gikvalidate.claims import Claim
from gikvalidate.figures import CellKind, Figure
from gikvalidate.findings import CellPlace, Outcome, Severity, TextPlace, Words
from gikvalidate.submission import Submission


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The value a blank total should hold (None where its parts are unreadable), the rule and the parts it is from."""

    value: Fraction | None
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


@dataclass(frozen=True)
class Case:
    """One submission under check.

    `proposed` holds what the arithmetic says of figures that could not be read, `rereadings` the rows that balance when
    they are read otherwise.
    """

    submission: Submission
    recomputed: Mapping[str, Recomputed] = field(default_factory=dict)
    proposed: Mapping[str, Fraction] = field(default_factory=dict)
    rereadings: tuple[Rereading, ...] = ()

    def figure(self, key: str) -> Figure | None:
        return self.submission.figures.cells.get(key)

    def value(self, key: str) -> Fraction:
        """The value a relation uses: blanks and dashes count zero, a blank total what it should hold."""
        if key in self.recomputed:
            return self.recomputed[key].value or Fraction(0)
        figure = self.figure(key)
        return Fraction(figure.value) if figure is not None and figure.value is not None else Fraction(0)

    def unreadable(self, keys: Iterable[str]) -> list[tuple[str, Words]]:
        """The keys that cannot be read as numbers, each with its reason."""
        reasons: list[tuple[str, Words]] = []
        for key in keys:
            figure = self.figure(key)
            if figure is None and key not in self.submission.figures.absent:
                reasons.append((key, (f"没有找到 {key} 这一格", f"no cell was found for {key}")))
            elif figure is None:
                continue
            elif key in self.recomputed and self.recomputed[key].value is None:
                name = cell_name(figure)
                reasons.append((key, (f"{name} 空白，分项又读不出", f"{name} is blank and its parts cannot be read")))
            elif figure.kind is CellKind.UNREADABLE and figure.confidence is None:
                name = cell_name(figure)
                seen = figure.text
                reasons.append(
                    (key, (f"{name} 读不准，那里写的是“{seen}”", f"{name} cannot be told, there stands “{seen}”"))
                )
            elif figure.kind is CellKind.UNREADABLE:
                name = cell_name(figure)
                reasons.append(
                    (key, (f"{name} 看不清，识别为“{figure.text}”", f"{name} is illegible: “{figure.text}”"))
                )
            elif figure.kind is CellKind.TEXT:
                name = cell_name(figure)
                reasons.append((key, (f"{name} 是文字“{figure.text}”", f"{name} holds text “{figure.text}”")))
        return reasons

    def is_blank(self, key: str) -> bool:
        figure = self.figure(key)
        return figure is not None and figure.kind is CellKind.BLANK and key not in self.recomputed

    def evaluate(self, form: Linear) -> Fraction:
        return form.value(self.value)

    def place(self, key: str) -> CellPlace | None:
        figure = self.figure(key)
        return cell_place(figure) if figure is not None else None


#: What a compiled rule does with one case.
Run = Callable[[Case], Iterable[Outcome]]


def cell_place(figure: Figure) -> CellPlace:
    """Where a figure stands, as a finding tells it."""
    return CellPlace(
        figure=figure.key,
        table=figure.table,
        row=figure.row,
        column=figure.column,
        text=figure.text,
        name=figure.row_name,
        page=figure.page,
        table_index=figure.table_index,
        grid_row=figure.grid_row,
        grid_column=figure.grid_column,
    )


def cell_name(figure: Figure) -> str:
    """A cell as on the paper: 表三 （一）予以公开 · 总计."""
    return f"{figure.table} {figure.row_name} · {figure.column}"


def unless_firm(*claims: Claim) -> Severity | None:
    """The gravest a finding may be: a warning where the words of one of `claims` could be meant otherwise."""
    return None if all(claim.firm for claim in claims) else Severity.WARNING


def text_place(claim: Claim) -> TextPlace:
    """Where a claim stands."""
    return TextPlace(claim.section, claim.quote, claim.start, claim.end)
