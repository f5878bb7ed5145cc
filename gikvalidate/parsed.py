"""What YAML said when it was last parsed: parsing is a third of what it takes to begin."""

from __future__ import annotations

import yaml

from gikvalidate import kept

#: Another reader or parser may understand a file differently.
HEAD = f"gikvalidate 1, PyYAML {yaml.__version__}".encode()


def of_the_user() -> kept.Cache | None:
    """Bytes of a file → its content: mappings, lists and texts."""
    return kept.of_the_user("parsed", HEAD)
