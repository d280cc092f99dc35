"""What staff saw and decided, for good: rows are added and never changed. Each gets its place in a chain a moment
later, since no transaction that people wait for shall wait for another one's entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from domain.chain import BEGINNING, Head, Link
from storage.tables import journal, missions, people
from storage.transaction import Transaction

PRUNED = "pruned"


@dataclass(eq=False, kw_only=True)
class Entry:
    """One line of the journal. `actor` and `subject` name things by number, so that no personal data stays here."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    id: int = 0
    position: int | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The entries up to `head` were removed at this instant, as a later entry says."""

    head: Head
    at: datetime


class Journal:
    """Append-only; only the oldest entries go, when they have been kept for long enough."""

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

    async def has_since(self, since: datetime, action: str, subject: str) -> bool:
        """Whether this was noted about a subject later than at that instant."""
        found = exists().where(journal.c.subject == subject, journal.c.action == action, journal.c.at > since)
        return (await self._transaction.read(select(found))).scalar_one()

    async def seal(self, limit: int) -> list[Link]:
        """Give up to `limit` new entries their places at the end of the chain, and return these.

        Raises Conflict, when it ends, if another process has done so at the same moment.
        """
        last = await self.last() or Head(0, BEGINNING)
        found = select(journal).where(journal.c.position.is_(None)).order_by(journal.c.id).limit(limit)
        rows = await self._transaction.read(self._transaction.locked(found, journal, skip=True))
        links: list[Link] = []
        numbers: list[int] = []
        for row in rows:
            link = Link(last.position + 1, row.at, row.actor, row.action, row.subject, row.details)
            last = Head(link.position, link.sealed_after(last.seal))
            links.append(replace(link, seal=last.seal))
            numbers.append(row.id)
        if links:
            sealed = update(journal).where(journal.c.id == bindparam("number"), journal.c.position.is_(None))
            sealed = sealed.values(position=bindparam("place"), seal=bindparam("sealed"))
            connection = await self._transaction.session.connection()
            await connection.execute(
                sealed,
                [
                    {"number": number, "place": link.position, "sealed": link.seal}
                    for number, link in zip(numbers, links, strict=True)
                ],
            )
        return links

    async def last(self) -> Head | None:
        """The end of the chain."""
        found = select(journal.c.position, journal.c.seal).where(journal.c.position.is_not(None))
        row = (await self._transaction.read(found.order_by(journal.c.position.desc()).limit(1))).one_or_none()
        return None if row is None else Head(row.position, row.seal)

    async def cut(self) -> Cut | None:
        """Where the entries ended that were removed last, because they had been kept for long enough."""
        found = select(journal.c.details, journal.c.at).where(journal.c.action == PRUNED)
        row = (await self._transaction.read(found.order_by(journal.c.id.desc()).limit(1))).one_or_none()
        if row is None:
            return None
        match row.details:
            case {"position": int(position), "seal": str(seal)}:
                return Cut(Head(position, seal), row.at)
        return None

    async def chain(self, after: int, limit: int) -> list[Link]:
        """The links behind this position."""
        found = select(journal).where(journal.c.position > after).order_by(journal.c.position).limit(limit)
        return [
            Link(row.position, row.at, row.actor, row.action, row.subject, row.details, row.seal)
            for row in await self._transaction.read(found)
        ]

    async def unsealed(self) -> int:
        """How many entries have no place in the chain yet."""
        found = select(func.count()).select_from(journal).where(journal.c.position.is_(None))
        return (await self._transaction.read(found)).scalar_one()

    async def may_be_empty(self) -> bool:
        """Whether the database holds nobody and no mission, so that there was nothing to note."""
        for table in (people, missions):
            if (await self._transaction.read(select(table.c.id).limit(1))).first() is not None:
                return False
        return True

    async def prune(self, before: datetime) -> int:
        """Remove the entries that are older; how many they were. Where they ended is noted in the journal itself.

        The last of them stays until the next one is as old: its age, which the seals behind it hold, proves theirs.
        """
        beginning = select(journal.c.at).where(journal.c.position.is_not(None)).order_by(journal.c.position).limit(1)
        oldest = (await self._transaction.read(beginning)).scalar_one_or_none()
        if oldest is None or oldest >= before:
            return 0
        kept = select(func.min(journal.c.position)).where(journal.c.at >= before, journal.c.position.is_not(None))
        first_kept = (await self._transaction.read(kept)).scalar_one()
        old = select(journal.c.position, journal.c.seal).where(journal.c.position.is_not(None), journal.c.at < before)
        if first_kept is not None:
            old = old.where(journal.c.position < first_kept)
        before_last = old.order_by(journal.c.position.desc()).offset(1).limit(1)
        row = (await self._transaction.read(before_last)).one_or_none()
        if row is None:
            return 0
        await self.write("system", PRUNED, "journal", position=row.position, seal=row.seal)
        return await self._transaction.change(delete(journal).where(journal.c.position <= row.position))
