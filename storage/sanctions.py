"""What moderators have decided about helpers, and what they noted."""

from __future__ import annotations

from sqlalchemy import delete, select

from domain.sanction import Decision, Note
from storage import mapping
from storage.tables import helpers, notes, sanctions
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped


class Sanctions:
    """The history of helpers, and notes by subject."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, entity: Decision | Note) -> None:
        """Keep a decision or a note."""
        self._session.add(entity)

    async def get(self, decision_id: int) -> Decision | None:
        """The decision with this number."""
        return await self._session.get(Decision, decision_id)

    async def history(self, helper_id: int) -> list[Decision]:
        """What was decided about a helper, oldest first."""
        found = select(Decision).where(sanctions.c.helper_id == helper_id).order_by(sanctions.c.id)
        return list(await self._session.scalars(found))

    async def over(self, limit: int) -> list[int]:
        """The numbers of helpers whose suspension is over now."""
        now = self._transaction.now
        found = select(helpers.c.id).where(helpers.c.suspended_until <= now).order_by(helpers.c.suspended_until)
        return list((await self._transaction.read(found.limit(limit))).scalars())

    async def notes(self, subject: str) -> list[Note]:
        """What was noted about a subject, oldest first."""
        found = select(Note).where(notes.c.subject == subject).order_by(notes.c.id)
        return list(await self._session.scalars(found))

    async def forget_note(self, note: Note) -> None:
        """Delete a note."""
        await self._session.delete(note)

    async def forget_notes(self, subject: str) -> None:
        """Delete whatever was noted about a subject."""
        await self._transaction.change(delete(notes).where(notes.c.subject == subject))
