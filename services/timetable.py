"""What time does to missions: the next wave, the operator's warning, the end, the silence of whoever has one, and what
follows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from domain.mission import Mission
from domain.notices.missions import HelperSilent, MissionAccepted, MissionExpired, OfferNudged, TimeNearlyOver
from domain.notices.names import to_person
from domain.timetable import Step, step_due
from services import aside, dispatch, missions, series
from services.by_itself import by_itself
from storage.unit_of_work import Store, UnitOfWork

MOST_AT_ONCE = 5  # steps of one mission may fall on the same instant

log = structlog.get_logger("timetable")


async def keep_time(store: Store, limit: int = 100) -> int:
    """Take every step that is due, each by itself in a transaction of its own; how many were taken."""
    async with store.reading() as work:
        due = await work.missions.due(limit)
    taken = 0
    for number in due:
        with by_itself(log, "step failed", mission=number):
            for _ in range(MOST_AT_ONCE):
                if not await take_step(store, number):
                    break
                taken += 1
    return taken


@dispatch.again_if_overtaken
async def take_step(store: Store, mission_id: int) -> bool:
    """Take the step of a mission that is due, if somebody else isn't doing so already."""
    async with store.writing() as work:
        mission = await work.missions.lock_free(mission_id)
        if mission is None:
            return False
        step = step_due(mission, work.now)
        if step is None:
            work.missions.touch(mission)
            return False
        await STEPS[step](work, mission)
    return True


async def _wave(work: UnitOfWork, mission: Mission) -> None:
    await dispatch.next_wave(work, mission)
    await dispatch.tell_staff(work, mission)


async def _warn(work: UnitOfWork, mission: Mission) -> None:
    mission.warned_at = work.now
    await dispatch.tell_staff(work, mission, TimeNearlyOver(mission.id))


async def _expire(work: UnitOfWork, mission: Mission) -> None:
    mission.expire(work.now)
    await dispatch.withdraw_others(work, mission, except_for=None)
    await dispatch.tell_staff(work, mission, MissionExpired(mission.id))


async def _call(work: UnitOfWork, mission: Mission) -> None:
    mission.call_reminded_at = work.now
    await work.outbox.add(await aside.desk_of(work, mission), MissionAccepted(mission.id))


async def _ask(work: UnitOfWork, mission: Mission) -> None:
    assert mission.helper_id is not None  # noqa: S101 - it is taken
    mission.nudge(work.now)
    await work.outbox.add(to_person(mission.helper_id), OfferNudged(mission.id, mission.nudges))


async def _alert(work: UnitOfWork, mission: Mission) -> None:
    mission.nudge(work.now)
    await dispatch.tell_staff(work, mission, HelperSilent(mission.id))


async def _reopen(work: UnitOfWork, mission: Mission) -> None:
    assert mission.helper_id is not None  # noqa: S101 - it is taken
    helper_id = mission.helper_id
    await missions.take_back(work, mission, helper_id)
    await work.journal.write("system", "took back", f"mission:{mission.id}", helper=helper_id)


STEPS: dict[Step, Callable[[UnitOfWork, Mission], Awaitable[None]]] = {
    Step.WAVE: _wave,
    Step.WARN: _warn,
    Step.EXPIRE: _expire,
    Step.CALL: _call,
    Step.ASK: _ask,
    Step.REMIND: _ask,
    Step.ALERT: _alert,
    Step.REOPEN: _reopen,
    Step.FOLLOW: series.follow,
}
