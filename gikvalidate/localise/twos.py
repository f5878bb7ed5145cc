"""Two changes that mend everything: which they may be depends on the rows alone, so it is planned once for these."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gikvalidate.localise.moves import Moves

#: A cell and its direction.
Second = tuple[int, int]
#: A first change: cell, direction, whether it may be a part by itself, and the second ones; None where none can do.
First = tuple[int, int, bool, tuple[Second, ...] | None]


def planned(moves: Moves, without: range, asked: tuple[int, int, bool]) -> tuple[First, ...]:
    """The changes that move the first of the rows to be raised and of those to be lowered, each with what remains.

    Cells `without` are left out unless the last of what is `asked` says that exchanges count as cells. No set comes
    twice: what has been a first change is no second one of those after it.
    """
    up, down, wide = asked
    rows = up | down
    even, apart, first = moves.equal & ~rows, moves.apart_wide if wide else moves.apart, rows & -rows
    found: list[First] = []
    tried = set[Second]()
    for cell, way, raises, lowers in (moves.lowering if first & down else moves.raising)[first]:
        if not wide and cell in without:
            continue
        tried.add((cell, way))
        lack, exceed, uneven = up & ~raises, down & ~lowers, (raises ^ lowers) & even
        lacking, touched = lack | exceed | uneven, raises | lowers
        if lacking & apart[lacking & -lacking]:
            # Rows that share no cell are too many for one change.
            found.append((cell, way, False, None))
            continue
        last = moves.fitting[lack | uneven & lowers, exceed | uneven & raises] if lacking else moves.within[touched]
        held, seconds = even & ~touched, list[Second]()
        for other, its, more, fewer in last:
            moved = more | fewer
            if moved & held or not moved & touched or other == cell or (other, its) in tried:
                continue
            if wide or other not in without:
                seconds.append((other, its))
        found.append((cell, way, not (uneven or (lack | exceed) & touched), tuple(seconds)))
    return tuple(found)
