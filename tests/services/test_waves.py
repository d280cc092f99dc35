"""A mission goes out in waves: small first, then more and further, until somebody takes it or nobody is left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from domain.errors import MissionTaken, NotAllowed
from domain.helper import HelperStatus
from domain.matching import Candidate
from domain.mission import Mission
from domain.notices.missions import MissionCard, MissionOffered, NobodyLeft
from domain.notices.names import to_person
from domain.offer import OfferStatus
from domain.waves import LOOK_AGAIN, ON_FOOT, PAUSES, Haste
from services import desk, finding, missions, registration, timetable
from storage.helpers import Helpers
from storage.tables import outbox
from storage.unit_of_work import Store, UnitOfWork
from tests.conftest import Clock
from tests.services.seeds import (
    FIRST,
    a_draft,
    empty_outbox,
    kinds_for,
    outbox_of,
    seed_helper,
    seed_operator,
    statuses,
)

PAUSE, AGAIN = PAUSES[Haste.SOON], LOOK_AGAIN[Haste.SOON]
NORTH = (50.8640, 4.3720)  # 4 km from the mission


async def now(store: Store, mission: Mission) -> Mission:
    """The mission as it is now."""
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
        assert found is not None
        return found


async def asked(store: Store, mission: Mission) -> int:
    """How many have it open before them."""
    return list((await statuses(store, mission.id)).values()).count(OfferStatus.OFFERED)


async def after(store: Store, clock: Clock, time: timedelta) -> None:
    """Time passes, and does what it does."""
    clock.advance(time)
    await timetable.keep_time(store)


async def test_more_are_asked_when_the_first_have_had_their_time(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(30):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    assert await asked(store, mission) == FIRST
    await after(store, clock, PAUSE - timedelta(seconds=1))
    assert await asked(store, mission) == FIRST
    await after(store, clock, timedelta(seconds=1))
    assert await asked(store, mission) == ON_FOOT[1].open
    await timetable.keep_time(store)
    assert await asked(store, mission) == ON_FOOT[1].open
    await after(store, clock, PAUSE)
    assert await asked(store, mission) == ON_FOOT[2].open
    async with store.reading() as work:
        waves = [offer.wave for offer in await work.missions.offers(mission.id)]
    assert [waves.count(number) for number in (1, 2, 3)] == [5, 7, 13]


async def test_what_is_urgent_goes_faster(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(FIRST + 1):
        await seed_helper(store)
    calm = await desk.publish(store, operator, a_draft(store))
    urgent = await desk.publish(store, operator, a_draft(store, urgent=True))
    await after(store, clock, PAUSES[Haste.URGENT])
    assert (await asked(store, calm), await asked(store, urgent)) == (FIRST, FIRST + 1)


async def test_whoever_lives_near_is_asked_before_those_further_away(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    near = [await seed_helper(store) for _ in range(4)]
    far = [await seed_helper(store, at=NORTH, radius_m=10_000) for _ in range(9)]
    mission = await desk.publish(store, operator, a_draft(store))
    assert set(await statuses(store, mission.id)) == set(near)
    await after(store, clock, PAUSE)
    assert len(set(await statuses(store, mission.id)) & set(far)) == ON_FOOT[1].open - 4


async def test_where_few_live_near_some_further_away_are_asked_at_once(store: Store) -> None:
    operator, near = await seed_operator(store), await seed_helper(store)
    for _ in range(9):
        await seed_helper(store, at=NORTH, radius_m=10_000)
    mission = await desk.publish(store, operator, a_draft(store))
    offered = await statuses(store, mission.id)
    assert near in offered
    assert len(offered) == 3


async def test_a_decline_is_replaced_at_once_and_does_not_hasten_the_next_wave(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(20):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    clock.advance(minutes=5)
    await missions.decline(store, mission.id, next(iter(await statuses(store, mission.id))))
    assert await asked(store, mission) == FIRST
    await after(store, clock, PAUSE - timedelta(minutes=5, seconds=1))
    assert await asked(store, mission) == FIRST
    await after(store, clock, timedelta(seconds=1))
    assert await asked(store, mission) == ON_FOOT[1].open


async def test_the_operator_hears_once_that_nobody_is_left_although_some_have_not_answered(
    store: Store, clock: Clock
) -> None:
    operator = await seed_operator(store)
    for _ in range(FIRST + 1):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await after(store, clock, PAUSE)
    assert await asked(store, mission) == FIRST + 1
    assert NobodyLeft not in await kinds_for(store, to_person(operator))
    await after(store, clock, PAUSE)
    await after(store, clock, AGAIN)
    told = await outbox_of(store, to_person(operator))
    assert told.count(NobodyLeft(mission.id)) == 1
    assert MissionCard(mission.id) in told


async def test_whoever_comes_back_is_asked_for_what_nobody_has_taken(store: Store, clock: Clock) -> None:
    operator, tired = await seed_operator(store), await seed_helper(store)
    await registration.pause(store, tired)
    mission = await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft in await kinds_for(store, to_person(operator))
    await registration.resume(store, tired)
    await after(store, clock, AGAIN)
    assert await outbox_of(store, to_person(tired)) == [MissionOffered(mission.id)]
    assert (await now(store, mission)).exhausted_at is None


async def test_at_night_a_wave_waits_for_the_morning_and_so_does_the_next(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=22)
    operator = await seed_operator(store)
    for _ in range(FIRST + 3):
        await seed_helper(store)
    tomorrow = {"starts_at": clock.now + timedelta(hours=12), "ends_at": clock.now + timedelta(hours=16)}
    mission = await desk.publish(store, operator, a_draft(store, **tomorrow))
    morning = (clock.now + timedelta(days=1)).replace(hour=7)  # eight in Brussels
    assert (await now(store, mission)).wave_at == morning + PAUSES[Haste.SOON]
    await after(store, clock, timedelta(hours=5))
    assert await asked(store, mission) == FIRST


async def test_a_mission_that_begins_before_the_morning_waits_too_if_enough_of_it_is_left(
    store: Store, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=1)  # two at night in Brussels
    operator, zoe = await seed_operator(store), await seed_helper(store)
    long, short = timedelta(hours=12), timedelta(hours=2)
    begins = clock.now + timedelta(hours=4)
    waiting = await desk.publish(store, operator, a_draft(store, starts_at=begins, ends_at=begins + long))
    at_once = await desk.publish(store, operator, a_draft(store, starts_at=begins, ends_at=begins + short))
    async with store.reading() as work:
        due = {letter.payload["mission_id"]: letter.due_at for letter in await letters_for(work, zoe)}
    assert due == {waiting.id: clock.now.replace(hour=7), at_once.id: clock.now}


async def test_what_lay_unheard_in_the_night_teaches_nothing(store: Store, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=21, minute=30)
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(FIRST)]
    tomorrow = {"starts_at": clock.now + timedelta(hours=12), "ends_at": clock.now + timedelta(hours=16)}
    missions_ = [await desk.publish(store, operator, a_draft(store, **tomorrow)) for _ in range(3)]
    clock.now = (clock.now + timedelta(days=1)).replace(hour=7, minute=2)
    for mission, helper in zip(missions_, crowd, strict=False):
        await missions.accept(store, mission.id, helper)
    async with store.reading() as work:
        learned = await work.missions.experience(await now(store, await desk_of(store, operator)))
    assert learned.accepted > 0
    assert learned.minutes < 3 * FIRST * 3


async def letters_for(work: UnitOfWork, helper: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What waits for a helper, with when it is due."""
    found = select(outbox.c.payload, outbox.c.due_at).where(outbox.c.recipient == to_person(helper))
    return (await work.session.execute(found)).all()


