"""Who may be crying for help, whatever they write."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.mission import Outcome
from services import cries, desk, incidents, missions
from services.moderator import Moderator
from services.raised import Report
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator

MANY = 6
MO = Moderator("telegram:7", "Mo")


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
    zoe, tom, uma, vic, wim = [await seed_helper(store) for _ in range(5)]
    hers, his, *theirs = [await desk.publish(store, operator, a_draft(store)) for _ in range(4)]
    await missions.accept(store, hers.id, zoe)
    await missions.accept(store, his.id, tom)
    await is_in(store, his.id, "CH")
    for helper, mission, country in zip((vic, wim), theirs, ("GB", "CH"), strict=True):
        await missions.accept(store, mission.id, helper)
        await is_in(store, mission.id, country)
        await missions.release(store, mission.id, helper)
    clock.advance(days=1, hours=12)
    for helper, mission in zip((vic, wim), theirs, strict=True):
        await incidents.report(store, helper, Report(f"key-{helper}", mission.id, "conduct"))
    clock.advance(days=1)  # what they handed on is forgotten, their concerns are not
    assert await asyncio.gather(*(cries.country(store, one) for one in (zoe, tom, uma, vic, wim, zoe))) == [
        "BE",
        "CH",
        None,
        "GB",
        "CH",
        "BE",
    ]


async def test_the_newest_mission_says_where_they_are_unless_a_concern_does(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    first, second = [await desk.publish(store, operator, a_draft(store)) for _ in range(2)]
    await missions.accept(store, second.id, zoe)
    await missions.accept(store, first.id, zoe)
    await is_in(store, second.id, "CH")
    assert await cries.country(store, zoe) == "CH"
    await incidents.report(store, zoe, Report("key", first.id, "conduct"))
    assert await cries.country(store, zoe) == "BE"


async def test_of_several_concerns_it_is_the_one_that_what_they_write_is_added_to(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    found = []
    for number, country in enumerate(("GB", "CH", "BE")):
        mission = await desk.publish(store, operator, a_draft(store))
        await missions.accept(store, mission.id, zoe)
        await is_in(store, mission.id, country)
        found.append(await incidents.report(store, zoe, Report(f"key-{number}", mission.id, "conduct", goes_on=False)))
    for number, country in ((2, "CH"), (1, "GB"), (0, "BE")):  # the newest that is open; once none is, the newest
        await incidents.take(store, found[number].id, MO)
        await incidents.close(store, found[number].id, MO, "nothing")
        latest = await incidents.lately_raised(store, zoe)
        assert latest is not None
        assert await cries.country(store, zoe) == latest.country == country


async def is_in(store: Store, mission_id: int, country: str) -> None:
    """Let a mission be in another country."""
    async with store.writing() as work:
        found = await work.missions.get(mission_id)
        assert found is not None
        found.country = country
