"""How often the true cells are among the smallest repairs, how often they come first, and how long that takes.

One, two and three independent slips in consistent reports of both forms (a digit mistyped, two digits swapped, an entry
left out; apart from these off-by-one, a case counted in the neighbouring cell and the figures of two neighbours
exchanged, which change two cells at once, and all of them mixed but exchanged figures), with and without the narrative
as witness and last year's carry-over; milliseconds are processor time.
"among" counts all documents, "smallest" leaves out those that fewer cells than the true ones would mend as well, such
as two slips that look like one: there the true cells are no smallest repair. "likeliest" is how often somebody is right
who knows how these faults are made and takes the likeliest. "first group" is how often the true repair is one of those
equally likely with the first, how large that group is (median), and how often it is the true one alone.
Then the times of all these lines together, 100 000 documents of which one in twenty is wrong, and reports in which
every cell is random.

    python benchmarks/bench_localise.py [DOCUMENTS PER LINE]
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from random import Random
from time import perf_counter, process_time

import numpy as np
from faults import GENERATIONS, MIX, SLIPS, faulty, likelihood, number, relations, reports, written

from gikvalidate.figures import Figures
from gikvalidate.findings import RootCause
from gikvalidate.localise import Constraint, Relations, from_claims, load_plausibility, localise
from gikvalidate.submission import Submission

_LINES = (
    (1, "slips", SLIPS),
    (1, "off by one", ["step"]),
    (1, "trade", ["trade"]),
    (1, "exchange", ["exchange"]),
    (1, "mixed", MIX),
    (2, "slips", SLIPS),
    (3, "slips", SLIPS),
    (2, "mixed", MIX),
    (3, "mixed", MIX),
)
_POOL = 120


def among(causes: Sequence[RootCause], truth: dict[str, int]) -> tuple[bool, bool, bool, bool]:
    """Whether the true cells are among the smallest repairs, are the only one, and are the first with true values.

    Last, whether fewer cells than the true ones would mend all: then no smallest repair can hold them.
    """
    choices = [
        [{repair.figure: repair.after for repair in one.repairs} for one in cause.alternatives if one.minimal]
        for cause in causes
    ]
    fitting = [[one for one in each if one.keys() <= truth.keys()] for each in choices]
    found = any(set().union(*picked) == truth.keys() for picked in product(*(each[:50] for each in fitting)))
    first: dict[str, str | None] = {}
    for each in choices:
        first |= each[0] if each else {}
    right = {key: str(value) for key, value in truth.items()} == first
    fewer = all(choices) and sum(min(map(len, each)) for each in choices) < len(truth)
    return found, found and all(cause.unique for cause in causes), right, fewer


def line(
    pool: Sequence[Submission], every: Relations, faults: int, kinds: list[str], count: int, told: bool, before: bool
) -> tuple[str, list[float]]:
    """One line of the table, and how long each document took."""
    rng, weights = Random(faults), load_plausibility()
    names = every.keys
    times, found, fewer, alone, ambiguous, first, could = [], 0, 0, 0, 0, 0, 0.0
    grouped, strictly, sizes = 0, 0, list[int]()
    for turn in range(count):
        submission = pool[turn % len(pool)]
        if (given := faulty(submission.figures, faults, rng, kinds)) is None:
            continue
        figures, truth = given
        further = carried_over(submission.figures) if before else ()
        claims = submission.narrative.claims if told else ()
        started = process_time()
        witnesses = from_claims(claims, names, weights.firm, weights.loose)
        causes = localise(figures, every, witnesses=witnesses, further=further)
        times.append((process_time() - started) * 1000)
        is_among, only, is_first, is_beaten = among(causes, truth)
        found += is_among
        fewer += is_beaten and not is_among
        alone += only
        if is_among and not only:
            ambiguous += 1
            first += is_first
            if faults == 1:
                could += likeliest_first(figures, causes[0], kinds, truth)
                in_group, size = first_group(causes[0], truth)
                grouped += in_group
                strictly += in_group and size == 1
                sizes.append(size)
    count = len(times)
    ranked = f"{first / ambiguous:6.1%} of {ambiguous:<4}" if ambiguous else "      –       "
    ranked += f" {could / ambiguous:6.1%}" if could else "     – "
    if sizes:
        ranked += f"  {grouped / ambiguous:6.1%} ({np.median(sizes):4.1f}) {strictly / ambiguous:6.1%}"
    else:
        ranked += "       –            – "
    said = (
        f"{found / count:7.2%} {found / (count - fewer):7.2%} {alone / count:7.1%} {ranked} "
        f"{np.median(times):7.2f} {np.percentile(times, 99):7.2f} {max(times):7.1f}"
    )
    return said, times


def first_group(cause: RootCause, truth: dict[str, int]) -> tuple[bool, int]:
    """Whether the true repair is one of those as likely as the first, and how many these are."""
    group = [{repair.figure: repair.after for repair in one.repairs} for one in cause.alternatives[: cause.tied]]
    return {key: str(value) for key, value in truth.items()} in group, cause.tied


def likeliest_first(figures: Figures, cause: RootCause, kinds: list[str], truth: dict[str, int]) -> float:
    """How often somebody is right who knows how the faults were made and puts the likeliest smallest repair first.

    Of equally likely ones any is taken. Who knows besides how the figures of true tables are spread may do better.
    """
    repairs = [
        {repair.figure: int(repair.after or 0) for repair in one.repairs} for one in cause.alternatives if one.minimal
    ]
    chances = [likelihood(figures, repair, kinds) for repair in repairs]
    likeliest = [repair for repair, chance in zip(repairs, chances, strict=True) if chance > max(chances) * _AS_LIKELY]
    return sum(repair == truth for repair in likeliest) / len(likeliest)


#: Chances are sums of fractions as floats.
_AS_LIKELY = 1 - 1e-9


def carried_over(figures: Figures) -> list[Constraint]:
    """What last year's report handed on: a witness, as `check --prior` takes it."""
    weights = load_plausibility()
    columns = ("natural", "business", "research", "charity", "legal", "other_org", "total")
    return [
        Constraint(((key, 1),), "==", number(figures, key), weights.loose, kind="carried over", subject=column)
        for column in columns
        for key in [f"t3.carried_in.{column}"]
    ]


