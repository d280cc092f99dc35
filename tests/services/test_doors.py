"""A helper says that something is wrong at a door: nobody else is sent there before an operator has phoned."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.errors import AlreadyTaken, IncidentClosed, MissionHeld, NotAllowed
from domain.incident import CONCERNS, FOR_DANGER, UNSAID
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import MissionExpired, MissionMoved, MissionOffered, MissionReleased, TimeNearlyOver
from domain.notices.names import OPERATORS, to_person
from domain.notices.safeguarding import DoorUnsafe, MissionTakenAway
from domain.offer import OfferStatus
from domain.recurrence import Every, Recurrence
from domain.sanction import of_incident
from domain.timetable import ALERTED
from services import desk, doors, finding, incidents, missions, phone_first, registration, safety, sanctions
from services.erasure import erase_helpee
from services.incidents import Report
from services.upkeep import Upkeep
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator, statuses
from tests.services.test_incidents import CALLER, MO, as_it_is, taken

DAILY = Recurrence(Every.DAY, time(13), time(17))
AT_THE_DOOR = ("unsafe", "stranger", UNSAID)


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
    assert (now.status, now.helper_id, now.is_held) == (MissionStatus.OPEN, None, concern in {*AT_THE_DOOR, "danger"})
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
    assert await safety.ask_others(store, operator, mission.id) == 1
    assert await safety.ask_others(store, operator, mission.id) == 0
    assert (await statuses(store, mission.id))[tom] is OfferStatus.OFFERED
    assert (await statuses(store, mission.id))[zoe] is OfferStatus.TAKEN_BACK
    await missions.accept(store, mission.id, tom)
    assert await safety.ask_others(store, operator, mission.id) == 0
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


LEAVING: dict[str, Callable[[Store, Mission, int], Awaitable[object]]] = {
    "she hands it on": lambda store, mission, zoe: missions.release(store, mission.id, zoe),
    "she deletes everything": lambda store, _mission, zoe: registration.forget(store, zoe),
    "she stops helping": lambda store, _mission, zoe: registration.leave(store, zoe),
    "she is suspended": lambda store, _mission, zoe: sanctions.suspend(store, zoe, MO, "other"),
}


@pytest.mark.parametrize("how", LEAVING)
async def test_a_danger_that_she_leaves_without_an_answer_holds_the_door(store: Store, how: str) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await incidents.report(store, zoe, Report("one", mission.id, "danger", goes_on=None, finished=False))
    assert not (await as_it_is(store, mission)).helpee.is_held
    assert await doors.waits_if_left(store, mission.id, zoe)
    await empty_outbox(store)
    await LEAVING[how](store, mission, zoe)
    assert (await as_it_is(store, mission)).is_held
    told = await kinds_for(store, to_person(operator))
    assert DoorUnsafe in told
    assert not {MissionReleased, MissionTakenAway} & set(told)
    assert MissionOffered not in await kinds_for(store, to_person(tom))
    await assert_consistent(store)


async def test_a_danger_that_is_closed_or_about_something_else_holds_nothing_when_she_leaves(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission, elsewhere = await taken(store, operator, zoe), await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, elsewhere.id, zoe)
    said = await incidents.report(store, zoe, Report("one", mission.id, "danger", goes_on=None))
    await missions.release(store, elsewhere.id, zoe)
    assert not (await as_it_is(store, elsewhere)).is_held
    await incidents.close(store, said.id, MO, "nothing")
    assert not await doors.waits_if_left(store, mission.id, zoe)
    await missions.release(store, mission.id, zoe)
    assert not (await as_it_is(store, mission)).is_held


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


async def next_of(store: Store, clock: Clock, mission: Mission) -> Mission:
    """The one that has followed a mission."""
    clock.advance(minutes=1)
    await Upkeep(store).once()
    async with store.reading() as work:
        found = await work.missions.following(mission.id)
    assert found is not None
    return found


async def test_a_concern_after_the_visit_holds_the_next_of_one_that_repeats(store: Store, clock: Clock) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    draft = a_draft(store, phone=CALLER, recurrence=DAILY)
    mission = await missions.accept(store, (await desk.publish(store, operator, draft)).id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe"))
    assert DoorUnsafe in await kinds_for(store, to_person(operator))
    await empty_outbox(store)
    next_one = await next_of(store, clock, mission)
    assert next_one.is_held
    assert DoorUnsafe in await kinds_for(store, to_person(operator))
    assert MissionOffered not in await kinds_for(store, to_person(tom))
    assert await safety.ask_others(store, operator, mission.id) == 1
    assert (await statuses(store, next_one.id))[tom] is OfferStatus.OFFERED
    await assert_consistent(store)


async def test_who_still_goes_there_and_completes_it_leaves_the_door_held(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    draft = a_draft(store, phone=CALLER, recurrence=DAILY)
    mission = await missions.accept(store, (await desk.publish(store, operator, draft)).id, zoe)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=True))
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    assert (await next_of(store, clock, mission)).is_held


async def test_one_concern_holds_all_there_is_and_one_phone_call_lets_all_of_it_go(store: Store) -> None:
    olive, oscar = await seed_operator(store), await seed_operator(store)
    zoe, tom, ann = [await seed_helper(store) for _ in range(3)]
    mission, toms = await taken(store, olive, zoe), await taken(store, oscar, tom)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=False))
    new = await desk.publish(store, oscar, a_draft(store, phone=CALLER))
    await missions.release(store, toms.id, tom)
    assert all([(await as_it_is(store, one)).is_held for one in (mission, toms, new)])
    assert DoorUnsafe in await kinds_for(store, to_person(oscar))
    assert MissionReleased not in await kinds_for(store, to_person(oscar))
    assert MissionOffered not in await kinds_for(store, to_person(ann))
    with pytest.raises(NotAllowed):
        await safety.has_phoned(store, ann, mission.helpee.id)
    assert await safety.has_phoned(store, oscar, mission.helpee.id) > 0
    assert await safety.has_phoned(store, olive, mission.helpee.id) == 0
    for one in (mission, toms, new):
        assert (await statuses(store, one.id))[ann] is OfferStatus.OFFERED
    await assert_consistent(store)


async def gives_back(store: Store, mission: Mission, helper: int, operator: int) -> None:
    """The helper can't make it."""
    await missions.release(store, mission.id, helper)


