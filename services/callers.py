"""What callers can ask for on the phone, by an operator's hand: who came, who is coming, stop it, what is stored."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import NotFound
from domain.helper import Helper
from domain.mission import Mission
from domain.notices import caller_card, to_person
from domain.people import Helpee
from services import desk
from services.people import require_operator
from storage.outbox import SentCard
from storage.unit_of_work import Store, UnitOfWork

LATELY = 5
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Visit:
    """A mission, and who has it or had it; None: nobody (yet), or somebody who is forgotten."""

    mission: Mission
    helper: Helper | None


@dataclass(frozen=True, slots=True)
class Caller:
    """A helpee, what is to come for them (the earliest first), and what was (the latest first)."""

    helpee: Helpee
    coming: list[Visit]
    past: list[Visit]


async def look_up(store: Store, operator_id: int, phone: str) -> Caller | None:
    """The caller with this number (E.164), or None if nobody has called from it. Raises NotAllowed."""
    async with store.writing() as work:
        await require_operator(work, operator_id)
        helpee = await work.people.helpee_by_phone(phone)
        return None if helpee is None else await _seen(work, operator_id, helpee, LATELY)


async def look_at(store: Store, operator_id: int, helpee_id: int) -> Caller:
    """The caller with this number in our books. Raises NotAllowed, NotFound."""
    async with store.writing() as work:
        return await _seen(work, operator_id, await _helpee(work, operator_id, helpee_id), LATELY)


async def stop_everything(store: Store, operator_id: int, helpee_id: int) -> int:
    """Cancel whatever is open or taken for a caller, and let nothing repeat; how many missions that ended.

    Raises NotAllowed, NotFound.
    """
    async with store.writing() as work:
        await _helpee(work, operator_id, helpee_id)
        ended = await stop(work, helpee_id)
        await work.journal.write(to_person(operator_id), "stopped everything", f"helpee:{helpee_id}", missions=ended)
    return len(ended)


async def keep_card(store: Store, operator_id: int, helpee_id: int, chat: str, message: str) -> None:
    """Remember a message that shows a caller's file, so that it goes when they are forgotten. Raises NotAllowed."""
    async with store.writing() as work:
        await require_operator(work, operator_id)
        await work.outbox.keep_card(SentCard(to_person(operator_id), caller_card(helpee_id), chat, message))


async def stop(work: UnitOfWork, helpee_id: int) -> list[int]:
    """The same as a step of other services; the numbers of the missions that were cancelled."""
    ended: list[int] = []
    for one in reversed(await work.missions.last_of_helpee(helpee_id, MOST)):  # locked lowest number first
        if not one.is_active and one.recurrence is None:
            continue
        mission = await work.missions.lock(one.id)
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
    return helpee


async def _seen(work: UnitOfWork, operator_id: int, helpee: Helpee, most: int) -> Caller:
    await work.journal.write(to_person(operator_id), "saw", f"helpee:{helpee.id}")
    return await caller_of(work, helpee, most)


async def caller_of(work: UnitOfWork, helpee: Helpee, most: int) -> Caller:
    """What there is about a helpee, with up to `most` missions. A step of other services."""
    missions = await work.missions.last_of_helpee(helpee.id, most)
    visits = [Visit(one, None if one.helper_id is None else await work.helpers.get(one.helper_id)) for one in missions]
    coming = [one for one in visits if one.mission.is_active]
    coming.sort(key=lambda one: (one.mission.starts_at, one.mission.id))
    return Caller(helpee, coming, [one for one in visits if not one.mission.is_active])
