"""When letters were put off, and how often that was their own fault.

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


def downgrade() -> None:
    op.drop_column("outbox", "failures")
    op.drop_column("outbox", "put_off_at")
