"""Whoever gets to know many doors, or hands on one mission after the other: the moderators hear of it in time."""

from __future__ import annotations

from domain.notices.names import MODERATORS, to_person
from domain.notices.safeguarding import ManyDoors
from domain.turnover import A_DAY, TOLD_OF_MANY_DOORS
from storage.unit_of_work import UnitOfWork


async def look(work: UnitOfWork, helper_id: int) -> None:
    """Tell the moderators, once a day, where this helper takes or hands on much. A step of other services."""
    if not (await work.missions.turnover(helper_id, A_DAY)).is_much:
        return
    since, known = work.now - A_DAY, await work.journal.about(to_person(helper_id))
    if any(entry.action == TOLD_OF_MANY_DOORS and entry.at > since for entry in known):
        return
    await work.outbox.add(MODERATORS, ManyDoors(helper_id))
    await work.journal.write("system", TOLD_OF_MANY_DOORS, to_person(helper_id))
