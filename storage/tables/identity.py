"""Identity checks, and references to their pictures as long as there are any."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from domain.identity import CheckStatus, Reason, Side
from storage.columns import Instant, code
from storage.sealed import SealedText
from storage.tables.schema import metadata, number

identity_checks = Table(
    "identity_checks",
    metadata,
    number(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("helper_id", ForeignKey("helpers.id"), index=True),
    Column("code", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("status", code(CheckStatus), nullable=False),
    Column("purge_due_at", Instant, index=True),
    Column("submitted_at", Instant),
    Column("claimed_by", String),
    Column("claimed_by_name", SealedText("identity_checks.claimed_by_name")),
    Column("claimed_at", Instant),
    Column("decided_by", String),
    Column("decided_by_name", SealedText("identity_checks.decided_by_name")),
    Column("decided_at", Instant),
    Column("reason", code(Reason)),
    Index("ix_identity_checks_person", "person_id", "id"),
    Index("ix_identity_checks_waiting", "status", "submitted_at"),
    sqlite_autoincrement=True,
)

pictures = Table(
    "pictures",
    metadata,
    number(),
    Column("check_id", ForeignKey("identity_checks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("side", code(Side), nullable=False),
    Column("file", SealedText("pictures.file"), nullable=False),
    Column("message", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
