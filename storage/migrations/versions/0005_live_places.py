"""Where helpers are while they are out.

Revision: 0005. 2026-11-29.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("helper_places", sa.Column("live_until", sa.DateTime(timezone=True), nullable=True))
    only = sa.text("live_until IS NOT NULL")
    op.create_index("ix_helper_places_live", "helper_places", ["live_until"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.execute("DELETE FROM helper_places WHERE live_until IS NOT NULL")
    op.drop_index("ix_helper_places_live", "helper_places")
    op.drop_column("helper_places", "live_until")
