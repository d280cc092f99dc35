"""What people are to be told, and the messages that show it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from storage.columns import Instant
from storage.tables.schema import metadata, number, strings

# `same` names a letter whose card is read when it is delivered, so that one undelivered letter says as much as two.
outbox = Table(
    "outbox",
    metadata,
    number(),
    *strings("recipient", "kind"),
    Column("payload", JSON, nullable=False),
    Column("same", String),
    Column("priority", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("put_off_at", Instant),
    Column("claimed_until", Instant),
    Index("ix_outbox_order", "priority", "id"),
    Index("ix_outbox_recipient", "recipient", "id"),
    sqlite_autoincrement=True,
)

# Letters that can't be delivered, for somebody to look at.
undeliverable = Table(
    "undeliverable",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *strings("recipient", "kind"),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("set_aside_at", Instant, nullable=False),
    Column("error", Text, nullable=False),
)

# Those who deliver letters at this moment, each in a process of its own: `beats` goes up as long as one lives.
couriers = Table(
    "couriers",
    metadata,
    Column("name", String, primary_key=True),
    Column("beats", Integer, nullable=False),
)

# `due_at`: when the message is to be deleted by itself, if it is.
cards = Table(
    "cards",
    metadata,
    Column("recipient", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("chat", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("due_at", Instant, index=True),
    Index("ix_cards_name", "name", "recipient"),
)
