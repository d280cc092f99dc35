"""The tables, as the migrations build them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage import migrations
from storage.database import Database, migrate, revision
from storage.migrations.check import difference
from storage.tables import metadata

VERSIONS = [
    one.revision
    for one in reversed(
        list(ScriptDirectory.from_config(Config(Path(migrations.__file__).parent / "alembic.ini")).walk_revisions())
    )
]


@pytest.fixture
async def empty_url(database_url: str) -> str:
    """The address of a database without a table of ours."""
    await migrations.downgrade(database_url)
    return database_url


def schema(connection: Connection) -> dict[str, list[str]]:
    tables = inspect(connection)
    return {
        name: sorted(
            [f"{column['name']} {column['type']!r} {column['nullable']}" for column in tables.get_columns(name)]
            + [f"{index['name']} {index['column_names']}" for index in tables.get_indexes(name)]
        )
        for name in tables.get_table_names()
    }


async def test_models_equal_migrations(database: Database) -> None:
    async with database.reading.connect() as connection:
        assert await connection.run_sync(difference) == []


async def test_partial_indexes_have_the_conditions_of_the_models(database: Database) -> None:
    """Alembic does not compare them."""
    listing = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
        if database.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes"
    )
    async with database.reading.connect() as connection:
        found = {name: sql or "" for name, sql in await connection.execute(text(listing))}
    for table in metadata.tables.values():
        for index in table.indexes:
            assert (" WHERE " in found[str(index.name)]) == (index.dialect_options["sqlite"]["where"] is not None)


@pytest.mark.parametrize("version", VERSIONS)
async def test_each_revision_goes_up_and_down_and_up_again(empty_url: str, version: str) -> None:
    before = VERSIONS[VERSIONS.index(version) - 1] if version != VERSIONS[0] else migrations.NOTHING
    database = Database(empty_url)
    await migrations.upgrade(empty_url, version)
    async with database.reading.connect() as connection:
        first = await connection.run_sync(schema)
    await migrations.downgrade(empty_url, before)
    await migrations.upgrade(empty_url, version)
    async with database.reading.connect() as connection:
        assert await connection.run_sync(schema) == first
    await database.close()


async def test_nothing_is_left_after_going_all_the_way_down(empty_url: str) -> None:
    database = Database(empty_url)
    async with database.reading.connect() as connection:
        assert set(await connection.run_sync(schema)) == {"alembic_version"}
    current, newest = await revision(database)
    assert (current, newest) == (None, VERSIONS[-1])
    await database.close()


async def test_several_may_migrate_at_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(5)))
    database = Database(empty_url)
    assert await revision(database) == (VERSIONS[-1], VERSIONS[-1])
    await database.close()


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    program = "import asyncio, sys; from storage.database import migrate; asyncio.run(migrate(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-W", "error", "-c", program, empty_url) for _ in range(2)
    ]
    assert [await process.wait() for process in processes] == [0, 0]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_sqlite_file_is_made_with_a_write_ahead_log(database_kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    await asyncio.gather(*(migrate(url) for _ in range(5)))
    database = Database(url)
    async with database.reading.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
    await database.close()
