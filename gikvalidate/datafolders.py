"""Where rules and schemas lie, and the files there; whoever only asks for that need not wait for the YAML parser."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: The environment variable for folders of further forms; every process of a run sees it.
SCHEMAS_VARIABLE = "GIKVALIDATE_SCHEMAS"


@cache
def folder(name: str) -> Path:
    """The installed folder of "rules" or "schemas"; in a checkout that is not installed, the one beside the package."""
    spec = importlib.util.find_spec(f"gikvalidate_{name}")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent
    return Path(__file__).parent.parent / name


def schema_folders() -> tuple[Path, ...]:
    """The installed schemas, then the folders of further forms that GIKVALIDATE_SCHEMAS names; the later ones win."""
    named = os.environ.get(SCHEMAS_VARIABLE, "")
    return (folder("schemas"), *(Path(part) for part in named.split(os.pathsep) if part))


def schema_file(generation: str, table: str) -> Path:
    """Where the frame schema of one table of one generation lies; raises KeyError where there is none."""
    places = (root / generation / f"frame-{table}.yaml" for root in reversed(schema_folders()))
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise KeyError(f"{generation} {table}")
    return path


def files_under(root: Path) -> list[Path]:
    """Every file under `root`, in a fixed order."""
    files = (Path(place, name) for place, _, names in os.walk(root) for name in names)
    return sorted(files, key=lambda path: path.parts)


def yaml_files(root: Path) -> Iterator[Path]:
    """Every .yaml file under `root`, in a fixed order."""
    return (path for path in files_under(root) if path.name.endswith(".yaml"))
