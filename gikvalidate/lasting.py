"""Making what stays: rules, forms and words are built at once and needed to the end, as the results of a run are."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """What is made inside is not looked through for what may go again; that would be a tenth of the time it takes."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def collect_seldom() -> None:
    """For a whole process of a run: Python looks for cycles after so many objects made that a report or two pass.

    Reports and results hold none, and looking through a thousand of them again and again took a third of reading them
    back.
    """
    gc.set_threshold(50_000, 20, 100)
