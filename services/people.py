"""Who is who: people the bot meets, operators and their invitations, the staff's chats."""

from __future__ import annotations

from collections.abc import Collection

import structlog

from domain.errors import ChatInUse, InvitationInvalid, NotAllowed, NotFound, RuleBroken
from domain.limits import Costly
from domain.notices.missions import HelperUnreachable
from domain.notices.names import OPERATORS, to_person
from domain.notices.staff import AnswerFailed, ApprovalAsked, ErrorMet, OperatorDismissed, StaffChatLost
from domain.people import Invitation, Person, StaffChat, StaffRole
from services import (
    barred_staff,
    dispatch,
    doors,
    handover,
    helper_files,
    incidents,
    purges,
    refusals,
    review,
    talks,
    unheard,
    ways_in,
)
from storage.staff import DISMISSED
from storage.unit_of_work import Store, UnitOfWork

REGISTERED = "registered chat"
log = structlog.get_logger("people")


async def find(store: Store, app: str, external_id: str) -> Person | None:
    """The person with this address, if the bot has met them."""
    async with store.reading() as work:
        return await work.people.get(app, external_id)


@dispatch.again_if_overtaken
async def meet(store: Store, app: str, external_id: str, language: str) -> Person:
    """The person with this address; a new one reads `language`. Somebody who writes can be reached (again), and is
    noted as seen.
    """
    async with store.reading() as work:
        person = await work.people.get(app, external_id)
    if person is not None and person.reachable and person.is_seen(store.now()):
        return person
    async with store.writing() as work:
        person = await work.people.meet(app, external_id, language)
        if not person.is_seen(work.now):
            person.seen_at = work.now
        await work.helpers.get(person.id, lock=True)
        if not person.reachable:
            person.reachable = True
            await dispatch.catch_up(work, person.id)
            for mission in await work.missions.active_of_helper(person.id):
                await dispatch.tell_staff(work, mission)
    return person


async def change_language(store: Store, person_id: int, language: str) -> Person:
    """Write to this person in another language from now on."""
    async with store.writing() as work:
        person = await _person(work, person_id)
        person.language = language
    return person


@dispatch.again_if_overtaken
async def lose(store: Store, app: str, external_id: str) -> None:
    """This person can't be reached any more (blocked the bot, or deleted their account): their offers move on, and
    the operators of what they have in hand hear of it.
    """
    async with store.writing() as work:
        person = await work.people.get(app, external_id)
        if person is None:
            return
        await dispatch.lock(work, person.id)
        if not person.reachable:
            return
        person.reachable = False
        await work.flush()
        await dispatch.hand_on_offers(work, person.id)
        for mission in await work.missions.active_of_helper(person.id):
            await dispatch.tell_staff(work, mission, HelperUnreachable(mission.id))
        await work.journal.write(to_person(person.id), "unreachable", to_person(person.id))


async def invite(store: Store, country: str, by: str, role: StaffRole = StaffRole.OPERATORS) -> Invitation:
    """A new single-use invitation, for an operator of `country` or a moderator; `by` is an administrator's address.
    Its token is in what is returned, and nowhere else.
    """
    invitation = Invitation.new(country, by, store.now(), role)
    async with store.writing() as work:
        work.people.add(invitation)
        subject = f"operator:{country}" if role is StaffRole.OPERATORS else "moderator"
        await work.journal.write(by, "invited", subject)
    return invitation


async def accept_invitation(store: Store, person_id: int, token: str, name: str) -> Person:
    """Make this person an operator. Raises InvitationInvalid, or TooOften."""
    return (await open_invitation(store, person_id, token, name))[0]


async def open_invitation(
    store: Store, person_id: int, token: str, name: str, administrators: Collection[str] = ()
) -> tuple[Person, Invitation]:
    """Somebody opens an invitation's link: an operator's makes them one. What it was for stands in the invitation.

    Raises InvitationInvalid, which is counted, or TooOften where that happened too often; Suspended or Banned for
    whoever is shut out as a helper, which is counted too. Of these, and of whoever comes, `administrators` are told, by
    their addresses in that app.
    """
    refusal: RuleBroken = InvitationInvalid()
    async with store.writing() as work:
        person = await _person(work, person_id)
        attempts = await work.staff.attempts(person_id, Costly.CODES)
        await refusals.count_on(work, person, attempts)
        attempts.require_open(work.now)
        invitation = await work.people.invitation(token)
        fresh = invitation is not None and invitation.used_at is None
        if invitation is not None and not await ways_in.lets_in(work, person, invitation):
            invitation = None
        if invitation is not None and (shut_out := await ways_in.why_shut_out(work, person, invitation)) is not None:
            await barred_staff.tell_tried(work, person, invitation, administrators)
            invitation, refusal = None, shut_out
        if invitation is None:
            attempts.fail(work.now)
            log.info("invitation refused", person=person_id, count=attempts.count, until=str(attempts.paused_until))
        else:
            invitation.use(person, name, work.now)
            if fresh:
                await work.journal.write(to_person(person_id), *_became(invitation))
                await barred_staff.tell_came(work, person, invitation, administrators)
    if invitation is None:
        raise refusal
    return person, invitation


def _became(invitation: Invitation) -> tuple[str, str]:
    if invitation.role is StaffRole.MODERATORS:
        return "opened invitation", "moderator"
    return "became operator", f"operator:{invitation.country}"


async def operators(store: Store) -> list[Person]:
    """Everybody who takes calls."""
    async with store.reading() as work:
        return await work.people.operators()


