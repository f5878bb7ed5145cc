"""What the commands share: options, exit codes, where output goes, how a run that cannot begin is told."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from gikvalidate.lasting import collect_seldom, lasting

if TYPE_CHECKING:
    from gikvalidate.checks import Check
    from gikvalidate.rules import Profile

CLEAN, FOUND, UNREAD = 0, 1, 2


def _speak(context: click.Context, _: click.Parameter, lang: str) -> str:
    """Remember the language for a fault that ends the command."""
    context.meta[_LANG] = lang
    return lang


_LANG = "gikvalidate.lang"
lang_option = click.option(
    "--lang",
    callback=_speak,
    is_eager=True,
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="消息的语言 / language of messages.",
)
rules_option = click.option(
    "--rules",
    "rule_roots",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="另加（或按同名覆盖）规则的目录，可多次 / a folder of further rules.",
)


def _use_schemas(_: click.Context, __: click.Parameter, folders: tuple[Path, ...]) -> None:
    """Name the folders in the environment, where every process of the run finds them."""
    if folders:
        from gikvalidate.datafolders import SCHEMAS_VARIABLE

        os.environ[SCHEMAS_VARIABLE] = os.pathsep.join(str(folder.resolve()) for folder in folders)


schemas_option = click.option(
    "--schemas",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_use_schemas,
    help="另加（或按同名覆盖）报告格式的目录，可多次 / a folder of further forms.",
)


def compiled(rule_roots: Sequence[Path], profile: Profile | None = None, *, alone: bool = False) -> list[Check]:
    """The rules of a run (`alone`: without the installed ones); raises DataFileError where a rule file is wrong."""
    with lasting():
        from gikvalidate.engine import compile_rules

        checks = compile_rules(rule_roots, profile, installed=not alone)
    gc.freeze()
    return checks


@contextmanager
def sink(output: Path | None) -> Iterator[TextIO]:
    """Where a report goes; a file is written under another name and takes its place when it is whole."""
    if output is None:
        yield sys.stdout
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        fail(f"{output}：写不了（{error.strerror}）")
    try:
        # A temporary file is nobody else's; a report is for whoever may read new files here.
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Commands(click.Group):
    """A group whose commands end with one line where a rule, form, waiver or word list is wrong."""

    def invoke(self, ctx: click.Context) -> object:
        collect_seldom()
        try:
            return super().invoke(ctx)
        except Exception as error:
            # Imported here, so that --help need not wait for the YAML parser.
            from gikvalidate.datafiles import DataFileError

            if isinstance(error, DataFileError):
                fail(error.told(ctx.meta.get(_LANG, "zh")))
            raise


def fail(sentence: str) -> NoReturn:
    """Say on one line why nothing could be run, and end with exit code 2."""
    click.echo(sentence, err=True)
    sys.exit(UNREAD)
