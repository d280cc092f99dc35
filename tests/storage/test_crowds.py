"""Hundreds at once: one winner, nobody fails, and who only reads is not held up."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from domain.errors import AlreadyTaken
from domain.notices.missions import OfferChanged
from domain.notices.names import to_person
from domain.offer import Offer, OfferStatus
from storage.tables import conversations
from storage.unit_of_work import Store
from tests.storage.seeds import a_place, seed_helper, seed_mission, seed_person

CROWD = 300


async def accept(store: Store, mission_id: int, helper_id: int) -> bool:
    """What accepting does to the database."""
    try:
        async with store.writing() as work:
            mission = await work.missions.lock(mission_id)
            assert mission is not None
            helper = await work.helpers.get(helper_id)
            assert helper is not None
            mission.accept(helper_id, work.now)
            await work.helpers.candidate(helper, mission)
            offer = Offer(mission_id=mission_id, helper_id=helper_id, offered_at=work.now, distance_m=None)
            offer.answer(OfferStatus.ACCEPTED, work.now)
            work.missions.add_offer(offer)
            await work.outbox.add(to_person(helper_id), OfferChanged(mission_id))
            await work.journal.write(to_person(helper_id), "accepted", f"mission:{mission_id}")
    except AlreadyTaken:
        return False
    return True


async def test_of_all_who_accept_at_once_exactly_one_wins(store: Store) -> None:
    mission = await seed_mission(store)
    helpers = [await seed_helper(store, a_place(number)) for number in range(20)]
    tries = [accept(store, mission.id, helpers[number % len(helpers)].id) for number in range(CROWD)]
    # The winner may try again and hears that the mission is theirs, which is no AlreadyTaken: those are set apart.
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert results.count(True) == 1
    assert {repr(one) for one in results if isinstance(one, BaseException)} <= {"AlreadyYours()"}
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
        offers = await work.missions.offers(mission.id)
        assert found is not None
        assert [(one.helper_id, one.status) for one in offers] == [(found.helper_id, OfferStatus.ACCEPTED)]
        assert await work.outbox.waiting() == 1
        assert len(await work.journal.about(f"mission:{mission.id}")) == 1


async def test_hundreds_who_write_at_once_all_succeed(store: Store) -> None:
    async def put(number: int) -> None:
        async with store.writing() as work:
            await work.conversations.get(str(number))
            await work.conversations.put(str(number), "state", {"number": number})

    await asyncio.gather(*(put(number) for number in range(CROWD)))
    async with store.reading() as work:
        assert await work.session.scalar(select(func.count()).select_from(conversations)) == CROWD


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_who_only_reads_is_not_held_up_by_those_who_wait_to_write(store: Store) -> None:
    person = await seed_person(store)
    reading_done = asyncio.Event()

    async def write(number: int) -> None:
        async with store.writing() as work:
            await work.conversations.put(str(number), "state", {})
            await reading_done.wait()

    async with asyncio.TaskGroup() as tasks:
        for number in range(50):
            tasks.create_task(write(number))
        await asyncio.sleep(0)
        async with asyncio.timeout(5), store.reading() as work:
            assert await work.people.by_id(person.id) is not None
        reading_done.set()


async def test_a_transaction_that_is_cancelled_leaves_nothing_behind(store: Store) -> None:
    started = asyncio.Event()

    async def write() -> None:
        async with store.writing() as work:
            await work.conversations.put("k", "state", {})
            started.set()
            await asyncio.sleep(60)

    for _ in range(8):  # more than there are connections
        task = asyncio.create_task(write())
        await started.wait()
        started.clear()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5), store.writing() as work:
        assert await work.conversations.get("k") == (None, {}, [])


async def test_cancelling_at_any_moment_leaves_the_store_working(store: Store) -> None:
    async def write(number: int) -> None:
        async with store.writing() as work:
            await work.conversations.put(str(number), "state", {})

    for moment in range(60):
        task = asyncio.create_task(write(moment))
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5):
        await asyncio.gather(*(write(number) for number in range(100, 120)))
