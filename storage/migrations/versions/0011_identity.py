"""How long a validation counts; pictures that are to be deleted, talks with applicants, marks of those who have gone.

Revision: 0011. 2026-11-29.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "purges",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_hand_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_purges"),
        sa.UniqueConstraint("chat", "message", name="uq_purges_chat_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_purges_check_id", "purges", ["check_id"])
    op.create_index("ix_purges_due_at", "purges", ["due_at"])
    op.add_column("pictures", sa.Column("mark", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("identity_checks", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.add_column("identity_checks", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_identity_checks_remind_at", "identity_checks", ["remind_at"])
    op.create_index("ix_identity_checks_decided_at", "identity_checks", ["decided_at"])
    op.add_column("helpers", sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("helpers", sa.Column("validity_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_helpers_validity_due_at", "helpers", ["validity_due_at"])
    _let_validations_end()
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("app_mark", sa.LargeBinary(), nullable=False),
        sa.Column("phone_mark", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refusals"),
        sqlite_autoincrement=True,
    )
    for column in ("app_mark", "phone_mark", "kept_until", "incident_id"):
        op.create_index(f"ix_refusals_{column}", "refusals", [column])
    op.create_table(
        "partings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("helpee_id", sa.Integer(), nullable=False),
        sa.Column("app_mark", sa.LargeBinary(), nullable=False),
        sa.Column("phone_mark", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["helpee_id"], ["helpees.id"], name="fk_partings_helpee_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_partings"),
        sqlite_autoincrement=True,
    )
    for column in ("helpee_id", "app_mark", "phone_mark", "kept_until"):
        op.create_index(f"ix_partings_{column}", "partings", [column])
    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_by_name", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_by_name", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_talks_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_talks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_talks_person_id", "talks", ["person_id"])
    op.create_index("ix_talks_remind_at", "talks", ["remind_at"])
    op.create_table(
        "talk_messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("by_name", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name="fk_talk_messages_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_talk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_talk_messages_talk_id", "talk_messages", ["talk_id"])


def _let_validations_end() -> None:
    """A year after they were given, and not before there was time for two reminders."""
    instant = sa.DateTime(timezone=True)
    helpers = sa.table(
        "helpers",
        *(sa.column("id", sa.Integer()), sa.column("status", sa.String())),
        *(sa.column(name, instant) for name in ("validated_at", "valid_until", "validity_due_at")),
    )
    bind = op.get_bind()
    naive = bind.dialect.name == "sqlite"
    now = datetime.now(UTC).replace(tzinfo=None) if naive else datetime.now(UTC)
    validated = sa.select(helpers.c.id, helpers.c.validated_at).where(helpers.c.status == "validated")
    for number, since in bind.execute(validated).all():
        until = max((since or now) + timedelta(days=365), now + timedelta(days=31))
        due = {"valid_until": until, "validity_due_at": until - timedelta(days=30)}
        bind.execute(helpers.update().where(helpers.c.id == number).values(**due))


def downgrade() -> None:
    op.execute("UPDATE helpers SET status = 'left' WHERE status = 'expired'")
    op.execute("UPDATE identity_checks SET status = 'withdrawn' WHERE status = 'lapsed'")
    op.drop_table("partings")
    op.drop_table("refusals")
    op.drop_index("ix_helpers_validity_due_at", "helpers")
    op.drop_column("helpers", "validity_due_at")
    op.drop_column("helpers", "valid_until")
    op.drop_table("talk_messages")
    op.drop_table("talks")
    op.drop_index("ix_identity_checks_decided_at", "identity_checks")
    op.drop_index("ix_identity_checks_remind_at", "identity_checks")
    op.drop_column("pictures", "mark")
    op.drop_column("identity_checks", "remind_at")
    op.drop_column("identity_checks", "reminded")
    op.drop_table("purges")
