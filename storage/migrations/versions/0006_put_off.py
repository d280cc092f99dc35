"""When letters were put off, and how often that was their own fault; since when a staff chat can't be written to.

Revision: 0006. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.add_column("staff_chats", sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_chats", "lost_at")
    op.drop_column("outbox", "failures")
    op.drop_column("outbox", "put_off_at")
