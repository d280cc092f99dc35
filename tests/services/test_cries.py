"""Who may be crying for help, whatever they write."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.mission import Outcome
from services import cries, desk, incidents, missions
from services.raised import Report
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator

MANY = 6


async def test_what_others_have_by_now_hides_nothing_that_is_still_in_hand(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    later = {"starts_at": clock() + timedelta(days=4), "ends_at": clock() + timedelta(days=4, hours=4)}
    hers, *others = [await desk.publish(store, operator, a_draft(store, **later)) for _ in range(MANY + 1)]
    await missions.accept(store, hers.id, zoe)
    for other in others:
        await missions.accept(store, other.id, zoe)
        await missions.release(store, other.id, zoe)
        await missions.accept(store, other.id, await seed_helper(store))
    clock.advance(days=3)
    assert await cries.country(store, zoe) == "BE"


async def test_it_is_forgotten_two_days_after_it_was_done_or_handed_on(store: Store, clock: Clock) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    later = {"starts_at": clock() + timedelta(days=4), "ends_at": clock() + timedelta(days=4, hours=4)}
    done, handed_on = [await desk.publish(store, operator, a_draft(store, **later)) for _ in range(2)]
    assert await cries.country(store, tom) is None
    await missions.accept(store, done.id, zoe)
    await missions.accept(store, handed_on.id, tom)
    await missions.complete(store, done.id, zoe, Outcome.WELL)
    await missions.release(store, handed_on.id, tom)
    clock.advance(days=1, hours=23)
    assert await cries.country(store, zoe) == await cries.country(store, tom) == "BE"
    clock.advance(hours=2)
    assert await cries.country(store, zoe) is None
    assert await cries.country(store, tom) is None


async def test_asked_for_many_at_once_each_hears_of_themselves(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    zoe, tom, uma, vic = [await seed_helper(store) for _ in range(4)]
    hers, his, theirs = [await desk.publish(store, operator, a_draft(store)) for _ in range(3)]
    await missions.accept(store, hers.id, zoe)
    await missions.accept(store, his.id, tom)
    await missions.accept(store, theirs.id, vic)
    async with store.writing() as work:
        found = await work.missions.get(his.id)
        assert found is not None
        found.country = "CH"
    await incidents.report(store, vic, Report("key", theirs.id, "conduct"))
    clock.advance(days=3)  # what Vic handed on is forgotten, the concern is not
    everybody = (zoe, tom, uma, vic, zoe)
    assert await asyncio.gather(*(cries.country(store, one) for one in everybody)) == ["BE", "CH", None, "BE", "BE"]


async def test_the_newest_mission_says_where_they_are_unless_a_concern_does(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    first, second = [await desk.publish(store, operator, a_draft(store)) for _ in range(2)]
    await missions.accept(store, second.id, zoe)
    await missions.accept(store, first.id, zoe)
    async with store.writing() as work:
        found = await work.missions.get(second.id)
        assert found is not None
        found.country = "CH"
    assert await cries.country(store, zoe) == "CH"
    await incidents.report(store, zoe, Report("key", first.id, "conduct"))
    assert await cries.country(store, zoe) == "BE"
