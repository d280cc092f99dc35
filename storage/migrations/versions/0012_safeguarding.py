"""The second code word; concerns, what moderators decide and note, and suspensions that end.

Revision: 0012. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("missions", sa.Column("answer_word", sa.LargeBinary(), nullable=True))
    op.add_column("helpees", sa.Column("answers", sa.Boolean(), server_default=sa.true(), nullable=False))
    for column in ("held_at", "remind_at"):
        op.add_column("helpees", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    only = sa.text("remind_at IS NOT NULL")
    op.create_index("ix_helpees_held", "helpees", ["remind_at"], sqlite_where=only, postgresql_where=only)
    op.add_column("helpers", sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_helpers_suspended_until"), "helpers", ["suspended_until"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("reporter", sa.String(20), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("helpee_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("owner_name", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_by_name", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("key", name=op.f("uq_incidents_key")),
        sqlite_autoincrement=True,
    )
    for column in ("reporter_id", "mission_id", "helpee_id", "helper_id", "remind_at", "held_until"):
        op.create_index(op.f(f"ix_incidents_{column}"), "incidents", [column], unique=False)
    op.create_index("ix_incidents_status", "incidents", ["status", "id"], unique=False)
    op.create_table(
        "sanctions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sanctions_helper", "sanctions", ["helper_id", "id"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_subject", "notes", ["subject", "id"], unique=False)


def downgrade() -> None:
    for table in ("notes", "sanctions", "incidents"):
        op.drop_table(table)
    op.drop_index(op.f("ix_helpers_suspended_until"), "helpers")
    op.drop_column("helpers", "suspended_until")
    op.drop_index("ix_helpees_held", "helpees")
    for column in ("remind_at", "held_at", "answers"):
        op.drop_column("helpees", column)
    op.drop_column("missions", "answer_word")
