"""Our driver for SQLite: a transaction begins with its first statement."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from storage.sqlite_driver import OneTripConnection, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[OneTripConnection]:
    connection = connect(str(tmp_path / "file.sqlite3"), timeout=0, isolation_level=None)
    await connection
    await connection.cursor().execute("CREATE TABLE t (n)")
    yield connection
    await connection.close()


@pytest.fixture
def somebody_else(connection: OneTripConnection, tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(tmp_path / "file.sqlite3", timeout=0, isolation_level=None)


async def test_it_begins_with_the_first_statement(connection: OneTripConnection) -> None:
    connection.begin_with_next("BEGIN IMMEDIATE")
    before = connection.in_transaction
    await connection.cursor().execute("SELECT 1")
    assert (before, connection.in_transaction) == (False, True)
    await connection.cursor().execute("INSERT INTO t VALUES (1)")
    await connection.rollback()
    cursor = connection.cursor()
    await cursor.execute("SELECT count(*) FROM t")
    assert await cursor.fetchall() == [(0,)]


async def test_what_could_not_begin_begins_with_the_next_statement(
    connection: OneTripConnection, somebody_else: sqlite3.Connection
) -> None:
    somebody_else.execute("BEGIN IMMEDIATE")
    connection.begin_with_next("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await connection.cursor().execute("INSERT INTO t VALUES (1)")
    somebody_else.execute("ROLLBACK")
    await connection.cursor().executemany("INSERT INTO t VALUES (?)", [(2,), (3,)])
    await connection.rollback()
    assert somebody_else.execute("SELECT count(*) FROM t").fetchone() == (0,)


@pytest.mark.parametrize("end", [OneTripConnection.commit, OneTripConnection.rollback])
async def test_nothing_stays_begun_after_a_statement_that_nobody_waited_for(
    connection: OneTripConnection, end: Callable[[OneTripConnection], Awaitable[None]]
) -> None:
    connection.begin_with_next("BEGIN IMMEDIATE")
    statement = asyncio.ensure_future(connection.cursor().execute("INSERT INTO t VALUES (1)"))
    await asyncio.sleep(0)
    statement.cancel()
    await end(connection)
    assert not connection.in_transaction
    await connection.cursor().execute("SELECT 1")
    assert not connection.in_transaction


def test_a_thread_whose_connection_was_not_made_speaks_to_no_closed_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def open_it() -> None:
        opened = connect(str(tmp_path / "no" / "such.sqlite3"))
        threads.append(opened._thread)
        await opened

    threads: list[threading.Thread] = []
    fallen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", fallen.append)
    for _ in range(100):
        with pytest.raises(sqlite3.OperationalError):
            asyncio.run(open_it())
    for thread in threads:
        thread.join()
    assert not fallen
