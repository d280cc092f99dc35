"""People who chat with the bot, those who phone, the staff's chats and invitations."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, true
from sqlalchemy import UniqueConstraint as Unique

from domain.people import StaffRole
from storage.columns import Instant, code
from storage.sealed import SealedPoint, SealedText
from storage.tables.schema import metadata, number, partial_index, phone_lookup, strings

people = Table(
    "people",
    metadata,
    number(),
    *strings("app", "external_id", "language"),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),  # to the day or so
    Column("reachable", Boolean, nullable=False),
    Column("operator_since", Instant),
    Column("operator_country", String),
    Column("operator_name", SealedText("people.operator_name")),
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
    number(),
    Column("digest", String, nullable=False, unique=True),
    Column("role", code(StaffRole), nullable=False),
    *strings("country", "invited_by"),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("withdrawn_at", Instant),
    sqlite_autoincrement=True,
)

moderators = Table(
    "moderators",
    metadata,
    Column("address", String, primary_key=True),
    Column("name", SealedText("moderators.name"), nullable=False),
    Column("since", Instant, nullable=False),
    Column("invited_by", String),
)

# What somebody tried in vain, where it would do harm to forget it at a restart.
attempts = Table(
    "attempts",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("paused_until", Instant),
)

helpees = Table(
    "helpees",
    metadata,
    number(),
    Column("phone", SealedText("helpees.phone"), nullable=False),
    phone_lookup("helpees.phone", unique=True),
    Column("name", SealedText("helpees.name"), nullable=False),
    *strings("country", "language"),
    Column("created_at", Instant, nullable=False),
    Column("address", SealedText("helpees.address"), nullable=False),
    Column("access_notes", SealedText("helpees.access_notes"), nullable=False),
    Column("point", SealedPoint("helpees.point")),
    Column("neighbourhood", String, nullable=False),
    Column("erased_at", Instant),
    Column("answers", Boolean, nullable=False, server_default=true()),
    Column("held_at", Instant),
    Column("remind_at", Instant),
    sqlite_autoincrement=True,
)

partial_index("ix_helpees_held", helpees, "remind_at", helpees.c.remind_at.is_not(None))

pairings = Table(
    "pairings",
    metadata,
    Column("helpee_id", ForeignKey("helpees.id"), primary_key=True),
    Column("helper_id", ForeignKey("helpers.id"), primary_key=True, index=True),
    Column("liked", Boolean, nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("last_at", Instant),
)
