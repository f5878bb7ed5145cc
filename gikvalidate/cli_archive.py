"""The commands of the archive: nightly, decide."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

CLEAN, FOUND, UNREAD = 0, 1, 2

_db = click.option(
    "--db",
    "url",
    required=True,
    help="SQLite 文件名，或 postgresql://用户@主机/库 / a SQLite file or a PostgreSQL URL.",
)
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="消息的语言。")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@_db
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="报告写到的目录：run-N.json、run-N.html、latest.* / the folder for reports.",
)
@click.option(
    "--notify",
    multiple=True,
    help="有新情况时通知：smtp://用户:口令@主机/?from=…&to=…，或 https://…（POST JSON），可多次。",
)
@click.option(
    "--processes", type=click.IntRange(min=0), help="同时读取的进程数，默认与可用的核数相同；0 为不另开进程、不设限制。"
)
@click.option(
    "--cluster",
    help="由 dask.distributed 集群读取和核对：调度器地址，如 tcp://主机:8786 / read and check on a cluster.",
)
@click.option("--health", is_flag=True, help="另做整个档案的健康检查（great-expectations，约需十秒起）。")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="新出现的问题从哪一级起退出码为 1。",
)
@click.option(
    "--rules",
    "rule_roots",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="另加（或按同名覆盖）规则的目录，可多次 / a folder of further rules.",
)
@_lang
def nightly(
    archive: Path,
    url: str,
    output: Path,
    notify: tuple[str, ...],
    processes: int | None,
    cluster: str | None,
    health: bool,
    fail_on: str,
    rule_roots: tuple[Path, ...],
    lang: str,
) -> None:
    """核对整个档案目录，只读新的和变了的，报告新发现、已解决、再次出现 / check what changed in an archive.

    退出码：0 没有新问题；1 有新的或再次出现的问题；2 有新的文件读不了，或没有做完。
    """
    from sqlalchemy.exc import DBAPIError

    from gikvalidate.archive.delivery import NoticeError, check_target, deliver
    from gikvalidate.archive.lock import BusyError, only_run
    from gikvalidate.archive.nightly import ArchiveError, Settings, run_night
    from gikvalidate.archive.store import StoreError, open_store
    from gikvalidate.cluster import Cluster, ClusterError
    from gikvalidate.datafiles import DataFileError
    from gikvalidate.engine import compile_rules
    from gikvalidate.workers import Limits, Pool, default_processes

    for target in notify:
        try:
            check_target(target)
        except ValueError:
            _fail(f"--notify：要 smtp://主机/?from=…&to=… 或 https://…，不是 {target}")
    try:
        checks = compile_rules(rule_roots)
        settings = Settings(rule_roots, lang)
        with open_store(url) as engine, only_run(engine):
            with (
                Cluster(cluster, Limits().seconds)
                if cluster
                else Pool(default_processes() if processes is None else processes)
            ) as workers:
                night = run_night(archive, engine, checks, settings, workers, _progress)
            if health:
                from gikvalidate.archive.health import examine_archive

                examine_archive(engine, checks, night.run)
            reports = deliver(engine, output, notify, lang)
    except DataFileError as error:
        _fail(str(error))
    except (StoreError, ArchiveError, ClusterError) as error:
        _fail(error.sentence[lang == "en"])
    except BusyError:
        _fail("另一次夜间核对正在进行" if lang == "zh" else "another nightly run is under way")
    except NoticeError as error:
        _fail(f"通知没有送达，下次随报告再送：{error}" if lang == "zh" else f"not notified, tried again next: {error}")
    except DBAPIError as error:
        _fail(f"数据库出错，已存的不会丢，下次接着做：{error.orig}")
    except OSError as error:
        _fail(f"{error.filename or output}：{error.strerror}")
    _tell(reports, night.closed, lang)
    sys.exit(UNREAD if night.closed else max((_exit_code(report, fail_on) for report in reports), default=CLEAN))


@click.command()
@click.argument("fingerprint")
@_db
@click.option("--body", required=True, help="机关名称，报告里没有名称时是文件名。")
@click.option("--year", type=int, default=0, help="年度；报告里没有年度时不填。")
@click.option("--reason", required=True, help="为什么可以这样。")
@click.option("--owner", required=True, help="谁决定的。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="有效到哪一天。")
@click.option("--reopen", is_flag=True, help="收回先前的决定。")
def decide(fingerprint: str, url: str, body: str, year: int, reason: str, owner: str, until: Any, reopen: bool) -> None:
    """接受档案中的一条发现，留下理由 / accept a finding of the archive, with the reason."""
    from gikvalidate.archive.decisions import Decision, decide
    from gikvalidate.archive.store import StoreError, open_store, writing

    word = "reopened" if reopen else "accepted"
    try:
        with open_store(url) as engine, writing(engine) as connection:
            decide(
                connection,
                (body, year, fingerprint),
                Decision(word, reason, owner, until.date().isoformat() if until else None),
            )
    except StoreError as error:
        _fail(error.sentence[0])
    except LookupError:
        _fail(f"档案里没有 {body} {year or ''} 的这条发现：{fingerprint}")


def _progress(done: int, total: int) -> None:
    if total and sys.stderr.isatty():
        click.echo(f"\r{done}/{total}", err=True, nl=done == total)


def _tell(reports: Sequence[dict[str, Any]], closed: Sequence[str], lang: str) -> None:
    from gikvalidate.archive.page import text

    for report in reports:
        click.echo(text(report, lang), nl=False)
    for folder in closed:
        click.echo(
            f"{folder}：打不开，其中的文件这次没有看" if lang == "zh" else f"{folder}: not looked into", err=True
        )


def _exit_code(report: dict[str, Any], fail_on: str) -> int:
    """2 for a file that newly cannot be read, else 1 for a finding that is new or back and that nobody accepted."""
    if any(file["new"] for file in report["unreadable"]):
        return UNREAD
    levels = ["error", "warning", "info"]
    counted = levels[: levels.index(fail_on) + 1] if fail_on != "never" else []
    news = (item for event in ("new", "returned") for item in report[event] if item["decision"] is None)
    return FOUND if any(item["finding"]["severity"] in counted for item in news) else CLEAN


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(UNREAD)
