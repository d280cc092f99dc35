"""A concern parts the two at once, is seen to by one moderator at a time, and holds what it is about."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import IncidentClosed, IncidentTaken, NotFound, NotOffered, RuleBroken
from domain.helper import HelperStatus
from domain.incident import CONCERNS, HELD_FOR, Incident, IncidentStatus, Reporter
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import MissionMoved
from domain.notices.names import MODERATORS, to_person
from domain.notices.safeguarding import HelpeeInDanger, IncidentAgain, IncidentCard, MissionTakenAway
from domain.offer import OfferStatus
from services import concerns, desk, finding, incidents, missions, registration, safety
from services.incidents import Report
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator, statuses

MO, MAX = Moderator("telegram:7", "Mo"), Moderator("telegram:8", "Max")
CALLER = "+3225550001"


async def taken(store: Store, operator: int, helper: int) -> Mission:
    """A mission of the caller's that this helper has in hand."""
    mission = await desk.publish(store, operator, a_draft(store, phone=CALLER))
    return await missions.accept(store, mission.id, helper)


async def as_it_is(store: Store, mission: Mission) -> Mission:
    """The mission now."""
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    return found


async def frozen(store: Store, mission: Mission, helper: int) -> bool:
    """Whether the two may not meet again."""
    async with store.writing() as work:
        return (await work.people.pairing(mission.helpee.id, helper)).frozen


