"""A chain through the journal.

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
    op.add_column("journal", sa.Column("position", sa.Integer(), nullable=True))
    op.add_column("journal", sa.Column("seal", sa.String(), nullable=True))
    op.create_index("ix_journal_position", "journal", ["position"], unique=True)
    unsealed = sa.text("position IS NULL")
    op.create_index("ix_journal_unsealed", "journal", ["id"], sqlite_where=unsealed, postgresql_where=unsealed)


def downgrade() -> None:
    op.drop_index("ix_journal_unsealed", "journal")
    op.drop_index("ix_journal_position", "journal")
    op.drop_column("journal", "seal")
    op.drop_column("journal", "position")
