"""The store: a SQLite file, or PostgreSQL by URL, brought up to date when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

#: The last step in migrations/versions.
HEAD = "0002"
_BUSY_MS = 30_000


class StoreError(Exception):
    """The store cannot be opened or used; `sentence` is (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.sentence = (zh, en)


@contextmanager
def open_store(url: str) -> Iterator[Engine]:
    """The store at `url` (a file name, sqlite:///…, postgresql://…), created or upgraded where need be,
    with its connections closed at the end.

    Raises StoreError where it cannot be reached or its tables are newer than this program.
    """
    target = target_of(url)
    try:
        engine = create_engine(target, pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            '用 PostgreSQL 须安装 psycopg：pip install "gikvalidate[pg]"',
            'PostgreSQL needs psycopg: pip install "gikvalidate[pg]"',
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        try:
            _upgrade(engine)
        except DBAPIError as error:
            raise StoreError(f"数据库打不开：{error.orig}", f"the store cannot be opened: {error.orig}") from error
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing."""
    with engine.connect().execution_options(gikvalidate_writes=True) as connection, connection.begin():
        yield connection


def target_of(url: str) -> URL:
    """The address SQLAlchemy knows a store by; raises StoreError."""
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url).absolute()))
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"不是数据库地址：{url}", f"not the address of a database: {url}") from error
    if target.drivername in {"postgresql", "postgres"}:
        return target.set(drivername="postgresql+psycopg")
    if target.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"只支持 SQLite 和 PostgreSQL：{url}", f"only SQLite and PostgreSQL are supported: {url}")
    return target


def _prepare_sqlite(engine: Engine) -> None:
    """Readers never wait for the writer (WAL), and a transaction, tables and all, is kept whole or not at all."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver would begin and end transactions of its own
        for pragma in ("journal_mode=WAL", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("gikvalidate_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        at = _version(connection)
    if at == HEAD:
        return
    # alembic is wanted once in the life of a store.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(gikvalidate_writes=True) as connection, _making_tables(connection):
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"数据库由更新的版本建立（{at}），请先升级 gikvalidate",
                f"a newer gikvalidate made this store ({at}); upgrade the program first",
            ) from error


@contextmanager
def _making_tables(connection: Connection) -> Iterator[None]:
    """A transaction in which a table of SQLite may be replaced by another, which its foreign keys would forbid."""

    def enforce(word: str) -> None:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute(f"PRAGMA foreign_keys={word}").close()

    enforce("OFF")  # without any effect inside a transaction
    try:
        with connection.begin():
            yield
    finally:
        enforce("ON")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    table = Table("alembic_version", MetaData(), autoload_with=connection)
    return connection.scalar(select(table.c.version_num))
