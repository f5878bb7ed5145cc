"""The command that runs the page for people who do not use a terminal."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from gikvalidate.command import compiled, fail, lang_option, rules_option, schemas_option

# A token that somebody chose is at least this long.
_SHORTEST = 12


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="监听的地址；除本机外都要有口令 / address to listen on."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="端口 / port.")
@click.option(
    "--token",
    envvar="GIKVALIDATE_TOKEN",
    help="别的机器访问用的口令（至少 12 个字符）；不给则自动生成 / what other machines have to know.",
)
@click.option("--name", "names", multiple=True, help="别人访问时用的主机名，可多次 / a host name it goes by.")
@click.option("--processes", type=click.IntRange(1, 64), help="同时核对几个文件 / files checked at once.")
@click.option(
    "--keep",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    help="文件无人查看多少分钟后删除 / minutes after which unused files are deleted.",
)
@click.option("--open", "browse", is_flag=True, help="启动后打开浏览器 / open a browser.")
@rules_option
@schemas_option
@lang_option
def serve(
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    processes: int | None,
    keep: float,
    browse: bool,
    rule_roots: tuple[Path, ...],
    lang: str,
) -> None:
    """在浏览器里核对：拖入文件、查看结果、试改、下载 / check reports on a page in the browser."""
    compiled(rule_roots)
    from gikvalidate.web.server import LOOPBACK, Settings
    from gikvalidate.web.server import serve as run
    from gikvalidate.workers import default_processes

    if token is not None and len(token) < _SHORTEST:
        fail("口令太短，至少 12 个字符" if lang == "zh" else "the token is too short; 12 characters at least")
    if host not in LOOPBACK and token is None:
        token = secrets.token_urlsafe(24)

    def ready(address: str) -> None:
        click.echo(f"请在浏览器打开：{address}" if lang == "zh" else f"Open in a browser: {address}")
        click.echo("按 Ctrl+C 结束。" if lang == "zh" else "Press Ctrl+C to end.")
        if browse:
            import webbrowser

            webbrowser.open(address)

    settings = Settings(
        host, port, token, tuple(name.lower() for name in names), rule_roots, processes or default_processes(), keep
    )
    try:
        run(settings, ready)
    except OSError as error:
        fail(f"{host}:{port}：{error.strerror}")
