"""Talks between helpers and moderators, and what was said in those that go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from domain.talk import Ending, Talk, TalkMessage
from storage.tables import talk_messages, talks
from storage.transaction import Transaction


class Talks:
    """While writing, a talk that is found by one transaction waits for the other that has it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, entity: Talk | TalkMessage) -> None:
        """Keep a new one."""
        self._session.add(entity)

    async def get(self, talk_id: int) -> Talk | None:
        """The talk with this number."""
        found = self._transaction.locked(select(Talk).where(talks.c.id == talk_id), talks)
        return (await self._session.scalars(found)).one_or_none()

    async def open_of(self, person_id: int) -> Talk | None:
        """The talk with a person that goes on."""
        found = select(Talk).where(talks.c.person_id == person_id, talks.c.closed_at.is_(None))
        newest = self._transaction.locked(found.order_by(talks.c.id.desc()).limit(1), talks)
        return (await self._session.scalars(newest)).one_or_none()

    async def allowed_at(self, person_id: int) -> datetime | None:
        """When a person was last allowed another try."""
        found = select(talks.c.closed_at).where(talks.c.person_id == person_id, talks.c.ending == Ending.ALLOWED)
        rows = await self._transaction.read(found.order_by(talks.c.closed_at.desc()).limit(1))
        return rows.scalar_one_or_none()

    async def open(self) -> list[Talk]:
        """Those that go on, the oldest first."""
        found = select(Talk).where(talks.c.closed_at.is_(None)).order_by(talks.c.id)
        return list(await self._session.scalars(self._transaction.locked(found, talks)))

    async def reminders_due(self, limit: int) -> list[Talk]:
        """Those of which the moderators are to be reminded by now; not those somebody else has."""
        found = select(Talk).where(talks.c.remind_at <= self._transaction.now).order_by(talks.c.remind_at, talks.c.id)
        return list(await self._session.scalars(self._transaction.locked(found.limit(limit), talks, skip=True)))

    async def message(self, number: int) -> TalkMessage | None:
        """What was said, by its number."""
        return await self._session.get(TalkMessage, number)

    async def said(self, talk_id: int) -> list[TalkMessage]:
        """All that was said in a talk that goes on."""
        found = select(TalkMessage).where(talk_messages.c.talk_id == talk_id).order_by(talk_messages.c.id)
        return list(await self._session.scalars(found))

    async def forget_said(self, talk_id: int) -> None:
        """The talk is over, and nothing of what was said is needed any more."""
        await self._transaction.change(delete(talk_messages).where(talk_messages.c.talk_id == talk_id))
