"""What lint said before of the same files, told again without the work, as linters do.

A verdict is kept under the digest of everything it rests on: each rule and schema file, our own code, and what reads
YAML and solves equations for us. So it holds as long as none of these has changed by a byte.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gikvalidate import kept
from gikvalidate.authoring.faults import Fault
from gikvalidate.datafolders import folder, schema_folders

_HEAD = b"gikvalidate 1"
_ENGINE = Path(__file__).parent.parent
#: What is read among rules and schemas, and what lint says is not.
_DATA = (".yaml", ".yml", ".json", ".toml")
#: Where packages that lint asks say their version.
_VERSIONS = {"yaml": "__init__.py", "scipy": "version.py"}


def faults_of(roots: Sequence[Path] = ()) -> list[Fault]:
    """What `lint` says of the installed rules and those under `roots`."""
    cache = kept.of_the_user("linted", _HEAD) if _is_fresh() else None
    before = _state(roots) if cache else None
    if cache is None or before is None:
        return _linted(roots)
    if (told := _read(cache.content(before))) is not None:
        return told
    faults = _linted(roots)
    # Somebody may have saved a file in the meantime.
    if _state(roots) == before:
        cache.keep(before, [[str(one.path), one.line, one.column, one.words, one.grave] for one in faults])
    return faults


def _linted(roots: Sequence[Path]) -> list[Fault]:
    from gikvalidate.authoring.lint import lint

    return lint(roots)


def _is_fresh() -> bool:
    """Whether what lints is yet to be imported: the code of a process that has been up for a while may be another than
    that of the files.
    """
    return "gikvalidate.datafiles" not in sys.modules


def _read(content: Any) -> list[Fault] | None:
    """The faults as they were kept; None where that is something else."""
    if not isinstance(content, list):
        return None
    try:
        return [
            Fault(Path(path), line, column, (str(zh), str(en)), grave)
            for path, line, column, (zh, en), grave in content
        ]
    except (TypeError, ValueError):
        return None


def _state(roots: Sequence[Path]) -> bytes | None:
    """A digest of all that a verdict rests on; None where some of it cannot be read."""
    told = blake2b(sys.version.encode())
    try:
        for name, raw in _rested_on(roots):
            told.update(f"\n{name} {len(raw)}\n".encode())
            told.update(raw)
    except (OSError, ValueError):
        return None
    return told.digest()


def _rested_on(roots: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file with its bytes."""
    for package, file in _VERSIONS.items():
        spec = find_spec(package)
        yield package, Path(spec.origin).with_name(file).read_bytes() if spec and spec.origin else b""
    for root, endings in (
        (_ENGINE, (".py",)),
        *((root, _DATA) for root in (folder("rules"), *roots, *schema_folders())),
    ):
        yield str(root), b""
        for place, folders, names in os.walk(root):
            folders.sort()
            for path in (Path(place, name) for name in sorted(names) if name.endswith(endings)):
                yield str(path), path.read_bytes()
