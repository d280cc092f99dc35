"""Missions that repeat: the next one is published when its time has come, for as long as nobody stops it."""

from __future__ import annotations

from domain.mission import Mission
from domain.notices import to_person
from domain.timetable import following, next_window
from services import dispatch
from services.desk import lock
from storage.unit_of_work import Store, UnitOfWork


async def follow(work: UnitOfWork, mission: Mission) -> None:
    """Publish the next one after this one, or none where the last one is over. A step of other services.

    It takes over what was last written in this one, and goes to the same operator.
    """
    window = next_window(mission, work.now)
    mission.followed_at = work.now
    if window is None:
        return
    next_one = following(mission, window, work.now)
    work.missions.add(next_one)
    await work.flush()
    await work.journal.write("system", "published", f"mission:{next_one.id}", follows=mission.id)
    await dispatch.tell_staff(work, next_one)
    await dispatch.offer_next(work, next_one)


async def stop(store: Store, operator_id: int, mission_id: int) -> Mission:
    """Let none follow any more; the one itself stays as it is. Raises NotAllowed, NotFound."""
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        going_on = (mission, *await work.missions.lock_following(mission))
        for one in going_on:
            if one.recurrence is not None:
                one.recurrence = None
                await dispatch.rewrite_cards(work, one)
                await dispatch.tell_staff(work, one)
                await work.journal.write(to_person(operator_id), "stopped repeating", f"mission:{one.id}")
    return mission
