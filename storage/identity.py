"""Identity checks, with their pictures as long as there are any."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from domain.identity import FAILED, OPEN, CheckStatus, IdentityCheck
from storage.tables import identity_checks as checks
from storage.transaction import Transaction


class Decided(NamedTuple):
    """One decision, without whom it was about."""

    status: CheckStatus
    submitted_at: datetime
    decided_at: datetime


class IdentityChecks:
    """While writing, a check that is found by one transaction waits for the other that has it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, check: IdentityCheck) -> None:
        """Keep a new check."""
        self._session.add(check)

    async def get(self, check_id: int) -> IdentityCheck | None:
        """The check with this number."""
        found = self._transaction.locked(select(IdentityCheck).where(checks.c.id == check_id), checks)
        return (await self._session.scalars(found)).one_or_none()

    async def owner_of(self, check_id: int) -> int | None:
        """Whose check this is, locked by nobody."""
        found = select(checks.c.person_id).where(checks.c.id == check_id)
        return (await self._transaction.read(found)).scalar_one_or_none()

    async def open_of(self, person_id: int) -> IdentityCheck | None:
        """The newest check of a person that is being collected or waits for a decision."""
        found = select(IdentityCheck).where(checks.c.person_id == person_id, checks.c.status.in_(OPEN))
        newest = self._transaction.locked(found.order_by(checks.c.id.desc()).limit(1), checks)
        return (await self._session.scalars(newest)).one_or_none()

    async def latest_of(self, person_id: int) -> IdentityCheck | None:
        """The newest check of a person, decided or not."""
        found = select(IdentityCheck).where(checks.c.person_id == person_id)
        return (await self._session.scalars(found.order_by(checks.c.id.desc()).limit(1))).one_or_none()

    async def of_person(self, person_id: int) -> list[IdentityCheck]:
        """All checks of a person, the newest first."""
        found = select(IdentityCheck).where(checks.c.person_id == person_id)
        return list(await self._session.scalars(found.order_by(checks.c.id.desc())))

    async def numbers_of(self, person_id: int) -> list[int]:
        """The numbers of all checks of a person, oldest first."""
        found = select(checks.c.id).where(checks.c.person_id == person_id).order_by(checks.c.id)
        return list((await self._transaction.read(found)).scalars())

    async def due(self, now: datetime, limit: int) -> list[IdentityCheck]:
        """Checks whose pictures are to be deleted by now, the most overdue first; not those somebody else has."""
        found = select(IdentityCheck).where(checks.c.purge_due_at <= now).order_by(checks.c.purge_due_at, checks.c.id)
        return list(await self._session.scalars(self._transaction.locked(found.limit(limit), checks, skip=True)))

    async def waiting(self) -> list[IdentityCheck]:
        """Checks that wait for a decision, oldest first."""
        found = select(IdentityCheck).where(checks.c.status == CheckStatus.SUBMITTED)
        oldest_first = self._transaction.locked(found.order_by(checks.c.submitted_at, checks.c.id), checks)
        return list(await self._session.scalars(oldest_first))

    async def any_waiting(self) -> bool:
        """Whether any check waits for a decision."""
        found = select(checks.c.id).where(checks.c.status == CheckStatus.SUBMITTED).limit(1)
        return (await self._transaction.read(found)).first() is not None

    async def claimed_before(self, since: datetime) -> list[int]:
        """The numbers of the checks that wait, and were claimed then or earlier."""
        found = select(checks.c.id).where(checks.c.status == CheckStatus.SUBMITTED, checks.c.claimed_at <= since)
        return list((await self._transaction.read(found)).scalars())

    async def reminders_due(self, now: datetime, limit: int) -> list[IdentityCheck]:
        """Checks of which the moderators are to be reminded by now; not those somebody else has."""
        found = select(IdentityCheck).where(checks.c.remind_at <= now).order_by(checks.c.remind_at, checks.c.id)
        return list(await self._session.scalars(self._transaction.locked(found.limit(limit), checks, skip=True)))

    async def failed_since(self, person_id: int, since: datetime) -> list[datetime]:
        """When checks of a person were rejected, or asked for again, after that."""
        failed = select(checks.c.decided_at).where(
            checks.c.person_id == person_id, checks.c.status.in_(FAILED), checks.c.decided_at > since
        )
        return list((await self._transaction.read(failed)).scalars())

    async def decided_since(self, since: datetime) -> list[Decided]:
        """What moderators have decided since then, in the order in which they did."""
        found = select(checks.c.status, checks.c.submitted_at, checks.c.decided_at).where(
            checks.c.decided_at >= since, checks.c.decided_by.is_not(None)
        )
        rows = await self._transaction.read(found.order_by(checks.c.decided_at))
        return [Decided(*row) for row in rows]
