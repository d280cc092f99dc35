"""Validations end: helpers are reminded before, and then are offered nothing until they have renewed."""

from __future__ import annotations

from datetime import timedelta

import structlog

from domain.availability import quiet_until
from domain.helper import Helper, HelperStatus
from domain.mission import Mission
from domain.network import COUNTRIES
from domain.notices.identity import HelperExpired, ValidationEnds, ValidationOver
from domain.notices.names import to_person
from domain.validity import next_step
from services import dispatch, missions
from services.by_itself import by_itself
from storage.unit_of_work import Store, UnitOfWork

LOOK_AGAIN = timedelta(days=1)
SYSTEM = "system"

log = structlog.get_logger("validity")


async def keep(store: Store, limit: int = 100) -> int:
    """Remind whose validation is about to end, and end it, each by itself; how many helpers it concerned."""
    async with store.reading() as work:
        numbers = await work.helpers.validity_due(limit)
    for number in numbers:
        with by_itself(log, "step failed", helper=number):
            await _take_step(store, number)
    return len(numbers)


@dispatch.again_if_overtaken
async def _take_step(store: Store, helper_id: int) -> None:
    async with store.writing() as work:
        helper = await dispatch.lock(work, helper_id)
        if helper is None or helper.validity_due_at is None or helper.validity_due_at > work.now:
            return
        if helper.status is HelperStatus.SUSPENDED:
            helper.validity_due_at = work.now + LOOK_AGAIN  # it ends once they are back, if it has to
        elif helper.status is not HelperStatus.VALIDATED or helper.valid_until is None:
            helper.validity_due_at = None
        elif work.now >= helper.valid_until:
            await _expire(work, helper)
        else:
            helper.validity_due_at = next_step(helper.valid_until, work.now)
            await _tell(work, helper, ValidationEnds())


async def go_on(work: UnitOfWork, helper: Helper) -> None:
    """A helper is back as they were: a validation that ended meanwhile ends now, before anything is offered to them. A
    step of other services: the helper is locked, and has nothing in hand.
    """
    if helper.status is not HelperStatus.VALIDATED or helper.valid_until is None:
        return
    if work.now >= helper.valid_until:
        await _expire(work, helper)
    elif helper.validity_due_at is None:
        helper.validity_due_at = next_step(helper.valid_until, work.now)


async def _expire(work: UnitOfWork, helper: Helper) -> None:
    helper.expire()
    await work.flush()
    for mission in await work.missions.active_of_helper(helper.id):
        if _is_today(mission, work):
            await dispatch.tell_staff(work, mission, HelperExpired(mission.id))
        else:
            await missions.take_away(work, mission, helper.id, SYSTEM)
    await dispatch.hand_on_offers(work, helper.id)
    await _tell(work, helper, ValidationOver())
    await work.journal.write(SYSTEM, "validation expired", to_person(helper.id))


def _is_today(mission: Mission, work: UnitOfWork) -> bool:
    """Whether somebody may be waiting at a door already, so that an operator decides and nobody else."""
    zone = COUNTRIES[mission.country].zone
    return mission.starts_at.astimezone(zone).date() <= work.now.astimezone(zone).date()


async def _tell(work: UnitOfWork, helper: Helper, notice: ValidationEnds | ValidationOver) -> None:
    due_at = quiet_until(work.now, COUNTRIES[helper.country].zone)
    await work.outbox.add(to_person(helper.id), notice, due_at=due_at)
