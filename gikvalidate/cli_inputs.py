"""What commands are given beside documents: reports of earlier years, the roster, waivers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gikvalidate.command import fail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gikvalidate.priors import Filed
    from gikvalidate.roster import Roster
    from gikvalidate.waivers import Waivers

roster_option = click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="名册（CSV：名称、别名、层级、上级、起、止） / the roster of bodies, with their former names.",
)
prior_option = click.option(
    "--prior",
    help="上年的报告、存放往年报告的目录，或档案的数据库 / last year's report, a folder of such, or a store.",
)
waivers_option = click.option(
    "--waivers",
    "waiver_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="豁免清单（YAML） / findings that somebody answers for.",
)


def roster_of(path: Path | None, lang: str) -> Roster | None:
    """The roster; ends the run with a line for every fault of the file."""
    if path is None:
        return None
    from gikvalidate.roster_file import RosterError, load_roster

    try:
        return load_roster(path)
    except RosterError as error:
        fail("\n".join(error.sentences(lang)))


def shelved(prior: str | None, lang: str) -> Sequence[Filed] | None:
    """The reports of a store, if that is what was given; else None, and the path is there."""
    if prior is None or Path(prior).is_dir():
        return None
    from gikvalidate.archive.past import is_store, stored

    if not is_store(prior):
        if not Path(prior).exists():
            fail(f"--prior：没有 {prior}" if lang == "zh" else f"--prior: there is no {prior}")
        return None
    from gikvalidate.archive.store import StoreError

    try:
        return stored(prior)
    except StoreError as error:
        fail(error.sentence[lang == "en"])


def waivers_of(file: Path | None) -> Waivers | None:
    """The waivers of a file as of today; ends the run where it is wrong."""
    if file is None:
        return None
    from datetime import date

    from gikvalidate.datafiles import DataFileError
    from gikvalidate.waivers import load_waivers

    try:
        return load_waivers(file, date.today())
    except DataFileError as error:
        fail(str(error))
