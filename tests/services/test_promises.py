"""Whoever has accepted a mission is asked whether they are coming; nobody waits in vain for somebody who is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import HeardFrom, MissionClosed, NotYours
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import (
    HelperSilent,
    MissionAccepted,
    MissionCompleted,
    MissionOffered,
    MissionReopened,
    MissionTakenBack,
    OfferNudged,
    TimeNearlyOver,
)
from domain.notices.names import to_person
from domain.notices.notice import Notice
from domain.offer import OfferStatus
from services import desk, finding, missions, timetable
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, outbox_of, seed_helper, seed_operator, statuses

HOUR = timedelta(hours=1)


async def taken(store: Store, operator: int, helper: int) -> Mission:
    """A mission for this afternoon, 12:00 to 16:00 in Brussels, that this helper has accepted at ten."""
    times = {"starts_at": store.now() + 2 * HOUR, "ends_at": store.now() + 6 * HOUR}
    mission = await desk.publish(store, operator, a_draft(store, **times))
    await missions.accept(store, mission.id, helper)
    await empty_outbox(store)
    return mission


async def until(store: Store, clock: Clock, time: timedelta) -> None:
    """Time passes, looked at every five minutes."""
    for _ in range(time // timedelta(minutes=5)):
        clock.advance(minutes=5)
        await timetable.keep_time(store)


async def falls_silent(store: Store, clock: Clock, operator: int) -> None:
    """Whoever has accepted says nothing, until the operator hears it."""
    await until(store, clock, 3 * HOUR)
    assert len(kinds(await outbox_of(store, to_person(operator)), HelperSilent)) == 1


def kinds(notices: list[Notice], *wanted: type[Notice]) -> list[Notice]:
    """Those of these kinds."""
    return [notice for notice in notices if isinstance(notice, wanted)]


async def test_whoever_is_silent_is_asked_and_reminded_then_the_operator_hears_it_then_others_are_asked(
    store: Store, clock: Clock
) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    tom = await seed_helper(store)
    await until(store, clock, HOUR)
    assert await outbox_of(store, to_person(zoe)) == [OfferNudged(mission.id, 1)]
    await until(store, clock, HOUR)
    assert await outbox_of(store, to_person(zoe)) == [OfferNudged(mission.id, 2)]
    await until(store, clock, HOUR)
    assert kinds(await outbox_of(store, to_person(operator)), HelperSilent) == [HelperSilent(mission.id)]
    assert await statuses(store, mission.id) == {zoe: OfferStatus.ACCEPTED}
    await until(store, clock, HOUR)
    assert await statuses(store, mission.id) == {zoe: OfferStatus.TAKEN_BACK, tom: OfferStatus.OFFERED}
    async with store.reading() as work:
        again = await work.missions.get(mission.id)
        assert again is not None
        assert (again.status, again.urgent) == (MissionStatus.OPEN, True)
        assert await work.outbox.letters_to(to_person(zoe), MissionTakenBack) == [MissionTakenBack(mission.id)]
        assert await work.outbox.letters_to(to_person(operator), MissionReopened) == [MissionReopened(mission.id)]
        assert await work.outbox.letters_to(to_person(tom), MissionOffered) == [MissionOffered(mission.id)]


async def test_an_operator_who_hears_that_it_is_open_again_is_not_warned_at_once(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    late, early = await taken(store, operator, zoe), await taken(store, operator, zoe)
    await missions.release(store, early.id, zoe)
    clock.advance(5 * HOUR)
    await missions.release(store, late.id, zoe)
    await empty_outbox(store)
    await timetable.keep_time(store)
    assert kinds(await outbox_of(store, to_person(operator)), TimeNearlyOver) == [TimeNearlyOver(early.id)]


async def test_an_operator_who_has_not_called_back_is_reminded_once(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    known = await taken(store, operator, zoe)
    await desk.call_back(store, operator, known.id, zoe)
    await until(store, clock, 2 * HOUR)
    assert kinds(await outbox_of(store, to_person(operator)), MissionAccepted) == [MissionAccepted(mission.id)]


@pytest.mark.parametrize("answer", [missions.confirm, missions.set_out])
async def test_whoever_answers_is_left_alone_until_it_is_over(store: Store, clock: Clock, answer: object) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await until(store, clock, 2 * HOUR)
    await answer(store, mission.id, zoe)  # type: ignore[operator]
    await empty_outbox(store)
    await until(store, clock, 4 * HOUR)
    assert await outbox_of(store, to_person(zoe)) == []
    await until(store, clock, HOUR)
    assert await outbox_of(store, to_person(zoe)) == [OfferNudged(mission.id, 1)]
    assert await statuses(store, mission.id) == {zoe: OfferStatus.ACCEPTED}


async def test_an_operator_closes_it_for_whoever_forgets_to(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await missions.set_out(store, mission.id, zoe)
    await until(store, clock, timedelta(days=2))
    assert len(kinds(await outbox_of(store, to_person(operator)), HelperSilent)) == 2  # once a day
    with pytest.raises(NotYours):
        await desk.end(store, operator, mission.id, await seed_helper(store), Outcome.WELL)
    closed = await desk.end(store, operator, mission.id, zoe, Outcome.WELL)
    assert (closed.status, closed.outcome) == (MissionStatus.COMPLETED, Outcome.WELL)
    assert kinds(await outbox_of(store, to_person(operator)), MissionCompleted) == []  # it was they who said so
    async with store.reading() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        assert helper.completed == 1
    with pytest.raises(MissionClosed):
        await desk.end(store, operator, mission.id, zoe, Outcome.WELL)


async def test_an_operator_need_not_wait_to_ask_others(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    tom = await seed_helper(store)
    with pytest.raises(HeardFrom):  # no button says so yet
        await finding.take_back(store, operator, mission.id, zoe)
    await falls_silent(store, clock, operator)
    await finding.take_back(store, operator, mission.id, zoe)
    assert mission.id in {one.id for one, _far in (await missions.around(store, zoe)).missions}
    assert await statuses(store, mission.id) == {zoe: OfferStatus.TAKEN_BACK, tom: OfferStatus.OFFERED}
    await missions.accept(store, mission.id, tom)
    with pytest.raises(NotYours):
        await finding.take_back(store, operator, mission.id, zoe)


async def test_who_has_answered_in_time_keeps_it(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await falls_silent(store, clock, operator)
    await missions.confirm(store, mission.id, zoe)
    with pytest.raises(HeardFrom):
        await finding.take_back(store, operator, mission.id, zoe)
    assert await statuses(store, mission.id) == {zoe: OfferStatus.ACCEPTED}


async def test_a_release_shortly_before_is_urgent(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    early, late = await taken(store, operator, zoe), await taken(store, operator, zoe)
    await missions.release(store, early.id, zoe)
    clock.advance(minutes=1)
    await missions.release(store, late.id, zoe)
    async with store.reading() as work:
        found = [await work.missions.get(one.id) for one in (early, late)]
    assert [one.urgent for one in found if one is not None] == [False, True]


async def test_the_operator_hears_before_the_time_is_over_that_nobody_has_taken_it(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, ends_at=clock.now + 8 * HOUR))
    await until(store, clock, 6 * HOUR - timedelta(minutes=5))
    assert kinds(await outbox_of(store, to_person(operator)), TimeNearlyOver) == []
    await until(store, clock, HOUR)
    assert kinds(await outbox_of(store, to_person(operator)), TimeNearlyOver) == [TimeNearlyOver(mission.id)]
