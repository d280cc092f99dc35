"""From one key to the next while the bot runs: everything is sealed anew with the newest key, some rows at a time.

Nothing is noted of how far it came: what is sealed with another key is what is left, so an interrupted run goes on
where it stopped, and what somebody writes meanwhile with either key is never overwritten.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.encryption import CHECK, HEAD_BYTES, Keys, Vault, vault_of
from storage.sealed import sealed_columns
from storage.tables import encryption, metadata

SOME = 100
PASSES = 50
PAUSE_SECONDS = 0.2


class NotBegun(Exception):
    """The bot was not started with the newest key yet, and could not read what would be sealed with it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a table were sealed anew, of how many that had to be."""

    table: str
    done: int
    of: int


def sealed_tables() -> Iterator[Table]:
    """The tables that have any."""
    return (table for table in metadata.sorted_tables if sealed_columns(table))


async def begin(database: Database) -> bool:
    """Let the database be known by the newest of our keys from now on; whether it was by another one. For the start of
    the bot: who does not have that key is refused from then on.
    """
    vault = vault_of(database.engine.dialect)
    async with _writing(database) as connection:
        if await _is_known_by(connection, vault.keys):
            return False
        for name, value in vault.records().items():
            await connection.execute(update(encryption).where(encryption.c.name == name).values(value=value))
    return True


async def left(database: Database) -> dict[str, int]:
    """How many rows hold something that is not sealed with the newest key, by table."""
    vault = vault_of(database.engine.dialect)
    async with database.reading.connect() as connection:
        counted = {table.name: await _count(connection, table, vault.keys) for table in sealed_tables()}
    return {name: count for name, count in counted.items() if count}


async def reencrypt(database: Database, tell: Callable[[Progress], None]) -> dict[str, int]:
    """Seal everything with the newest key, in transactions so small that nobody waits for them. What is left: nothing,
    unless somebody who has not been told of the new key goes on writing.

    Raises NotBegun, and Unreadable for a value that none of the keys opens.
    """
    vault = vault_of(database.engine.dialect)
    async with database.reading.connect() as connection:
        if not await _is_known_by(connection, vault.keys):
            raise NotBegun
    todo = await left(database)
    done = dict.fromkeys(todo, 0)
    for attempt in range(PASSES):  # rows that somebody had locked were passed over
        if attempt:
            await asyncio.sleep(PAUSE_SECONDS)
        for table in sealed_tables():
            if table.name not in todo:
                continue
            last: tuple[Any, ...] | None = None
            while True:
                async with _writing(database) as connection:
                    count, last = await _seal_some(connection, table, vault, last)
                if not count:
                    break
                done[table.name] = done.get(table.name, 0) + count
                tell(Progress(table.name, done[table.name], max(done[table.name], todo[table.name])))
        still = await left(database)
        if not still:
            break
        todo |= {name: todo.get(name, 0) for name in still}
    return still


@asynccontextmanager
async def _writing(database: Database) -> AsyncIterator[AsyncConnection]:
    await database.take_turn()
    try:
        async with database.writing.begin() as connection:
            yield connection
    finally:
        database.pass_turn()


async def _seal_some(
    connection: AsyncConnection, table: Table, vault: Vault, after: tuple[Any, ...] | None
) -> tuple[int, tuple[Any, ...] | None]:
    columns, number = sealed_columns(table), list(table.primary_key.columns)
    wanted: Select[*tuple[Any, ...]] = select(*number, *(_raw(table, name) for name in columns))
    wanted = wanted.where(_is_old(table, vault.keys)).order_by(*number).limit(SOME)
    if after is not None:
        wanted = wanted.where(tuple_(*number) > after)
    rows = (await connection.execute(wanted.with_for_update(skip_locked=True))).all()
    if not rows:
        return 0, after
    anew = update(table).where(*(column == bindparam(f"pk_{column.name}") for column in number))
    anew = anew.values({name: bindparam(f"new_{name}", type_=LargeBinary) for name in columns})
    width = len(number)
    changes = [
        {f"pk_{column.name}": value for column, value in zip(number, row[:width], strict=True)}
        | {
            f"new_{name}": None if value is None else vault.keys.seal(vault.keys.open(value, where), where)
            for (name, where), value in zip(columns.items(), row[width:], strict=True)
        }
        for row in rows
    ]
    await connection.execute(anew, changes)
    return len(rows), tuple(rows[-1][:width])


def _raw(table: Table, name: str) -> ColumnElement[bytes]:
    return type_coerce(table.c[name], LargeBinary)


def _is_old(table: Table, keys: Keys) -> ColumnElement[bool]:
    """Whether something of a row is sealed with another key than the newest."""
    head = bindparam("head", keys.newest.head, type_=LargeBinary)
    sealed = [_raw(table, name) for name in sealed_columns(table)]
    return or_(*(and_(one.is_not(None), func.substr(one, 1, HEAD_BYTES, type_=LargeBinary) != head) for one in sealed))


async def _count(connection: AsyncConnection, table: Table, keys: Keys) -> int:
    found = select(func.count()).select_from(table).where(_is_old(table, keys))
    return (await connection.execute(found)).scalar_one()


async def _is_known_by(connection: AsyncConnection, keys: Keys) -> bool:
    known = select(encryption.c.value).where(encryption.c.name == CHECK)
    return bytes((await connection.execute(known)).scalar_one()).startswith(keys.newest.head)
