"""What staff saw and decided, for good: rows are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.tables import journal
from storage.transaction import Transaction


@dataclass(eq=False, kw_only=True)
class Entry:
    """One line of the journal. `actor` and `subject` name things by number, so that no personal data stays here."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    id: int = 0


class Journal:
    """Append-only."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def write(self, actor: str, action: str, subject: str, **details: Any) -> None:
        """Note what somebody did, together with whatever else this transaction does. `details` are JSON."""
        self._transaction.session.add(
            Entry(at=self._transaction.now, actor=actor, action=action, subject=subject, details=details)
        )

    async def about(self, subject: str) -> list[Entry]:
        """What was noted about a subject, oldest first."""
        found = select(Entry).where(journal.c.subject == subject).order_by(journal.c.id)
        return list(await self._transaction.session.scalars(found))
