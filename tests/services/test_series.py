"""Missions that repeat: the next one comes by itself, once, and is stopped for good."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from domain.errors import NotAllowed
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import MissionCancelled, MissionCard, MissionChanged, MissionOffered
from domain.notices.names import OPERATORS, to_person
from domain.offer import OfferStatus
from domain.recurrence import Every, Recurrence
from domain.timetable import AHEAD
from domain.timetable import following as following_mission
from domain.waves import HEAD_START
from services import desk, dispatch, missions, people, registration, series, timetable
from storage.errors import Conflict
from storage.unit_of_work import Store, UnitOfWork
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, outbox_of, seed_helper, seed_operator, statuses

DAILY = Recurrence(Every.DAY, time(17), time(19))
WEEKLY = Recurrence(Every.WEEK, time(17), time(19))


@pytest.fixture
async def operator(store: Store) -> int:
    return await seed_operator(store)


async def publish(store: Store, operator: int, recurrence: Recurrence = DAILY, **fields: Any) -> Mission:
    """One that repeats, this afternoon from five to seven in Brussels."""
    begins = store.now().replace(hour=16, minute=0)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), **fields}
    return await desk.publish(store, operator, a_draft(store, recurrence=recurrence, **times))


async def following(store: Store, mission: Mission) -> Mission | None:
    async with store.reading() as work:
        return await work.missions.following(mission.id)


async def next_of(store: Store, mission: Mission) -> Mission:
    """The one that has followed it."""
    found = await following(store, mission)
    assert found is not None
    return found


async def done_by(store: Store, mission: Mission, helper: int, outcome: Outcome = Outcome.WELL) -> None:
    await missions.accept(store, mission.id, helper)
    await missions.complete(store, mission.id, helper, outcome)


async def test_the_next_one_says_what_this_one_said_and_is_a_mission_of_its_own(
    store: Store, clock: Clock, operator: int
) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator, access_notes="Third bell")
    await desk.change_details(store, operator, mission.id, "A large dog")
    await done_by(store, mission, zoe)
    await empty_outbox(store)
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    assert (after.details, after.access_notes, after.limit_cents) == ("A large dog", "Third bell", 4000)
    assert (after.helpee.id, after.operator.id, after.recurrence) == (mission.helpee.id, operator, DAILY)
    assert (after.starts_at, after.ends_at) == (mission.starts_at + timedelta(1), mission.ends_at + timedelta(1))
    assert (after.status, after.urgent, after.helper_id) == (MissionStatus.OPEN, False, None)
    assert after.id != mission.id
    assert MissionCard(after.id) in await outbox_of(store, to_person(operator))
    await timetable.keep_time(store)
    assert await following(store, after) is None


@pytest.mark.parametrize("ending", ["completed", "not done", "cancelled", "expired", "ended"])
async def test_it_follows_however_this_one_ends(store: Store, clock: Clock, operator: int, ending: str) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator)
    if ending == "cancelled":
        await desk.cancel(store, operator, mission.id)
    elif ending == "expired":
        clock.now = mission.ends_at
    elif ending == "ended":
        await missions.accept(store, mission.id, zoe)
        await desk.end(store, operator, mission.id, zoe, Outcome.WELL)
    else:
        await done_by(store, mission, zoe, Outcome.WELL if ending == "completed" else Outcome.NOT_DONE)
    await timetable.keep_time(store)
    assert (await next_of(store, mission)).starts_at == mission.starts_at + timedelta(1)


async def test_it_does_not_wait_for_a_helper_who_says_nothing(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator)
    await missions.accept(store, mission.id, zoe)
    await missions.confirm(store, mission.id, zoe)
    clock.now = mission.ends_at - timedelta(minutes=1)
    await timetable.keep_time(store)
    assert await following(store, mission) is None
    clock.advance(minutes=1)
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    assert (await statuses(store, after.id))[zoe] is OfferStatus.OFFERED
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    await timetable.keep_time(store)
    assert await following(store, after) is None


async def test_what_is_a_week_away_is_asked_two_days_before(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator, WEEKLY)
    await done_by(store, mission, zoe)
    clock.now = mission.starts_at + timedelta(weeks=1) - AHEAD - timedelta(seconds=1)
    await timetable.keep_time(store)
    assert await following(store, mission) is None
    clock.advance(seconds=1)
    await timetable.keep_time(store)
    assert (await next_of(store, mission)).starts_at == mission.starts_at + timedelta(weeks=1)


async def test_however_many_keep_the_time_there_is_one(store: Store, clock: Clock, operator: int) -> None:
    for _ in range(3):
        await seed_helper(store)
    published = [await publish(store, operator) for _ in range(3)]
    clock.now = published[0].ends_at
    await asyncio.gather(*(timetable.keep_time(store) for _ in range(6)))
    after = [await next_of(store, mission) for mission in published]
    _found, total = await _all(store)
    assert (len({one.id for one in after}), total) == (3, 6)


async def test_the_database_lets_no_two_follow_the_same(store: Store, operator: int) -> None:
    mission = await publish(store, operator)
    twins = [following_mission(mission, mission.window, store.now()) for _ in range(2)]
    for number, twin in enumerate(twins):
        twin.key = f"twin-{number}"

    async def add_both() -> None:
        async with store.writing() as work:
            for twin in twins:
                work.missions.add(twin)

    with pytest.raises(Conflict):
        await add_both()
    assert (await _all(store))[1] == 1


async def _all(store: Store) -> tuple[list[Mission], int]:
    async with store.reading() as work:
        return await work.missions.listing(status=list(MissionStatus), operator_id=None, limit=100, offset=0)


async def test_after_an_outage_only_the_next_that_still_matters_comes(
    store: Store, clock: Clock, operator: int
) -> None:
    await seed_helper(store)
    mission = await publish(store, operator)
    clock.now = mission.ends_at + timedelta(days=2, minutes=-30)  # over twice, and as good as over
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    assert after.starts_at == mission.starts_at + timedelta(days=3)
    assert (await _all(store))[1] == 2


async def test_the_last_one_is_the_last(store: Store, clock: Clock, operator: int) -> None:
    until = date(2026, 3, 19)
    mission = await publish(store, operator, Recurrence(Every.DAY, time(17), time(19), until))
    clock.now = mission.ends_at
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    clock.now = after.ends_at
    await timetable.keep_time(store)
    assert await following(store, after) is None
    async with store.reading() as work:
        assert await work.missions.due(10) == []


async def test_when_the_end_has_come_during_an_outage_nothing_is_due_any_more(
    store: Store, clock: Clock, operator: int
) -> None:
    mission = await publish(store, operator, Recurrence(Every.DAY, time(17), time(19), date(2026, 3, 19)))
    clock.advance(days=9)
    await timetable.keep_time(store)
    assert await following(store, mission) is None
    async with store.reading() as work:
        assert await work.missions.due(10) == []


async def test_whoever_did_it_is_asked_alone_though_the_caller_has_not_said_that_all_went_well(
    store: Store, clock: Clock, operator: int
) -> None:
    zoe, tom = await seed_helper(store), await seed_helper(store)
    mission = await publish(store, operator)
    await done_by(store, mission, zoe, Outcome.PARTLY)
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    assert await statuses(store, after.id) == {zoe: OfferStatus.OFFERED}
    assert after.wave == HEAD_START
    await missions.decline(store, after.id, zoe)
    assert await statuses(store, after.id) == {zoe: OfferStatus.DECLINED, tom: OfferStatus.OFFERED}


async def test_whoever_was_last_is_asked_before_somebody_else_who_is_liked(
    store: Store, operator: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.waves.HEAD_STARTS", {})
    zoe, tom = await seed_helper(store), await seed_helper(store)
    mission = await publish(store, operator)
    async with store.writing() as work:
        (await work.people.pairing(mission.helpee.id, tom)).liked = True
    await done_by(store, mission, zoe, Outcome.PARTLY)
    await timetable.keep_time(store)
    async with store.reading() as work:
        after = await work.missions.following(mission.id)
        assert after is not None
        candidates = await work.helpers.everybody(after, 10)
    assert {one.helper_id: (one.did_last, one.liked) for one in candidates} == {
        zoe: (True, False),
        tom: (False, True),
    }


@pytest.mark.parametrize("reason", ["not done", "frozen"])
async def test_nobody_is_asked_first_who_could_not_do_it_or_is_not_to_come_again(
    store: Store, operator: int, reason: str
) -> None:
    zoe, tom = await seed_helper(store), await seed_helper(store)
    mission = await publish(store, operator)
    await done_by(store, mission, zoe, Outcome.NOT_DONE if reason == "not done" else Outcome.WELL)
    if reason == "frozen":
        async with store.writing() as work:
            (await work.people.pairing(mission.helpee.id, zoe)).frozen = True
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    asked = {zoe, tom} if reason == "not done" else {tom}
    assert set(await statuses(store, after.id)) == asked
    assert after.wave == 1


async def test_at_night_nobody_is_woken(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    night = Recurrence(Every.DAY, time(20), time(22))
    mission = await publish(store, operator, night, ends_at=clock.now.replace(hour=21, minute=30))
    await missions.accept(store, mission.id, zoe)
    await empty_outbox(store)
    clock.now = mission.ends_at  # half past ten in the evening there
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    async with store.writing() as work:
        letters = await work.outbox.claim(100, timedelta(minutes=1))
        kinds = [letter.kind for letter in letters if letter.recipient == to_person(zoe)]
    assert MissionOffered.__name__ not in kinds
    assert after.wave_at is not None
    assert after.wave_at > datetime(2026, 3, 19, 7, tzinfo=UTC)


async def test_only_this_one_or_all_of_them(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    only, all_of_them = await publish(store, operator), await publish(store, operator)
    await desk.cancel(store, operator, only.id)
    await desk.cancel(store, operator, all_of_them.id, following=True)
    await timetable.keep_time(store)
    after = await next_of(store, only)
    assert await following(store, all_of_them) is None
    await missions.accept(store, after.id, zoe)
    await empty_outbox(store)
    await desk.cancel(store, operator, after.id, following=True)
    assert MissionCancelled in await kinds_for(store, to_person(zoe))
    clock.advance(days=3)
    await timetable.keep_time(store)
    assert await following(store, after) is None


async def test_what_is_said_of_one_that_is_over_holds_for_those_that_have_followed_it(
    store: Store, clock: Clock, operator: int
) -> None:
    zoe = await seed_helper(store)
    silent = await publish(store, operator)
    await missions.accept(store, silent.id, zoe)
    await missions.confirm(store, silent.id, zoe)
    clock.now = silent.ends_at
    await timetable.keep_time(store)
    after = await next_of(store, silent)
    await missions.accept(store, after.id, zoe)
    await empty_outbox(store)
    await desk.change_details(store, operator, silent.id, "The dog is ill")
    told = await outbox_of(store, to_person(zoe))
    assert [one for one in told if isinstance(one, MissionChanged)] == [
        MissionChanged(silent.id),
        MissionChanged(after.id),
    ]
    assert (await next_of(store, silent)).details == "The dog is ill"
    await desk.cancel(store, operator, silent.id, following=True)
    assert (await next_of(store, silent)).status is MissionStatus.CANCELLED
    clock.advance(days=3)
    await timetable.keep_time(store)
    assert await following(store, after) is None


async def test_stopping_leaves_this_one_as_it_is(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator)
    await series.stop(store, operator, mission.id)
    await series.stop(store, operator, mission.id)
    await done_by(store, mission, zoe)
    await timetable.keep_time(store)
    assert await following(store, mission) is None
    with pytest.raises(NotAllowed):
        await series.stop(store, zoe, mission.id)


async def test_only_those_that_follow_are_cancelled_also_the_one_that_is_there_already(
    store: Store, clock: Clock, operator: int
) -> None:
    zoe = await seed_helper(store)
    silent = await publish(store, operator)
    await missions.accept(store, silent.id, zoe)
    await missions.confirm(store, silent.id, zoe)
    clock.now = silent.ends_at
    await timetable.keep_time(store)
    stopped = await series.stop(store, operator, silent.id)
    assert stopped.status is MissionStatus.TAKEN
    assert (await next_of(store, silent)).status is MissionStatus.CANCELLED


async def test_one_that_is_closed_already_is_stopped_too(store: Store, clock: Clock, operator: int) -> None:
    zoe = await seed_helper(store)
    mission = await publish(store, operator, WEEKLY)
    await done_by(store, mission, zoe)
    await series.stop(store, operator, mission.id)
    clock.advance(days=8)
    await timetable.keep_time(store)
    assert await following(store, mission) is None


async def test_stopping_and_following_at_once_leaves_none_that_goes_on(
    store: Store, clock: Clock, operator: int
) -> None:
    await seed_helper(store)
    published = [await publish(store, operator) for _ in range(4)]
    clock.now = published[0].ends_at
    await asyncio.gather(
        timetable.keep_time(store),
        *(series.stop(store, operator, mission.id) for mission in published),
        timetable.keep_time(store),
    )
    await timetable.keep_time(store)
    for mission in published:
        after = await following(store, mission)
        assert after is None or not after.is_active


@pytest.mark.parametrize("how", ["dismissed", "forgotten"])
async def test_an_operator_who_goes_leaves_it_to_the_colleagues(
    store: Store, clock: Clock, operator: int, how: str
) -> None:
    await seed_helper(store)
    mission = await publish(store, operator)
    if how == "dismissed":
        await people.dismiss_operator(store, operator, "telegram:0")
    else:
        await registration.forget(store, operator)
    clock.now = mission.ends_at
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    async with store.reading() as work:
        cards = await work.outbox.letters_to(to_person(operator), MissionCard)
        assert MissionCard(after.id) not in cards
        assert MissionCard(after.id) in await work.outbox.letters_to(OPERATORS, MissionCard)


async def test_a_helper_who_was_forgotten_is_asked_no_more(store: Store, clock: Clock, operator: int) -> None:
    zoe, tom = await seed_helper(store), await seed_helper(store)
    mission = await publish(store, operator)
    await done_by(store, mission, zoe)
    await registration.forget(store, zoe)
    await timetable.keep_time(store)
    after = await next_of(store, mission)
    assert await statuses(store, after.id) == {tom: OfferStatus.OFFERED}
    assert after.wave == 1


async def test_a_step_that_is_interrupted_is_taken_again(
    store: Store, operator: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed_helper(store)
    mission = await publish(store, operator)
    await desk.cancel(store, operator, mission.id)
    offer_next, tries = dispatch.offer_next, 0

    async def fails_once(work: UnitOfWork, found: Mission) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("the process ends here")
        return await offer_next(work, found)

    monkeypatch.setattr(dispatch, "offer_next", fails_once)
    await timetable.keep_time(store)
    assert await following(store, mission) is None
    await timetable.keep_time(store)
    assert (await next_of(store, mission)).wave == 1
