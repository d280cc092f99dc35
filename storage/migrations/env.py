"""What alembic runs: from `storage.migrations` with a connection, or from its command line with `-x url=…`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlalchemy import Connection

from storage import keyfile, mapping, migrations
from storage.encryption import Keys
from storage.tables import metadata

mapping.mapped.configure()


def plain(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Name a column's type by what the database knows, so that a revision never changes with our code."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return f"sa.{item.impl!r}" if isinstance(item, sa.TypeDecorator) else False


def run(connection: Connection) -> None:
    """Run in the caller's transaction: all of it happens, or nothing, on both databases."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_item=plain,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_command_line(url: str, keys: Keys | None) -> None:
    """Connect to `url` and run."""
    async with migrations.alone(url, keys) as connection:
        await connection.run_sync(run)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    told = context.get_x_argument(as_dictionary=True)
    url, key_file = told.get("url"), told.get("key_file")
    if not isinstance(url, str):
        raise CommandError("say which database: alembic … -x url=sqlite:///path …")
    asyncio.run(run_from_command_line(url, keyfile.read(Path(key_file)) if isinstance(key_file, str) else None))
