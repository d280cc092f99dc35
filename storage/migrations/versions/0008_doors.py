"""Invitations by hash, for moderators too; who came to their chat; what was tried in vain.

Revision: 0008. 2026-11-29.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEPT = "country, invited_by, created_at, used_at, used_by_id"


def upgrade() -> None:
    _make_room()
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        *_kept(),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        _of_people("fk_invitations_used_by_id", "SET NULL", "used_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
        sqlite_autoincrement=True,
    )
    bind = op.get_bind()
    for (token,) in bind.execute(sa.text("SELECT token FROM old_invitations ORDER BY created_at")).all():
        bind.execute(
            sa.text(
                f"INSERT INTO invitations (digest, role, {KEPT})"  # noqa: S608
                f" SELECT :digest, 'operators', {KEPT} FROM old_invitations WHERE token = :token"
            ),
            {"digest": hashlib.sha256(token.encode()).hexdigest(), "token": token},
        )
    _leave_room()
    op.create_table(
        "moderators",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("invited_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_moderators")),
    )
    op.create_table(
        "attempts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("paused_until", INSTANT, nullable=True),
        _of_people("fk_attempts_person_id", "CASCADE", "person_id"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_attempts")),
    )
    op.create_index("ix_journal_actor", "journal", ["actor", "at"])


def downgrade() -> None:
    """Of an invitation, its hash stays as its token: it can't be used any more, but who came by it is still known."""
    op.drop_index("ix_journal_actor", "journal")
    op.drop_table("attempts")
    op.drop_table("moderators")
    _make_room()
    op.create_table(
        "invitations",
        sa.Column("token", sa.String(), nullable=False),
        *_kept(),
        _of_people("fk_invitations_used_by_id", "SET NULL", "used_by_id"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitations")),
    )
    op.execute(
        f"INSERT INTO invitations (token, {KEPT})"  # noqa: S608
        f" SELECT digest, {KEPT} FROM old_invitations WHERE role = 'operators'"
    )
    _leave_room()


def _kept() -> list[sa.Column[object]]:
    return [
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
    ]


def _of_people(name: str, when_gone: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(name), ondelete=when_gone)


def _make_room() -> None:
    op.drop_index(op.f("ix_invitations_used_by_id"), "invitations")
    op.execute("CREATE TABLE old_invitations AS SELECT * FROM invitations")
    op.drop_table("invitations")


def _leave_room() -> None:
    op.create_index(op.f("ix_invitations_used_by_id"), "invitations", ["used_by_id"])
    op.drop_table("old_invitations")
