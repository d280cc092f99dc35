"""A door at which something may be wrong: nobody is sent there before an operator has phoned."""

from __future__ import annotations

from domain.mission import MissionStatus
from domain.notices.safeguarding import DoorUnsafe
from services import dispatch
from storage.unit_of_work import UnitOfWork


async def hold(work: UnitOfWork, helpee_id: int, helper_id: int, keeps: int | None) -> None:
    """Offer nobody what is open at this door, and warn whoever published what is still to be done there. What is held
    already is told of already, and what this helper does not keep is taken from them next. A step of other services,
    which hold all of it.
    """
    for one in await work.missions.active_of_helpee(helpee_id):
        mission = await work.missions.lock(one.id)  # one may have been published since
        if mission is None or mission.is_held or not mission.is_active:
            continue
        if mission.helper_id == helper_id and mission.id != keeps:
            continue
        if mission.status is MissionStatus.OPEN:
            mission.hold(work.now)
            await dispatch.withdraw_others(work, mission, except_for=None)
        await dispatch.tell_staff(work, mission, DoorUnsafe(mission.id))
