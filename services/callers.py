"""What callers can ask for on the phone, by an operator's hand: who came, who is coming, stop it, what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.helper import Helper
from domain.mission import Mission
from domain.notices.names import caller_card, to_person
from domain.notices.notice import CardGone
from domain.people import Helpee, Person
from domain.timetable import next_window
from services import aside, concerns, desk, dispatch
from services.concerns import Had
from services.people import require_operator
from storage.outbox import SentCard
from storage.unit_of_work import Store, UnitOfWork

LATELY = 5
MOST = 10_000
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """A mission, and who has it or had it to the end; None: nobody (yet), or somebody who is forgotten. `had`: all who
    had it, also whoever handed it on or from whom it was taken: they may have been at the door.
    """

    mission: Mission
    helper: Helper | None
    had: tuple[Had, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """A helpee, what is to come for them (the earliest first), what was (the latest first), and whether it repeats."""

    helpee: Helpee
    coming: list[Visit]
    past: list[Visit]
    repeats: bool


async def look_up(store: Store, operator_id: int, phone: str) -> Caller | None:
    """The caller with this number (E.164), or None if nobody has called from it: that too is noted, without the number,
    since whoever tries many finds out who calls here. Raises NotAllowed, ForColleague.
    """
    async with store.writing() as work:
        await require_operator(work, operator_id)
        helpee = await work.people.helpee_by_phone(phone)
        if helpee is None:
            await desk.note_in_vain(work, operator_id)
            return None
        await aside.require_not_aside(work, operator_id, helpee.id)
        return await _seen(work, operator_id, helpee, LATELY)


async def look_at(store: Store, operator_id: int, helpee_id: int) -> Caller:
    """The caller with this number in our books. Raises NotAllowed, NotFound, ForColleague."""
    async with store.writing() as work:
        return await _seen(work, operator_id, await _helpee(work, operator_id, helpee_id), LATELY)


@dispatch.again_if_overtaken
async def stop_everything(store: Store, operator_id: int, helpee_id: int) -> int:
    """Cancel whatever is open or taken for a caller, and let nothing repeat; how many missions that ended.

    Raises NotAllowed, NotFound, ForColleague.
    """
    async with store.writing() as work:
        await _helpee(work, operator_id, helpee_id)
        ended = await stop(work, helpee_id)
        await work.journal.write(to_person(operator_id), "stopped everything", f"helpee:{helpee_id}", missions=ended)
    return len(ended)


async def keep_card(
    store: Store, person: Person, helpee_id: int, sent: tuple[str, str], *, until: datetime | None = None
) -> None:
    """Remember a message (its chat and number) that shows a caller's file: it goes when they are forgotten, when an
    operator who has it takes no calls any more, and at `until`. What has happened meanwhile, it goes for at once.
    """
    recipient, card = to_person(person.id), caller_card(helpee_id)
    async with store.writing() as work:
        if not await work.people.keep(person.id):
            return
        helpee, now = await work.people.helpee(helpee_id), await work.people.by_id(person.id)
        await work.outbox.keep_card(SentCard(recipient, card, *sent, until))
        forgotten = helpee is None or helpee.erased_at is not None
        dismissed = person.is_operator and (now is None or not now.is_operator)
        if forgotten or dismissed or await work.partings.keep_aside(person.id, helpee_id):
            await work.outbox.add(recipient, CardGone(card, (sent[1],)))


async def take_back_due(store: Store) -> int:
    """Delete what was handed out for some hours, once they are over: files, lists, places on the map; how many messages
    these are.
    """
    async with store.writing() as work:
        due = await work.outbox.take_due_cards(AT_ONCE)
        for card in due:
            await work.outbox.add(card.recipient, CardGone(card.name, (card.message,)))
    return len(due)


async def lock(work: UnitOfWork, helpee_id: int) -> Helpee | None:
    """Lock all that there is for a helpee, and then the helpee, unless they are erased: missions lowest number first,
    as everybody does. Whoever publishes for them, or lets one follow another, wants the helpee too, so nothing is begun
    for them before this ends. Raises Overtaken where something was meanwhile. A step of other services.
    """
    numbers = await work.missions.numbers_of_helpee(helpee_id)
    for number in numbers:
        await work.missions.lock(number)
    helpee = await work.people.lock_helpee(helpee_id)
    if not set(await work.missions.numbers_of_helpee(helpee_id)) <= set(numbers):
        raise dispatch.Overtaken
    return helpee


async def stop(work: UnitOfWork, helpee_id: int) -> list[int]:
    """The same as a step of other services, to be tried again if overtaken; the numbers of the missions that were
    cancelled.
    """
    await lock(work, helpee_id)
    return await end_all(work, helpee_id)


async def end_all(work: UnitOfWork, helpee_id: int) -> list[int]:
    """The same where all of it is locked. A step of other services."""
    ended: list[int] = []
    for number in await work.missions.numbers_of_helpee(helpee_id):
        mission = await work.missions.get(number)
        if mission is None:
            continue
        mission.recurrence = None
        if mission.is_active:
            await desk.cancel_now(work, mission)
            ended.append(mission.id)
    return ended


async def _helpee(work: UnitOfWork, operator_id: int, helpee_id: int) -> Helpee:
    await require_operator(work, operator_id)
    helpee = await work.people.helpee(helpee_id)
    if helpee is None or helpee.erased_at is not None:
        raise NotFound
    await aside.require_not_aside(work, operator_id, helpee_id)
    return helpee


async def _seen(work: UnitOfWork, operator_id: int, helpee: Helpee, most: int) -> Caller:
    await work.journal.write(to_person(operator_id), "saw", f"helpee:{helpee.id}")
    return await caller_of(work, helpee, most)


async def caller_of(work: UnitOfWork, helpee: Helpee, most: int) -> Caller:
    """What there is about a helpee: all that is to come, and up to `most` missions that are over. A step of others."""
    missions = await work.missions.last_of_helpee(helpee.id, MOST)
    coming = sorted((one for one in missions if one.is_active), key=lambda one: (one.starts_at, one.id))
    past = [one for one in missions if not one.is_active]
    repeats = any(next_window(one) is not None for one in missions)
    return Caller(
        helpee, [await _visit(work, one) for one in coming], [await _visit(work, one) for one in past[:most]], repeats
    )


async def _visit(work: UnitOfWork, mission: Mission) -> Visit:
    helper = None if mission.helper_id is None else await work.helpers.get(mission.helper_id)
    return Visit(mission, helper, await concerns.had_by(work, mission))
