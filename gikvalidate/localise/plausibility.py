"""How believable a change is, from schemas/plausibility.yaml: points for evidence, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gikvalidate.datafiles import DataFile, load
from gikvalidate.datafolders import folder

#: What code knows how to look for; the file says what it counts and how it is told.
_EVIDENCE = frozenset(
    {
        "omitted_among_zeros", "omitted", "total_left_zero", "transposed", "unit", "stale", "one_digit", "digit_lost",
        "copied", "off_by_one",
    }
)  # fmt: skip
_TOGETHER = frozenset({"traded", "traded_far", "exchanged", "shifted", "split"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign that a change is the right one: its points, its words, and whether the reading is what is in doubt."""

    points: int
    words: tuple[str, str]
    reread: bool


@dataclass(frozen=True)
class Plausibility:
    """The weights: what a changed part or total costs, what evidence takes off, what a witness counts."""

    part: int
    total: int
    evidence: Mapping[str, Evidence]
    together: Mapping[str, Evidence]
    firm: int
    loose: int
    agrees: tuple[str, str]
    differs: tuple[str, str]


@lru_cache(maxsize=4)
def load_plausibility(path: Path | None = None) -> Plausibility:
    """The weights in `path`, the installed ones by default; raises DataFileError where they are not as expected."""
    file = load(path or folder("schemas") / "plausibility.yaml")
    try:
        data = file.data
        witness = data["witness"]
        return Plausibility(
            part=int(data["cell"]["part"]),
            total=int(data["cell"]["total"]),
            evidence=_signs(file, "evidence", _EVIDENCE),
            together=_signs(file, "together", _TOGETHER),
            firm=int(witness["firm"]),
            loose=int(witness["loose"]),
            agrees=(witness["zh"]["agrees"], witness["en"]["agrees"]),
            differs=(witness["zh"]["differs"], witness["en"]["differs"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise file.error((), f"the weights are incomplete or no whole numbers: {error}") from error


def _signs(file: DataFile, section: str, known: frozenset[str]) -> dict[str, Evidence]:
    signs = file.data[section]
    for name in signs.keys() ^ known:
        trail = (section, name) if name in signs else (section,)
        raise file.error(trail, f"{name} is {'unknown' if name in signs else 'missing'}; {', '.join(sorted(known))}")
    return {
        name: Evidence(int(sign["points"]), (sign["zh"], sign["en"]), sign.get("reread", "no") == "yes")
        for name, sign in signs.items()
    }
