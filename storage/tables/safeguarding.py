"""Concerns, and what moderators decide and note. Who is named by number stays so when they are forgotten."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table

from domain.helper import HelperStatus
from domain.incident import IncidentStatus, Reporter
from domain.sanction import Sanction
from storage.columns import Instant, code
from storage.sealed import SealedText
from storage.tables.schema import metadata, number, strings

incidents = Table(
    "incidents",
    metadata,
    number(),
    Column("key", String, nullable=False, unique=True),
    *strings("concern", "country"),
    Column("reporter", code(Reporter), nullable=False),
    Column("reporter_id", Integer, nullable=False, index=True),
    Column("mission_id", Integer, nullable=False, index=True),
    Column("helpee_id", Integer, nullable=False, index=True),
    Column("helper_id", Integer, index=True),
    Column("reported_at", Instant, nullable=False),
    Column("words", SealedText("incidents.words"), nullable=False),
    Column("also", JSON, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("times", JSON, nullable=False),
    Column("status", code(IncidentStatus), nullable=False),
    Column("owner", String),
    Column("owner_name", SealedText("incidents.owner_name")),
    Column("taken_at", Instant),
    Column("outcome", String),
    Column("closed_by_name", SealedText("incidents.closed_by_name")),
    Column("closed_at", Instant),
    Column("remind_at", Instant, index=True),
    Column("reminders", Integer, nullable=False),
    Column("held_until", Instant, index=True),
    Index("ix_incidents_status", "status", "id"),
    sqlite_autoincrement=True,
)

sanctions = Table(
    "sanctions",
    metadata,
    number(),
    Column("helper_id", Integer, nullable=False),
    Column("what", code(Sanction), nullable=False),
    Column("cause", String),
    Column("by", String, nullable=False),
    Column("by_name", SealedText("sanctions.by_name"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant),
    Column("before", code(HelperStatus), nullable=False),
    Column("incident_id", Integer),
    Index("ix_sanctions_helper", "helper_id", "id"),
    sqlite_autoincrement=True,
)

notes = Table(
    "notes",
    metadata,
    number(),
    *strings("subject", "by"),
    Column("by_name", SealedText("notes.by_name"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", SealedText("notes.text"), nullable=False),
    Index("ix_notes_subject", "subject", "id"),
    sqlite_autoincrement=True,
)
