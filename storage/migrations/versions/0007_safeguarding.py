"""The word with which the helpee answers the helper's, and whether they can keep one in mind.

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
    op.add_column("missions", sa.Column("answer_word", sa.String(), nullable=True))
    op.add_column("helpees", sa.Column("answers", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column("helpees", "answers")
    op.drop_column("missions", "answer_word")
