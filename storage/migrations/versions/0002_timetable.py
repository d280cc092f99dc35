"""What time does: waves, warnings, asking whether the helper is coming, and when breaks end.

Revision: 0002. 2026-11-23.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.add_column("missions", sa.Column("first_wave", sa.Integer(), nullable=True))
    op.add_column("missions", sa.Column("wave", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("missions", sa.Column("wave_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("nudges", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("missions", sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("call_reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("missions", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("offers", sa.Column("wave", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("helpers", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("helpers", sa.Column("free_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_helpers_paused_until"), "helpers", ["paused_until"], unique=False)
    op.create_index(op.f("ix_helpers_free_until"), "helpers", ["free_until"], unique=False)
    op.drop_index("ix_missions_due", "missions")
    op.create_index("ix_missions_status", "missions", ["status", "id"], unique=False)
    op.create_index("ix_missions_kind", "missions", ["kind", "country", "id"], unique=False)
    op.create_index(op.f("ix_missions_due_at"), "missions", ["due_at"], unique=False)
    # What was published before is looked at once, and knows from then on when it is due.
    op.execute("UPDATE missions SET due_at = published_at WHERE status IN ('open', 'taken')")
    op.execute("UPDATE missions SET wave = 1, wave_at = published_at WHERE status = 'open' AND exhausted_at IS NULL")


def downgrade() -> None:
    op.drop_index(op.f("ix_missions_due_at"), "missions")
    op.drop_index("ix_missions_kind", "missions")
    op.drop_index("ix_missions_status", "missions")
    op.create_index("ix_missions_due", "missions", ["status", "ends_at"], unique=False)
    op.drop_index(op.f("ix_helpers_free_until"), "helpers")
    op.drop_index(op.f("ix_helpers_paused_until"), "helpers")
    op.drop_column("helpers", "free_until")
    op.drop_column("helpers", "paused_until")
    op.drop_column("offers", "wave")
    for name in ("due_at", "call_reminded_at", "nudged_at", "nudges", "confirmed_at", "warned_at", "wave_at", "wave", "first_wave"):
        op.drop_column("missions", name)
