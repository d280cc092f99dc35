"""By what a database knows its keys."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables.schema import metadata

# `check` tells the right key from a wrong one, `index` is the key for look-ups; both are sealed with the newest key.
encryption = Table(
    "encryption",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
