"""The tables, as the migrations build them."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, make_url, text

from domain.identity import IdentityCheck, Side
from storage import engine, migrations
from storage.database import Database, migrate, revision
from storage.encryption import Keys
from storage.errors import Conflict, Unavailable
from storage.migrations.check import difference
from storage.tables import metadata
from storage.unit_of_work import Store
from tests.keys import KEYS
from tests.storage.seeds import a_place, seed_helper, seed_mission, seed_offer

VERSIONS = [
    one.revision
    for one in reversed(
        list(ScriptDirectory.from_config(Config(Path(migrations.__file__).parent / "alembic.ini")).walk_revisions())
    )
]
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", {newest!r}, None, None


def upgrade() -> None:
    {step}


def downgrade() -> None:
    pass
"""


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the history that a test may add a revision to."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "HERE", folder)
    return folder


def add_revision(history: Path, *steps: str) -> None:
    """Make these statements the newest revision."""
    (history / "versions" / "next.py").write_text(NEXT.format(newest=VERSIONS[-1], step="\n    ".join(steps)))


def rebuilding(table: str, column: str) -> str:
    """A statement for which SQLite needs a new table."""
    return f"with op.batch_alter_table({table!r}) as batch: batch.alter_column({column!r}, type_=sa.Text())"


@pytest.fixture
async def empty_url(database_url: str) -> str:
    """The address of a database without a table of ours."""
    await migrations.downgrade(database_url, keys=KEYS)
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


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_numbers_are_never_used_again(database: Database) -> None:
    """Alembic does not compare it, and forgets it when it rebuilds a table."""
    async with database.reading.connect() as connection:
        rows = await connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"))
        found = set(rows.scalars())
    assert found == {
        table.name for table in metadata.tables.values() if table.dialect_options["sqlite"]["autoincrement"]
    }


async def test_the_command_line_asks_for_the_database_it_needs() -> None:
    config = Config(migrations.HERE / "alembic.ini")
    with pytest.raises(CommandError, match="-x url=sqlite:///path"):
        await asyncio.to_thread(command.current, config)


@pytest.mark.parametrize("version", VERSIONS)
async def test_each_revision_goes_up_and_down_and_up_again(empty_url: str, version: str) -> None:
    before = VERSIONS[VERSIONS.index(version) - 1] if version != VERSIONS[0] else migrations.NOTHING
    database = Database(empty_url, KEYS)
    await migrations.upgrade(empty_url, version, keys=KEYS)
    async with database.reading.connect() as connection:
        first = await connection.run_sync(schema)
    await migrations.downgrade(empty_url, before, keys=KEYS)
    await migrations.upgrade(empty_url, version, keys=KEYS)
    async with database.reading.connect() as connection:
        assert await connection.run_sync(schema) == first
    await database.close()


async def test_nothing_is_left_after_going_all_the_way_down(empty_url: str) -> None:
    database = Database(empty_url, KEYS)
    async with database.reading.connect() as connection:
        assert set(await connection.run_sync(schema)) == {"alembic_version"}
    current, newest = await revision(database)
    assert (current, newest) == (None, VERSIONS[-1])
    await database.close()


async def test_several_may_migrate_at_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url, KEYS) for _ in range(5)))
    database = Database(empty_url, KEYS)
    assert await revision(database) == (VERSIONS[-1], VERSIONS[-1])
    await database.close()


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    program = (
        "import asyncio, sys; from storage.database import migrate; from tests.keys import KEYS; "
        "asyncio.run(migrate(sys.argv[1], KEYS))"
    )
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-W", "error", "-c", program, empty_url) for _ in range(2)
    ]
    assert [await process.wait() for process in processes] == [0, 0]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_sqlite_file_is_made_with_a_write_ahead_log(database_kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    await asyncio.gather(*(migrate(url, KEYS) for _ in range(5)))
    database = Database(url, KEYS)
    async with database.reading.connect() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
    await database.close()


async def migrate_by_command(url: str, keys: Keys) -> None:
    """Do what `alembic -c … -x url=… upgrade head` does."""
    config = Config(migrations.HERE / "alembic.ini", cmd_opts=Namespace(x=[f"url={url}"]))
    await asyncio.to_thread(command.upgrade, config, "head")


@pytest.mark.parametrize("migrate", [migrate, migrate_by_command])
async def test_a_table_that_others_refer_to_can_be_rebuilt(
    store: Store, history: Path, migrate: Callable[[str, Keys], Awaitable[None]]
) -> None:
    """SQLite deletes the rows of a table that is dropped, and with them what refers to them."""
    helper = await seed_helper(store, a_place(0), a_place(100))
    await seed_offer(store, await seed_mission(store), helper)
    async with store.writing() as work:
        check = IdentityCheck.start(helper.id, work.now)
        check.add(Side.CARD, "file", "10", work.now)
        work.identity.add(check)
    tables = {"people": "language", "helpers": "country", "identity_checks": "code", "missions": "kind"}
    add_revision(history, *(rebuilding(table, column) for table, column in tables.items()))
    await store.database.close()
    await migrate(store.database.url, KEYS)
    assert (await revision(store.database))[0] == "next"
    async with store.reading() as work:
        kept = await work.helpers.get(helper.id)
        assert kept is not None
        assert len(kept.places) == 2
        kept_check = await work.identity.latest_of(helper.id)
        assert kept_check is not None
        assert len(kept_check.pictures) == 1
        assert len(await work.missions.open_offers_of_helper(helper.id)) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_revision_that_leaves_rows_without_what_they_refer_to_is_undone(store: Store, history: Path) -> None:
    helper = await seed_helper(store)
    add_revision(history, "op.execute('DELETE FROM helpers')")
    await store.database.close()
    with pytest.raises(Conflict, match="rows of helper_places refer to helpers that are gone"):
        await migrate(store.database.url, KEYS)
    assert (await revision(store.database))[0] == VERSIONS[-1]
    async with store.reading() as work:
        assert await work.helpers.get(helper.id) is not None


@pytest.mark.parametrize(("options", "why"), [("mode=ro", "readonly"), ("nolock=1", "write-ahead log")])
async def test_a_sqlite_file_that_is_no_use_is_told_at_once(
    tmp_path: Path, options: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bot.sqlite3"
    file.touch()
    monkeypatch.setattr(migrations, "normalised", make_url)  # which lets these options pass, as a disk may be
    async with asyncio.timeout(5):
        with pytest.raises(Unavailable, match=why):
            await migrate(f"sqlite+aiosqlite:///file:{file}?uri=true&{options}", KEYS)


async def test_a_sqlite_file_that_others_keep_to_themselves_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bot.sqlite3"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("CREATE TABLE without_a_write_ahead_log (id INTEGER)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM without_a_write_ahead_log").fetchall()
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    monkeypatch.setattr(migrations, "BUSY_SECONDS", 0.3)
    with pytest.raises(Unavailable, match="locked"):
        await migrate(f"sqlite:///{file}", KEYS)

    async def others_end(_: float) -> None:
        other.close()

    monkeypatch.setattr("asyncio.sleep", others_end)
    await migrate(f"sqlite:///{file}", KEYS)
