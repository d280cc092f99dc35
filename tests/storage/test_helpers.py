"""Who comes into question for a mission, and what matching is told of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.availability import ALWAYS, WEEKENDS
from domain.helper import HelperPlace, HelperStatus
from domain.matching import Candidate
from domain.mission import Mission
from domain.network import KINDS, mask
from domain.offer import OfferStatus
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

GROCERIES = mask(["groceries"], KINDS)


async def candidates(store: Store, mission: Mission, **options: Any) -> list[Candidate]:
    async with store.reading() as work:
        return await work.helpers.candidates(mission, **options)


async def found_near_ixelles(store: Store, **masks: int) -> list[int]:
    async with store.reading() as work:
        asked = {"kind_mask": GROCERIES, "slot_mask": ALWAYS, "limit": 50, **masks}
        return [number for number, _ in await work.helpers.nearest(*IXELLES, **asked)]


async def test_a_helper_comes_with_their_person_and_places(store: Store) -> None:
    helper = await seed_helper(store, a_place(), a_place(3_000))
    async with store.reading() as work:
        found = await work.helpers.get(helper.id)
        assert await work.helpers.get(helper.id + 1) is None
    assert found is not None
    assert found.person.external_id == helper.person.external_id
    assert [place.id for place in found.places] == [place.id for place in helper.places]
    assert (found.kinds, found.languages) == (helper.kinds, helper.languages)
    async with store.writing() as work:
        assert await work.helpers.get(helper.id, lock=True) is not None


async def test_the_search_follows_whatever_changes(store: Store) -> None:
    helper = await seed_helper(store)

    async def changed(**fields: Any) -> bool:
        async with store.writing() as work:
            again = await work.helpers.get(helper.id)
            assert again is not None
            for name, value in fields.items():
                setattr(again, name, value)
        return helper.id in await found_near_ixelles(store)

    async def reachable(*, yes: bool) -> bool:
        async with store.writing() as work:
            person = await work.people.by_id(helper.id)
            assert person is not None
            person.reachable = yes
        return helper.id in await found_near_ixelles(store)

    assert await changed()
    assert not await changed(status=HelperStatus.SUSPENDED)
    assert await changed(status=HelperStatus.VALIDATED)
    assert not await changed(paused_at=store.now())
    assert await changed(paused_at=None)
    assert not await reachable(yes=False)
    assert await reachable(yes=True)
    assert not await changed(kinds=frozenset({"pharmacy"}))
    assert await changed(kinds=frozenset({"pharmacy", "groceries"}))
    assert await changed(slots=WEEKENDS)
    assert await found_near_ixelles(store, slot_mask=ALWAYS & ~WEEKENDS) == []
    assert not await changed(places=[a_place(60_000)])
    assert await changed(places=[a_place(60_000), a_place(1_000)])
    assert not await changed(places=[])


async def test_the_search_follows_a_place_that_moves(store: Store) -> None:
    helper = await seed_helper(store)
    async with store.writing() as work:
        again = await work.helpers.get(helper.id)
        assert again is not None
        again.places[0].latitude += 1.0
    assert await found_near_ixelles(store) == []
    async with store.writing() as work:
        again = await work.helpers.get(helper.id)
        assert again is not None
        again.places[0].latitude -= 1.0
        again.places[0].radius_m = 1
    assert await found_near_ixelles(store) == [helper.id]


async def test_candidates_are_those_near_free_and_willing(store: Store) -> None:
    mission = await seed_mission(store)
    near = await seed_helper(store, north_m=9 * STEP)
    nearer = await seed_helper(store, north_m=-5 * STEP)
    two_places = await seed_helper(store, a_place(81 * STEP, radius_m=10_000), a_place(18 * STEP, radius_m=1_000))
    await seed_helper(store, north_m=45 * STEP)
    await seed_helper(store, kinds=frozenset({"pharmacy"}))
    await seed_helper(store, slots=WEEKENDS)
    await seed_helper(store, paused_at=store.now())
    found = await candidates(store, mission)
    assert [one.helper_id for one in found] == [nearer.id, near.id, two_places.id]
    assert [round(one.distance_m or 0) for one in found] == [556, 1001, 9007]
    assert all(one.in_reach and one.can_be_offered for one in found)
    assert (found[0].kinds, found[0].languages, found[0].country) == (nearer.kinds, nearer.languages, "BE")
    assert [one.helper_id for one in await candidates(store, mission, limit=1)] == [nearer.id]


async def test_a_mission_that_is_not_kept_yet_can_be_forecast(store: Store) -> None:
    helper = await seed_helper(store)
    kept = await seed_mission(store)
    async with store.reading() as work:
        helpee = await work.people.helpee_by_phone(kept.helpee.phone)
        assert helpee is not None
        work.session.expunge_all()
        draft = Mission(
            **{
                **{name: getattr(kept, name) for name in Mission.__dataclass_fields__},
                "helpee": helpee,
                "id": 0,
            }
        )
        assert [one.helper_id for one in await work.helpers.candidates(draft)] == [helper.id]


async def test_those_who_have_the_mission_before_them_are_left_out(store: Store) -> None:
    mission = await seed_mission(store)
    helpers = [await seed_helper(store, north_m=100 * number) for number in range(4)]
    for helper, status in zip(helpers, (OfferStatus.OFFERED, OfferStatus.DECLINED, OfferStatus.RELEASED), strict=False):
        await seed_offer(store, mission, helper, status)
    found = await candidates(store, mission, limit=1)
    assert {one.helper_id: one.answered for one in found} == {
        helpers[1].id: True,
        helpers[2].id: True,
        helpers[3].id: False,
    }


async def test_the_search_goes_on_where_the_nearest_are_out_of_the_question(store: Store) -> None:
    mission, operator = await seed_mission(store), await seed_operator(store)
    busy = [await seed_helper(store, north_m=10 * number) for number in range(3)]
    free = await seed_helper(store, north_m=2_000)
    for helper in busy:
        for _ in range(3):
            taken = await seed_mission(store, operator=operator)
            async with store.writing() as work:
                locked = await work.missions.lock(taken.id)
                assert locked is not None
                locked.accept(helper.id, work.now)
    found = await candidates(store, mission, limit=2)
    assert found[-1].helper_id == free.id
    assert [one.active_missions for one in found] == [3, 3, 3, 0]


async def test_those_whom_the_helpee_liked_are_always_among_them(store: Store) -> None:
    helpee = await seed_helpee(store)
    mission = await seed_mission(store, helpee)
    busy_then = await seed_helper(store, north_m=300, slots=WEEKENDS)
    far = await seed_helper(store, north_m=270 * STEP)
    frozen = await seed_helper(store, north_m=200)
    for helper in (busy_then, far):
        await pair(store, helpee, helper, liked=True)
    await pair(store, helpee, frozen, frozen=True)
    found = {one.helper_id: one for one in await candidates(store, mission)}
    assert (found[busy_then.id].liked, found[busy_then.id].in_reach) == (True, True)
    assert (found[far.id].in_reach, round(found[far.id].distance_m or 0)) == (False, 30_023)
    assert (found[frozen.id].frozen, found[frozen.id].liked) == (True, False)


async def test_recent_offers_are_counted(store: Store, clock: Clock) -> None:
    helper, operator = await seed_helper(store, completed=2), await seed_operator(store)
    for hours in (15 * 24, 10 * 24, 23, 1):
        clock.now -= timedelta(hours=hours)
        mission = await seed_mission(store, operator=operator)
        await seed_offer(store, mission, helper)
        clock.advance(hours=hours)
    async with store.writing() as work:
        again = await work.helpers.get(helper.id)
        assert again is not None
        again.last_offered_at = clock.now - timedelta(hours=1)
    (found,) = await candidates(store, await seed_mission(store))
    assert (found.offers_recently, found.offers_today, found.completed) == (3, 2, 2)
    assert found.last_offered_at == clock.now - timedelta(hours=1)


async def test_by_phone_the_whole_country_is_asked_those_first_who_waited_longest(store: Store, clock: Clock) -> None:
    mission = await seed_mission(store, kind="moral_support", latitude=None, longitude=None)
    never = await seed_helper(store, north_m=90_000)
    lately = await seed_helper(store, last_offered_at=clock.now - timedelta(hours=1))
    long_ago = await seed_helper(store, last_offered_at=clock.now - timedelta(days=9))
    never_either = await seed_helper(store, slots=ALWAYS)
    await seed_helper(store, languages=frozenset({"nl"}))
    await seed_helper(store, country="CH")
    await seed_helper(store, kinds=frozenset({"groceries"}))
    await seed_helper(store, paused_at=store.now())
    weekends = await seed_helper(store, slots=WEEKENDS)
    unreachable = await seed_helper(store)
    async with store.writing() as work:
        person = await work.people.by_id(unreachable.id)
        assert person is not None
        person.reachable = False
    found = await candidates(store, mission)
    assert [one.helper_id for one in found] == [never.id, never_either.id, long_ago.id, lately.id]
    assert all(one.in_reach and one.distance_m is None for one in found)
    assert [one.helper_id for one in await candidates(store, mission, limit=3)] == [
        never.id,
        never_either.id,
        long_ago.id,
    ]
    async with store.reading() as work:
        assert weekends.id in {one.helper_id for one in await work.helpers.everybody(mission, 10)}


async def test_everybody_are_those_in_reach_at_any_time_and_then_those_too_far(store: Store) -> None:
    mission = await seed_mission(store)
    far = await seed_helper(store, north_m=8_000)
    weekends = await seed_helper(store, north_m=4_000, slots=WEEKENDS)
    offered = await seed_helper(store, north_m=100)
    await seed_offer(store, mission, offered)
    await seed_helper(store, kinds=frozenset({"pharmacy"}))
    async with store.reading() as work:
        found = await work.helpers.everybody(mission, 10)
        fewer = await work.helpers.everybody(mission, 2)
    assert [(one.helper_id, one.in_reach) for one in found] == [
        (offered.id, True),
        (weekends.id, True),
        (far.id, False),
    ]
    assert [one.helper_id for one in fewer] == [offered.id, weekends.id]


async def test_one_helper_is_measured_from_each_of_their_places(store: Store) -> None:
    mission = await seed_mission(store)
    helper = await seed_helper(store, a_place(18 * STEP, radius_m=1_000), a_place(81 * STEP, radius_m=10_000))
    async with store.writing() as work:
        again = await work.helpers.get(helper.id)
        assert again is not None
        one = await work.helpers.candidate(again, mission)
        assert (round(one.distance_m or 0), one.in_reach) == (9007, True)
        again.places[1].radius_m = 2_000
        one = await work.helpers.candidate(again, mission)
        assert (round(one.distance_m or 0), one.in_reach) == (2002, False)
        again.pause(work.now)
        assert not (await work.helpers.candidate(again, mission)).can_be_offered


async def test_a_place_near_greenwich_is_near_on_both_sides(store: Store) -> None:
    at = (51.4779, -0.0005)
    helper = await seed_helper(
        store,
        HelperPlace(latitude=at[0], longitude=0.001, name="Greenwich", country="GB", radius_m=1_000),
        country="GB",
    )
    mission = await seed_mission(store, latitude=at[0] + 10 * METRE, longitude=at[1], country="GB")
    assert [one.helper_id for one in await candidates(store, mission)] == [helper.id]


async def test_everyone_who_ever_applied(store: Store) -> None:
    first, second = (
        await seed_helper(store, status=HelperStatus.LEFT),
        await seed_helper(store, a_place(), a_place(900)),
    )
    async with store.reading() as work:
        found = await work.helpers.everyone(10)
        assert [one.id for one in await work.helpers.everyone(1)] == [first.id]
    assert [(one.id, len(one.places)) for one in found] == [(first.id, 1), (second.id, 2)]
