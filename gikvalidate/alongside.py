"""Work done beside this process in copies of it: a copy knows all that this one knows, and nothing is sent to it."""

from __future__ import annotations

import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

#: Where a copy of a process is at hand, and safe to go on in.
CAN_BE_COPIED = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


@contextmanager
def copied() -> Iterator[None]:
    """While this process is copied: Python warns of any thread, and those of numpy, which sleep, are made for this."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def alongside(works: Mapping[str, Callable[[], None]]) -> list[str]:
    """Do all of `works`, the first of them in this process; the names of those whose process came to a bad end.

    This process must have no other threads. What a copy changes is lost but for what it writes into files.
    """
    (_, own), *others = works.items()
    context = multiprocessing.get_context("fork")
    copies = {name: context.Process(target=work, name=name) for name, work in others}
    with copied():
        for copy in copies.values():
            copy.start()
    try:
        own()
    except BaseException:
        for copy in copies.values():
            copy.terminate()
        raise
    finally:
        for copy in copies.values():
            copy.join()
    return [name for name, copy in copies.items() if copy.exitcode]
