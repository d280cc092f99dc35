"""The database that is served from, and its two kinds of transaction."""

from __future__ import annotations

import asyncio
from typing import Any

from storage.engine import ANSWER_SECONDS, POOL_SECONDS, engine_for, normalised

_READ_ONLY: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """A database and its connections.

    `writing` begins transactions that take the write lock of SQLite at once. `reading` begins transactions that see one
    state of the database all along, never wait for a writer on SQLite, and are kept from writing by PostgreSQL.
    """

    def __init__(self, url: str, *, pool_size: int = 5, answer_seconds: float = ANSWER_SECONDS) -> None:
        """`url`: sqlite:///path or postgresql://…; the driver is filled in. Nothing is connected yet."""
        parsed = normalised(url)
        self.url = parsed.render_as_string(hide_password=False)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = engine_for(parsed, pool_size=pool_size, answer_seconds=answer_seconds)
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


async def migrate(url: str) -> None:
    """Bring a database to the newest revision; a SQLite file is made where there is none. Several may do so at once."""
    from storage.migrations import upgrade  # noqa: PLC0415 - alembic is slow to import

    await upgrade(url)


async def revision(database: Database) -> tuple[str | None, str]:
    """Which revision a database has (None: it is empty), and which is the newest."""
    from storage.migrations import current, newest  # noqa: PLC0415 - alembic is slow to import

    async with database.reading.connect() as connection:
        return await current(connection), newest()
