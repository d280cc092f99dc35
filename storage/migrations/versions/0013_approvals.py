"""What one person asks for and another one confirms; and when what was shown for it is deleted by itself.

Revision: 0013. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFERENCES = {"helpee_id": "helpees", "asked_by_id": "people", "answered_by_id": "people"}


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("helpee_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_approvals_{column}", ondelete="SET NULL")
            for column, table in REFERENCES.items()
        ),
        sqlite_autoincrement=True,
    )
    for column in ("due_at", *REFERENCES):
        op.create_index(f"ix_approvals_{column}", "approvals", [column])
    op.add_column("cards", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_cards_due_at", "cards", ["due_at"])


def downgrade() -> None:
    op.drop_index("ix_cards_due_at", table_name="cards")
    op.drop_column("cards", "due_at")
    op.drop_table("approvals")
