"""Whoever gets to know many doors, or hands on one mission after the other: the moderators hear of it in time."""

from __future__ import annotations

from domain.notices.names import MODERATORS, to_person
from domain.notices.safeguarding import ManyDoors
from domain.turnover import A_DAY, TOLD_OF_MANY_DOORS
from storage.unit_of_work import UnitOfWork


async def look(work: UnitOfWork, helper_id: int) -> None:
    """Tell the moderators, once a day, where a locked helper takes or hands on much. A step of other services."""
    today = await work.missions.turnover(helper_id, A_DAY)
    if not today.is_much:
        return
    if await work.journal.has_since(work.now - A_DAY, TOLD_OF_MANY_DOORS, to_person(helper_id)):
        return
    await work.outbox.add(MODERATORS, ManyDoors(helper_id, today.taken, today.doors, today.handed_on))
    await work.journal.write("system", TOLD_OF_MANY_DOORS, to_person(helper_id))
