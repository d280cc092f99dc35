"""Marks of those who were shut out, or have gone, to be known again by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select

from domain.refusal import Marks, Refusal, RefusalKind
from storage.marks import marks_of
from storage.tables import refusals
from storage.transaction import Transaction


class Refusals:
    """Who knows the database and not the key can't tell whose mark one is, however many numbers they try."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, refusal: Refusal) -> None:
        """Keep the marks of somebody, unless their time is over already."""
        if refusal.kept_until > self._transaction.now:
            self._session.add(refusal)

    def marks(self, account: str, phone: str) -> Marks:
        """By what whoever has this account and number is known again, to be kept until it is known whether to."""
        return marks_of(self._transaction, account, phone)

    async def add_marked(self, kind: RefusalKind, marks: Marks, incident_id: int) -> None:
        """The same for somebody who has gone already, of whom nothing but marks is left; it concerns an incident."""
        kept = Refusal.of(kind, "", None, self._transaction.now)
        row = {"kind": kind, "since": kept.since, "kept_until": kept.kept_until, "count": 1, "incident_id": incident_id}
        known_by = {"app_mark": bytes.fromhex(marks.account), "phone_mark": bytes.fromhex(marks.phone)}
        await self._transaction.change(insert(refusals).values(**row, **known_by))

    async def lift(self, kind: RefusalKind, account: str) -> None:
        """Nothing of this kind stays of an account, whatever phone number they had then."""
        await self._transaction.change(delete(refusals).where(refusals.c.kind == kind, refusals.c.app_mark == account))

    async def lift_incident(self, incident_id: int) -> None:
        """Nothing stays that says whom an incident was about."""
        await self._transaction.change(delete(refusals).where(refusals.c.incident_id == incident_id))

    async def of_account(self, account: str) -> list[Refusal]:
        """What is kept of an account."""
        found = select(Refusal).where(refusals.c.app_mark == account, refusals.c.kept_until > self._transaction.now)
        return list(await self._session.scalars(found.order_by(refusals.c.id)))

    async def noted_since(self, kind: RefusalKind, account: str, since: datetime) -> list[datetime]:
        """When this befell an account after that."""
        theirs = (refusals.c.kind == kind, refusals.c.app_mark == account, refusals.c.since > since)
        return list((await self._transaction.read(select(refusals.c.since).where(*theirs))).scalars())

    async def look(self, account: str, phone: str) -> list[Refusal]:
        """What is kept of an account or of a phone number, the latest first."""
        either = or_(refusals.c.app_mark == account, refusals.c.phone_mark == phone)
        found = select(Refusal).where(either, refusals.c.kept_until > self._transaction.now)
        return list(await self._session.scalars(found.order_by(refusals.c.since.desc(), refusals.c.id.desc())))

    async def forget(self, until: datetime) -> int:
        """Delete what was to be kept until then or earlier; how many it were."""
        return await self._transaction.change(delete(refusals).where(refusals.c.kept_until <= until))
