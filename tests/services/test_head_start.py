"""Whom the helpee knows is asked before all others, and has the mission alone for a while."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.mission import Mission, Outcome
from domain.notices.missions import MissionOffered
from domain.notices.names import to_person
from domain.offer import OfferStatus
from domain.waves import HEAD_START, HEAD_STARTS, PAUSES, Haste
from services import desk, finding, missions, registration, timetable
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import FIRST, a_draft, empty_outbox, outbox_of, seed_helper, seed_operator, statuses

PHONE = "+3225559876"
ALONE = HEAD_STARTS[Haste.SOON].pause


@pytest.fixture
async def operator(store: Store) -> int:
    return await seed_operator(store)


async def somebody_known(store: Store, operator: int, outcome: Outcome = Outcome.WELL) -> int:
    """A helper who has helped the caller with `PHONE`."""
    helper = await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    await missions.accept(store, mission.id, helper)
    await missions.complete(store, mission.id, helper, outcome)
    return helper


async def now(store: Store, mission: Mission) -> Mission:
    """The mission as it is now."""
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
        assert found is not None
        return found


async def asked(store: Store, mission: Mission) -> set[int]:
    """Who has it open before them."""
    return {helper for helper, status in (await statuses(store, mission.id)).items() if status is OfferStatus.OFFERED}


async def test_the_others_follow_when_those_who_know_the_caller_have_had_their_time(
    store: Store, clock: Clock, operator: int
) -> None:
    known = await somebody_known(store, operator)
    for _ in range(FIRST + 2):
        await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    assert await asked(store, mission) == {known}
    assert (await now(store, mission)).wave == HEAD_START
    clock.advance(ALONE - timedelta(seconds=1))
    await timetable.keep_time(store)
    assert await asked(store, mission) == {known}
    clock.advance(timedelta(seconds=1))
    await asyncio.gather(*(timetable.keep_time(store) for _ in range(3)))
    assert len(await asked(store, mission)) == (await now(store, mission)).first_wave
    assert known in await asked(store, mission)
    assert (await now(store, mission)).wave == 1
    assert (await now(store, mission)).wave_at == clock.now + PAUSES[Haste.SOON]


async def test_there_is_more_time_for_what_is_for_another_day(store: Store, clock: Clock, operator: int) -> None:
    await somebody_known(store, operator)
    await seed_helper(store)
    tomorrow = {"starts_at": clock.now + timedelta(hours=24), "ends_at": clock.now + timedelta(hours=28)}
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE, **tomorrow))
    assert (await now(store, mission)).wave_at == clock.now + HEAD_STARTS[Haste.LATER].pause


async def test_at_night_the_time_alone_begins_in_the_morning(store: Store, clock: Clock, operator: int) -> None:
    known = await somebody_known(store, operator)
    other = await seed_helper(store)
    await empty_outbox(store)
    clock.now = clock.now.replace(hour=22)
    tomorrow = {"starts_at": clock.now + timedelta(hours=12), "ends_at": clock.now + timedelta(hours=16)}
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE, **tomorrow))
    assert await outbox_of(store, to_person(known)) == []
    morning = (clock.now + timedelta(days=1)).replace(hour=7)
    assert (await now(store, mission)).wave_at == morning + HEAD_STARTS[Haste.SOON].pause
    assert await outbox_of(store, to_person(other)) == []


async def test_a_no_of_the_last_one_asks_the_others_at_once(store: Store, operator: int) -> None:
    known = [await somebody_known(store, operator) for _ in range(3)]
    others = {await seed_helper(store) for _ in range(2)}
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    first = await asked(store, mission)
    assert len(first) == HEAD_STARTS[Haste.SOON].most
    assert first < set(known)
    for number, helper in enumerate(known, start=1):
        in_turn = next(iter(await asked(store, mission) & set(known)))
        await missions.decline(store, mission.id, in_turn)
        assert bool(await asked(store, mission) & others) == (number == len(known)), helper
    assert await asked(store, mission) == others


async def test_somebody_who_takes_a_break_does_not_hold_it_up(store: Store, operator: int) -> None:
    known, other = await somebody_known(store, operator), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    await registration.pause(store, known)
    assert await asked(store, mission) == {other}


async def test_what_is_urgent_goes_to_all_of_the_first_wave(store: Store, operator: int) -> None:
    known, other = await somebody_known(store, operator), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE, urgent=True))
    assert await asked(store, mission) == {known, other}


async def test_after_a_release_everybody_is_asked(store: Store, operator: int) -> None:
    known, other, late = await somebody_known(store, operator), await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    await missions.accept(store, mission.id, known)
    await missions.release(store, mission.id, known)
    assert await asked(store, mission) == {other, late}


async def test_an_operator_need_not_wait(store: Store, operator: int) -> None:
    known, other = await somebody_known(store, operator), await seed_helper(store)
    for ask in (finding.widen, finding.ask_everybody):
        mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
        assert await asked(store, mission) == {known}
        assert await ask(store, operator, mission.id) == 1
        assert await asked(store, mission) == {known, other}
        found = await finding.explain(store, operator, mission.id)
        assert [(offer.helper_id, offer.wave) for offer, _name in found.asked] == [(known, HEAD_START), (other, 1)]
        await desk.cancel(store, operator, mission.id)


async def test_the_forecast_says_how_many_are_asked_first(store: Store, operator: int) -> None:
    await somebody_known(store, operator)
    await seed_helper(store)
    foreseen = await desk.foresee(store, operator, a_draft(store, phone=PHONE))
    assert (foreseen.eligible, foreseen.first) == (2, 1)
    assert (await desk.foresee(store, operator, a_draft(store, phone=PHONE, urgent=True))).first == 0
    assert (await desk.foresee(store, operator, a_draft(store))).first == 0


async def test_only_whoever_is_asked_first_hears_of_it(store: Store, operator: int) -> None:
    known, other = await somebody_known(store, operator), await seed_helper(store)
    await empty_outbox(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    await missions.accept(store, mission.id, known)
    assert await outbox_of(store, to_person(other)) == []
    second = await desk.publish(store, operator, a_draft(store, phone=PHONE))
    assert await outbox_of(store, to_person(known)) == [MissionOffered(second.id)]
