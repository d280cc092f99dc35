"""What one person has asked for, and another one confirms."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from domain.approval import ApprovalStatus, Deed
from storage.columns import Instant, code
from storage.tables.schema import metadata, number

approvals = Table(
    "approvals",
    metadata,
    number(),
    Column("deed", code(Deed), nullable=False),
    Column("helpee_id", ForeignKey("helpees.id", ondelete="SET NULL"), index=True),
    Column("asked_by_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, index=True),
    Column("status", code(ApprovalStatus), nullable=False),
    Column("answered_by_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("answered_at", Instant),
    sqlite_autoincrement=True,
)
