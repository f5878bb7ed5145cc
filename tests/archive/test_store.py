"""The store: made when first opened, the same in SQLite and PostgreSQL, never opened by a program too old for it."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError

import gikvalidate.archive
from gikvalidate.archive.store import StoreError, open_store, writing
from gikvalidate.archive.tables import evaluations, files, metadata, outcomes, runs

MIGRATIONS = Path(gikvalidate.archive.__file__).parent / "migrations"
COUNTS = dict.fromkeys(("checked", "passed", "failed", "unverifiable", "skipped", "crashed"), 0)
#: A report and its judging, as the first version wrote them.
OLD = (
    "INSERT INTO runs (id, archive, rules, engine, started) VALUES (1, 'a', 'r', 'e', '2026')",
    "INSERT INTO files (path, size, changed, inode, rules, engine, retry) VALUES ('a.txt', 1, 1, 1, 'r', 'e', 0)",
    "INSERT INTO documents (id, path, member, version, run) VALUES (1, 'a.txt', '', 1, 1)",
    "INSERT INTO evaluations VALUES (1, 1, 'r', 'e', 1, NULL, 1, 0, 1, 0, 0, 0)",
    "INSERT INTO outcomes VALUES (1, 0, 'table3/row-total', 't3.granted', 'fail', '', NULL)",
)
RUN = {"archive": "年报", "rules": "r", "engine": "e", "started": "2026-01-01T00:00:00+00:00"}


def test_migrations_lead_to_the_tables_the_program_uses(url):
    with open_store(url) as engine, engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_store_keeps_its_rows_when_opened_again(url):
    with open_store(url) as engine, writing(engine) as connection:
        connection.execute(insert(runs).values(RUN))
    with open_store(url) as engine, engine.connect() as connection:
        assert connection.scalars(select(runs.c.archive)).all() == ["年报"]


def test_a_transaction_that_fails_leaves_nothing(url):
    with pytest.raises(IntegrityError), open_store(url) as engine, writing(engine) as connection:
        connection.execute(insert(runs), [{"id": 1, **RUN}, {"id": 1, **RUN}])
    with open_store(url) as engine, engine.connect() as connection:
        assert connection.scalars(select(runs.c.id)).all() == []


def test_a_store_of_a_newer_program_is_refused(url):
    with open_store(url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"), open_store(url):
        pass


@pytest.mark.parametrize("address", ["mysql://localhost/a", "://", "postgresql://nobody@127.0.0.1:1/none"])
def test_an_address_that_leads_nowhere_is_told(address):
    with pytest.raises(StoreError), open_store(address):
        pass


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "archive.db"
    path.write_text("年报" * 500, "utf-8")
    with pytest.raises(StoreError), open_store(str(path)):
        pass


def test_an_older_store_keeps_its_rows_and_has_its_files_read_again(url):
    engine = create_engine(url.replace("://", "+psycopg://") if "://" in url else f"sqlite:///{url}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in OLD:
            connection.execute(text(statement))
    engine.dispose()
    with open_store(url) as engine, engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalars(select(evaluations.c.prior)).all() == [None]
        assert connection.scalars(select(outcomes.c.rule)).all() == ["table3/row-total"]
        assert connection.scalars(select(files.c.engine)).all() == [""]
    with pytest.raises(IntegrityError), open_store(url) as engine, writing(engine) as connection:
        connection.execute(insert(evaluations).values(document=99, rules="", engine="", run=1, **COUNTS))
