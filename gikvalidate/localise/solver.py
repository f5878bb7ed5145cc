"""Beyond a few changes: the same question as a mixed-integer programme, with cuts that forbid what was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any

from gikvalidate.localise.system import DOWN, System

#: The solver ends when what it found is this close to its bound: the rest of its time would go into the proof.
_GAP = 0.2
#: The bound is a float; a count is not.
_ROUNDING = 1e-6
#: What a repair may need beyond the sum of all differences, in a chain of changes.
_SLACK = 2


@dataclass(frozen=True)
class Programme:
    """Repairs found (difference by cell), the smallest first; `stopped` where a limit ended the search."""

    repairs: tuple[dict[int, int], ...]
    stopped: bool


def programme(system: System, rows: Collection[int], nodes: int, seconds: float, most: int) -> Programme:
    """Up to `most` smallest repairs of the connected `rows`, checked exactly before use.

    Each solution may take so many `nodes` of the solver's tree and all together so many `seconds`.
    """
    ends = monotonic() + seconds
    problem = _Problem(system, sorted(rows))
    found: list[dict[int, int]] = []
    size = 0
    while len(found) < most:
        left = ends - monotonic()
        deltas, optimal = problem.solve(nodes, left) if left > 0 else (None, False)
        if deltas is None or (found and len(deltas) > size):
            return Programme(tuple(found), not optimal)
        size = size or len(deltas)
        found.append(deltas)
        problem.forbid(deltas)
        if not optimal:
            return Programme(tuple(found), True)
    return Programme(tuple(found), True)


class _Problem:
    """Each cell has a rise, a fall and a flag that it changes; the fewest flags are sought."""

    def __init__(self, system: System, rows: list[int]) -> None:
        import numpy as np

        self.np, self.system, self.rows = np, system, rows
        self.cells = sorted({cell for row in rows for cell in system.rows[row].cells if system.directions[cell]})
        self.column = {cell: index for index, cell in enumerate(self.cells)}
        most = _SLACK * (1 + sum(abs(int(system.residual[row])) for row in rows))
        falls = [min(int(system.values[cell]), most) if system.directions[cell] & DOWN else 0 for cell in self.cells]
        self.rise, self.fall = np.full(len(self.cells), most), np.array(falls)
        self.cuts: list[Any] = []

    def solve(self, nodes: int, seconds: float) -> tuple[dict[int, int] | None, bool]:
        """The differences, and whether nothing smaller exists; None where nothing was found or it is not exact."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        np, width = self.np, len(self.cells)
        nothing, one = np.zeros((width, width)), np.eye(width)
        matrix, low, high = self._relations()
        constraints = [
            LinearConstraint(np.hstack([matrix, -matrix, np.zeros((len(self.rows), width))]), low, high),
            LinearConstraint(np.hstack([one, nothing, -np.diag(self.rise)]), -np.inf, 0),
            LinearConstraint(np.hstack([nothing, one, -np.diag(self.fall)]), -np.inf, 0),
            *(LinearConstraint(cut, -np.inf, cut.sum() - 1) for cut in self.cuts),
        ]
        ended = milp(
            np.concatenate([np.zeros(2 * width), np.ones(width)]),
            integrality=np.ones(3 * width),
            bounds=Bounds(0, np.concatenate([self.rise, self.fall, np.ones(width)])),
            constraints=constraints,
            options={"node_limit": nodes, "time_limit": seconds, "mip_rel_gap": _GAP},
        )
        if ended.x is None:
            return None, ended.status == 2
        whole = np.rint(ended.x[: 2 * width]).astype(np.int64)
        deltas = {cell: int(whole[at] - whole[width + at]) for cell, at in self.column.items()}
        changed = {cell: delta for cell, delta in deltas.items() if delta}
        smallest = ceil(ended.mip_dual_bound - _ROUNDING) >= len(changed)
        return (changed, smallest) if self._holds(changed) else (None, False)

    def forbid(self, deltas: Collection[int]) -> None:
        """Never again all of these cells together."""
        cut = self.np.zeros(3 * len(self.cells))
        cut[[2 * len(self.cells) + self.column[cell] for cell in deltas]] = 1
        self.cuts.append(cut)

    def _relations(self) -> tuple[Any, Any, Any]:
        np = self.np
        matrix = np.zeros((len(self.rows), len(self.cells)))
        low, high = np.empty(len(self.rows)), np.empty(len(self.rows))
        for at, index in enumerate(self.rows):
            row = self.system.rows[index]
            for cell, value in row.coefficient.items():
                if cell in self.column:
                    matrix[at, self.column[cell]] = value
            high[at] = -float(self.system.residual[index])
            low[at] = high[at] if row.equality else -np.inf
        return matrix, low, high

    def _holds(self, deltas: dict[int, int]) -> bool:
        system = self.system
        for index in self.rows:
            row = system.rows[index]
            changes = sum(value * deltas[cell] for cell, value in row.coefficient.items() if cell in deltas)
            if row.broken_by(row.residual(system.values) + changes):
                return False
        return all(system.allows(cell, system.values[cell] + delta) for cell, delta in deltas.items())
