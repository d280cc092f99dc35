"""What is learned from earlier missions: of the same kind, around there, most of all at this time of day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.mission import Mission
from domain.offer import Offer, OfferStatus
from domain.waves import Experience
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.storage.seeds import seed_helper, seed_mission


async def asked(store: Store, mission: Mission, *answers: tuple[OfferStatus, float]) -> None:
    """Helpers were offered the mission just now, and answered after so many minutes."""
    helpers = [await seed_helper(store) for _ in answers]
    async with store.writing() as work:
        for helper, (status, minutes) in zip(helpers, answers, strict=True):
            offer = Offer(mission_id=mission.id, helper_id=helper.id, offered_at=work.now, distance_m=500, wave=1)
            if status is not OfferStatus.OFFERED:
                offer.answer(status, work.now + timedelta(minutes=minutes))
            work.missions.add_offer(offer)


async def learned(store: Store, mission: Mission) -> Experience:
    """What is known when this mission is published."""
    async with store.reading() as work:
        return await work.missions.experience(mission)


async def test_minutes_are_counted_until_an_answer_and_not_for_ever(store: Store, clock: Clock) -> None:
    before = await seed_mission(store)
    await asked(
        store,
        before,
        (OfferStatus.ACCEPTED, 5),
        (OfferStatus.DECLINED, 2),
        (OfferStatus.WITHDRAWN, 5),
        (OfferStatus.WITHDRAWN, 300),
        (OfferStatus.OFFERED, 0),
        (OfferStatus.ACCEPTED, 45),
    )
    clock.advance(minutes=59)
    assert await learned(store, await seed_mission(store)) == Experience(1, 5 + 2 + 5 + 30 + 30 + 30)


async def test_its_own_offers_and_those_who_came_by_themselves_teach_nothing(store: Store) -> None:
    mission = await seed_mission(store)
    await asked(store, mission, (OfferStatus.ACCEPTED, 5))
    assert await learned(store, mission) == Experience()


async def test_another_time_of_day_teaches_less(store: Store, clock: Clock) -> None:
    before = await seed_mission(store)
    await asked(store, before, (OfferStatus.ACCEPTED, 4))
    clock.advance(hours=5)  # from the morning to the afternoon
    assert await learned(store, await seed_mission(store)) == Experience(0.25, 1)


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, True),
        ({"latitude": 51.05, "longitude": 3.72}, False),
        ({"kind": "dog_walk"}, False),
        ({"kind": "moral_support"}, False),
    ],
)
async def test_only_what_is_alike_counts(store: Store, fields: dict[str, Any], *, known: bool) -> None:
    await asked(store, await seed_mission(store), (OfferStatus.ACCEPTED, 4))
    assert (await learned(store, await seed_mission(store, **fields)) != Experience()) is known


async def test_how_long_it_usually_takes_is_known_after_a_few(store: Store, clock: Clock) -> None:
    for number in range(5):
        mission = await seed_mission(store)
        async with store.reading() as work:
            assert await work.missions.usually_taken_in(mission) is None
        async with store.writing() as work:
            held = await work.missions.lock(mission.id)
            assert held is not None
            held.accepted_at = work.now + timedelta(minutes=10 * number)
    async with store.reading() as work:
        assert await work.missions.usually_taken_in(await seed_mission(store)) == timedelta(minutes=20)
