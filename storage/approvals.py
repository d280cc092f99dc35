"""What one person has asked for, and another one confirms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from domain.approval import Approval, ApprovalStatus, Deed
from storage import mapping
from storage.tables import approvals
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped


class Approvals:
    """While writing, what is found by one transaction waits for another that has it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, approval: Approval) -> None:
        """Keep a new one."""
        self._session.add(approval)

    async def get(self, number: int) -> Approval | None:
        """The one with this number."""
        found = self._transaction.locked(select(Approval).where(approvals.c.id == number), approvals)
        return (await self._session.scalars(found)).one_or_none()

    async def peek(self, number: int) -> Approval | None:
        """The same, without waiting for anybody: it may be another one by the time it is locked."""
        return await self._session.get(Approval, number)

    async def open_about(self, helpee_id: int, deed: Deed | None = None) -> list[Approval]:
        """What was asked for about a helpee and is not answered yet."""
        found = select(Approval).where(approvals.c.helpee_id == helpee_id, approvals.c.status == ApprovalStatus.ASKED)
        if deed is not None:
            found = found.where(approvals.c.deed == deed)
        return list(await self._session.scalars(self._transaction.locked(found, approvals).order_by(approvals.c.id)))

    async def open_of(self, person_id: int) -> list[Approval]:
        """What somebody has asked for and nobody has answered yet."""
        theirs = (approvals.c.asked_by_id == person_id, approvals.c.status == ApprovalStatus.ASKED)
        found = select(Approval).where(*theirs).order_by(approvals.c.id)
        return list(await self._session.scalars(self._transaction.locked(found, approvals)))

    async def waiting(self) -> list[Approval]:
        """All that is not answered yet, the oldest first."""
        found = select(Approval).where(approvals.c.status == ApprovalStatus.ASKED).order_by(approvals.c.id)
        return list(await self._session.scalars(found))

    async def due(self, now: datetime, limit: int) -> list[Approval]:
        """Those whose time is over; not those somebody else has."""
        found = select(Approval).where(approvals.c.due_at <= now).order_by(approvals.c.id).limit(limit)
        return list(await self._session.scalars(self._transaction.locked(found, approvals, skip=True)))
