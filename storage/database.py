"""The database that is served from, and its two kinds of transaction."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from sqlalchemy import inspect, select

from storage.encryption import TRACES, Keys
from storage.engine import ANSWER_SECONDS, POOL_SECONDS, engine_for, normalised
from storage.tables import encryption

_READ_ONLY: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """A database and its connections.

    `writing` begins transactions that take the write lock of SQLite at once. `reading` begins transactions that see one
    state of the database all along, never wait for a writer on SQLite, and are kept from writing by PostgreSQL.
    """

    def __init__(
        self, url: str, keys: Keys | None = None, *, pool_size: int = 5, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """`url`: sqlite:///path or postgresql://…; the driver is filled in. Nothing is connected yet.

        `keys`: what is personal is encrypted with; a database that has others refuses to be connected to with WrongKey.
        Without any, only what is not personal can be read and written.
        """
        parsed = normalised(url)
        self.url = parsed.render_as_string(hide_password=False)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = engine_for(parsed, pool_size=pool_size, keys=keys, answer_seconds=answer_seconds)
        self._writer = asyncio.Lock()
        self.writing = self.engine
        self.reading = self.engine.execution_options(reading=True, **({} if self.is_sqlite else _READ_ONLY))

    async def take_turn(self) -> None:
        """Wait for one's turn to write on SQLite, in order of arrival. Raises TimeoutError.

        It has one writer at a time anyhow, and would have the others try again and again, each holding a connection
        that readers could use.
        """
        if self.is_sqlite:
            async with asyncio.timeout(POOL_SECONDS):
                await self._writer.acquire()

    def pass_turn(self) -> None:
        """Let the next one write."""
        if self.is_sqlite:
            self._writer.release()

    async def close(self) -> None:
        """Close every connection. The last one to close a SQLite file also folds its write-ahead log into it."""
        await self.engine.dispose()


async def migrate(url: str, keys: Keys) -> None:
    """Bring a database to the newest revision; a SQLite file is made where there is none. Several may do so at once.

    Raises WrongKey, and changes nothing, if it is encrypted with other keys.
    """
    from storage.migrations import upgrade  # noqa: PLC0415 - alembic is slow to import

    await upgrade(url, keys=keys)


def is_no_file(url: str) -> bool:
    """Whether there is no file where a SQLite database is meant to be; a server knows only when it is asked."""
    parsed = normalised(url)
    return parsed.get_backend_name() == "sqlite" and not os.path.exists(str(parsed.database))  # noqa: PTH110


def written(url: str) -> str:
    """An address to be shown: without its password."""
    return normalised(url).set(drivername=normalised(url).get_backend_name()).render_as_string(hide_password=True)


async def is_encrypted(url: str) -> bool:
    """Whether a database is encrypted already; one that does not exist is not, and is not made."""
    parsed = normalised(url)
    if is_no_file(url):
        return False
    engine = engine_for(parsed, pool_size=0, answer_seconds=ANSWER_SECONDS)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda sync: inspect(sync).has_table(encryption.name))
    finally:
        await engine.dispose()


async def may_hold_plain_text(database: Database) -> bool:
    """Whether a SQLite file may still hold traces of what was not encrypted once: it could not be packed anew yet."""
    found = select(encryption.c.name).where(encryption.c.name == TRACES)
    async with database.reading.connect() as connection:
        return (await connection.execute(found)).one_or_none() is not None


async def revision(database: Database) -> tuple[str | None, str]:
    """Which revision a database has (None: it is empty), and which is the newest."""
    from storage.migrations import current, newest  # noqa: PLC0415 - alembic is slow to import

    async with database.reading.connect() as connection:
        return await current(connection), newest()
