"""Beyond a few changes: a sparse repair by linear programmes, and others with cuts that forbid what was found.

The fewest changes are a mixed-integer question that a solver may need minutes for. A weighted sum of absolute changes,
each weight the reciprocal of the change found before, comes to rest at few changes after a few linear programmes, in
the same steps on every machine. Their vertices are whole where the relations are sums of a table; every repair is
checked exactly before use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from gikvalidate.localise.moves import DOWN
from gikvalidate.localise.system import System

#: Programmes until the weights have come to rest.
_ROUNDS = 12
#: What a change counts at least, so that a cell without one keeps a finite weight.
_LEAST = 0.01
#: What a total and a fall weigh at first: few wrong cells are found without a preference; where most are wrong, the
#: totals have to be added up anew.
_STARTS = ((1.0, 1.0), (0.05, 5.0))


def programme(system: System, rows: Collection[int], most: int) -> list[dict[int, int]]:
    """Up to `most` repairs (difference by cell) of the connected `rows` with the fewest changes found."""
    problem = _Problem(system, sorted(rows))
    found: list[dict[int, int]] = []
    for forbidden in problem.cuts(most):
        if (deltas := problem.solve(forbidden)) and deltas not in found:
            found.append(deltas)
            problem.best = min(found, key=len)
    size = min(map(len, found), default=0)
    return [deltas for deltas in found if len(deltas) == size]


class _Problem:
    """Each cell has a rise and a fall; the rows say what they must add up to."""

    def __init__(self, system: System, rows: list[int]) -> None:
        import numpy as np
        from scipy.sparse import csr_array, hstack

        self.np, self.system, self.rows = np, system, rows
        self.cells = sorted({cell for row in rows for cell in system.rows[row].cells if system.directions[cell]})
        self.column = {cell: index for index, cell in enumerate(self.cells)}
        totals = {system.number.get(system.rows[row].constraint.total) for row in rows}
        self.totals = np.array([cell in totals for cell in self.cells])
        #: How far a figure may fall.
        self.least = np.array(
            [max(float(system.values[cell]), 0) if system.directions[cell] & DOWN else 0 for cell in self.cells]
        )
        matrix = csr_array(self._matrix())
        self.matrix = hstack([matrix, -matrix]).tocsr()
        self.equal = np.array([system.rows[row].equality for row in rows])
        self.right = np.array([-float(system.residual[row]) for row in rows])
        self.best: dict[int, int] = {}

    def cuts(self, most: int) -> Iterator[tuple[int, ...]]:
        """What must not change: nothing first, then each cell of the best repair in turn."""
        yield ()
        for cell in sorted(self.best)[: most - 1]:
            yield (cell,)

    def solve(self, forbidden: Collection[int]) -> dict[int, int]:
        """A repair of few cells without the `forbidden` ones; nothing where none was found that holds exactly."""
        from scipy.optimize import linprog

        np, width = self.np, len(self.cells)
        high = np.concatenate([np.full(width, np.inf), self.least])
        for cell in forbidden:
            high[[self.column[cell], width + self.column[cell]]] = 0
        bounds = np.column_stack([np.zeros(2 * width), high])
        best = dict[int, int]()
        for total, fall in _STARTS:
            weights = np.tile(np.where(self.totals, total, 1.0), 2)
            weights[width:] *= fall
            for _ in range(_ROUNDS):
                ended = linprog(
                    weights,
                    A_eq=self.matrix[self.equal],
                    b_eq=self.right[self.equal],
                    A_ub=self.matrix[~self.equal],
                    b_ub=self.right[~self.equal],
                    bounds=bounds,
                    method="highs-ds",
                )
                if ended.x is None:
                    break
                whole = np.rint(ended.x[:width] - ended.x[width:])
                deltas = {cell: int(whole[at]) for cell, at in self.column.items() if whole[at]}
                if self._holds(deltas) and (not best or len(deltas) < len(best)):
                    best = deltas
                settled, weights = weights, np.tile(1 / (np.abs(whole) + _LEAST), 2)
                if (settled == weights).all():
                    break
        return best

    def _matrix(self) -> Any:
        matrix = self.np.zeros((len(self.rows), len(self.cells)))
        for at, index in enumerate(self.rows):
            for cell, value in self.system.rows[index].coefficient.items():
                if cell in self.column:
                    matrix[at, self.column[cell]] = value
        return matrix

    def _holds(self, deltas: dict[int, int]) -> bool:
        system = self.system
        for index in self.rows:
            row = system.rows[index]
            changes = sum(value * deltas[cell] for cell, value in row.coefficient.items() if cell in deltas)
            if row.broken_by(row.residual(system.values) + changes):
                return False
        return all(system.allows(cell, system.values[cell] + delta) for cell, delta in deltas.items())
