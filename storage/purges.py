"""Messages with identity pictures that are to be deleted, until they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from domain.purge import Purge
from storage.tables import purges
from storage.transaction import Transaction

_FAILING = or_(purges.c.tries > 0, purges.c.by_hand_at.is_not(None))


class Purges:
    """While writing, what is found waits for the other transaction that has it, except what is `due`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    async def begin(self, purge: Purge) -> None:
        """Keep it, unless the same message is to be deleted already."""
        if await self._at(purge.chat, purge.message) is None:
            self._session.add(purge)

    async def of_check(self, check_id: int) -> list[Purge]:
        """What is left of the pictures of one check, in every chat."""
        found = select(Purge).where(purges.c.check_id == check_id).order_by(purges.c.id)
        return list(await self._session.scalars(self._transaction.locked(found, purges)))

    async def of_recipient(self, recipient: str) -> list[Purge]:
        """What is left in the chat of a recipient, of every check."""
        found = select(Purge).where(purges.c.recipient == recipient).order_by(purges.c.id)
        return list(await self._session.scalars(self._transaction.locked(found, purges)))

    async def due(self, now: datetime, limit: int) -> list[Purge]:
        """What is to be tried again by now; not what somebody else is at."""
        found = select(Purge).where(purges.c.due_at <= now).order_by(purges.c.due_at, purges.c.id).limit(limit)
        return list(await self._session.scalars(self._transaction.locked(found, purges, skip=True)))

    async def failing(self) -> dict[int, int]:
        """How many messages could not be deleted so far, by check."""
        found = select(purges.c.check_id, func.count().label("messages")).where(_FAILING).group_by(purges.c.check_id)
        rows = await self._transaction.read(found.order_by(purges.c.check_id))
        return {row.check_id: row.messages for row in rows}

    async def remove(self, purge: Purge) -> None:
        """It is gone."""
        await self._session.delete(purge)

    async def _at(self, chat: str, message: str) -> Purge | None:
        found = select(Purge).where(purges.c.chat == chat, purges.c.message == message)
        return (await self._session.scalars(found)).one_or_none()