async def a_report(store: Store, concern: str = "money") -> tuple[Incident, Mission, int]:
    """A helper's concern about what they have in hand."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    return await incidents.report(store, zoe, Report("k", mission.id, concern, "They asked for my card")), mission, zoe


async def test_a_helper_s_concern_parts_the_two_and_lets_them_finish_if_they_like(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    waits = await desk.publish(store, operator, a_draft(store, phone=CALLER))
    await empty_outbox(store)
    incident = await incidents.report(store, zoe, Report("one", mission.id, "conduct"))
    assert (incident.reporter, incident.helper_id, incident.status) == (Reporter.HELPER, zoe, IncidentStatus.OPEN)
    assert await frozen(store, mission, zoe)
    assert (await as_it_is(store, mission)).helper_id == zoe
    assert (await statuses(store, waits.id))[zoe] is OfferStatus.WITHDRAWN
    assert IncidentCard in await kinds_for(store, MODERATORS)
    with pytest.raises(NotOffered):
        await missions.accept(store, waits.id, zoe)
    with pytest.raises(NotOffered):
        await finding.give(store, operator, waits.id, zoe)

    await incidents.report(store, zoe, Report("two", mission.id, "money", goes_on=False))
    again = await as_it_is(store, mission)
    assert (again.status, again.helper_id) == (MissionStatus.OPEN, None)
    assert (await statuses(store, mission.id))[tom] is OfferStatus.OFFERED
    assert zoe not in {one for one, status in (await statuses(store, mission.id)).items() if status == "offered"}


@pytest.mark.parametrize("concern", CONCERNS)
async def test_a_helpee_s_concern_about_a_helper_takes_the_mission_from_them(store: Store, concern: str) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission, other = await taken(store, operator, zoe), await taken(store, operator, zoe)
    await empty_outbox(store)
    incident = await incidents.report(store, operator, Report("one", mission.id, concern, helper_id=zoe))
    assert (incident.reporter, incident.helper_id) == (Reporter.OPERATOR, zoe)
    assert await frozen(store, mission, zoe)
    keeps = CONCERNS[concern].goes_on
    assert [(await as_it_is(store, one)).helper_id == zoe for one in (mission, other)] == [keeps, False]
    assert (await kinds_for(store, to_person(zoe))).count(MissionMoved) == (1 if keeps else 2)
    assert (await kinds_for(store, to_person(operator))).count(MissionTakenAway) == (1 if keeps else 2)


async def test_whoever_goes_on_does_so_with_the_mission_that_it_is_about_alone(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    done, mission, other = [await taken(store, operator, zoe) for _ in range(3)]
    await missions.complete(store, done.id, zoe, Outcome.WELL)
    elsewhere = await missions.accept(store, (await desk.publish(store, operator, a_draft(store))).id, zoe)
    await empty_outbox(store)
    await incidents.report(store, zoe, Report("one", mission.id, "conduct", goes_on=True))
    assert [(await as_it_is(store, one)).helper_id for one in (mission, other, elsewhere)] == [zoe, None, zoe]
    assert (await kinds_for(store, to_person(zoe))).count(MissionMoved) == 1
    await incidents.report(store, zoe, Report("two", done.id, "conduct", goes_on=True))
    assert [(await as_it_is(store, one)).helper_id for one in (mission, elsewhere)] == [None, zoe]


async def test_when_a_helpee_is_in_danger_the_operator_is_asked_to_call(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    await incidents.report(store, zoe, Report("one", mission.id, "danger"))
    assert HelpeeInDanger in await kinds_for(store, to_person(operator))


async def test_only_those_who_were_there_raise_a_concern_and_twice_is_once(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    for stranger, number in ((tom, mission.id), (zoe, 4711), (operator, 4711)):
        with pytest.raises(NotFound):
            await incidents.report(store, stranger, Report("no", number, "other"))
    both = await asyncio.gather(*(incidents.report(store, zoe, Report("k", mission.id, "other")) for _ in range(2)))
    assert both[0].id == both[1].id
    await missions.release(store, mission.id, zoe)
    assert [one.helper_id for one in (await concerns.concerned(store, operator, mission.id)).had] == [zoe]
    await incidents.report(store, zoe, Report("after", mission.id, "other"))
    assert [one.id for one in await concerns.lately(store, zoe)] == [mission.id]


async def test_a_suspended_helper_can_still_raise_a_concern(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    async with store.writing() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        helper.suspend()
    assert (await incidents.report(store, zoe, Report("k", mission.id, "unsafe"))).helper_id == zoe


async def test_what_happened_when_is_kept_although_the_mission_forgets_it(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    accepted = clock.now
    await desk.call_back(store, operator, mission.id, zoe)
    clock.advance(minutes=20)
    await missions.set_out(store, mission.id, zoe)
    incident = await incidents.report(store, operator, Report("k", mission.id, "conduct", helper_id=zoe))
    assert (await as_it_is(store, mission)).accepted_at is None
    times = {name: datetime.fromisoformat(at) for name, at in incident.times.items()}
    assert times["accepted"] == times["called_back"] == accepted
    assert times["on_my_way"] == clock.now.astimezone(UTC)
    assert "closed" not in times


async def test_the_first_who_takes_it_has_it_until_they_give_it_back(store: Store) -> None:
    incident, _mission, _zoe = await a_report(store)
    outcomes = await asyncio.gather(
        *(incidents.take(store, incident.id, by) for by in (MO, MAX)), return_exceptions=True
    )
    losers = [one for one in outcomes if isinstance(one, IncidentTaken)]
    assert len(losers) == 1
    owner, other = (MO, MAX) if losers[0].by == "Mo" else (MAX, MO)
    for act in (
        incidents.give_back(store, incident.id, other),
        incidents.close(store, incident.id, other, "cleared"),
        incidents.take(store, incident.id, other),
    ):
        with pytest.raises(IncidentTaken):
            await act
    await incidents.give_back(store, incident.id, owner)
    closed = await incidents.close(store, incident.id, other, "talked")
    assert (closed.status, closed.outcome, closed.closed_by_name) == (IncidentStatus.CLOSED, "talked", other.name)
    with pytest.raises(IncidentClosed):
        await incidents.take(store, incident.id, owner)
    assert (await incidents.reopen(store, incident.id, owner)).owner_name == owner.name
    await incidents.free_those_of(store, owner.address)
    assert (await incidents.find(store, incident.id)).status is IncidentStatus.OPEN


@pytest.mark.parametrize(
    ("concern", "hour", "minutes"), [("unsafe", 23, 15), ("money", 23, 9 * 60), ("money", 10, 120)]
)
async def test_who_sees_to_nothing_is_reminded_in_danger_also_at_night(
    store: Store, clock: Clock, concern: str, hour: int, minutes: int
) -> None:
    clock.now = clock.now.replace(hour=hour - 1)  # in UTC, an hour behind
    await a_report(store, concern)
    await empty_outbox(store)
    clock.advance(minutes=minutes - 1)
    await incidents.remind_due(store)
    assert IncidentAgain not in await kinds_for(store, MODERATORS)
    clock.advance(minutes=1)
    await Upkeep(store).once()
    assert IncidentAgain in await kinds_for(store, MODERATORS)


async def test_whoever_took_it_is_reminded_later_and_what_is_closed_of_nothing(store: Store, clock: Clock) -> None:
    incident, _mission, _zoe = await a_report(store)
    await incidents.take(store, incident.id, MO)
    await empty_outbox(store)
    clock.advance(hours=3)
    assert await incidents.remind_due(store) == 0
    clock.advance(days=1)
    assert await incidents.remind_due(store) == 1
    await incidents.close(store, incident.id, MO, "nothing")
    clock.advance(days=30)
    assert await incidents.remind_due(store) == 0


async def test_what_it_is_about_is_held_while_it_is_open_and_for_a_while_after(store: Store, clock: Clock) -> None:
    incident, mission, _zoe = await a_report(store)
    await incidents.note(store, incident.id, MO, "Phoned her")

    async def held() -> bool:
        async with store.reading() as work:
            return await work.incidents.holds_helpee(mission.helpee.id)

    async def said() -> tuple[str, list[str]]:
        async with store.reading() as work:
            found = await work.incidents.read(incident.id)
            assert found is not None
            return found.words, [one.text for one in await work.sanctions.notes(f"incident:{incident.id}")]

    clock.advance(days=1_000)
    await Upkeep(store).once()
    assert await held()
    await incidents.close(store, incident.id, MO, "talked")
    clock.advance(HELD_FOR - timedelta(seconds=1))
    await Upkeep(store).once()
    assert await held()
    assert await said() == ("They asked for my card", ["Phoned her"])
    clock.advance(seconds=1)
    await Upkeep(store).once()
    assert not await held()
    assert await said() == ("", [])
    async with store.reading() as work:
        assert not await work.incidents.holds_helpee(mission.helpee.id + 1)


@pytest.mark.parametrize("first", [None, MAX])
async def test_whoever_suspends_for_it_sees_to_it_unless_somebody_does(store: Store, first: Moderator | None) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    incident = await incidents.report(store, operator, Report("k", mission.id, "money", helper_id=zoe))
    if first is not None:
        await incidents.take(store, incident.id, first)
    await incidents.suspend_helper(store, incident.id, MO, 7)
    assert (await incidents.find(store, incident.id)).owner == (first or MO).address


async def test_moderators_let_them_meet_again_keep_them_apart_and_suspend(store: Store) -> None:
    incident, mission, zoe = await a_report(store)
    await incidents.unfreeze(store, incident.id, MO)
    assert not await frozen(store, mission, zoe)
    assert (await as_it_is(store, mission)).helper_id == zoe
    await incidents.keep_apart(store, incident.id, MO)
    assert await frozen(store, mission, zoe)
    assert (await as_it_is(store, mission)).helper_id is None
    await incidents.suspend_helper(store, incident.id, MO, 30)
    helper = await registration.helper_of(store, zoe)
    assert helper is not None
    assert helper.status is HelperStatus.SUSPENDED
    async with store.reading() as work:
        assert [one.incident_id for one in await work.sanctions.history(zoe)] == [incident.id]
        noted = [one.action for one in await work.journal.about(f"incident:{incident.id}")]
    assert noted == ["unfroze", "suspended the helper"]


async def test_an_incident_stays_when_the_helper_has_themselves_forgotten(store: Store) -> None:
    incident, _mission, zoe = await a_report(store)
    await registration.forget(store, zoe)
    assert (await incidents.find(store, incident.id)).helper_id == zoe
    for act in (incidents.unfreeze(store, incident.id, MO), incidents.suspend_helper(store, incident.id, MO, 7)):
        with pytest.raises(NotFound):
            await act


async def test_an_operator_keeps_two_apart(store: Store) -> None:
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    with pytest.raises(NotFound):
        await safety.keep_apart(store, operator, mission.id, tom)
    await safety.keep_apart(store, operator, mission.id, zoe)
    assert await frozen(store, mission, zoe)
    assert (await as_it_is(store, mission)).status is MissionStatus.OPEN


async def test_concerns_while_it_is_completed_accepted_and_handed_on(store: Store) -> None:
    operator = await seed_operator(store)
    crowd = [await seed_helper(store) for _ in range(4)]
    for number in range(6):
        mission = await desk.publish(store, operator, a_draft(store, phone=CALLER, urgent=True))
        zoe = [one for one in crowd if not await frozen(store, mission, one)][0]  # noqa: RUF015 - it is asked of each
        await missions.accept(store, mission.id, zoe)
        outcomes = await asyncio.gather(
            incidents.report(store, operator, Report(f"o{number}", mission.id, "conduct", helper_id=zoe)),
            incidents.report(store, zoe, Report(f"z{number}", mission.id, "unsafe", goes_on=False)),
            missions.complete(store, mission.id, zoe, Outcome.WELL),
            missions.release(store, mission.id, zoe),
            *(missions.accept(store, mission.id, one) for one in crowd),
            return_exceptions=True,
        )
        assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, RuleBroken)]
        await assert_consistent(store)
        assert not (await as_it_is(store, mission)).is_in_hands_of(zoe)
        await safety.has_phoned(store, operator, mission.helpee.id)
        if number == 2:
            crowd += [await seed_helper(store) for _ in range(4)]


async def test_what_a_helper_says_more_about_a_mission_is_one_incident(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await taken(store, operator, zoe)
    first = await incidents.report(store, zoe, Report("one", mission.id, "money", "He took my card"))
    await empty_outbox(store)
    for number in range(3):
        said = Report(f"more {number}", mission.id, "danger", "He fell")
        assert (await incidents.report(store, zoe, said)).id == first.id
    now = await incidents.find(store, first.id)
    assert (now.concern, now.also, now.words) == ("danger", ["money"], "He took my card\nHe fell")
    assert (await kinds_for(store, to_person(operator))).count(HelpeeInDanger) == 1
    assert now.remind_at is not None
    assert now.remind_at <= now.reported_at + timedelta(minutes=16)
    await incidents.close(store, first.id, MO, "talked")
    assert (await incidents.report(store, zoe, Report("later", mission.id, "danger"))).id != first.id
