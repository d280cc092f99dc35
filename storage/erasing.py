"""Deleting what is somebody's, row by row, so that counts stay. Statements past the objects that are loaded."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from domain.approval import Approval
from domain.helper import Helper
from domain.identity import IdentityCheck
from domain.mission import ACTIVE
from domain.notices.names import approval_card, to_person
from domain.offer import Offer
from domain.people import Helpee, Pairing, Person
from domain.talk import Talk
from storage import tables
from storage.tables import cards, helpees, identity_checks, missions, offers, pairings, past_offers, people
from storage.transaction import Transaction

ROWS = {
    "conversations": tables.conversations.c.key,
    "invitations": tables.invitations.c.id,
    "letters": tables.undeliverable.c.id,
    "approvals": tables.approvals.c.id,
    "sanctions": tables.sanctions.c.id,
}
"""What is a row that nothing refers to, by the codes of `domain.retention`, with what names it."""

GONE = ""  # the app of an empty row


class Erasing:
    """What refers to a person who is erased refers to nobody, or to an empty row, afterwards."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    async def offers(self, which: ColumnElement[bool]) -> None:
        """Keep what came of these offers, and nothing of whom they were made to."""
        kept = ("mission_id", "offered_at", "wave", "status", "answered_at")
        found = select(*(offers.c[name] for name in kept)).where(which)
        await self._transaction.change(insert(past_offers).from_select(kept, found))
        await self._transaction.change(delete(offers).where(which))

    async def offers_of(self, mission_id: int) -> None:
        """The same for the offers of one mission."""
        await self.offers(offers.c.mission_id == mission_id)
        self._let_go(lambda one: isinstance(one, Offer) and one.mission_id == mission_id)

    async def helpee(self, helpee: Helpee) -> None:
        """Delete a helpee; of one who has had missions, an empty row stays that counts them."""
        for table in (pairings, tables.partings):
            await self._transaction.change(delete(table).where(table.c.helpee_id == helpee.id))
        self._let_go(lambda one: isinstance(one, Pairing) and one.helpee_id == helpee.id)
        had = await self._session.scalar(select(missions.c.id).where(missions.c.helpee_id == helpee.id).limit(1))
        if had is not None:
            helpee.erase(self._transaction.now)
            return
        await self._transaction.change(delete(helpees).where(helpees.c.id == helpee.id))
        self._let_go(lambda one: one is helpee)

    async def check(self, check_id: int) -> None:
        """Delete an identity check with whatever is noted of its pictures."""
        await self._transaction.change(delete(tables.pictures).where(tables.pictures.c.check_id == check_id))
        await self._transaction.change(delete(identity_checks).where(identity_checks.c.id == check_id))
        self._let_go(lambda one: isinstance(one, IdentityCheck) and one.id == check_id)

    async def helper(self, number: int) -> None:
        """Delete what somebody is as a helper, with all their checks. Closed missions stay without them, and without
        the note they wrote. Raises Conflict, when it ends, if they still have a mission in hand.
        """
        change = self._transaction.change
        closed = and_(missions.c.helper_id == number, missions.c.status.not_in(ACTIVE))
        await change(update(missions).where(closed).values(helper_id=None, note=""))
        checks = select(identity_checks.c.id).where(identity_checks.c.person_id == number)
        for check_id in (await self._transaction.read(checks)).scalars().all():
            await self.check(check_id)
        await self.offers(offers.c.helper_id == number)
        for table in (pairings, tables.helper_places):
            await change(delete(table).where(table.c.helper_id == number))
        await change(delete(tables.helpers).where(tables.helpers.c.id == number))
        self._let_go(lambda one: _is_of_helper(one, number))

    async def person(self, person: Person) -> None:
        """Delete a person and all that is theirs; what they did as staff stays under their number. Of somebody who has
        taken calls, an empty row stays, because the missions they published are theirs.
        """
        number, key = person.id, to_person(person.id)
        await self.helper(number)
        await self._as_staff(f"{person.app}:{person.external_id}", key)
        await self._transaction.change(delete(tables.attempts).where(tables.attempts.c.person_id == number))
        talks = select(tables.talks.c.id).where(tables.talks.c.person_id == number)
        await self._transaction.change(delete(tables.talk_messages).where(tables.talk_messages.c.talk_id.in_(talks)))
        await self._transaction.change(delete(tables.talks).where(tables.talks.c.person_id == number))
        self._let_go(lambda one: isinstance(one, Talk) and one.person_id == number)
        for role in (tables.approvals.c.asked_by_id, tables.approvals.c.answered_by_id):
            await self._transaction.change(update(tables.approvals).where(role == number).values({role: None}))
        self._let_go(lambda one: isinstance(one, Approval) and number in {one.asked_by_id, one.answered_by_id})
        used = tables.invitations.c.used_by_id == number
        await self._transaction.change(update(tables.invitations).where(used).values(used_by_id=None))
        published = select(missions.c.id).where(missions.c.operator_id == number).limit(1)
        if await self._session.scalar(published) is None:
            await self._transaction.change(delete(people).where(people.c.id == number))
        else:
            gone = {"app": GONE, "external_id": str(number), "reachable": False, "language": ""}
            nobody = dict.fromkeys(("operator_since", "operator_country", "operator_name", "seen_at"))
            emptied = update(people).where(people.c.id == number)
            await self._transaction.change(emptied.values(**gone, **nobody, created_at=self._transaction.now))
        self._let_go(lambda one: isinstance(one, Person) and one.id == number)
        for table in (cards, tables.outbox, tables.undeliverable):  # last: a card may have been noted until now
            await self._transaction.change(delete(table).where(table.c.recipient == key))

    async def row(self, code: str, key: str | int) -> None:
        """Delete one of `ROWS`."""
        await self._transaction.change(delete(ROWS[code].table).where(ROWS[code] == key))
        if code == "approvals":
            await self._transaction.change(delete(cards).where(cards.c.name == approval_card(int(key))))

    async def _as_staff(self, address: str, key: str) -> None:
        """What they did as staff stays, but not their address in the app, nor their name."""
        change = self._transaction.change
        for verb in ("claimed", "decided"):
            by = identity_checks.c[f"{verb}_by"]
            theirs = update(identity_checks).where(or_(by == address, by == key))
            await change(theirs.values({f"{verb}_by": key, f"{verb}_by_name": None}))
        await self._as_moderator(address, key)
        chats, invitations = tables.staff_chats, tables.invitations
        await change(update(chats).where(chats.c.registered_by == address).values(registered_by=key))
        await change(update(invitations).where(invitations.c.invited_by == address).values(invited_by=key))
        await change(delete(tables.moderators).where(tables.moderators.c.address == address))
        invited = update(tables.moderators).where(tables.moderators.c.invited_by == address)
        await change(invited.values(invited_by=key))

    async def _as_moderator(self, address: str, key: str) -> None:
        """What they decided, noted and said about others stays, under their number."""
        change = self._transaction.change
        talks, incidents = tables.talks, tables.incidents
        for verb in ("claimed", "closed"):
            by = update(talks).where(talks.c[f"{verb}_by"] == address)
            await change(by.values({f"{verb}_by": key, f"{verb}_by_name": None}))
        owned = update(incidents).where(incidents.c.owner == address)
        await change(owned.values(owner=key, owner_name=None, closed_by_name=None))
        for table in (tables.sanctions, tables.notes, tables.talk_messages):
            await change(update(table).where(table.c.by == address).values(by=key, by_name=""))

    def _let_go(self, which: Callable[[object], bool]) -> None:
        for one in [one for one in self._session if which(one)]:
            self._session.expunge(one)


def _is_of_helper(one: object, number: int) -> bool:
    match one:
        case Helper(id=owner) | IdentityCheck(person_id=owner):
            return owner == number
        case Offer(helper_id=owner) | Pairing(helper_id=owner):
            return owner == number
    return False
