"""The history of the tables. A new step, found by comparing them with a database that `migrate` has brought up to date:

    alembic -c storage/migrations/alembic.ini -x url=sqlite:///path revision --autogenerate -m "what it does"

Where it rebuilds a table that counts its numbers up, say so again, or numbers of deleted rows come back:
`op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True})`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption import TRACES, Keys
from storage.engine import BUSY_SECONDS, engine_for, normalised
from storage.errors import Conflict, Unavailable

HERE = Path(__file__).parent
LOCK = 0x50_11_DA  # any number that nothing else in this database locks
OTHERS_ARE_AT_IT, PRIMARY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}, 0xFF  # SQLite says more in higher bits
NEWEST, NOTHING = "head", "base"
_HAS_TRACES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'encryption'"
_TRACES, _NO_TRACES = (f"{what} FROM encryption WHERE name = '{TRACES}'" for what in ("SELECT 1", "DELETE"))


async def upgrade(url: str, to: str = NEWEST, *, keys: Keys | None = None) -> None:
    """Bring a database to the newest revision, or as far as `to`, making a SQLite file where there is none. `keys` are
    needed where data becomes encrypted on the way.

    Any number of processes may do so at once: one does the work, the others wait for it.
    """
    await _change(url, to, keys)


async def downgrade(url: str, to: str = NOTHING, *, keys: Keys | None = None) -> None:
    """Take a database back to an older revision. What only newer ones can hold is lost, and what older ones don't
    encrypt is decrypted with `keys`.
    """
    await _change(url, to, keys, back=True)


async def current(connection: AsyncConnection) -> str | None:
    """Which revision a database has; None: it is empty."""
    return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def newest() -> str:
    """The newest revision there is."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


@asynccontextmanager
async def alone(url: str, keys: Keys | None = None) -> AsyncIterator[AsyncConnection]:
    """A transaction to change the tables in; nobody else does at that time. A SQLite file is made where there is none.

    SQLite rebuilds a table by dropping it, and with its foreign keys on that would delete whatever refers to its rows:
    they are off here, and looked at before the end. Raises Conflict if a row then refers to one that is not there.

    What a revision rewrote leaves no trace in a SQLite file: it is packed anew at the end.
    """
    engine = engine_for(normalised(url), pool_size=0, keys=keys)
    try:
        async with engine.connect() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            if is_sqlite:
                await _prepare(connection)
            async with connection.begin():  # alembic is entered by whoever has the lock, which on SQLite is this alone
                await connection.execute(select(1 if is_sqlite else func.pg_advisory_xact_lock(LOCK)))
                before = await current(connection)
                yield connection
                if is_sqlite and await current(connection) != before:
                    await _require_whole(connection)
            if is_sqlite:
                await _wipe(connection)
    finally:
        await engine.dispose()


async def _change(url: str, to: str, keys: Keys | None, *, back: bool = False) -> None:
    async with alone(url, keys) as connection:
        await connection.run_sync(lambda sync: _run(sync, to, back=back))


async def _prepare(connection: AsyncConnection) -> None:
    """Set what can't be set in a transaction."""
    file = (await connection.get_raw_connection()).driver_connection
    assert isinstance(file, aiosqlite.Connection)  # noqa: S101
    await (await file.execute("PRAGMA foreign_keys=OFF")).close()
    await _use_write_ahead_log(file)


async def _use_write_ahead_log(file: aiosqlite.Connection) -> None:
    """The file remembers it. Nobody else may be at the file for that moment, and SQLite does not always wait for it.

    Raises Unavailable: after a while if others are, at once if the file can't be written.
    """
    now = asyncio.get_running_loop().time
    patient_until = now() + BUSY_SECONDS
    while True:
        try:
            answer = list(await file.execute_fetchall("PRAGMA journal_mode=WAL"))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & PRIMARY not in OTHERS_ARE_AT_IT or now() > patient_until:
                raise Unavailable(str(error)) from error
            await asyncio.sleep(0.1)
        else:
            break
    if answer != [("wal",)]:
        raise Unavailable("the file can't have a write-ahead log where it is")


async def _wipe(connection: AsyncConnection) -> None:
    """Leave nothing in a SQLite file of what became encrypted: neither in free pages nor in the write-ahead log.

    While others are at the file this can't be done, or not wholly; the next migration, or start, tries it again.
    """
    file = (await connection.get_raw_connection()).driver_connection
    assert isinstance(file, aiosqlite.Connection)  # noqa: S101
    if not await file.execute_fetchall(_HAS_TRACES) or not await file.execute_fetchall(_TRACES):
        return
    try:
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
            await file.execute_fetchall(statement)
        (busy, *_), *_ = await file.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        if not busy:
            await file.execute_fetchall(_NO_TRACES)
            await file.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:  # others are at it, or the disk is full: it is still noted as to be done
        return


async def _require_whole(connection: AsyncConnection) -> None:
    lost = {(row.table, row.parent) for row in await connection.execute(text("PRAGMA foreign_key_check"))}
    if lost:
        raise Conflict("; ".join(f"rows of {table} refer to {parent} that are gone" for table, parent in sorted(lost)))


def _run(connection: Connection, to: str, *, back: bool) -> None:
    config = _config()
    config.attributes["connection"] = connection
    (command.downgrade if back else command.upgrade)(config, to)


def _config() -> Config:
    return Config(HERE / "alembic.ini")
