"""Missions that repeat: the next one is published when its time has come, for as long as nobody stops it."""

from __future__ import annotations

from domain.mission import Mission
from domain.notices.names import to_person
from domain.timetable import following, next_window
from services import dispatch
from services.desk import end_following, lock
from storage.unit_of_work import Store, UnitOfWork


async def follow(work: UnitOfWork, mission: Mission) -> None:
    """Publish the next one after this one, or none where the last one is over. A step of other services.

    It takes over what was last written in this one, and goes to the same operator.
    """
    await work.people.lock_helpee(mission.helpee.id)  # whoever holds their door either sees what follows, or is seen
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
    """Let none follow any more, nor one that has followed it already go on; the one itself stays as it is.

    Raises NotAllowed, NotFound.
    """
    async with store.writing() as work:
        mission = await lock(work, operator_id, mission_id)
        if mission.recurrence is not None:
            await end_following(work, mission)
            await dispatch.rewrite_cards(work, mission)
            await dispatch.tell_staff(work, mission)
            await work.journal.write(to_person(operator_id), "stopped repeating", f"mission:{mission.id}")
    return mission