async def desk_of(store: Store, operator: int) -> Mission:
    """One more mission like the others, just published."""
    return await desk.publish(store, operator, a_draft(store))


async def test_a_wave_never_goes_out_twice_however_many_keep_the_time(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(60):
        await seed_helper(store)
    published = [await desk.publish(store, operator, a_draft(store)) for _ in range(3)]
    await empty_outbox(store)
    clock.advance(PAUSE)
    await asyncio.gather(*(timetable.keep_time(store) for _ in range(6)))
    for mission in published:
        assert await asked(store, mission) == ON_FOOT[1].open
        assert (await now(store, mission)).wave == 2
    async with store.reading() as work:
        assert await work.outbox.waiting() <= 3 * (ON_FOOT[1].open - FIRST) + 2 * 3


async def test_what_was_missed_while_nobody_kept_the_time_is_made_good_for(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(30):
        await seed_helper(store)
    waits, over = [await desk.publish(store, operator, a_draft(store, ends_at=clock.now + timedelta(hours=hours)))
                   for hours in (9, 2)]  # fmt: skip
    await after(store, clock, timedelta(hours=4))
    assert await asked(store, waits) == ON_FOOT[1].open
    assert (await now(store, over)).status == "expired"


async def test_one_step_that_fails_keeps_no_other_mission_from_its_own(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = await seed_operator(store)
    for _ in range(FIRST + 1):
        await seed_helper(store)
    bad, good = [await desk.publish(store, operator, a_draft(store)) for _ in range(2)]
    take_step = timetable.take_step

    async def fails_once(store: Store, number: int) -> bool:
        if number == bad.id:
            raise RuntimeError("a bug")
        return await take_step(store, number)

    monkeypatch.setattr(timetable, "take_step", fails_once)
    await after(store, clock, PAUSE)
    assert (await now(store, bad)).wave == 1
    assert (await now(store, good)).wave == 2


async def test_an_operator_who_can_t_wait_asks_more_at_once(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    for _ in range(FIRST + 2):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    assert await finding.widen(store, operator, mission.id) == 2
    assert (await now(store, mission)).wave_at == clock.now + PAUSE
    assert await finding.widen(store, operator, mission.id) == 0
    assert NobodyLeft in await kinds_for(store, to_person(operator))


async def test_whoever_was_phoned_is_given_the_mission_and_nobody_else_has_it_open(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store, name="Zoé Exemple")
    tom = await seed_helper(store, name="Tom van Voorbeeld")
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.decline(store, mission.id, tom)
    everybody = [helper.id for helper, _ in await finding.who_could(store, operator, mission.id)]
    assert set(everybody) == {zoe, tom}
    for typed in ("tom", "VAN", "  voorb"):
        assert [helper.id for helper, _ in await finding.who_could(store, operator, mission.id, typed)] == [tom]
    assert await finding.who_could(store, operator, mission.id, "oom") == []
    await finding.give(store, operator, mission.id, tom)
    given = await now(store, mission)
    assert (given.helper_id, given.status) == (tom, "taken")
    assert given.confirmed_at is not None
    assert (await statuses(store, mission.id))[zoe] is OfferStatus.WITHDRAWN
    with pytest.raises(MissionTaken):
        await finding.who_could(store, operator, mission.id)


async def test_why_tells_who_was_asked_and_how_many_were_not_for_which_reason(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    zoe = await seed_helper(store, name="Zoé Exemple")
    await seed_helper(store, slots=1)
    await seed_helper(store, kinds=frozenset({"dog_walk"}))
    await registration.pause(store, await seed_helper(store))
    await seed_helper(store, status=HelperStatus.APPLIED)
    mission = await desk.publish(store, operator, a_draft(store))
    tom = await seed_helper(store, name="Tom Voorbeeld")
    await after(store, clock, PAUSE)
    await missions.decline(store, mission.id, zoe)
    found = await finding.explain(store, operator, mission.id)
    assert [(name, offer.helper_id, offer.status) for offer, name in found.asked] == [
        ("Zoé Exemple", zoe, OfferStatus.DECLINED),
        ("Tom Voorbeeld", tom, OfferStatus.OFFERED),
    ]
    assert found.left_out == {"not_free": 1, "other_kind": 1, "unavailable": 1}
    assert found.waves == len(ON_FOOT)
    with pytest.raises(NotAllowed):
        await finding.explain(store, zoe, mission.id)


async def test_why_counts_who_does_not_speak_the_language_of_a_call_too(store: Store) -> None:
    operator = await seed_operator(store)
    zoe = await seed_helper(store)
    await seed_helper(store, languages=frozenset({"nl"}))
    by_phone = {"kind": "moral_support", "latitude": None, "longitude": None, "limit_cents": None}
    mission = await desk.publish(store, operator, a_draft(store, **by_phone))
    found = await finding.explain(store, operator, mission.id)
    assert [offer.helper_id for offer, _name in found.asked] == [zoe]
    assert found.left_out == {"other_language": 1}


async def test_somebody_is_found_by_name_however_many_live_nearer(store: Store) -> None:
    operator = await seed_operator(store)
    for _ in range(55):
        await seed_helper(store)
    wanda = await seed_helper(store, at=NORTH, name="Éva Wanda Exemple")
    await seed_helper(store, name="Wanda Voorbeeld", kinds=frozenset({"dog_walk"}))
    mission = await desk.publish(store, operator, a_draft(store))
    for beginning in ("wan", " ÉVA wanda"):
        found = await finding.who_could(store, operator, mission.id, beginning)
        assert [helper.id for helper, _candidate in found] == [wanda]
    assert await finding.who_could(store, operator, mission.id, "anda") == []


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)  # on SQLite, one waits for the other
@pytest.mark.parametrize("act", [registration.pause, registration.leave])
async def test_whoever_goes_while_they_are_being_chosen_is_not_asked(
    store: Store, act: Callable[[Store, int], Awaitable[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store, at=NORTH)
    lock_free = Helpers.lock_free

    async def too_late(self: Helpers, mission: Mission, chosen: Sequence[Candidate]) -> list[Candidate]:
        if zoe in {one.helper_id for one in chosen}:
            await act(store, zoe)
        return await lock_free(self, mission, chosen)

    monkeypatch.setattr(Helpers, "lock_free", too_late)
    mission = await desk.publish(store, operator, a_draft(store))
    assert await statuses(store, mission.id) == {tom: OfferStatus.OFFERED}


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_the_only_one_who_can_be_asked_is_waited_for(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    async with store.writing() as work:
        await work.helpers.get(zoe, lock=True)
        publishing = asyncio.create_task(desk.publish(store, operator, a_draft(store)))
        await asyncio.wait({publishing}, timeout=0.1)
        assert not publishing.done()
    mission = await publishing
    assert await statuses(store, mission.id) == {zoe: OfferStatus.OFFERED}
    assert NobodyLeft not in await kinds_for(store, to_person(operator))


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_whoever_is_being_changed_is_passed_over_and_nobody_waits(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store, at=NORTH)
    async with store.writing() as work:
        await work.helpers.get(zoe, lock=True)
        mission = await desk.publish(store, operator, a_draft(store))
    assert await statuses(store, mission.id) == {tom: OfferStatus.OFFERED}
