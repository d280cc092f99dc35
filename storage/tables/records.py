"""What staff did, and where each conversation stands."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from storage.columns import Instant
from storage.sealed import SealedJSON
from storage.tables.schema import metadata, number, partial_index, strings

journal = Table(
    "journal",
    metadata,
    number(),
    Column("at", Instant, nullable=False),
    *strings("actor", "action", "subject"),
    Column("details", JSON, nullable=False),
    Column("position", Integer),  # in the chain, a moment after it was written
    Column("seal", String),
    Index("ix_journal_subject", "subject", "id"),
    Index("ix_journal_actor", "actor", "at"),
    Index("ix_journal_position", "position", unique=True),
    sqlite_autoincrement=True,
)
partial_index("ix_journal_unsealed", journal, "id", journal.c.position.is_(None))

conversations = Table(
    "conversations",
    metadata,
    Column("key", String, primary_key=True),
    Column("state", String),
    Column("data", SealedJSON("conversations.data"), nullable=False),
    Column("updates", JSON, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)
