"""Where a helper is, while they are out and share it."""

from __future__ import annotations

from datetime import datetime

from domain.availability import LIVE_FOR
from domain.helper import Helper, HelperPlace
from places import Place
from services import dispatch
from storage.unit_of_work import Store, UnitOfWork


@dispatch.again_if_overtaken
async def share(store: Store, person_id: int, here: Place, radius_m: int, until: datetime) -> Helper:
    """Send this helper what begins soon around here, too, until then, `LIVE_FOR` at most.

    Raises NotRegistered, NotValidated, Suspended.
    """
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        helper.be_out(
            HelperPlace(
                latitude=here.latitude,
                longitude=here.longitude,
                name=here.name,
                country=here.country,
                radius_m=radius_m,
                live_until=min(until, work.now + LIVE_FOR),
            )
        )
        await _go_by_it(work, person_id)
    return helper


@dispatch.again_if_overtaken
async def move(store: Store, person_id: int, here: Place) -> None:
    """The helper is here now, if they share where they are. What is too far from here is handed on."""
    async with store.reading() as work:
        helper = await work.helpers.get(person_id)
        if helper is None or helper.live is None or helper.live.is_at(here.latitude, here.longitude):
            return
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        if helper.live is None:
            return
        helper.live.move(here.latitude, here.longitude)
        helper.live.name, helper.live.country = here.name, here.country
        await _go_by_it(work, person_id)


@dispatch.again_if_overtaken
async def stop(store: Store, person_id: int) -> bool:
    """Go by the helper's own places again; whether they shared where they are. What is too far from these is handed on.

    Raises NotRegistered.
    """
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        if helper.live is None:
            return False
        helper.be_back()
        await _go_by_it(work, person_id)
    return True


async def end_outings(store: Store, limit: int = 100) -> int:
    """Forget where helpers were who have shared it for as long as they wanted; how many they are."""
    async with store.reading() as work:
        numbers = await work.helpers.outings_over(limit)
    for number in numbers:
        await _end(store, number)
    return len(numbers)


@dispatch.again_if_overtaken
async def _end(store: Store, person_id: int) -> None:
    async with store.writing() as work:
        helper = await dispatch.lock_helper(work, person_id)
        if helper.live is not None and helper.live.live_until is not None and helper.live.live_until <= work.now:
            helper.be_back()
            await _go_by_it(work, person_id)


async def _go_by_it(work: UnitOfWork, person_id: int) -> None:
    await work.flush()
    await dispatch.hand_on_offers(work, person_id)
