"""Erasing what is personal about a mission, or a helpee's file: counts and durations stay. Steps of services."""

from __future__ import annotations

from domain.mission import Mission
from domain.notices.missions import MissionCard
from domain.notices.names import (
    OPERATORS,
    about_card,
    call_card,
    caller_card,
    details_card,
    door_card,
    mission_card,
    nudge_card,
    offer_card,
)
from domain.notices.notice import CardErased, CardGone
from domain.people import Helpee
from services import callers, doors, unconfirmed
from storage.unit_of_work import UnitOfWork


async def erase_mission(work: UnitOfWork, mission: Mission) -> None:
    """Let nothing be left of a closed mission that leads to a door or a person, nor in the chats. None follows it any
    more. Said twice, it happens once. Raises MissionActive.
    """
    if mission.erased_at is not None:
        return
    mission.erase(work.now)
    await work.flush()
    await work.erasing.offers_of(mission.id)
    await _take_messages_back(work, mission.id)


async def take_name_back(work: UnitOfWork, helper_id: int) -> None:
    """A helper is about to be forgotten: what staff were told of missions that are over says no more who it was."""
    for number in await work.missions.numbers_closed_of(helper_id):
        for recipient in await work.outbox.recipients_of(mission_card(number)):
            await work.outbox.add(recipient, MissionCard(number))
        for recipient in await work.outbox.recipients_of(about_card(number)):
            if await _is_staff(work, recipient):
                await work.outbox.add(recipient, CardGone(about_card(number)))


async def _is_staff(work: UnitOfWork, recipient: str) -> bool:
    """Whether this is the operators' chat, or one of them."""
    if recipient == OPERATORS:
        return True
    person = await work.people.by_id(int(recipient.partition(":")[2]))
    return person is not None and person.is_operator


async def erase_helpee(work: UnitOfWork, helpee: Helpee) -> None:
    """Erase a helpee's file, also where operators have it in their chats, and all their missions. Those that are still
    active are cancelled first, with whatever would follow, and everybody concerned is told. Said twice, it happens
    once. To be tried again if overtaken.
    """
    locked = await callers.lock(work, helpee.id)
    await callers.end_all(work, helpee.id)
    for number in await work.missions.numbers_of_helpee(helpee.id):
        mission = await work.missions.get(number)
        if mission is not None:
            await erase_mission(work, mission)
    await unconfirmed.end_about(work, helpee.id)
    for recipient in await work.outbox.recipients_of(caller_card(helpee.id)):
        await work.outbox.add(recipient, CardGone(caller_card(helpee.id)))
    if locked is not None:
        await work.erasing.helpee(locked)
        await doors.end_alarm(work)
        await work.journal.write("system", "erased", f"helpee:{helpee.id}")


async def _take_messages_back(work: UnitOfWork, mission_id: int) -> None:
    """What shows the helpee says so no more. Offers never did; whoever still waits to hear how one ended hears it."""
    offer = offer_card(mission_id)
    await work.outbox.forget_settled(offer)
    for recipient, name in await work.outbox.holders_of([offer]):
        person = await work.people.by_id(int(recipient.partition(":")[2]))
        if person is not None and person.reachable:  # others see it rewritten when they come back
            await work.outbox.add(recipient, CardErased(name, mission_id=mission_id))
    shown = (mission_card(mission_id), about_card(mission_id))
    asked = (call_card(mission_id), door_card(mission_id), nudge_card(mission_id))
    for recipient, name in await work.outbox.holders_of([*shown, *asked, details_card(mission_id)]):
        gone = CardErased(name, mission_id=mission_id) if name in shown else CardGone(name)
        await work.outbox.add(recipient, gone)
