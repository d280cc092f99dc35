"""Pictures that are still to be deleted.

Revision: 0007. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
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
    op.create_index("ix_identity_checks_decided_at", "identity_checks", ["decided_at"])


def downgrade() -> None:
    op.drop_index("ix_identity_checks_decided_at", "identity_checks")
    op.drop_table("purges")
