"""Identity checks, and references to their pictures as long as there are any."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy import UniqueConstraint as Unique

from domain.identity import CheckStatus, Reason, Side
from domain.refusal import RefusalKind
from domain.talk import Ending
from storage.columns import Instant, code
from storage.sealed import Lookup, SealedText
from storage.tables.schema import metadata, number, strings

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
    Column("decided_at", Instant, index=True),
    Column("reason", code(Reason)),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("remind_at", Instant, index=True),
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
    Column("mark", String, nullable=False, server_default=text("''")),
    sqlite_autoincrement=True,
)

# Messages with pictures that are to be deleted, until they are. No foreign key: they outlive a person who is forgotten.
purges = Table(
    "purges",
    metadata,
    number(),
    Column("check_id", Integer, nullable=False, index=True),
    *strings("recipient", "chat", "message"),
    Column("until", Instant, nullable=False),
    Column("due_at", Instant, index=True),
    Column("tries", Integer, nullable=False),
    Column("why", String, nullable=False),
    Column("told_at", Instant),
    Column("by_hand_at", Instant),
    Unique("chat", "message"),
    sqlite_autoincrement=True,
)

# Between somebody whose checks failed too often and the moderators; what was said is kept as long as it goes on.
talks = Table(
    "talks",
    metadata,
    number(),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("claimed_by", String),
    Column("claimed_by_name", SealedText("talks.claimed_by_name")),
    Column("claimed_at", Instant),
    Column("closed_by", String),
    Column("closed_by_name", SealedText("talks.closed_by_name")),
    Column("closed_at", Instant),
    Column("ending", code(Ending)),
    Column("remind_at", Instant, index=True),
    sqlite_autoincrement=True,
)

talk_messages = Table(
    "talk_messages",
    metadata,
    number(),
    Column("talk_id", ForeignKey("talks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", SealedText("talk_messages.text"), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("by", String),
    Column("by_name", SealedText("talk_messages.by_name")),
    sqlite_autoincrement=True,
)

# Of those who were shut out, or went while others had to be protected: keyed hashes by which they are known again, for
# a time.
refusals = Table(
    "refusals",
    metadata,
    number(),
    Column("kind", code(RefusalKind), nullable=False),
    Column("app_mark", Lookup("refusals.app_mark"), nullable=False, index=True),
    Column("phone_mark", Lookup("refusals.phone_mark"), index=True),
    Column("since", Instant, nullable=False),
    Column("kept_until", Instant, nullable=False, index=True),
    Column("until", Instant),
    Column("incident_id", Integer, index=True),
    Column("count", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# Of helpers who have gone: the same, for each helpee whom they are not to meet again.
partings = Table(
    "partings",
    metadata,
    number(),
    Column("helpee_id", ForeignKey("helpees.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("app_mark", Lookup("partings.app_mark"), nullable=False, index=True),
    Column("phone_mark", Lookup("partings.phone_mark"), nullable=False, index=True),
    Column("kept_until", Instant, nullable=False, index=True),
    sqlite_autoincrement=True,
)
