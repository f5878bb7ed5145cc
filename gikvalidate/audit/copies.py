"""Which reports of a season read the same, what many have in common left aside.

A report is a set of hashed stretches of its words, a quarter of them kept by their hash (a sketch). One sort over all
sketches finds the stretches that few reports share, so nothing is compared report by report. What more than a few
reports have is the language of the form; a report is a copy where most of the rest is also another's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gikvalidate.names import key, without_places
from gikvalidate.submission import Submission

Sketch = npt.NDArray[np.uint64]
_LENGTH = 10
_KEPT = 4
# A stretch that so many reports have (or a twentieth of all) is nobody's own, however few reports there are.
_MOST, _FEWEST, _PART = 10, 3, 20
_OUTSIDE = re.compile(r"[^\w]|_")
_DIGITS = re.compile(r"\d+")
_BASE = 1_000_003
#: The wide marks of every sentence and what NFKC makes of them; most texts hold nothing else that is not normal.
_WIDE = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，；：（）！？")


class Likeness(NamedTuple):
    """Another report, what share of the words that are a report's own it has (per cent), and how many these are."""

    other: str
    share: int
    length: int


def sketch(submission: Submission, agency: str) -> Sketch:
    """The words of a report without its numbers and its name."""
    text = "".join(paragraph.text for paragraph in submission.document.spoken)
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    for name in sorted({agency, key(agency), without_places(key(agency)), submission.agency or ""}, key=len)[::-1]:
        text = text.replace(name, "") if len(name) > 1 else text
    text = _DIGITS.sub("0", _OUTSIDE.sub("", text))
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < _LENGTH:
        return np.empty(0, np.uint64)
    hashes = np.zeros(len(codes) - _LENGTH + 1, np.uint64)
    for offset in range(_LENGTH):
        hashes = hashes * np.uint64(_BASE) + codes[offset : offset + len(hashes)]
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    return np.unique(hashes[hashes % np.uint64(_KEPT) == 0])


def likenesses(sketches: Mapping[str, Sketch]) -> dict[str, list[Likeness]]:
    """For each report the others that share words with it which are otherwise its own."""
    names = [name for name, one in sketches.items() if len(one)]
    most = min(_MOST, max(_FEWEST, len(names) // _PART), len(names) // 2)
    if most < 2:
        return {}
    own: Counter[int] = Counter()
    shared: Counter[tuple[int, ...]] = Counter()
    for owners in _owners([sketches[name] for name in names], most):
        if len(owners) > 1:
            shared[owners] += 1
        own.update(owners)
    pairs: Counter[tuple[int, int]] = Counter()
    for owners, count in shared.items():
        for pair in permutations(owners, 2):
            pairs[pair] += count
    found: dict[str, list[Likeness]] = {}
    for (one, other), count in pairs.items():
        likeness = Likeness(names[other], 100 * count // own[one], own[one] * _KEPT)
        found.setdefault(names[one], []).append(likeness)
    return found


def _owners(sketches: Sequence[Sketch], most: int) -> Iterator[tuple[int, ...]]:
    """The reports of every stretch that no more than `most` have."""
    hashes = np.concatenate(list(sketches))
    reports = np.repeat(np.arange(len(sketches)), [len(one) for one in sketches])
    order = np.argsort(hashes, kind="stable")
    hashes, reports = hashes[order], reports[order]
    begins = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    lengths = np.diff(np.r_[begins, len(hashes)])
    for begin, length in zip(begins[lengths <= most], lengths[lengths <= most], strict=True):
        yield tuple(reports[begin : begin + length].tolist())
