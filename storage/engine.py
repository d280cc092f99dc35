"""How we connect: the driver and the settings for each database. Figures for them: `benchmarks`."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection

from storage.encryption import Keys, Vault, attach
from storage.sqlite_driver import connect

BUSY_SECONDS = 30
POOL_SECONDS = 60
ANSWER_SECONDS = 25.0
"""Nothing that we ask while we serve takes PostgreSQL longer: on a connection that is silent, its other end is gone."""
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_ALL_RECORDS = "SELECT name, value FROM encryption"
_SQLITE_RECORDS = ("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'encryption'", _ALL_RECORDS)
_POSTGRESQL_RECORDS = ("SELECT 1 WHERE to_regclass('encryption') IS NOT NULL", _ALL_RECORDS)
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def normalised(url: str) -> URL:
    """The address with the driver that we use, and libpq's `sslmode` as this driver calls it.

    Raises ValueError with the rest of a sentence that begins with the name of the address; no password is in it.
    """
    name = url.partition("://")[0].partition("+")[0]
    if name not in DRIVERS:
        raise ValueError("is neither SQLite nor PostgreSQL")
    try:
        _ = urlsplit(url).port
        parsed = make_url(url).set(drivername=DRIVERS[name])
    except (ValueError, ArgumentError):
        raise ValueError(
            "can't be read; signs like @ : / # in a password have to be written as %40 %3A %2F %23"
        ) from None
    if not parsed.database or ":memory:" in parsed.database or (name == "sqlite" and parsed.host):
        raise ValueError("has to name a file, or a server and a database on it")
    query = dict(parsed.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    unknown = set(query) - ({"host", "ssl"} if name != "sqlite" else set())
    if unknown:
        raise ValueError(f"says after the ? what is not known there: {', '.join(sorted(unknown))}")
    if query.get("ssl", "prefer") not in SSL_MODES:
        raise ValueError(f"has an sslmode that is none of {', '.join(SSL_MODES)}")
    return parsed.set(query=query)


def engine_for(
    url: URL, *, pool_size: int, keys: Keys | None = None, answer_seconds: float | None = None
) -> AsyncEngine:
    """An engine with the settings that were measured to work; a `pool_size` of 0 keeps no connection.

    With `keys`, each of its connections is refused with WrongKey if the database is encrypted with others; without,
    what is encrypted can be neither read nor written.
    A PostgreSQL that does not answer within `answer_seconds` raises TimeoutError; None waits for ever.
    """
    pool: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": POOL_SECONDS}
    if not pool_size:
        pool = {"poolclass": NullPool}
    if url.get_backend_name() == "sqlite":
        arguments = {"timeout": BUSY_SECONDS, "async_creator_fn": connect}
        pool["pool_reset_on_return"] = (
            None  # a connection rolls back when it is closed; once more is a trip for nothing
        )
        engine = create_async_engine(url, hide_parameters=True, connect_args=arguments, **pool)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return _with_keys(engine, keys)
    engine = create_async_engine(url, hide_parameters=True, connect_args={"command_timeout": answer_seconds}, **pool)
    event.listen(engine.sync_engine, "checkout", _replace_if_lost)
    event.listen(engine.sync_engine, "handle_error", _distrust_all_if_one_is_silent)
    return _with_keys(engine, keys)


def _with_keys(engine: AsyncEngine, keys: Keys | None) -> AsyncEngine:
    if keys is not None:
        vault = attach(engine.dialect, keys)
        records = _SQLITE_RECORDS if engine.dialect.name == "sqlite" else _POSTGRESQL_RECORDS
        event.listen(engine.sync_engine, "connect", partial(_unlock, vault, records))
    return engine


def _unlock(vault: Vault, records: tuple[str, str], connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Before anybody reads or writes. A database that was not migrated so far has no records, and nothing encrypted."""
    there, all_of = records
    cursor = connection.cursor()
    try:
        cursor.execute(there)
        if cursor.fetchall():
            cursor.execute(all_of)
            vault.unlock({str(name): bytes(value) for name, value in cursor.fetchall()})
        connection.rollback()
    except BaseException:
        connection.close()
        raise
    finally:
        cursor.close()


def _replace_if_lost(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
    """After a restart of the server, connect anew. The driver knows that it was cut off, so this asks nobody."""
    driver = entry.driver_connection
    if driver is None or driver.is_closed():
        raise DisconnectionError


def _distrust_all_if_one_is_silent(error: ExceptionContext) -> None:
    """What else is in the pool was made before its server fell silent; it would cost as long to find that out."""
    if isinstance(error.original_exception, TimeoutError):
        error.is_disconnect = error.invalidate_pool_on_disconnect = True


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """journal_mode=WAL is not here: the file remembers it once `migrate` has set it."""
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    # What is deleted is overwritten, or references to pictures would stay in the file for anybody to find.
    pragmas = ("synchronous=NORMAL", f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON", "secure_delete=ON")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """IMMEDIATE, because a deferred transaction that turns into a writing one fails at once when others write."""
    reading = connection.get_execution_options().get("reading", False)
    driver: Any = connection.connection.driver_connection
    driver.begin_with_next("BEGIN" if reading else "BEGIN IMMEDIATE")
