"""Missions that repeat.

Revision: 0004. 2026-11-24.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("missions", sa.Column("recurrence", sa.JSON(), nullable=True))
    op.add_column("missions", sa.Column("follows_id", sa.Integer(), nullable=True))
    op.add_column("missions", sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_missions_follows_id"), "missions", ["follows_id"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_missions_follows_id"), "missions")
    for name in ("followed_at", "follows_id", "recurrence"):
        op.drop_column("missions", name)
