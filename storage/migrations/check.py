"""Whether the migrations lead to the tables of the code: `python -m storage.migrations.check`, on a throw-away file."""

from __future__ import annotations

import asyncio
import sys
import tempfile

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from storage import migrations
from storage.encryption import Keys
from storage.engine import engine_for, normalised
from storage.tables import metadata


def difference(connection: Connection) -> list[object]:
    """What a new revision would have to change in this database; nothing, if all is well."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def _check() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/check.sqlite3"
        await migrations.upgrade(url, keys=Keys.new())
        engine = engine_for(normalised(url), pool_size=0)
        try:
            async with engine.connect() as connection:
                found = await connection.run_sync(difference)
        finally:
            await engine.dispose()
    for change in found:
        sys.stdout.write(f"no revision makes this change: {change}\n")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(asyncio.run(_check()))
