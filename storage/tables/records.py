"""What staff did, and where each conversation stands."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table

from storage.columns import Instant
from storage.tables.schema import metadata, number, strings

journal = Table(
    "journal",
    metadata,
    number(),
    Column("at", Instant, nullable=False),
    *strings("actor", "action", "subject"),
    Column("details", JSON, nullable=False),
    Index("ix_journal_subject", "subject", "id"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("key", String, primary_key=True),
    Column("state", String),
    Column("data", JSON, nullable=False),
    Column("updates", JSON, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)
