"""Who works for the network, who may come, and how that ends. Being a moderator is being in their chat, which only the
messaging app knows: what is kept here is who was seen to come.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.approval import FILE_STAYS
from domain.errors import InvitationInvalid, NotFound
from domain.incident import Reporter
from domain.notices.names import STAFF_CARD, to_person
from domain.notices.safeguarding import StaffAccused
from domain.notices.staff import ModeratorDismissed
from domain.people import Invitation, ModeratorSeen, Person, StaffRole
from services import barred_staff, incidents, review, talks, ways_in
from services.moderator import Moderator
from storage.outbox import SentCard
from storage.staff import DISMISSED, moderator_subject
from storage.unit_of_work import Store, UnitOfWork

SYSTEM = "system"
HIGHEST = 2**31 - 1  # what databases count up to


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role. `seen_at`: when they last did something as staff, as far as that is noted."""

    name: str
    since: datetime
    invited_by: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who works for the network, as far as the bot knows, and the invitations that are open."""

    operators: list[tuple[Person, Holder]]
    moderators: list[tuple[ModeratorSeen, Holder]]
    invitations: list[Invitation]


async def team(store: Store, by: str) -> Team:
    """Who holds what, since when and by whose invitation; that `by` looked is noted."""
    async with store.writing() as work:
        operators, moderators = await work.people.operators(), await work.staff.moderators()
        came_by = await work.staff.used_by([one.id for one in operators])
        acts = await work.staff.last_acts(
            [*(to_person(one.id) for one in operators), *(one.address for one in moderators)]
        )
        await work.journal.write(by, "saw", "staff")
        return Team(
            [(one, _operator(one, came_by.get(one.id), acts.get(to_person(one.id)), work.now)) for one in operators],
            [(one, Holder(one.name, one.since, one.invited_by, acts.get(one.address))) for one in moderators],
            await work.staff.open_invitations(),
        )


async def keep_list(store: Store, reader: Person, sent: tuple[str, str]) -> None:
    """Remember a message (its chat and number) that shows the `reader` the team: it goes after some hours, and sooner
    when somebody whom it may name is forgotten.
    """
    async with store.writing() as work:
        if await work.people.keep(reader.id):
            until = work.now + FILE_STAYS
            await work.outbox.keep_card(SentCard(to_person(reader.id), STAFF_CARD, *sent, until))


def _operator(one: Person, came_by: Invitation | None, seen_at: datetime | None, now: datetime) -> Holder:
    by = came_by.invited_by if came_by is not None and came_by.role is StaffRole.OPERATORS else None
    return Holder(one.operator_name or "", one.operator_since or now, by, seen_at)


async def withdraw(store: Store, number: int, by: str) -> None:
    """Let nobody in by this invitation. Raises NotFound."""
    async with store.writing() as work:
        invitation = await work.staff.invitation(number) if number <= HIGHEST else None
        if invitation is None:
            raise NotFound
        invitation.withdraw(work.now)
        await work.journal.write(by, "withdrew invitation", f"invitation:{number}")


async def may_join_moderators(store: Store, number: int, person_id: int) -> Invitation:
    """The moderators' invitation by which this person asks to join their chat. Raises InvitationInvalid."""
    async with store.reading() as work:
        invitation, person = await work.staff.invitation(number), await work.people.by_id(person_id)
        if (
            invitation is None
            or person is None
            or invitation.role is not StaffRole.MODERATORS
            or invitation.used_by_id != person_id
            or invitation.withdrawn_at is not None
            or work.now > invitation.expires_at
            or await ways_in.why_shut_out(work, person, invitation) is not None
        ):
            raise InvitationInvalid
    return invitation


async def note_moderator(
    store: Store, moderator: Moderator, invitation: Invitation | None = None, administrators: Collection[str] = ()
) -> None:
    """Somebody has come to the moderators' chat, by an invitation or otherwise; neither it nor any other that they have
    opened lets them in a second time. `administrators`: by their addresses; what callers have said about somebody who
    comes, and is looked into, they hear of.
    """
    async with store.writing() as work:
        by = invitation.invited_by if invitation is not None else None
        if await work.staff.note_moderator(moderator.address, moderator.name, by):
            await work.journal.write(moderator.address, "became moderator", "staff:moderators")
            await _tell_of_concerns(work, moderator.address, administrators)
        if invitation is not None and (kept := await work.staff.invitation(invitation.id)) is not None:
            kept.withdraw(work.now)
            await work.journal.write(moderator.address, "came by invitation", f"invitation:{invitation.id}")
        await work.flush()
        await ways_in.close(work, await work.staff.ways_in(await _number(work, moderator.address)), moderator.address)


async def not_seen_to_moderate(store: Store, person_id: int) -> Person | None:
    """The person with this number, unless they are known to be a moderator."""
    async with store.reading() as work:
        person = await work.people.by_id(person_id)
        known = person is None or await work.staff.moderator(person.address) is not None
    return None if known else person


async def meet_moderator(store: Store, moderator: Moderator, administrators: Collection[str] = ()) -> None:
    """Somebody is in the moderators' chat who may have been there before the bot: they are known from now on.
    `administrators`: as above.
    """
    async with store.reading() as work:
        if await work.staff.moderator(moderator.address) is not None:
            return
    async with store.writing() as work:
        if await work.staff.note_moderator(moderator.address, moderator.name):
            await work.journal.write(moderator.address, "seen as moderator", "staff:moderators")
            await _tell_of_concerns(work, moderator.address, administrators)


async def lose_moderator(store: Store, address: str, by: str) -> None:
    """Somebody is not in the moderators' chat any more: what they were looking at is free for the others, and they come
    back by no invitation that they have opened or made. `by`: themselves if they left, SYSTEM if found gone; whoever
    was taken out is told. Said twice, it happens once; of whoever was never seen to be a moderator nothing ends.
    """
    async with store.writing() as work:
        known, number = await work.staff.forget_moderator(address), await _number(work, address)
        await ways_in.close(work, await work.staff.ways_in(number, address), by)
        if known:
            if number is not None and _how(by, address) == DISMISSED:
                await work.outbox.add(to_person(number), ModeratorDismissed())
            await work.journal.write(by, _how(by, address), moderator_subject(address))
    await review.free_claims_of(store, address)
    await talks.free_claims_of(store, address)
    await incidents.free_those_of(store, address)


async def _tell_of_concerns(work: UnitOfWork, address: str, administrators: Collection[str]) -> None:
    """Somebody turns out to be a moderator: it may be one about whom a caller has a concern that is looked into."""
    number = await _number(work, address)
    for incident in await work.incidents.active():
        if number is not None and incident.helper_id == number and incident.reporter is Reporter.OPERATOR:
            await barred_staff.tell(work, StaffAccused(number, incident.id), administrators)


def _how(by: str, address: str) -> str:
    """What is noted of somebody who is not in the moderators' chat any more."""
    return {address: "left", SYSTEM: "found gone"}.get(by, DISMISSED)


async def _number(work: UnitOfWork, address: str) -> int | None:
    """Under which the bot knows somebody who was seen in a chat, if they have ever written to it."""
    app, _, external_id = address.partition(":")
    person = await work.people.get(app, external_id)
    return None if person is None else person.id
