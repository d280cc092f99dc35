"""A door at which something may be wrong: nobody is sent there before an operator has phoned, for whatever mission."""

from __future__ import annotations

from collections.abc import Collection

from domain.doors import remind_at
from domain.incident import IncidentStatus
from domain.mission import Mission
from domain.notices.names import DOORS_CARD, OPERATORS, door_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import DoorsUnheard, DoorUnsafe
from domain.people import Helpee
from services import aside, dispatch
from storage.unit_of_work import Store, UnitOfWork


async def hold(work: UnitOfWork, mission: Mission) -> None:
    """Ask nobody to go to this mission's door any more, for whatever there is or will be, and warn whoever published
    what is still to be done there; where there is nothing, whoever published this one. Who has a mission keeps it. A
    step of other services, which lock all that is active there.
    """
    helpee = await work.people.lock_helpee(mission.helpee.id)
    if helpee is None:
        return
    helpee.hold(work.now)
    for one in await work.missions.active_of_helpee(helpee.id):
        found = await work.missions.lock(one.id)  # one may have been published since
        if found is not None and found.is_held:
            found.stop_asking()
            await dispatch.withdraw_others(work, found, except_for=None)
    await _warn(work, helpee, mission)
    await dispatch.rewrite_incidents(work, helpee.id)
    await hurry_if_unheard(work, mission)


async def is_held_if_left(work: UnitOfWork, mission: Mission, helper_id: int) -> bool:
    """Whether an operator phones before anybody else is asked, once this helper doesn't have a mission any more: what
    they said of it is not closed. A step of what says so.
    """
    if mission.helpee.is_held:
        return True
    said = await work.incidents.of_pair(mission.helpee.id, [helper_id])
    theirs = [one for one in said if one.mission_id == mission.id and one.status is not IncidentStatus.CLOSED]
    return any(one.holds_door_if_left for one in theirs)


async def hold_if_left(work: UnitOfWork, mission: Mission, helper_id: int) -> None:
    """This helper is about to have a mission no more, however that comes. A step of other services."""
    if not mission.helpee.is_held and await is_held_if_left(work, mission, helper_id):
        await hold(work, mission)


async def waits_if_left(store: Store, mission_id: int, helper_id: int) -> bool:
    """The same as `is_held_if_left` for whoever is asked whether they hand it on."""
    async with store.reading() as work:
        mission = await work.missions.get(mission_id)
        return mission is not None and await is_held_if_left(work, mission, helper_id)


async def is_held(store: Store, mission_id: int) -> bool:
    """Whether nobody is asked to go to the door of a mission before an operator has phoned."""
    async with store.reading() as work:
        mission = await work.missions.get(mission_id)
        return mission is not None and mission.helpee.is_held


async def hurry_if_unheard(work: UnitOfWork, mission: Mission) -> None:
    """Where no operator can be warned of a door that is held, let administrators hear it at once: see `remind`."""
    if mission.helpee.is_held and await is_unheard(work, mission):
        mission.helpee.remind_by(work.now)


async def is_unheard(work: UnitOfWork, mission: Mission, but_for: int | None = None) -> bool:
    """Whether no operator who may phone hears it, should there be something to phone for at the door of this mission;
    the person with the number `but_for` doesn't. A step of what promises it.
    """
    there = await _to_warn_of(work, mission.helpee, mission)
    return all([await aside.nobody_hears(work, one, but_for) for one in there])


async def can_be_phoned(work: UnitOfWork, mission_id: int) -> bool:
    """The opposite, by the number of a mission."""
    mission = await work.missions.get(mission_id)
    return mission is None or not await is_unheard(work, mission)


async def somebody_phones(store: Store, mission_id: int) -> bool:
    """The same for whoever is told by the bot at once."""
    async with store.reading() as work:
        return await can_be_phoned(work, mission_id)


async def unheard(work: UnitOfWork) -> int:
    """At how many doors somebody is to phone, and no operator hears of it. A step of what says so."""
    held = [one for one in await work.people.held() if one.is_held]
    there = [await _to_warn_of(work, one) for one in held]
    return sum([await is_unheard(work, missions[0]) for missions in there if missions])


async def remind(store: Store, administrators: Collection[str] = (), limit: int = 100) -> int:
    """Remind whoever was warned of a door, and their colleagues, while nobody has phoned; how many doors there are.
    Where no operator hears of one, the `administrators` do, by their addresses in the app of its operator.
    """
    async with store.writing() as work:
        due = await work.people.held_unseen(limit)
        for helpee in due:
            for mission in (await _warn(work, helpee))[:1]:
                await work.outbox.add(OPERATORS, DoorUnsafe(mission.id))
                if await is_unheard(work, mission):
                    await _tell(work, mission.operator.app, administrators)
    return len(due)


async def _warn(work: UnitOfWork, helpee: Helpee, about: Mission | None = None) -> list[Mission]:
    """Warn the operators of what there is. Returns it."""
    helpee.remind_at = remind_at(helpee, await work.missions.active_of_helpee(helpee.id), work.now)
    there = await _to_warn_of(work, helpee, about)
    for mission in there:
        await dispatch.tell_staff(work, mission, DoorUnsafe(mission.id))
    return there


async def _to_warn_of(work: UnitOfWork, helpee: Helpee, about: Mission | None = None) -> list[Mission]:
    """What is active at a door, or `about`, or the last one there was."""
    active = await work.missions.active_of_helpee(helpee.id)
    last = [about] if about is not None else await work.missions.last_of_helpee(helpee.id, 1)
    return active or last


async def _tell(work: UnitOfWork, app: str, administrators: Collection[str]) -> None:
    for one in administrators:
        person = await work.people.get(app, one)
        if person is not None:
            await work.outbox.add(to_person(person.id), DoorsUnheard())


async def show_held(work: UnitOfWork) -> None:
    """The operators have a chat: they are reminded there of each door that is held. A step of other services."""
    for one in await work.people.held():
        helpee = await work.people.lock_helpee(one.id)
        if helpee is not None and helpee.is_held:
            helpee.remind_by(work.now)
    for recipient in await work.outbox.recipients_of(DOORS_CARD):
        await work.outbox.add(recipient, CardGone(DOORS_CARD))


async def calm(work: UnitOfWork, helpee_id: int) -> None:
    """Somebody has phoned: what asked for it goes, and no card says more that it waits. A step of other services."""
    await dispatch.rewrite_incidents(work, helpee_id)
    names = [door_card(number) for number in await work.missions.numbers_of_helpee(helpee_id)]
    for recipient, name in await work.outbox.holders_of(names):
        await work.outbox.add(recipient, CardGone(name))
    await end_alarm(work)


async def end_alarm(work: UnitOfWork) -> None:
    """Administrators are alarmed no more, if no door is left that no operator hears of. A step of other services."""
    if not await unheard(work):
        for recipient in await work.outbox.recipients_of(DOORS_CARD):
            await work.outbox.add(recipient, CardGone(DOORS_CARD))