async def is_silent(store: Store, mission: Mission, helper: int, operator: int) -> None:
    """An operator takes it from a helper of whom nothing is heard."""
    async with store.writing() as work:
        found = await work.missions.lock(mission.id)
        assert found is not None
        found.nudges = ALERTED
    await finding.take_back(store, operator, mission.id, helper)


async def is_suspended(store: Store, mission: Mission, helper: int, operator: int) -> None:
    """Moderators send the helper to nobody."""
    await sanctions.suspend(store, helper, MO, "other")


async def is_parted(store: Store, mission: Mission, helper: int, operator: int) -> None:
    """An operator parts the two."""
    await safety.keep_apart(store, operator, mission.id, helper)


async def goes_for_good(store: Store, mission: Mission, helper: int, operator: int) -> None:
    """The helper has everything deleted."""
    await registration.forget(store, helper)


@pytest.mark.parametrize("loses_it", [gives_back, is_silent, is_suspended, is_parted, goes_for_good])
async def test_however_somebody_loses_what_they_had_there_nobody_else_is_asked(
    store: Store, loses_it: Callable[[Store, Mission, int, int], Awaitable[None]]
) -> None:
    operator, zoe, tom, ann = [await seed_operator(store)] + [await seed_helper(store) for _ in range(3)]
    mission, toms = await taken(store, operator, zoe), await taken(store, operator, tom)
    await incidents.report(store, zoe, Report("one", mission.id, "stranger", goes_on=True))
    await empty_outbox(store)
    await loses_it(store, toms, tom, operator)
    assert (await as_it_is(store, toms)).is_held
    assert (await as_it_is(store, mission)).is_in_hands_of(zoe)
    assert DoorUnsafe in await kinds_for(store, to_person(operator))
    assert MissionOffered not in await kinds_for(store, to_person(ann))
    with pytest.raises(MissionHeld):
        await missions.accept(store, toms.id, ann)


