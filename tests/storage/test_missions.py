"""Missions and offers: finding, locking, listing, and what is around a helper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from domain.mission import MissionStatus
from domain.offer import OfferStatus
from domain.timetable import next_step
from storage.errors import Conflict
from storage.missions import _before
from storage.tables import missions
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.storage.seeds import (
    IXELLES,
    METRE,
    STEP,
    a_place,
    pair,
    seed_helpee,
    seed_helper,
    seed_mission,
    seed_offer,
    seed_operator,
)

OPEN = [MissionStatus.OPEN]
LITERALLY = {"literal_binds": True}


async def accept(store: Store, mission_id: int, helper_id: int) -> None:
    async with store.writing() as work:
        mission = await work.missions.lock(mission_id)
        assert mission is not None
        mission.accept(helper_id, work.now)


async def cancel(store: Store, mission_id: int) -> None:
    async with store.writing() as work:
        mission = await work.missions.lock(mission_id)
        assert mission is not None
        mission.cancel(work.now)


async def test_a_mission_comes_with_its_helpee_and_operator(store: Store) -> None:
    mission = await seed_mission(store, details="Bread", limit_cents=4000, urgent=True)
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
        by_key = await work.missions.by_key(mission.key)
        assert await work.missions.get(mission.id + 1) is None
        assert await work.missions.by_key("other") is None
    assert found is by_key
    assert found is not None
    assert (found.helpee.phone, found.operator.operator_name) == (mission.helpee.phone, "Olive")
    assert (found.details, found.limit_cents, found.urgent, found.code_word) == ("Bread", 4000, True, mission.code_word)
    assert (found.starts_at, found.status) == (mission.starts_at, MissionStatus.OPEN)


async def test_a_locked_mission_is_as_it_is_now(store: Store) -> None:
    mission = await seed_mission(store)
    helper = await seed_helper(store)
    async with store.reading() as work:
        assert await work.missions.get(mission.id) is not None
    await accept(store, mission.id, helper.id)
    async with store.writing() as work:
        found = await work.missions.lock(mission.id)
        assert found is not None
        assert (found.status, found.helper_id) == (MissionStatus.TAKEN, helper.id)
        assert await work.missions.lock(mission.id + 1) is None


async def test_missions_of_a_helpee(store: Store) -> None:
    helpee, operator = await seed_helpee(store), await seed_operator(store)
    numbers = [(await seed_mission(store, helpee, operator)).id for _ in range(3)]
    await seed_mission(store, operator=operator)
    await cancel(store, numbers[1])
    async with store.reading() as work:
        assert [one.id for one in await work.missions.active_of_helpee(helpee.id)] == [numbers[0], numbers[2]]
        assert [one.id for one in await work.missions.last_of_helpee(helpee.id, 2)] == [numbers[2], numbers[1]]


async def test_missions_of_a_helper(store: Store) -> None:
    helper, operator = await seed_helper(store), await seed_operator(store)
    numbers = [(await seed_mission(store, operator=operator)).id for _ in range(4)]
    for number in numbers[:3]:
        await accept(store, number, helper.id)
    for number in numbers[:2]:
        await cancel(store, number)
    async with store.reading() as work:
        assert [one.id for one in await work.missions.active_of_helper(helper.id)] == [numbers[2]]
        assert await work.missions.count_in_hand(helper.id) == 1
        assert [one.id for one in await work.missions.closed_of_helper(helper.id, 5, 0)] == [numbers[1], numbers[0]]
        assert [one.id for one in await work.missions.closed_of_helper(helper.id, 5, 1)] == [numbers[0]]


async def test_what_a_helper_has_before_them_is_what_is_in_hand_or_offered(store: Store) -> None:
    helper, operator = await seed_helper(store), await seed_operator(store)
    in_hand, offered, both, declined, closed, other = [await seed_mission(store, operator=operator) for _ in range(6)]
    for mission in (in_hand, both, closed):
        await accept(store, mission.id, helper.id)
    await cancel(store, closed.id)
    await seed_offer(store, both, helper)
    await seed_offer(store, offered, helper)
    await seed_offer(store, declined, helper, OfferStatus.DECLINED)
    before = [in_hand.id, offered.id, both.id]
    async with store.writing() as work:
        assert [one.id for one in await work.missions.lock_before(helper.id)] == before
        named = await work.missions.lock_before(helper.id, other.id, in_hand.id)
        assert [one.id for one in named] == [*before, other.id]
        assert await work.missions.numbers_before(helper.id) == set(before)


async def test_what_a_helper_has_before_them_is_found_by_index(store: Store) -> None:
    """Every mission that ever was would be read otherwise, each time somebody pauses or blocks the bot."""
    statement = select(missions.c.id).where(_before(1, 2)).compile(store.database.engine, compile_kwargs=LITERALLY)
    explain = "EXPLAIN QUERY PLAN" if store.database.is_sqlite else "EXPLAIN"
    async with store.database.engine.connect() as connection:
        if not store.database.is_sqlite:
            await connection.execute(text("SET enable_seqscan = off"))
        rows = await connection.execute(text(f"{explain} {statement}"))
        plan = "\n".join(" ".join(map(str, row)) for row in rows)
    assert "SCAN missions" not in plan
    assert "Seq Scan on missions" not in plan


async def test_a_listing_is_newest_first_and_page_by_page(store: Store) -> None:
    olive, oscar = await seed_operator(store), await seed_operator(store)
    hers = [(await seed_mission(store, operator=olive)).id for _ in range(3)]
    his = (await seed_mission(store, operator=oscar)).id
    await cancel(store, hers[0])
    async with store.reading() as work:
        page, total = await work.missions.listing(status=OPEN, operator_id=None, limit=2, offset=0)
        assert ([one.id for one in page], total) == ([his, hers[2]], 3)
        page, total = await work.missions.listing(status=OPEN, operator_id=None, limit=2, offset=2)
        assert ([one.id for one in page], total) == ([hers[1]], 3)
        page, total = await work.missions.listing(status=list(MissionStatus), operator_id=olive.id, limit=9, offset=0)
        assert ([one.id for one in page], total) == (hers[::-1], 3)


async def test_missions_are_found_when_time_does_something_to_them(store: Store, clock: Clock) -> None:
    early, taken, closed = [await seed_mission(store) for _ in range(3)]
    clock.advance(hours=2)
    late = await seed_mission(store)
    helper = await seed_helper(store)
    await accept(store, taken.id, helper.id)
    async with store.writing() as work:
        gone = await work.missions.lock(closed.id)
        assert gone is not None
        gone.cancel(work.now)

    async def due(at: datetime, limit: int = 10) -> list[int]:
        clock.now = at
        async with store.reading() as work:
            return await work.missions.due(limit)

    steps = {one.id: next_step(one) for one in (early, late)}
    async with store.reading() as work:
        held = await work.missions.get(taken.id)
        assert held is not None
        steps[taken.id] = next_step(held)
    times = sorted((step[0], number) for number, step in steps.items() if step is not None)
    assert len(times) == 3
    for count, (at, _number) in enumerate(times, start=1):
        assert await due(at - timedelta(seconds=1)) == [number for _at, number in times[: count - 1]]
        assert await due(at) == [number for _at, number in times[:count]]
    assert await due(times[-1][0], limit=1) == [times[0][1]]


async def test_offers_of_a_mission_and_of_a_helper(store: Store, clock: Clock) -> None:
    helpers = [await seed_helper(store) for _ in range(2)]
    missions = [await seed_mission(store) for _ in range(2)]
    for mission in missions:
        clock.advance(minutes=1)
        await seed_offer(store, mission, helpers[0])
    await seed_offer(store, missions[0], helpers[1], OfferStatus.DECLINED)
    async with store.reading() as work:
        assert [one.helper_id for one in await work.missions.offers(missions[0].id)] == [one.id for one in helpers]
        assert [one.mission_id for one in await work.missions.open_offers_of_helper(helpers[0].id)] == [1, 2]
        assert await work.missions.open_offers_of_helper(helpers[1].id) == []
        offer = await work.missions.offer(missions[0].id, helpers[1].id)
        assert offer is not None
        assert (offer.status, offer.distance_m) == (OfferStatus.DECLINED, 100)
        assert await work.missions.offer(missions[1].id, helpers[1].id) is None


async def test_a_mission_is_offered_to_a_helper_once(store: Store) -> None:
    helper, mission = await seed_helper(store), await seed_mission(store)
    await seed_offer(store, mission, helper)
    with pytest.raises(Conflict):
        await seed_offer(store, mission, helper)


async def test_around_a_helper_are_the_missions_they_may_take_nearest_first(store: Store) -> None:
    at = (IXELLES[0] + 180 * STEP * METRE, IXELLES[1])
    helper = await seed_helper(
        store,
        a_place(radius_m=5_000),
        a_place(radius_m=1_000, at=at),
        kinds=frozenset({"groceries", "moral_support"}),
        languages=frozenset({"fr", "en"}),
    )
    operator = await seed_operator(store)

    async def publish(north_m: float = 0.0, **fields: Any) -> int:
        return (await seed_mission(store, operator=operator, latitude=IXELLES[0] + north_m * METRE, **fields)).id

    far = await publish(44 * STEP)
    near = await publish(-STEP)
    by_second_place = await publish(188 * STEP)
    phone = await publish(kind="moral_support", language="en")
    await publish(45 * STEP)
    await publish(190 * STEP)
    await publish(kind="pharmacy")
    await publish(kind="moral_support", language="nl")
    await publish(kind="moral_support", country="CH")
    await cancel(store, await publish())
    frozen = await seed_mission(store, operator=operator)
    await pair(store, frozen.helpee, helper, frozen=True)
    async with store.reading() as work:
        found, total = await work.missions.open_around(helper, limit=10, offset=0)
        page, _ = await work.missions.open_around(helper, limit=2, offset=1)
    assert [one.id for one, _ in found] == [near, by_second_place, far, phone]
    assert total == 4
    assert [None if distance is None else round(distance) for _, distance in found] == [111, 890, 4893, None]
    assert [one.id for one, _ in page] == [by_second_place, far]


async def test_a_helper_without_a_place_may_still_phone(store: Store) -> None:
    helper = await seed_helper(store)
    mission = await seed_mission(store, kind="moral_support", latitude=None, longitude=None)
    await seed_mission(store)
    helper.places = []
    async with store.reading() as work:
        found, total = await work.missions.open_around(helper, limit=10, offset=0)
    assert ([(one.id, distance) for one, distance in found], total) == ([(mission.id, None)], 1)


async def test_missions_lately_are_those_under_way_and_those_just_closed(store: Store, clock: Clock) -> None:
    old, late, taken, still_open = [await seed_mission(store) for _ in range(4)]
    await accept(store, taken.id, (await seed_helper(store)).id)
    await cancel(store, old.id)
    yesterday = clock.now
    clock.advance(hours=24)
    await cancel(store, late.id)
    async with store.reading() as work:
        found = await work.missions.lately(clock.now, 10)
        assert [one.id for one in found] == [still_open.id, taken.id, late.id]
        assert [one.id for one in await work.missions.lately(yesterday, 10)][3:] == [old.id]
        assert len(await work.missions.lately(yesterday, 2)) == 2


async def test_offers_of_several_missions(store: Store, clock: Clock) -> None:
    first, second, other = [await seed_mission(store) for _ in range(3)]
    helper = await seed_helper(store)
    for mission in (second, first, other):
        await seed_offer(store, mission, helper)
        clock.advance(minutes=1)
    async with store.reading() as work:
        found = await work.missions.offers_of([first.id, second.id])
        assert await work.missions.offers_of([]) == []
    assert [one.mission_id for one in found] == [second.id, first.id]
