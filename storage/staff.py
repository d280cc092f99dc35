"""Invitations of staff, who came by them, and who tried in vain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, delete, false, func, not_, or_, select, update

from domain.limits import Attempts, Costly
from domain.people import INVITATION_LIFETIME, Invitation, ModeratorSeen, StaffRole
from storage.tables import attempts, invitations, journal, moderators
from storage.transaction import Transaction

DISMISSED = "dismissed"


def moderator_subject(address: str) -> str:
    """How the journal names what is done about a moderator."""
    return f"moderator:{address}"


class Staff:
    """What is asked and kept about whoever works for the network."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    async def invitation(self, number: int) -> Invitation | None:
        """The invitation with this number; nobody else uses it before this ends."""
        found = self._transaction.locked(select(Invitation).where(invitations.c.id == number), invitations)
        return (await self._session.scalars(found)).one_or_none()

    async def open_invitations(self) -> list[Invitation]:
        """Those by which somebody may still come, the newest first; a moderators' one also once it was opened."""
        young = invitations.c.created_at >= self._transaction.now - INVITATION_LIFETIME
        opened = and_(invitations.c.role == StaffRole.MODERATORS, invitations.c.used_by_id.is_not(None))
        valid = (invitations.c.withdrawn_at.is_(None), or_(invitations.c.used_at.is_(None), opened))
        found = select(Invitation).where(young, *valid)
        return list(await self._session.scalars(found.order_by(invitations.c.id.desc())))

    async def ways_in(
        self,
        opened_by: int | None,
        made_by: str | None = None,
        roles: Collection[StaffRole] = (StaffRole.MODERATORS,),
    ) -> list[Invitation]:
        """Invitations for these roles that somebody has opened, and those that they made, opened or not; none that is
        withdrawn, and none by which an operator came. Nobody else uses them before this ends.
        """
        whose = or_(
            invitations.c.used_by_id == opened_by if opened_by is not None else false(),
            invitations.c.invited_by == made_by if made_by is not None else false(),
        )
        used_up = and_(invitations.c.role == StaffRole.OPERATORS, invitations.c.used_at.is_not(None))
        valid = (invitations.c.role.in_(roles), invitations.c.withdrawn_at.is_(None), not_(used_up))
        found = select(Invitation).where(whose, *valid).order_by(invitations.c.id)
        return list(await self._session.scalars(self._transaction.locked(found, invitations)))

    async def dismissed_at(self, subjects: Collection[str], since: datetime) -> datetime | None:
        """When somebody whom the journal calls by one of these was last dismissed, if that was since then."""
        about = (journal.c.subject.in_(subjects), journal.c.action == DISMISSED, journal.c.at > since)
        found = select(journal.c.at).where(*about).order_by(journal.c.at.desc()).limit(1)
        last: datetime | None = (await self._session.scalars(found)).one_or_none()
        return last

    async def used_by(self, person_ids: Collection[int]) -> dict[int, Invitation]:
        """The last invitation that each of these people came by."""
        used = select(Invitation).where(self._transaction.among(invitations.c.used_by_id, person_ids))
        found = await self._session.scalars(used.order_by(invitations.c.used_at, invitations.c.id))
        return {one.used_by_id: one for one in found if one.used_by_id is not None}

    async def moderators(self) -> list[ModeratorSeen]:
        """Everybody who came to the moderators' chat and was not seen to leave."""
        return list(await self._session.scalars(select(ModeratorSeen).order_by(moderators.c.since)))

    async def moderator(self, address: str) -> ModeratorSeen | None:
        """The one with this address."""
        return await self._session.get(ModeratorSeen, address)

    async def note_moderator(self, address: str, name: str, invited_by: str | None = None) -> bool:
        """Somebody is in the moderators' chat; whether that is news. Who invited them is known later, perhaps."""
        new = self._transaction.insert(moderators).values(
            address=address, name=name, since=self._transaction.now, invited_by=invited_by
        )
        came = await self._transaction.change(new.on_conflict_do_nothing()) > 0
        if not came and invited_by is not None:
            known = update(moderators).where(moderators.c.address == address)
            await self._transaction.change(known.values(invited_by=invited_by))
        return came

    async def forget_moderator(self, address: str) -> bool:
        """They are not in that chat any more; whether that is news. Told twice at once, it is so for one of both."""
        return await self._transaction.change(delete(moderators).where(moderators.c.address == address)) > 0

    async def last_acts(self, actors: Collection[str]) -> dict[str, datetime]:
        """When the journal last names each of these, if it does."""
        found = select(journal.c.actor, func.max(journal.c.at, type_=journal.c.at.type)).where(
            self._transaction.among(journal.c.actor, actors)
        )
        rows = await self._session.execute(found.group_by(journal.c.actor))
        return {row.actor: row[1] for row in rows}

    async def tried(self, person_id: int, kind: Costly) -> Attempts | None:
        """What somebody tried in vain, if they did."""
        return await self._session.get(Attempts, (person_id, kind))

    async def attempts(self, person_id: int, kind: Costly) -> Attempts:
        """What somebody tried in vain, locked until this ends."""
        new = self._transaction.insert(attempts).values(
            person_id=person_id, kind=kind, count=0, since=self._transaction.now
        )
        await self._transaction.change(new.on_conflict_do_nothing())
        rows = select(Attempts).where(attempts.c.person_id == person_id, attempts.c.kind == kind)
        return (await self._session.scalars(self._transaction.locked(rows, attempts))).one()
