"""aiosqlite with one trip to its thread for each statement, and none to begin a transaction.

SQLAlchemy would make four for each: open a cursor, execute, fetch, close. A trip takes about as long as a small query.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Execute = Callable[[sqlite3.Connection, str, Any], sqlite3.Cursor]
Description = tuple[tuple[str, None, None, None, None, None, None], ...]


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors hold all rows of a statement when it has been executed."""

    _begin: str | None = None  # once it is set, only the thread touches it
    _stopping: asyncio.Future[Any] | None = None

    async def _connect(self) -> OneTripConnection:
        """Connect. The thread of a connection that could not be made has ended before anybody hears of it: it would
        tell the event loop, which may be closed by then.
        """
        try:
            await super()._connect()
        except sqlite3.Error:
            if self._stopping is not None:
                await self._stopping
            raise
        return self

    def stop(self) -> asyncio.Future[Any] | None:
        """Let the thread end once it has done what it was asked before; the future says when."""
        self._stopping = super().stop()
        return self._stopping

    def begin_with_next(self, statement: str) -> None:
        """Begin a transaction by `statement`, in the same trip as the first statement of it."""
        self._begin = statement

    async def commit(self) -> None:
        """Commit what has begun."""
        await self._execute(self._end, sqlite3.Connection.commit)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        """Roll back what has begun, also when it began after this was called, by a statement nobody waits for."""
        await self._execute(self._end, sqlite3.Connection.rollback)  # type: ignore[no-untyped-call]

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """A cursor, which costs nothing before it executes."""
        return OneTripCursor(self)

    async def answer(self, execute: Execute, statement: str, parameters: Iterable[Any]) -> Answer:
        """What a statement gives back."""
        answer: Answer = await self._execute(  # type: ignore[no-untyped-call]
            self._answer, execute, statement, parameters
        )
        return answer

    def _answer(self, execute: Execute, statement: str, parameters: Iterable[Any]) -> Answer:
        if self._begin is not None:
            self._conn.execute(self._begin)
            self._begin = None
        return Answer(execute(self._conn, statement, parameters))

    def _end(self, end: Callable[[sqlite3.Connection], None]) -> None:
        self._begin = None
        end(self._conn)


class Answer:
    """Everything that a statement gave back."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description: Description | None = cursor.description
        self.rows: list[Any] = cursor.fetchall() if cursor.description else []
        self.lastrowid, self.rowcount = cursor.lastrowid, cursor.rowcount
        cursor.close()


class OneTripCursor:
    """What SQLAlchemy asks of an asynchronous cursor."""

    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._answer: Answer | None = None

    async def __aenter__(self) -> OneTripCursor:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute one statement and fetch what it gives."""
        self._answer = await self._connection.answer(sqlite3.Connection.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each set of parameters."""
        self._answer = await self._connection.answer(sqlite3.Connection.executemany, statement, parameters)

    async def fetchall(self) -> list[Any]:
        """The rows of the last statement."""
        return self._answer.rows if self._answer else []

    async def close(self) -> None:
        """Forget the rows."""
        self._answer = None

    @property
    def description(self) -> Description | None:
        """The columns, as DB-API has it; None for a statement that gives no rows."""
        return self._answer.description if self._answer else None

    @property
    def lastrowid(self) -> int | None:
        """The number of the last row that was inserted."""
        return self._answer.lastrowid if self._answer else None

    @property
    def rowcount(self) -> int:
        """How many rows were changed; -1 where SQLite does not say."""
        return self._answer.rowcount if self._answer else -1


def connect(path: str, **options: Any) -> OneTripConnection:
    """A connection that is made when it is awaited; `options` are those of `sqlite3.connect`."""
    connection = OneTripConnection(partial(sqlite3.connect, path, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with a connection that it makes itself
    return connection