def rate(pool: Sequence[Submission], every: Relations) -> None:
    """100 000 documents, one in twenty with a fault: found in one pass over numbers, then localised."""
    rng, count = Random(5), 100_000
    place = {key: at for at, key in enumerate(every.keys)}
    matrix = np.zeros((len(every.rows), len(place)))
    constant = np.array([row.constant for row in every.rows], dtype=float)
    equality = np.array([row.equality for row in every.rows])
    for at, row in enumerate(every.rows):
        for key, value in row.constraint.terms:
            matrix[at, place[key]] = value
    documents = [pool[turn % len(pool)].figures for turn in range(count)]
    numbers = {id(one.figures): [int(_value(one.figures, key)) for key in every.keys] for one in pool}
    table = np.array([numbers[id(figures)] for figures in documents], dtype=float)
    for turn in range(0, count, 20):
        given = faulty(documents[turn], 1, rng, SLIPS)
        if given is None:
            continue
        documents[turn], truth = given
        for key in truth:
            table[turn, place[key]] = number(documents[turn], key)
    started = perf_counter()
    residual = table @ matrix.T - constant  # whole numbers far below 2**53: exact
    failing = np.flatnonzero(np.where(equality, residual != 0, residual > 0).any(axis=1))
    passed = perf_counter()
    for turn in failing:
        localise(documents[turn], every)
    ended = perf_counter()
    print(
        f"\n{count} documents, {len(failing)} failing: one pass {passed - started:.2f} s, localised in "
        f"{ended - passed:.2f} s ({(ended - passed) / len(failing) * 1000:.2f} ms each)"
    )


def _value(figures: Figures, key: str) -> int:
    return number(figures, key) if key in figures.cells else 0


def pathological(pool: Sequence[Submission], every: Relations) -> None:
    """Every cell of 表三 random."""
    for seed in range(3):
        rng, cells = Random(seed), dict(pool[0].figures.cells)
        for key in cells:
            if key.startswith("t3"):
                cells[key] = written(cells[key], rng.randrange(400))
        started = perf_counter()
        causes = localise(Figures(pool[0].figures.generation, cells, (), pool[0].figures.absent), every)
        changes = [len(cause.alternatives[0].repairs) if cause.alternatives else 0 for cause in causes]
        stopped = any(cause.stopped for cause in causes)
        print(
            f"every cell random: {perf_counter() - started:.2f} s, changes {changes}, said to have stopped: {stopped}"
        )


def main(arguments: Iterable[str]) -> None:
    count = int(next(iter(arguments), "1000"))
    print(
        "                                        among smallest   alone  first if several   likeliest  "
        "first group (of)  alone   median     p99     max ms"
    )
    spent: list[float] = []
    for generation in GENERATIONS:
        every = relations(generation)
        pool = list(reports(generation, min(count, _POOL)))
        gc.freeze()  # these reports are the benchmark's own: who checks one does not wait for their like to be swept
        for told, before in product((False, True), repeat=2):
            known = f"{'text' if told else '–':4} {'last year' if before else '–':9}"
            for faults, kind, kinds in _LINES:
                said, times = line(pool, every, faults, kinds, count, told, before)
                print(f"{generation} {known} {faults} {kind:10}", said, flush=True)
                spent += times
    print(f"\nall {len(spent)} together: median {np.median(spent):.2f} ms, p99 {np.percentile(spent, 99):.2f} ms")
    rate(pool, every)
    pathological(pool, every)


if __name__ == "__main__":
    main(sys.argv[1:])
