"""Databases to measure on: on a disk, with the settings that a server has by default."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database, migrate
from storage.encryption import Key, Keys
from tests.storage.postgresql import running

KINDS = ("sqlite", "postgresql")
KEYS = Keys(Key(b"an invented key for all benches "))  # of all processes


@asynccontextmanager
async def fresh(kind: str) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    if kind == "postgresql":
        with running((), on_disk=True) as address:
            async with _opened(address.format("postgres")) as database:
                yield database
    else:
        with tempfile.TemporaryDirectory() as folder:
            async with _opened(f"sqlite:///{Path(folder) / 'bench.sqlite3'}") as database:
                yield database


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    await migrate(url, KEYS)
    database = Database(url, KEYS)
    try:
        yield database
    finally:
        await database.close()
