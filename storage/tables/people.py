"""People who chat with the bot, those who phone, the staff's chats and invitations."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, ForeignKey, String, Table, Text, true
from sqlalchemy import UniqueConstraint as Unique

from domain.people import StaffRole
from storage.columns import Instant, code
from storage.tables.schema import metadata, number, partial_index, strings

people = Table(
    "people",
    metadata,
    number(),
    *strings("app", "external_id", "language"),
    Column("created_at", Instant, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("operator_since", Instant),
    Column("operator_country", String),
    Column("operator_name", String),
    Unique("app", "external_id"),
    sqlite_autoincrement=True,
)

partial_index("ix_people_operators", people, "id", people.c.operator_since.is_not(None))

staff_chats = Table(
    "staff_chats",
    metadata,
    Column("role", code(StaffRole), primary_key=True),
    *strings("app", "external_id", "language", "registered_by"),
    Column("registered_at", Instant, nullable=False),
    Column("lost_at", Instant),
    Unique("app", "external_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token", String, primary_key=True),
    *strings("country", "invited_by"),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
)

helpees = Table(
    "helpees",
    metadata,
    number(),
    Column("phone", String, nullable=False, unique=True),
    *strings("name", "country", "language"),
    Column("created_at", Instant, nullable=False),
    Column("address", Text, nullable=False),
    Column("access_notes", Text, nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("neighbourhood", String, nullable=False),
    Column("answers", Boolean, nullable=False, server_default=true()),
    sqlite_autoincrement=True,
)

pairings = Table(
    "pairings",
    metadata,
    Column("helpee_id", ForeignKey("helpees.id"), primary_key=True),
    Column("helper_id", ForeignKey("helpers.id"), primary_key=True, index=True),
    Column("liked", Boolean, nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("last_at", Instant),
)
