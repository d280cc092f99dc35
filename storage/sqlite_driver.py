"""aiosqlite with one trip to its thread for each statement.

SQLAlchemy would make four: open a cursor, execute, fetch, close. A trip takes about as long as a small query.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Description = tuple[tuple[str, None, None, None, None, None, None], ...]


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors hold all rows of a statement when it has been executed."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """A cursor, which costs nothing before it executes."""
        return OneTripCursor(self)

    async def call(self, statement: partial[Answer]) -> Answer:
        """Run something with the connection in its thread."""
        answer: Answer = await self._execute(statement)  # type: ignore[no-untyped-call]
        return answer

    @property
    def raw(self) -> sqlite3.Connection:
        """What may only be used in the thread."""
        return self._conn


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
        self._answer = await self._connection.call(partial(_execute, self._connection.raw, statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each set of parameters."""
        self._answer = await self._connection.call(partial(_executemany, self._connection.raw, statement, parameters))

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


def _execute(connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> Answer:
    return Answer(connection.execute(statement, parameters))


def _executemany(connection: sqlite3.Connection, statement: str, parameters: Iterable[Sequence[Any]]) -> Answer:
    return Answer(connection.executemany(statement, parameters))
