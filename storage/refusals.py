"""Marks of those who were shut out, to be known again by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select

from domain.refusal import KEPT_FOR, Refusal, RefusalKind
from storage.tables import refusals
from storage.transaction import Transaction


class Refusals:
    """Who knows the database and not the key can't tell whose mark one is, however many numbers they try."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    async def note(self, kind: RefusalKind, account: str, phone: str, until: datetime | None) -> None:
        """Keep the marks of somebody, by account (`app:id`) and phone number (E.164); once for each kind. `until`: then
        it is over, if ever.
        """
        now = self._transaction.now
        await self.lift(kind, account)
        self._session.add(
            Refusal(
                kind=kind,
                app_mark=account,
                phone_mark=phone,
                since=now,
                kept_until=now + KEPT_FOR[kind],
                until=until,
            )
        )

    async def lift(self, kind: RefusalKind, account: str) -> None:
        """It was taken back: nothing of it stays, whatever number they had then."""
        await self._transaction.change(delete(refusals).where(refusals.c.kind == kind, refusals.c.app_mark == account))

    async def of_account(self, account: str) -> list[Refusal]:
        """What is kept of an account."""
        found = select(Refusal).where(refusals.c.app_mark == account, refusals.c.kept_until > self._transaction.now)
        return list(await self._session.scalars(found.order_by(refusals.c.id)))

    async def look(self, account: str, phone: str) -> list[Refusal]:
        """What is kept of an account or of a phone number, the latest first."""
        either = or_(refusals.c.app_mark == account, refusals.c.phone_mark == phone)
        found = select(Refusal).where(either, refusals.c.kept_until > self._transaction.now)
        return list(await self._session.scalars(found.order_by(refusals.c.since.desc(), refusals.c.id.desc())))

    async def forget(self, until: datetime) -> int:
        """Delete what was to be kept until then or earlier; how many it were."""
        return await self._transaction.change(delete(refusals).where(refusals.c.kept_until <= until))
