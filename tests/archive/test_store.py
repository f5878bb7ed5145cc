"""The store: made when first opened, the same in SQLite and PostgreSQL, never opened by a program too old for it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from gikvalidate.archive.store import StoreError, open_store, writing
from gikvalidate.archive.tables import metadata, runs

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