async def test_operators_are_reminded_until_somebody_has_phoned(store: Store, clock: Clock) -> None:
    operator, _zoe, _tom, mission = await held(store)
    for _ in range(3):
        await empty_outbox(store)
        clock.advance(minutes=FOR_DANGER.seconds // 60)
        await Upkeep(store).once()
        assert DoorUnsafe in await kinds_for(store, to_person(operator))
        assert DoorUnsafe in await kinds_for(store, OPERATORS)
    await safety.has_phoned(store, operator, mission.helpee.id)
    await empty_outbox(store)
    clock.advance(hours=3)
    await Upkeep(store).once()
    assert DoorUnsafe not in await kinds_for(store, to_person(operator))


async def test_where_nothing_is_to_come_they_are_reminded_by_day(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    clock.now = datetime(2026, 3, 18, 21, 30, tzinfo=UTC)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe"))
    await empty_outbox(store)
    clock.now = datetime(2026, 3, 19, 2, 0, tzinfo=UTC)
    await Upkeep(store).once()
    assert DoorUnsafe not in await kinds_for(store, to_person(operator))
    clock.now = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
    await Upkeep(store).once()
    assert DoorUnsafe in await kinds_for(store, to_person(operator))


async def test_what_is_published_for_tonight_is_reminded_of_tonight(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    clock.now = datetime(2026, 3, 18, 21, 30, tzinfo=UTC)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe"))
    draft = a_draft(store, phone=CALLER, urgent=True)
    await desk.publish(store, operator, draft)
    await empty_outbox(store)
    clock.advance(minutes=FOR_DANGER.seconds // 60)
    await Upkeep(store).once()
    assert DoorUnsafe in await kinds_for(store, to_person(operator))


async def test_what_is_published_at_the_very_moment_is_held_or_seen(store: Store) -> None:
    operator, zoe, _ann = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    _incident, new = await asyncio.gather(
        incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=False)),
        desk.publish(store, operator, a_draft(store, phone=CALLER)),
    )
    assert (await as_it_is(store, new)).is_held
    assert OfferStatus.OFFERED not in (await statuses(store, new.id)).values()
    await assert_consistent(store)


async def test_who_accepts_at_the_very_moment_has_it_or_hears_that_somebody_phones_first(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    for key in range(8):
        toms = await seed_helper(store)
        new = await desk.publish(store, operator, a_draft(store, phone=CALLER))
        said, accepted = await asyncio.gather(
            incidents.report(store, zoe, Report(str(key), mission.id, "unsafe", goes_on=True)),
            missions.accept(store, new.id, toms),
            return_exceptions=True,
        )
        assert not isinstance(said, BaseException)
        now = await as_it_is(store, new)
        assert now.is_held is isinstance(accepted, MissionHeld)
        assert now.helpee.is_held
        await safety.has_phoned(store, operator, mission.helpee.id)


async def test_a_door_is_held_again_when_it_is_said_again(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", goes_on=None, finished=False))
    await safety.has_phoned(store, operator, mission.helpee.id)
    await incidents.report(store, zoe, Report("one", mission.id, "unsafe", words="He shouted", goes_on=True))
    assert not (await as_it_is(store, mission)).helpee.is_held  # that was the rest of what was said before
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("two", mission.id, "unsafe", goes_on=True))
    assert (await as_it_is(store, mission)).helpee.is_held
    assert DoorUnsafe in await kinds_for(store, to_person(operator))


async def test_a_door_where_somebody_is_in_danger_is_held_once_the_helper_leaves(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "danger", goes_on=None, finished=False))
    now = await as_it_is(store, mission)
    assert (now.is_in_hands_of(zoe), now.helpee.is_held) == (True, False)
    await incidents.report(store, zoe, Report("one", mission.id, "danger", goes_on=False))
    assert (await as_it_is(store, mission)).is_held
    assert MissionOffered not in await kinds_for(store, to_person(tom))
    await safety.has_phoned(store, operator, mission.helpee.id)
    assert MissionOffered in await kinds_for(store, to_person(tom))


async def test_a_caller_never_hears_of_it(store: Store) -> None:
    operator, _zoe, _tom, mission = await held(store)
    await safety.has_phoned(store, operator, mission.helpee.id)
    await desk.publish(store, operator, a_draft(store, phone=CALLER))
    async with store.reading() as work:
        record = await work.people.record_of_caller(mission.helpee)
    assert "held_at" not in record["caller"][0]
    assert "let others be asked" not in {one["action"] for one in record["journal"]}


async def test_who_is_forgotten_is_held_no_more(store: Store, clock: Clock) -> None:
    operator, _zoe, _tom, mission = await held(store)
    async with store.writing() as work:
        helpee = await work.people.helpee(mission.helpee.id)
        assert helpee is not None
        await erase_helpee(work, helpee)
    async with store.reading() as work:
        gone = await work.people.helpee(mission.helpee.id)
    assert gone is not None
    assert (gone.held_at, gone.remind_at) == (None, None)
    await empty_outbox(store)
    clock.advance(hours=1)
    await Upkeep(store).once()
    assert DoorUnsafe not in await kinds_for(store, to_person(operator))


async def test_words_alone_hold_the_door_and_what_they_turn_out_to_be_lets_it_go_by_a_phone_call(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await empty_outbox(store)
    said = Report("one", mission.id, UNSAID, "He has a knife", goes_on=None, finished=False)
    await incidents.report(store, zoe, said)
    assert DoorUnsafe in await kinds_for(store, to_person(operator))
    await incidents.report(store, zoe, replace(said, concern="money", again=True))
    await missions.release(store, mission.id, zoe)
    assert (await as_it_is(store, mission)).is_held
    assert MissionOffered not in await kinds_for(store, to_person(tom))
    assert await safety.ask_others(store, operator, mission.id) == 1


async def test_words_alone_hold_it_also_where_something_else_was_said_before(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    first = await incidents.report(store, zoe, Report("one", mission.id, "money"))
    assert not (await as_it_is(store, mission)).helpee.is_held
    assert (await incidents.report(store, zoe, Report("two", mission.id, UNSAID, "He has a knife"))).id == first.id
    assert (await as_it_is(store, mission)).helpee.is_held


async def test_moderators_hold_a_door_whatever_the_concern_was_called(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    said = await incidents.report(store, zoe, Report("one", mission.id, "conduct", goes_on=False))
    assert (await statuses(store, mission.id))[tom] is OfferStatus.OFFERED
    await empty_outbox(store)
    for _ in range(2):
        await phone_first.hold(store, said.id, MO)
    assert (await as_it_is(store, mission)).is_held
    assert (await statuses(store, mission.id))[tom] is OfferStatus.WITHDRAWN
    assert (await kinds_for(store, to_person(operator))).count(DoorUnsafe) == 1
    async with store.reading() as work:
        noted = [one.action for one in await work.journal.about(of_incident(said.id))]
    assert noted.count("held the door") == 1
    await incidents.close(store, said.id, MO, "nothing")
    with pytest.raises(IncidentClosed):
        await phone_first.hold(store, said.id, MO)
    await assert_consistent(store)
