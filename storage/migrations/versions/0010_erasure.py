"""What is erased in time, and when somebody was last seen.

Revision: 0010. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("missions", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    only = sa.text("erased_at IS NULL")
    op.create_index("ix_missions_not_erased", "missions", ["closed_at"], sqlite_where=only, postgresql_where=only)
    op.add_column("helpees", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE people SET seen_at = CURRENT_TIMESTAMP")  # when is not known: what is kept counts from now
    op.create_table(
        "past_offers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name=op.f("fk_past_offers_mission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_past_offers_mission_id"), "past_offers", ["mission_id"])
    # Messages that were remembered under no name can't be found by what they are about.
    op.execute("DELETE FROM cards WHERE name = ''")


def downgrade() -> None:
    op.drop_table("past_offers")
    op.drop_column("people", "seen_at")
    op.drop_column("helpees", "erased_at")
    op.drop_index("ix_missions_not_erased", "missions")
    op.drop_column("missions", "erased_at")
