"""Names of bodies: when two of them name one body, and what speaks for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from gikvalidate.datafiles import load
from gikvalidate.datafolders import folder

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕")
_OUTSIDE = re.compile(r"[^\w()\[\]〔〕]|_")


@dataclass(frozen=True)
class _Words:
    endings: tuple[tuple[str, str], ...]
    place: re.Pattern[str]
    not_places: re.Pattern[str]
    offices: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load(folder("schemas") / "roster.yaml").data
    not_places = load(folder("schemas") / "identity.yaml").data["standing"]["not_places"]
    places = "|".join(map(re.escape, data["places"]))
    endings = sorted(data["same_ending"].items(), key=lambda pair: -len(pair[0]))
    others = re.compile("|".join(map(re.escape, not_places)))
    return _Words(tuple(endings), re.compile(rf"\w(?:{places})$"), others, tuple(data["offices"]))


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """What two ways to write the name of one body have in common."""
    plain = _OUTSIDE.sub("", unicodedata.normalize("NFKC", name))
    plain = (_OUTSIDE.sub("", _BRACKETED.sub("", plain)) or plain).replace("人民政府", "政府")
    words = _words()
    for ending, same in words.endings:
        if plain.endswith(ending):
            shorter = plain.removesuffix(ending) + same
            # 云岭市人民政府 is 云岭市; what is no place is not left without what makes it a body.
            return shorter if same or words.place.search(shorter) else plain
    return plain


def place_before(longer: str, shorter: str) -> str:
    """The place by which one key is longer than another (云岭市 in 云岭市水务局); "" where it is not by a place."""
    if len(longer) <= len(shorter) or not longer.endswith(shorter):
        return ""
    place = _masked(longer)[: -len(shorter)]
    return longer.removesuffix(shorter) if _words().place.search(place) else ""


def without_places(name: str) -> str:
    """A key without the places it begins with (水务局)."""
    masked = _masked(name)
    return next((name[cut:] for cut in range(len(name) - 1, 1, -1) if _words().place.search(masked[:cut])), name)


def _masked(name: str) -> str:
    """The name with the words that only look like places (城市, 市场) put out of sight."""
    return _words().not_places.sub(lambda found: "·" * len(found.group()), name)


def offices_of(government: str) -> tuple[str, ...]:
    """The keys that the office of the government with a key may have."""
    return tuple(dict.fromkeys(key(f"{government}政府{ending}") for ending in _words().offices))


def is_office(name: str) -> bool:
    """Whether a body is the office of a government, which reports for itself and not for what is below it."""
    return name.endswith(_words().offices)


def ways(name: str, aliases: Iterable[str] = ()) -> tuple[str, ...]:
    """The keys by which a text of its superior may name a body: 云岭市水务局, 市水务局, 水务局."""
    found = []
    for each in (name, *aliases):
        full = key(each)
        bare = without_places(full)
        found += [full, bare]
        if place := _words().place.search(full.removesuffix(bare)):
            found.append(place.group()[1:] + bare)
    return tuple(dict.fromkeys(found))
