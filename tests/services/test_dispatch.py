"""Who is asked, and when they hear of it."""

from __future__ import annotations

from datetime import timedelta

from domain.availability import PartOfDay, slots
from domain.mission import OfferStatus
from domain.notices import MissionOffered, to_person
from services import desk, missions
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, outbox_of, seed_helper, seed_operator, statuses


async def test_in_quiet_hours_helpers_sleep_unless_it_is_urgent(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=23)
    operator, zoe = await seed_operator(store), await seed_helper(store)
    tomorrow = {"starts_at": clock.now + timedelta(hours=12), "ends_at": clock.now + timedelta(hours=16)}
    await desk.publish(store, operator, a_draft(store, **tomorrow))
    assert await outbox_of(store, to_person(zoe)) == []
    urgent = await desk.publish(store, operator, a_draft(store, urgent=True, **tomorrow))
    assert await outbox_of(store, to_person(zoe)) == [MissionOffered(urgent.id)]
    clock.advance(timedelta(hours=9))
    assert [type(one) for one in await outbox_of(store, to_person(zoe))] == [MissionOffered]


async def test_what_begins_before_the_morning_is_not_kept_until_then(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=20, minute=40)  # 21:40 in Brussels
    operator, zoe = await seed_operator(store), await seed_helper(store)
    published = []
    for starts, ends in ((-1, 1), (9, 10)):
        times = {"starts_at": clock.now + timedelta(hours=starts), "ends_at": clock.now + timedelta(hours=ends)}
        published.append(await desk.publish(store, operator, a_draft(store, **times)))
    assert await outbox_of(store, to_person(zoe)) == [MissionOffered(one.id) for one in published]


async def test_whoever_is_free_only_in_the_part_of_the_window_that_is_over_is_not_asked(
    store: Store, clock: Clock
) -> None:
    operator = await seed_operator(store)
    early = await seed_helper(store, slots=slots([(2, PartOfDay.MORNING)]))
    late = await seed_helper(store, slots=slots([(2, PartOfDay.EVENING)]))
    whole_day = {"starts_at": clock.now, "ends_at": clock.now + timedelta(hours=12)}
    mission = await desk.publish(store, operator, a_draft(store, **whole_day))
    assert set(await statuses(store, mission.id)) == {early, late}
    await missions.accept(store, mission.id, late)
    clock.advance(hours=9)  # 19:00
    later = await seed_helper(store, slots=slots([(2, PartOfDay.EVENING)]))
    await missions.release(store, mission.id, late)
    now = await statuses(store, mission.id)
    assert now[later] is OfferStatus.OFFERED
    assert now[early] is OfferStatus.WITHDRAWN
