"""Whom a concern is about: the helper who says it, or whom an operator names among those who had the mission."""

from __future__ import annotations

import pytest

from domain.errors import NotFound
from domain.incident import Incident, Reporter
from domain.mission import Mission, MissionStatus, Outcome
from services import concerns, desk, incidents, missions, people, registration
from services.incidents import Report
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, seed_helper, seed_operator


async def handed_on(store: Store, clock: Clock) -> tuple[int, Mission, int, int]:
    """Olive's mission, which Zoé had for ten minutes and Tom has now."""
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    clock.advance(minutes=10)
    await missions.release(store, mission.id, zoe)
    clock.advance(minutes=10)
    return operator, await missions.accept(store, mission.id, tom), zoe, tom


async def parted_from(store: Store, mission: Mission) -> set[int]:
    """Who is not brought together with the helpee of this mission."""
    async with store.reading() as work:
        return {one.helper_id for one in await work.people.pairings_of_helpee(mission.helpee.id) if one.frozen}


async def has_it(store: Store, mission: Mission) -> int | None:
    """Who has the mission now."""
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    return found.helper_id


async def said(store: Store, operator: int, mission: Mission, helper: int | None) -> Incident:
    """What an operator says for the caller, about this helper."""
    return await incidents.report(store, operator, Report("k", mission.id, "unsafe", helper_id=helper))


async def test_all_who_had_it_are_there_to_choose_from_with_when(store: Store, clock: Clock) -> None:
    operator, mission, zoe, tom = await handed_on(store, clock)
    lea = await seed_helper(store)
    had = (await concerns.concerned(store, operator, mission.id)).had
    minutes = [round((clock.now - one.at).total_seconds() / 60) for one in had]
    assert [(one.helper_id, one.until_then) for one in had] == [(tom, False), (zoe, True)]
    assert minutes == [0, 10]
    await missions.complete(store, mission.id, tom, Outcome.WELL)
    assert [one.helper_id for one in (await concerns.concerned(store, operator, mission.id)).had] == [tom, zoe]
    await registration.forget(store, zoe)
    assert [one.helper_id for one in (await concerns.concerned(store, operator, mission.id)).had] == [tom]
    with pytest.raises(NotFound):
        await said(store, operator, mission, lea)
    assert await incidents.active(store) == []


async def test_who_was_at_the_door_before_a_hand_over_is_named_and_nobody_else(store: Store, clock: Clock) -> None:
    operator, mission, zoe, tom = await handed_on(store, clock)
    incident = await said(store, operator, mission, zoe)
    assert incident.helper_id == zoe
    assert "released" in incident.times
    assert "accepted" not in incident.times  # Tom's
    assert await parted_from(store, mission) == {zoe}
    assert await has_it(store, mission) == tom


async def test_where_it_is_not_known_who_it_was_nobody_is_blamed(store: Store, clock: Clock) -> None:
    operator, mission, _zoe, tom = await handed_on(store, clock)
    assert (await said(store, operator, mission, None)).helper_id is None
    assert await parted_from(store, mission) == set()
    assert await has_it(store, mission) == tom


async def test_a_helper_speaks_of_what_they_met_whomever_they_name(store: Store, clock: Clock) -> None:
    _operator, mission, zoe, tom = await handed_on(store, clock)
    incident = await incidents.report(store, zoe, Report("k", mission.id, "unsafe", helper_id=tom))
    assert incident.helper_id == zoe
    assert await parted_from(store, mission) == {zoe}


async def test_who_takes_it_while_the_operator_is_still_writing_is_not_meant(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    assert (await concerns.concerned(store, operator, mission.id)).had == ()
    await missions.accept(store, mission.id, zoe)
    assert (await said(store, operator, mission, None)).helper_id is None
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    assert found.status is MissionStatus.TAKEN


async def test_an_operator_who_had_it_themselves_speaks_for_whom_they_say(store: Store, clock: Clock) -> None:
    _operator, mission, zoe, tom = await handed_on(store, clock)
    assert await concerns.voices(store, zoe, mission.id) == (Reporter.HELPER,)
    with pytest.raises(NotFound):
        await concerns.concerned(store, zoe, mission.id, Reporter.OPERATOR)
    invitation = await people.invite(store, "BE", "telegram:0")
    await people.accept_invitation(store, zoe, invitation.token, "Zoé")
    assert await concerns.voices(store, zoe, mission.id) == (Reporter.HELPER, Reporter.OPERATOR)
    had = (await concerns.concerned(store, zoe, mission.id, Reporter.OPERATOR)).had
    assert [one.helper_id for one in had] == [tom, zoe]
    said = Report("k", mission.id, "unsafe", helper_id=tom, reporter=Reporter.OPERATOR)
    incident = await incidents.report(store, zoe, said)
    assert (incident.reporter, incident.helper_id) == (Reporter.OPERATOR, tom)
    assert await parted_from(store, mission) == {tom}
    assert await has_it(store, mission) != tom
    own = await incidents.report(store, zoe, Report("own", mission.id, "unsafe", reporter=Reporter.HELPER))
    assert (own.reporter, own.helper_id) == (Reporter.HELPER, zoe)


async def test_who_takes_no_calls_any_more_speaks_for_nobody(store: Store, clock: Clock) -> None:
    operator, mission, _zoe, tom = await handed_on(store, clock)
    await people.dismiss_operator(store, operator, "telegram:0")
    for reporter in Reporter:
        said = Report("k", mission.id, "unsafe", helper_id=tom, reporter=reporter)
        with pytest.raises(NotFound):
            await incidents.report(store, operator, said)
