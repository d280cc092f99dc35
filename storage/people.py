"""Everybody the bot knows: people who chat with it, people who phone, and the staff's chats."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, bindparam, delete, or_, select, update

from domain.helper import Helper, HelperStatus
from domain.identity import IdentityCheck
from domain.mission import ACTIVE, Offer
from domain.notices import to_person
from domain.people import Helpee, Invitation, Pairing, Person, StaffChat, StaffRole
from domain.talk import Talk
from storage import mapping, tables
from storage.tables import cards, helpees, helpers, invitations, missions, pairings, people, staff_chats
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped

GONE = ""  # the app of an empty row

# Built once: every update from a messenger asks this.
_AT = select(Person).where(people.c.app == bindparam("app"), people.c.external_id == bindparam("external_id"))


class People:
    """People, by number or by their address in a messaging app."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, entity: Person | StaffChat | Invitation | Helpee | Pairing) -> None:
        """Keep somebody or something new."""
        self._session.add(entity)

    async def get(self, app: str, external_id: str) -> Person | None:
        """The person with this address."""
        return (await self._session.scalars(_AT, {"app": app, "external_id": external_id})).one_or_none()

    async def acquainted(
        self, app: str, external_ids: Collection[str]
    ) -> dict[str, tuple[Person, HelperStatus | None]]:
        """Who has these addresses, and how far each is as a helper (None: they have never applied)."""
        found = select(Person, helpers.c.status).outerjoin(helpers, helpers.c.id == people.c.id)
        found = found.where(people.c.app == app, self._transaction.among(people.c.external_id, external_ids))
        return {person.external_id: (person, status) for person, status in await self._session.execute(found)}

    async def by_id(self, person_id: int) -> Person | None:
        """The person with this number."""
        return await self._session.get(Person, person_id)

    async def keep(self, person_id: int) -> bool:
        """Whether this person was not forgotten; if so, nobody forgets them before this ends."""
        found = select(people.c.id).where(people.c.id == person_id, people.c.app != GONE)
        kept = await self._transaction.read(found.with_for_update(read=True, key_share=True))
        return kept.one_or_none() is not None

    async def meet(self, app: str, external_id: str, language: str) -> Person:
        """The person with this address; a new one reads `language`. However many ask at once, it is one person."""
        if person := await self.get(app, external_id):
            return person
        new = self._transaction.insert(people).values(
            app=app, external_id=external_id, language=language, created_at=self._transaction.now, reachable=True
        )
        await self._transaction.change(new.on_conflict_do_nothing(index_elements=["app", "external_id"]))
        return (await self._session.scalars(_AT, {"app": app, "external_id": external_id})).one()

    async def operators(self) -> list[Person]:
        """Everybody who takes calls, in the order in which the bot met them."""
        found = select(Person).where(people.c.operator_since.is_not(None)).order_by(people.c.id)
        return list(await self._session.scalars(found))

    async def staff_chat(self, role: StaffRole) -> StaffChat | None:
        """The chat of the moderators, or of the operators."""
        return await self._session.get(StaffChat, role)

    async def staff_chat_at(self, app: str, external_id: str) -> StaffChat | None:
        """The staff chat with this address."""
        found = select(StaffChat).where(staff_chats.c.app == app, staff_chats.c.external_id == external_id)
        return (await self._session.scalars(found)).one_or_none()

    async def set_staff_chat(self, chat: StaffChat) -> None:
        """Use this chat for its role from now on, instead of the former one, and for no other role."""
        here = and_(staff_chats.c.app == chat.app, staff_chats.c.external_id == chat.external_id)
        for one in await self._session.scalars(select(StaffChat).where(or_(staff_chats.c.role == chat.role, here))):
            await self._session.delete(one)
        await self._session.flush()
        self._session.add(chat)

    async def note_reached(self, role: StaffRole) -> None:
        """Something was sent to this chat, so it is not lost (any more)."""
        lost = update(staff_chats).where(staff_chats.c.role == role, staff_chats.c.lost_at.is_not(None))
        await self._transaction.change(lost.values(lost_at=None))

    async def migrate_chat(self, app: str, old_external_id: str, new_external_id: str) -> None:
        """A staff chat has another address now. Cards in the old chat can't be rewritten any more and are forgotten."""
        chat = await self.staff_chat_at(app, old_external_id)
        if chat is None:
            return
        chat.external_id = new_external_id
        staff = f"staff:{chat.role}"
        await self._transaction.change(delete(cards).where(cards.c.recipient == staff, cards.c.chat == old_external_id))

    async def invitation(self, token: str) -> Invitation | None:
        """The invitation with this token; nobody else uses it before this ends."""
        found = self._transaction.locked(select(Invitation).where(invitations.c.token == token), invitations)
        return (await self._session.scalars(found)).one_or_none()

    async def helpee(self, helpee_id: int) -> Helpee | None:
        """The helpee with this number."""
        return await self._session.get(Helpee, helpee_id)

    async def helpee_by_phone(self, phone: str) -> Helpee | None:
        """The helpee with this phone number (E.164)."""
        return (await self._session.scalars(select(Helpee).where(helpees.c.phone == phone))).one_or_none()

    async def pairing(self, helpee_id: int, helper_id: int) -> Pairing:
        """What these two have been to each other; nothing yet, if they are new to each other."""
        if pairing := await self._session.get(Pairing, (helpee_id, helper_id)):
            return pairing
        new = self._transaction.insert(pairings).values(
            helpee_id=helpee_id, helper_id=helper_id, liked=False, frozen=False
        )
        await self._transaction.change(new.on_conflict_do_nothing())
        return await self._session.get_one(Pairing, (helpee_id, helper_id))

    async def pairings_of_helpee(self, helpee_id: int) -> list[Pairing]:
        """Everybody this helpee has to do with; the latest first."""
        found = select(Pairing).where(pairings.c.helpee_id == helpee_id)
        latest_first = found.order_by(pairings.c.last_at.desc().nulls_last(), pairings.c.helper_id)
        return list(await self._session.scalars(latest_first))

    async def forget(self, person: Person) -> None:
        """Delete a person and all that is theirs. Closed missions stay without their helper, the journal stays whole.

        Raises Conflict, when it ends, if the person still has a mission in hand. Of somebody who has taken calls, an
        empty row stays, because the missions they published are theirs.
        """
        key, number = to_person(person.id), person.id
        change = self._transaction.change
        mine = tables.identity_checks.c.person_id == number
        checks = select(tables.identity_checks.c.id).where(mine)
        closed = missions.c.status.not_in(ACTIVE)
        await change(update(missions).where(missions.c.helper_id == number, closed).values(helper_id=None))
        await change(delete(tables.pictures).where(tables.pictures.c.check_id.in_(checks)))
        await change(delete(tables.identity_checks).where(mine))
        talks = select(tables.talks.c.id).where(tables.talks.c.person_id == number)
        await change(delete(tables.talk_messages).where(tables.talk_messages.c.talk_id.in_(talks)))
        await change(delete(tables.talks).where(tables.talks.c.person_id == number))
        for table in (tables.offers, tables.pairings, tables.helper_places):
            await change(delete(table).where(table.c.helper_id == number))
        await change(delete(tables.helpers).where(tables.helpers.c.id == number))
        await self._delete(person)
        for table in (
            cards,
            tables.outbox,
            tables.undeliverable,
            tables.purges,
        ):  # last: a card may have been noted until now
            await change(delete(table).where(table.c.recipient == key))

    async def _delete(self, person: Person) -> None:
        published = select(missions.c.id).where(missions.c.operator_id == person.id).limit(1)
        if await self._session.scalar(published) is None:
            await self._transaction.change(delete(people).where(people.c.id == person.id))
        else:
            gone = {"app": GONE, "external_id": str(person.id), "reachable": False}
            nobody = dict.fromkeys(("operator_since", "operator_country", "operator_name"))
            await self._transaction.change(update(people).where(people.c.id == person.id).values(**gone, **nobody))
        for one in list(self._session):
            if _is_of(one, person.id):
                self._session.expunge(one)


def _is_of(one: object, number: int) -> bool:
    match one:
        case Person(id=owner) | Helper(id=owner) | IdentityCheck(person_id=owner) | Talk(person_id=owner):
            return owner == number
        case Offer(helper_id=owner) | Pairing(helper_id=owner):
            return owner == number
    return False
