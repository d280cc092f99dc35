"""Everybody the bot knows: people who chat with it, people who phone, and the staff's chats."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, update

from domain.helper import HelperStatus
from domain.people import Helpee, Invitation, Pairing, Person, StaffChat, StaffRole, digest_of
from storage import mapping
from storage.caller_record import record_of_caller
from storage.erasing import GONE
from storage.record import record_of
from storage.tables import cards, helpees, helpers, invitations, pairings, people, staff_chats
from storage.transaction import Transaction

mapping.mapped.configure()  # a class can be asked for once it is mapped

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

    async def standing(self, person_id: int) -> tuple[Person, HelperStatus | None] | None:
        """The person with this number, and how far they are as a helper; one look for both."""
        found = select(Person, helpers.c.status).outerjoin(helpers, helpers.c.id == people.c.id)
        row = (await self._session.execute(found.where(people.c.id == person_id))).one_or_none()
        return None if row is None else (row[0], row[1])

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

    async def staff_chat_at(self, app: str, external_id: str, *, lock: bool = False) -> StaffChat | None:
        """The staff chat with this address; `lock`: nobody else moves it before this ends."""
        found = select(StaffChat).where(staff_chats.c.app == app, staff_chats.c.external_id == external_id)
        if lock:
            found = self._transaction.locked(found, staff_chats)
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
        found = self._transaction.locked(
            select(Invitation).where(invitations.c.digest == digest_of(token)), invitations
        )
        return (await self._session.scalars(found)).one_or_none()

    async def record_of(self, person: Person) -> dict[str, list[dict[str, Any]]]:
        """Every detail that is stored about a person."""
        return await record_of(self._transaction, person)

    async def record_of_caller(self, helpee: Helpee) -> dict[str, list[dict[str, Any]]]:
        """Every detail that is stored about a helpee, as far as it is theirs to know."""
        return await record_of_caller(self._transaction, helpee.id)

    async def helpee(self, helpee_id: int) -> Helpee | None:
        """The helpee with this number."""
        return await self._session.get(Helpee, helpee_id)

    async def lock_helpee(self, helpee_id: int) -> Helpee | None:
        """The helpee with this number, unless they are erased; nobody erases them before this ends."""
        found = select(Helpee).where(helpees.c.id == helpee_id, helpees.c.erased_at.is_(None))
        return (await self._session.scalars(self._transaction.locked(found, helpees))).one_or_none()

    async def held(self) -> list[Helpee]:
        """Helpees at whose door nobody goes before an operator has phoned, lowest number first."""
        found = select(Helpee).where(helpees.c.held_at.is_not(None)).order_by(helpees.c.id)
        return list(await self._session.scalars(found))

    async def held_unseen(self, limit: int) -> list[Helpee]:
        """Helpees at whose door nobody goes before an operator has phoned, whom it is time to remind, and not those
        whom somebody else has locked.
        """
        found = select(Helpee).where(helpees.c.remind_at <= self._transaction.now)
        oldest = found.order_by(helpees.c.remind_at, helpees.c.id).limit(limit)
        return list(await self._session.scalars(self._transaction.locked(oldest, helpees, skip=True)))

    async def helpee_by_phone(self, phone: str) -> Helpee | None:
        """The helpee with this phone number (E.164)."""
        return (await self._session.scalars(select(Helpee).where(helpees.c.phone_lookup == phone))).one_or_none()

    async def pairing(self, helpee_id: int, helper_id: int) -> Pairing:
        """What these two have been to each other; nothing yet, if they are new to each other."""
        if pairing := await self._session.get(Pairing, (helpee_id, helper_id)):
            return pairing
        new = self._transaction.insert(pairings).values(
            helpee_id=helpee_id, helper_id=helper_id, liked=False, frozen=False
        )
        await self._transaction.change(new.on_conflict_do_nothing())
        return await self._session.get_one(Pairing, (helpee_id, helper_id))

    async def are_apart(self, helpee_id: int, helper_id: int | None) -> bool:
        """Whether these two are not to meet again; False where nobody knows whom it is about."""
        theirs = (pairings.c.helpee_id == helpee_id, pairings.c.helper_id == helper_id, pairings.c.frozen.is_(True))
        return (await self._transaction.read(select(pairings.c.helpee_id).where(*theirs))).first() is not None

    async def pairings_of_helpee(self, helpee_id: int) -> list[Pairing]:
        """Everybody this helpee has to do with; the latest first."""
        found = select(Pairing).where(pairings.c.helpee_id == helpee_id)
        latest_first = found.order_by(pairings.c.last_at.desc().nulls_last(), pairings.c.helper_id)
        return list(await self._session.scalars(latest_first))
