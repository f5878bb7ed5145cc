"""The values of a chosen set of cells: which whole numbers make their relations hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from gikvalidate.localise.moves import UP
from gikvalidate.localise.rings import ContradictionError, Exact, Line, Relation, Terms, around, at, divided, ring
from gikvalidate.localise.system import System

#: Differences by cell, in the order of the cells.
Deltas = tuple[tuple[int, int], ...]
#: The differences of all chosen cells, the rows they mend, and whether the relations leave the values open.
Solution = tuple[Deltas, frozenset[int], bool]


class Solver:
    """Solves for `chosen`, cells with the direction in which each changes, as they are whenever it is asked.

    A change in the other direction is another set of changes, which the search comes to by itself. Where the values of
    a set are open it need not be solved if fewer changes are known to mend the same rows: some of those `grown`.
    """

    def __init__(self, system: System, chosen: Mapping[int, int]) -> None:
        self._system, self._chosen = system, chosen
        #: The changes known to mend a set of rows.
        self.grown: Mapping[frozenset[int], Collection[Deltas]] = {}

    def solutions(self, rows: frozenset[int], first: int, whole: bool) -> Iterable[Solution]:
        """The changes that mend `first` and leave no row half mended: each of `rows` is mended or left as it is.

        With `whole` none of those that several changes touch may be left.
        """
        chosen, system = self._chosen, self._system
        if len(chosen) == 1 and system.rows[first].equality:
            return self._alone(rows, first)
        if len(chosen) == 2 and (found := self._two(rows, first, whole)) is not None:
            return found
        effect, residual = system.moves.effect, system.residual
        terms: dict[int, Terms] = {}
        bounds: tuple[int, ...] = ()
        for cell in chosen:
            equal, unequal = effect[cell]
            for row, value in equal.items():
                if row in terms:
                    terms[row].append((cell, value))
                else:
                    terms[row] = [(cell, value)]
            bounds += unequal
        definite: list[Relation] = []
        either: list[int] = []
        for row, each in terms.items():
            if row not in rows:
                definite.append((0, each))
            elif whole or row == first or len(each) == 1:
                definite.append((-residual[row], each))
            else:
                # A broken row with several changed cells may be mended here or be left to another part.
                either.append(row)
        deltas: dict[int, int] = {}
        pending = self._peeled(definite, deltas)
        if pending is None:
            return ()
        bounds = tuple(dict.fromkeys(bounds)) if len(bounds) > 1 else bounds
        if len(deltas) == len(chosen):
            return self._known(deltas, rows, terms, either, bounds)
        return self._unfolded(deltas, pending, rows, terms, either, bounds)

    def _alone(self, rows: frozenset[int], first: int) -> Iterable[Solution]:
        """The change of a single cell: what `first` lacks, which must be what every other of its rows lacks."""
        system = self._system
        residual = system.residual
        ((cell, _),) = self._chosen.items()
        delta = divided(-residual[first], system.rows[first].coefficient[cell])
        equal, bounds = system.moves.effect[cell]
        for row, value in equal.items():
            if value * delta != (-residual[row] if row in rows else 0):
                return ()
        if self._allows(cell, delta) and (not bounds or self._bounded({cell: delta}, bounds, rows)):
            return ((((cell, delta),), rows.intersection(system.touching[cell]), False),)
        return ()

    def _two(self, rows: frozenset[int], first: int, whole: bool) -> Iterable[Solution] | None:
        """The changes of two cells if each is the only one in some equality, which tells it; else None.

        Most sets the search asks for are such pairs, and this takes a third of the time of what would do for any set.
        """
        system, residual = self._system, self._system.residual
        (one, _), (other, _) = self._chosen.items()
        (effect, unequal), (beside, more) = system.moves.effect[one], system.moves.effect[other]
        deltas: dict[int, int] = {}
        for cell, equal, shared in ((one, effect, beside), (other, beside, effect)):
            delta = 0
            for row, value in equal.items():
                if row not in shared:
                    if row not in rows:
                        return ()
                    lack = -residual[row]
                    here = lack * value if value == 1 or value == -1 else divided(lack, value)
                    if delta and here != delta:
                        return ()
                    delta = here
            if not delta:
                return None
            if not self._allows(cell, delta):
                return ()
            deltas[cell] = delta
        left = []
        for row in effect.keys() & beside:
            moved = effect[row] * deltas[one] + beside[row] * deltas[other]
            if row not in rows:
                if moved:
                    return ()
            elif not moved and not whole and row != first:
                left.append(row)
            elif moved != -residual[row]:
                return ()
        bounds = tuple(dict.fromkeys(unequal + more))
        if bounds and not self._bounded(deltas, bounds, rows):
            return ()
        mended = rows.intersection((*effect, *beside, *bounds)).difference(left)
        return (
            (
                ((one, deltas[one]), (other, deltas[other]))
                if one < other
                else ((other, deltas[other]), (one, deltas[one])),
                mended,
                False,
            ),
        )

    def _allows(self, cell: int, delta: int) -> bool:
        """Whether a cell may change by so much: in its direction, to a value that may stand there."""
        if not delta or (delta > 0) != (self._chosen[cell] == UP):
            return False
        system = self._system
        value = system.values[cell] + delta
        # A count may stand in any cell; what else may is seldom asked.
        return (type(value) is int and value >= 0 and cell not in system.apart) or system.allows(cell, value)

    def _peeled(self, pending: Sequence[Relation], deltas: dict[int, int]) -> Sequence[Relation] | None:
        """Take the relations with one unknown each in turn, which puts its difference into `deltas`.

        Returns the relations left with several unknowns each; None where no values will do.
        """
        allows = self._allows
        while pending:
            waiting: list[Relation] = []
            for relation in pending:
                rest, each = relation
                unknown = by = 0
                for cell, value in each:
                    if cell in deltas:
                        rest -= value * deltas[cell]
                    elif not by:
                        unknown, by = cell, value
                    else:
                        waiting.append(relation)
                        break
                else:
                    if not by:
                        if rest:
                            return None
                        continue
                    delta = rest if by == 1 else -rest if by == -1 else divided(rest, by)
                    if not allows(unknown, delta):  # type: ignore[arg-type]
                        return None
                    deltas[unknown] = delta  # type: ignore[assignment]
            if len(waiting) == len(pending):
                break
            pending = waiting
        return pending

    def _known(
        self, deltas: dict[int, int], rows: frozenset[int], terms: Mapping[int, Terms], either: Sequence[int],
        bounds: Sequence[int],
    ) -> Iterable[Solution]:  # fmt: skip
        """Where every difference is known, whether each row is mended or left as it is."""
        residual = self._system.residual
        left: list[int] = []
        for row in either:
            if not (moved := sum([value * deltas[cell] for cell, value in terms[row]])):
                left.append(row)
            elif moved != -residual[row]:
                return ()
        if bounds and not self._bounded(deltas, bounds, rows):
            return ()
        mended = rows.intersection((*terms, *bounds) if bounds else terms)
        return ((tuple(sorted(deltas.items())), mended.difference(left) if left else mended, False),)

    def _unfolded(
        self, deltas: dict[int, int], pending: Sequence[Relation], rows: frozenset[int], terms: Mapping[int, Terms],
        either: Sequence[int], bounds: Sequence[int],
    ) -> Iterator[Solution]:  # fmt: skip
        """Where differences stay unknown: for every choice of rows left to other parts."""
        chosen = self._chosen
        unknown = [cell for cell in chosen if cell not in deltas]
        line: Line = {cell: (delta, 0) for cell, delta in deltas.items()}
        line[unknown[0]] = (0, 1)
        broken = rows.intersection((*terms, *bounds))
        with suppress(ContradictionError):
            first, waiting = around(line, None, pending, self._allows)
            for left, found, one in self._turned(line, first, waiting, terms, either):
                block = broken.difference(left)
                if one is not None and len(found) == len(chosen):
                    solved: Iterable[tuple[dict[int, int], bool]] = ((at(found, one), False),)
                elif self._hopeless(found) or any(len(each) < len(chosen) for each in self.grown.get(block, ())):
                    continue
                else:
                    targets = [(0 if row in left else -self._system.residual[row], terms[row]) for row in either]
                    solved = self._open(dict(deltas), pending, targets)
                for values, free in solved:
                    if all(self._allows(cell, values[cell]) for cell in unknown) and self._bounded(
                        values, bounds, rows
                    ):
                        yield tuple(sorted(values.items())), block, free

    def _hopeless(self, line: Line) -> bool:
        """Whether one difference that is not known leaves no value for the changes that follow from it.

        All that only grow with it have to go in their directions; an exchange has few values, of which each is tried.
        """
        chosen, system, allows = self._chosen, self._system, self._allows
        if len({(by > 0) == (chosen[cell] == UP) for cell, (here, by) in line.items() if not here}) > 1:
            return True
        for cell, (here, by) in line.items():
            if by and cell in system.apart:
                for value in system.exchanged(cell):
                    if (value > 0) == (chosen[cell] == UP):
                        values = at(line, divided(value - here, by))
                        if all(allows(each, delta) for each, delta in values.items()):
                            return False
                return True
        return False

    def _turned(
        self, line: Line, first: Exact | None, pending: Sequence[Relation], terms: Mapping[int, Terms],
        either: Sequence[int],
    ) -> Iterator[tuple[list[int], Line, Exact | None]]:  # fmt: skip
        """Yields the rows left to other parts and what follows for the differences, as far as one ring tells."""
        if not either:
            yield [], line, first
            return
        row, *others = either
        for target in (-self._system.residual[row], 0):
            found = dict(line)
            with suppress(ContradictionError):
                one, waiting = around(found, first, [*pending, (target, terms[row])], self._allows)
                for left, each, last in self._turned(found, one, waiting, terms, others):
                    yield (left if target else [*left, row]), each, last

    def _open(
        self, deltas: dict[int, int], pending: Sequence[Relation], targets: Sequence[Relation]
    ) -> Iterator[tuple[dict[int, int], bool]]:
        """The differences of all chosen cells where more than one ring is left or its values are open."""
        for relation in targets:
            if (waiting := self._peeled([*pending, relation], deltas)) is None:
                return
            pending = waiting
        unknown = [cell for cell in self._chosen if cell not in deltas]
        for values, free in ring(self._system, unknown, pending, deltas):
            yield {**deltas, **values}, free

    def _bounded(self, deltas: Mapping[int, int], bounds: Iterable[int], rows: frozenset[int]) -> bool:
        """Whether no inequality is broken by the new values, nor a broken one left so."""
        system = self._system
        for row in bounds:
            one = system.rows[row]
            if row in rows or system.residual[row] <= 0:
                # What forbids a value has no residual of its own.
                residual = one.residual(system.values) if one.lone else system.residual[row]
                moved = sum([value * deltas[cell] for cell, value in one.coefficient.items() if cell in deltas])
                if residual + moved > 0:
                    return False
        return True
