"""A helper says that something is wrong at a door: nobody else is sent there before an operator has phoned."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from domain.errors import AlreadyTaken, MissionHeld, MissionTaken
from domain.incident import CONCERNS
from domain.mission import Mission, MissionStatus
from domain.notices.missions import MissionExpired, MissionMoved, MissionOffered, TimeNearlyOver
from domain.notices.names import to_person
from domain.notices.safeguarding import DoorUnsafe, MissionTakenAway
from domain.offer import OfferStatus
from domain.recurrence import Every, Recurrence
from services import desk, finding, incidents, missions
from services.incidents import Report
from services.upkeep import Upkeep
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator, statuses
from tests.services.test_incidents import CALLER, as_it_is, taken

DAILY = Recurrence(Every.DAY, time(13), time(17))
AT_THE_DOOR = ("unsafe", "stranger")


async def held(store: Store, concern: str = "unsafe") -> tuple[int, int, int, Mission]:
    """An operator, a helper who does not go there any more, another one, and the mission."""
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, concern, goes_on=False))
    return operator, zoe, tom, mission


@pytest.mark.parametrize("concern", CONCERNS)
async def test_nobody_is_asked_before_the_operator_has_phoned(store: Store, concern: str) -> None:
    operator, zoe, tom, mission = await held(store, concern)
    now = await as_it_is(store, mission)
    assert (now.status, now.helper_id, now.is_held) == (MissionStatus.OPEN, None, concern in AT_THE_DOOR)
    told = await kinds_for(store, to_person(operator))
    assert (DoorUnsafe in told, MissionTakenAway in told) == (now.is_held, not now.is_held)
    assert (MissionOffered in await kinds_for(store, to_person(tom))) is not now.is_held
    assert MissionMoved not in await kinds_for(store, to_person(zoe))
    await assert_consistent(store)


@pytest.mark.parametrize("concern", AT_THE_DOOR)
async def test_what_is_held_can_be_had_by_nobody_in_any_way(store: Store, clock: Clock, concern: str) -> None:
    operator, _zoe, tom, mission = await held(store, concern)
    for act in (
        missions.accept(store, mission.id, tom),
        finding.give(store, operator, mission.id, tom),
        finding.widen(store, operator, mission.id),
        finding.ask_everybody(store, operator, mission.id),
        finding.who_could(store, operator, mission.id),
    ):
        with pytest.raises(MissionHeld):
            await act
    assert mission.id not in {one.id for one, _far in (await missions.around(store, tom)).missions}
    clock.advance(minutes=90)
    await Upkeep(store).once()
    assert tom not in {one for one, status in (await statuses(store, mission.id)).items() if status == "offered"}


async def test_once_they_have_phoned_others_are_asked(store: Store) -> None:
    operator, zoe, tom, mission = await held(store)
    assert await finding.ask_others(store, operator, mission.id) == 1
    assert await finding.ask_others(store, operator, mission.id) == 0
    assert (await statuses(store, mission.id))[tom] is OfferStatus.OFFERED
    assert (await statuses(store, mission.id))[zoe] is OfferStatus.RELEASED
    await missions.accept(store, mission.id, tom)
    with pytest.raises(MissionTaken):
        await finding.ask_others(store, operator, mission.id)
    with pytest.raises(AlreadyTaken):
        await finding.give(store, operator, mission.id, await seed_helper(store))
    await assert_consistent(store)


async def test_time_goes_on_the_operator_is_warned_and_it_expires(store: Store, clock: Clock) -> None:
    operator, _zoe, tom, mission = await held(store)
    await empty_outbox(store)
    clock.now = mission.ends_at - timedelta(minutes=30)
    await Upkeep(store).once()
    assert TimeNearlyOver in await kinds_for(store, to_person(operator))
    clock.now = mission.ends_at
    await Upkeep(store).once()
    assert MissionExpired in await kinds_for(store, to_person(operator))
    assert (await as_it_is(store, mission)).status is MissionStatus.EXPIRED
    assert MissionOffered not in await kinds_for(store, to_person(tom))


async def test_whatever_is_open_at_that_door_waits_and_who_else_goes_there_is_phoned(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission, toms = await taken(store, operator, zoe), await taken(store, operator, tom)
    waits = await desk.publish(store, operator, a_draft(store, phone=CALLER))
    elsewhere = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=False))
    assert [(await as_it_is(store, one)).is_held for one in (mission, waits, toms, elsewhere)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert set((await statuses(store, waits.id)).values()) == {OfferStatus.WITHDRAWN}
    assert (await kinds_for(store, to_person(operator))).count(DoorUnsafe) == 3
    assert (await as_it_is(store, toms)).helper_id == tom
    await assert_consistent(store)


async def test_who_still_goes_there_keeps_it_and_the_operator_is_warned(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "stranger", goes_on=True))
    assert (await as_it_is(store, mission)).is_in_hands_of(zoe)
    assert DoorUnsafe in await kinds_for(store, to_person(operator))


async def test_the_next_of_one_that_repeats_waits_too(store: Store, clock: Clock) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    draft = a_draft(store, phone=CALLER, recurrence=DAILY)
    mission = await missions.accept(store, (await desk.publish(store, operator, draft)).id, zoe)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=False))
    await desk.cancel(store, operator, mission.id)
    await empty_outbox(store)
    clock.advance(minutes=1)
    await Upkeep(store).once()
    async with store.reading() as work:
        next_one = await work.missions.following(mission.id)
    assert next_one is not None
    assert next_one.is_held
    assert DoorUnsafe in await kinds_for(store, to_person(operator))
    assert MissionOffered not in await kinds_for(store, to_person(tom))
