"""Whoever's turn it is comes into question, however many live nearer: the search agrees with matching's own order."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from domain.availability import ALWAYS, WEEKENDS
from domain.matching import order, wave
from domain.mission import Mission
from domain.network import MAX_RADIUS_M
from domain.offer import OfferStatus
from domain.waves import Wave
from storage.tables import offers
from storage.unit_of_work import Store
from tests.storage.seeds import STEP, pair, seed_crowd, seed_helper, seed_mission

WAVE = 10
Asked = dict[int, list[timedelta]]


async def ask(store: Store, mission: Mission, asked: Asked, status: OfferStatus = OfferStatus.WITHDRAWN) -> None:
    """These helpers were offered other missions that long ago."""
    others = [
        await seed_mission(store, mission.helpee, mission.operator)
        for _ in range(max(map(len, asked.values()), default=0))
    ]
    async with store.writing() as work:
        rows = [
            {"mission_id": other.id, "helper_id": number, "offered_at": work.now - ago, "status": status}
            for number, agos in asked.items()
            for other, ago in zip(others, agos, strict=False)
        ]
        await work.session.execute(insert(offers), rows)
        for number, agos in asked.items():
            helper = await work.helpers.get(number)
            assert helper is not None
            helper.last_offered_at = max((work.now - ago for ago in agos), default=None)


async def asked_first(store: Store, mission: Mission, **options: Any) -> list[int]:
    """Who is offered the mission first."""
    async with store.reading() as work:
        eligible = order(await work.helpers.candidates(mission, **options), mission)
        return [one.helper_id for one in wave(eligible, Wave(WAVE, MAX_RADIUS_M), already=0, least=0)]


async def test_a_crowd_next_door_does_not_hide_those_whose_turn_it_is(store: Store) -> None:
    mission = await seed_mission(store)
    crowd = await seed_crowd(store, ({"north_m": 56} for _ in range(250)))
    waiting = await seed_crowd(store, ({"north_m": 334} for _ in range(20)))
    await ask(store, mission, {number: [timedelta(days=3)] for number in crowd})
    assert await asked_first(store, mission) == waiting[:WAVE]


async def test_by_phone_those_who_waited_do_not_hide_those_who_were_asked_less(store: Store) -> None:
    mission = await seed_mission(store, kind="moral_support")
    often = await seed_crowd(store, ({} for _ in range(220)))
    once = await seed_crowd(store, ({} for _ in range(5)))
    long_ago = await seed_crowd(store, ({} for _ in range(2)))
    three_times = [timedelta(days=5), timedelta(days=6), timedelta(days=7)]
    asked = dict.fromkeys(often, three_times) | {number: [timedelta(days=1)] for number in once}
    await ask(store, mission, asked | {number: [timedelta(days=40)] for number in long_ago})
    assert (await asked_first(store, mission))[:7] == long_ago + once


async def test_whom_the_helpee_liked_is_first_from_the_edge_of_their_reach(store: Store) -> None:
    mission = await seed_mission(store)
    await seed_crowd(store, ({"north_m": 56} for _ in range(220)))
    liked = await seed_helper(store, north_m=44 * STEP)
    beyond = await seed_helper(store, north_m=45 * STEP)
    for helper in (liked, beyond):
        await pair(store, mission.helpee, helper, liked=True)
    first = await asked_first(store, mission)
    assert first[0] == liked.id
    assert beyond.id not in first


async def test_the_search_goes_on_where_all_whose_turn_it_is_have_said_no(store: Store) -> None:
    mission = await seed_mission(store)
    no = await seed_crowd(store, ({"north_m": 600} for _ in range(30)))
    asked = await seed_crowd(store, ({"north_m": 50 + number} for number in range(30)))
    await ask(store, mission, {number: [timedelta(days=1)] for number in asked})
    async with store.writing() as work:
        rows = [{"mission_id": mission.id, "offered_at": work.now, "status": OfferStatus.DECLINED}]
        await work.session.execute(insert(offers), [{**rows[0], "helper_id": number} for number in no])
    assert await asked_first(store, mission, limit=20) == asked[:WAVE]


@pytest.mark.parametrize("kind", ["groceries", "moral_support"])
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_is_asked_before_their_turn(store: Store, seed: int, kind: str) -> None:
    chance = random.Random(seed)  # the same people each time
    mission = await seed_mission(store, kind=kind)
    spread = chance.choice([900, 2_500, 5_000])
    numbers = await seed_crowd(
        store,
        [
            {
                "north_m": chance.uniform(0, spread),
                "languages": frozenset(chance.choice([["fr"], ["nl"], ["fr", "nl"]])),
                "slots": chance.choice([ALWAYS, ALWAYS, WEEKENDS]),
                "completed": chance.choice([0, 0, 2]),
            }
            for _ in range(230)
        ],
    )
    ago = [timedelta(days=chance.randrange(20), minutes=chance.randrange(1_000)) for _ in range(5)]
    asked = {number: chance.sample(ago, chance.randrange(4)) for number in numbers if chance.random() < chance.random()}
    await ask(store, mission, {number: agos for number, agos in asked.items() if agos})
    async with store.reading() as work:
        helpers = [await work.helpers.get(number) for number in numbers]
        everybody = [await work.helpers.candidate(helper, mission) for helper in helpers if helper is not None]
    expected = [one.helper_id for one in order(everybody, mission)][:WAVE]
    assert len(expected) == WAVE
    for limit in (10, 40, 200):
        assert await asked_first(store, mission, limit=limit) == expected
