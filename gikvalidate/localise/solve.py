"""The values of a chosen set of cells: which whole numbers make their relations hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from gikvalidate.localise.moves import UP, Pair
from gikvalidate.localise.rings import ContradictionError, Exact, Line, Relation, Terms, around, at, divided, ring
from gikvalidate.localise.system import System

#: Differences by cell, in the order of the cells.
Deltas = tuple[tuple[int, int], ...]
#: The differences of all chosen cells, the rows they mend as bits, and whether the relations leave the values open.
Solution = tuple[Deltas, int, bool]


class Solver:
    """Solves for `chosen`, cells with the direction in which each changes, as they are whenever it is asked.

    A change in the other direction is another set of changes, which the search comes to by itself. Where the values of
    a set are open it need not be solved if fewer changes are known to mend the same rows: some of those `grown`.
    """

    def __init__(self, system: System, chosen: Mapping[int, int]) -> None:
        self._system, self._chosen = system, chosen
        self._moves, self._values, self._apart = system.moves, system.values, system.apart
        #: The changes known to mend a set of rows.
        self.grown: Mapping[int, Collection[Deltas]] = {}
        #: What each row that is to be mended has to move by; those rows as bits; one that must be mended.
        self.lacks: Mapping[int, int] = {}
        self.rows = self.first = 0

    def solutions(self, whole: bool) -> Iterable[Solution]:
        """The changes that mend `first` and leave no row half mended: each of `rows` is mended or left as it is.

        With `whole` none of those that several changes touch may be left.
        """
        chosen, lacks, first = self._chosen, self.lacks, self.first
        if len(chosen) == 2:
            if (found := self._two(whole)) is not None:
                return found
        elif len(chosen) == 1 and self._system.rows[first].equality:
            return self._alone()
        effect = self._moves.effect
        terms: dict[int, Terms] = {}
        bounds: tuple[int, ...] = ()
        touched = 0
        for cell in chosen:
            equal, unequal, bits = effect[cell]
            for row, value in equal.items():
                if row in terms:
                    terms[row].append((cell, value))
                else:
                    terms[row] = [(cell, value)]
            bounds += unequal
            touched |= bits
        definite: list[Relation] = []
        either: list[int] = []
        for row, each in terms.items():
            if row not in lacks:
                definite.append((0, each))
            elif whole or row == first or len(each) == 1:
                definite.append((lacks[row], each))
            else:
                # A broken row with several changed cells may be mended here or be left to another part.
                either.append(row)
        deltas: dict[int, int] = {}
        pending = self._peeled(definite, deltas)
        if pending is None:
            return ()
        bounds = tuple(dict.fromkeys(bounds)) if len(bounds) > 1 else bounds
        block = self.rows & touched
        if len(deltas) == len(chosen):
            return self._known(deltas, block, terms, either, bounds)
        return self._unfolded(deltas, pending, block, terms, either, bounds)

    def _alone(self) -> Iterable[Solution]:
        """The change of a single cell: what `first` lacks, which must be what every other of its rows lacks."""
        lacks, first = self.lacks, self.first
        ((cell, _),) = self._chosen.items()
        equal, bounds, touched = self._moves.effect[cell]
        delta = divided(lacks[first], equal[first])
        for row, value in equal.items():
            if value * delta != lacks.get(row, 0):
                return ()
        if self._allows(cell, delta) and (not bounds or self._bounded({cell: delta}, bounds)):
            return ((((cell, delta),), self.rows & touched, False),)
        return ()

    def _two(self, whole: bool) -> Iterable[Solution] | None:
        """The changes of two cells if each is the only one in some equality, which tells it; else None.

        Most sets the search asks for are such pairs, and this takes a third of the time of what would do for any set.
        """
        lacks = self.lacks
        one, other = self._chosen
        alone, beside, shared, bounds, touched = self._moves.pairs[one, other]
        if not alone or not beside:
            return None
        found = []
        for cell, terms in ((one, alone), (other, beside)):
            if (delta := _moved(lacks, terms)) is None or not self._allows(cell, delta):
                return ()
            found.append(delta)
        delta, change = found
        block = self.rows & touched
        for row, value, factor in shared:
            moved = value * delta + factor * change
            if (lack := lacks.get(row)) is None:
                if moved:
                    return ()
            elif not moved and not whole and row != self.first:
                block &= ~self._moves.bit[row]
            elif moved != lack:
                return ()
        if bounds and not self._bounded({one: delta, other: change}, bounds):
            return ()
        deltas = ((one, delta), (other, change)) if one < other else ((other, change), (one, delta))
        return ((deltas, block, False),)

    def both(self, one: int, way: int, other: int, its: int, pair: Pair) -> Deltas | None:
        """The changes of two cells in these ways that mend all rows, each cell the only one in some of them; if any do.

        They are those of a plan: each row that one of them moves alone is to be mended.
        """
        lacks, values, apart = self.lacks, self._values, self._apart
        alone, beside, shared, bounds, _ = pair
        delta, change = _moved(lacks, alone), _moved(lacks, beside)
        if not delta or not change or (delta > 0) != (way == UP) or (change > 0) != (its == UP):
            return None
        for row, value, factor in shared:
            if value * delta + factor * change != lacks.get(row, 0):
                return None
        after, then = values[one] + delta, values[other] + change
        # A count may stand in any cell; what else may is seldom asked.
        if (type(after) is not int or after < 0 or one in apart) and not self._system.allows(one, after):
            return None
        if (type(then) is not int or then < 0 or other in apart) and not self._system.allows(other, then):
            return None
        if bounds and not self._bounded({one: delta, other: change}, bounds):
            return None
        return ((one, delta), (other, change)) if one < other else ((other, change), (one, delta))

    def _allows(self, cell: int, delta: int) -> bool:
        """Whether a cell may change by so much: in its direction, to a value that may stand there."""
        if not delta or (delta > 0) != (self._chosen[cell] == UP):
            return False
        value = self._values[cell] + delta
        # A count may stand in any cell; what else may is seldom asked.
        return (type(value) is int and value >= 0 and cell not in self._apart) or self._system.allows(cell, value)

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
        self, deltas: dict[int, int], block: int, terms: Mapping[int, Terms], either: Sequence[int],
        bounds: Sequence[int],
    ) -> Iterable[Solution]:  # fmt: skip
        """Where every difference is known, whether each row is mended or left as it is."""
        for row in either:
            if not (moved := sum([value * deltas[cell] for cell, value in terms[row]])):
                block &= ~self._moves.bit[row]
            elif moved != self.lacks[row]:
                return ()
        if bounds and not self._bounded(deltas, bounds):
            return ()
        return ((tuple(sorted(deltas.items())), block, False),)

    def _unfolded(
        self, deltas: dict[int, int], pending: Sequence[Relation], broken: int, terms: Mapping[int, Terms],
        either: Sequence[int], bounds: Sequence[int],
    ) -> Iterator[Solution]:  # fmt: skip
        """Where differences stay unknown: for every choice of rows left to other parts."""
        chosen, lacks = self._chosen, self.lacks
        unknown = [cell for cell in chosen if cell not in deltas]
        line: Line = {cell: (delta, 0) for cell, delta in deltas.items()}
        line[unknown[0]] = (0, 1)
        with suppress(ContradictionError):
            first, waiting = around(line, None, pending, self._allows)
            for left, found, one in self._turned(line, first, waiting, terms, either):
                block = broken & ~self._moves.bits(left)
                if one is not None and len(found) == len(chosen):
                    solved: Iterable[tuple[dict[int, int], bool]] = ((at(found, one), False),)
                elif self._hopeless(found) or any(len(each) < len(chosen) for each in self.grown.get(block, ())):
                    continue
                else:
                    targets = [(0 if row in left else lacks[row], terms[row]) for row in either]
                    solved = self._open(dict(deltas), pending, targets)
                for values, free in solved:
                    if all(self._allows(cell, values[cell]) for cell in unknown) and self._bounded(values, bounds):
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
        for target in (self.lacks[row], 0):
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

    def _bounded(self, deltas: Mapping[int, int], bounds: Iterable[int]) -> bool:
        """Whether no inequality is broken by the new values, nor a broken one left so."""
        system = self._system
        for row in bounds:
            one = system.rows[row]
            if row in self.lacks or system.residual[row] <= 0:
                # What forbids a value has no residual of its own.
                residual = one.residual(system.values) if one.lone else system.residual[row]
                moved = sum([value * deltas[cell] for cell, value in one.coefficient.items() if cell in deltas])
                if residual + moved > 0:
                    return False
        return True


def _moved(lacks: Mapping[int, int], terms: Iterable[tuple[int, int]]) -> int | None:
    """The change of a cell that alone moves some rows by its coefficients there, if one will do for all."""
    delta = 0
    for row, value in terms:
        if (lack := lacks.get(row)) is None:
            return None
        here = lack * value if value == 1 or value == -1 else divided(lack, value)
        if delta and here != delta:
            return None
        delta = here
    return delta