async def dismiss_operator(store: Store, person_id: int, by: str) -> Person:
    """End somebody's time as an operator, at once, and close the ways back that they have opened or made for others.
    Raises NotFound.
    """
    async with store.writing() as work:
        person = await _person(work, person_id)
        if not person.is_operator:
            raise NotFound
        person.dismiss(work.now)
        await handover.hand_desk_on(work, person_id)
        await work.outbox.add(to_person(person_id), OperatorDismissed())
        made_by = person.address if by != person.address else None
        await ways_in.close(work, await work.staff.ways_in(person_id, made_by, frozenset(StaffRole)), by)
        await work.journal.write(by, DISMISSED, to_person(person_id))
    return person


async def require_operator(work: UnitOfWork, person_id: int) -> Person:
    """The operator with this number. Raises NotAllowed for anybody else, also for former ones."""
    person = await work.people.by_id(person_id)
    if person is None or not person.is_operator:
        raise NotAllowed
    return person


@dispatch.again_if_overtaken
async def register_chat(store: Store, chat: StaffChat) -> None:
    """Make a chat the moderators' or the operators' one, whichever was it before: `moves.register` asks and tells those
    whom it concerns. Raises ChatInUse.
    """
    async with store.writing() as work:
        await settle(work, chat)


async def settle(work: UnitOfWork, chat: StaffChat) -> None:
    """The same as a step of other services. What waits for that chat goes there at once, in the language that was
    chosen for its role. Raises ChatInUse.
    """
    await require_free(work, chat)
    former = await work.people.staff_chat(chat.role)
    chat.language = chat.language if former is None else former.language
    await work.people.set_staff_chat(chat)
    await _fill(work, chat.role)
    await work.journal.write(chat.registered_by, REGISTERED, f"staff:{chat.role}")


async def require_free(work: UnitOfWork, chat: StaffChat) -> None:
    """Raise ChatInUse where that chat has the other role."""
    here = await work.people.staff_chat_at(chat.app, chat.external_id)
    if here is not None and here.role is not chat.role:
        raise ChatInUse(here.role)


async def change_chat_language(store: Store, role: StaffRole, language: str, by: str) -> None:
    """Write to a staff chat in another language from now on. Raises NotFound."""
    async with store.writing() as work:
        chat = await work.people.staff_chat(role)
        if chat is None:
            raise NotFound
        chat.language = language
        await work.journal.write(by, "changed language", f"staff:{role}")


@dispatch.again_if_overtaken
async def return_to_chat(store: Store, role: StaffRole) -> None:
    """A staff chat can be written to again: what waits for it goes there at once."""
    async with store.writing() as work:
        await _fill(work, role)


async def lose_chat(store: Store, app: str, external_id: str, administrators: Collection[str]) -> None:
    """A staff chat can't be written to any more: `administrators`, by their addresses in that app, are told, once until
    it can be again. Nothing happens for other chats.
    """
    async with store.writing() as work:
        chat = await work.people.staff_chat_at(app, external_id)
        if chat is None or chat.lost_at is not None:
            return
        chat.lost_at = work.now
        for one in administrators:
            person = await work.people.get(app, one)
            if person is not None:
                await work.outbox.add(to_person(person.id), StaffChatLost(chat.role))
        if chat.role is StaffRole.MODERATORS:
            await work.flush()
            await unheard.note_lost(work, app, administrators)


async def staff_chat(store: Store, role: StaffRole) -> StaffChat | None:
    """The staff's chat for `role`, if one is registered."""
    async with store.reading() as work:
        return await work.people.staff_chat(role)


async def staff_chat_at(store: Store, app: str, external_id: str) -> StaffChat | None:
    """The staff chat with this address, if it is one."""
    async with store.reading() as work:
        return await work.people.staff_chat_at(app, external_id)


async def card_at(store: Store, role: StaffRole, chat: str, message: str) -> str | None:
    """The name of the card that a message in a staff chat shows, if it shows one."""
    async with store.reading() as work:
        return await work.outbox.card_at(f"staff:{role}", chat, message)


async def migrate_chat(store: Store, app: str, old: str, new: str) -> None:
    """A chat has got another address (on Telegram: a group became a supergroup)."""
    async with store.writing() as work:
        chat = await work.people.staff_chat_at(app, old, lock=True)  # Telegram says it twice
        if chat is None:
            return
        await purges.leave_behind(work, f"staff:{chat.role}", old)
        await work.people.migrate_chat(app, old, new)
        await _fill(work, chat.role)


async def _fill(work: UnitOfWork, role: StaffRole) -> None:
    await work.flush()
    await work.people.note_reached(role)
    await work.outbox.hasten(f"staff:{role}")
    if role is StaffRole.MODERATORS:
        await review.show_waiting(work)
        await incidents.show_active(work)
        await talks.show_open(work)
        await unheard.calm(work)
        await helper_files.take_back(work)
    else:
        await dispatch.show_active(work)
        await doors.show_held(work)
        for approval in await work.approvals.waiting():
            await work.outbox.add(OPERATORS, ApprovalAsked(approval.id))


async def owe_answer(store: Store, person_id: int) -> None:
    """Tell somebody, as soon as the app lets us, that they were not answered."""
    async with store.writing() as work:
        await work.outbox.add(to_person(person_id), AnswerFailed())


async def report_error(store: Store, error: str, update: int) -> bool:
    """Tell the operators' chat that the bot met an error of this kind; return whether there is such a chat."""
    async with store.writing() as work:
        if await work.people.staff_chat(StaffRole.OPERATORS) is None:
            return False
        await work.outbox.add(OPERATORS, ErrorMet(error, update))
    return True


async def _person(work: UnitOfWork, person_id: int) -> Person:
    person = await work.people.by_id(person_id)
    if person is None:
        raise NotFound
    return person
