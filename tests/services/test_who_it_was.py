"""Nobody could say who it was: moderators find out, and what follows is the same as if it had been known."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import AlreadyNamed, IncidentClosed, NotFound, OwnCase
from domain.incident import Incident
from domain.mission import Mission, MissionStatus
from domain.notices.names import to_person
from domain.notices.safeguarding import StaffAccused
from services import incidents, missions, people, registration, safety, staff, who_it_was
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.consistency import assert_consistent
from tests.services.seeds import outbox_of, seed_helper
from tests.services.test_concerns import handed_on, has_it, parted_from
from tests.services.test_own_cases import account_of

MO, MAX = Moderator("telegram:7", "Mo"), Moderator("telegram:8", "Max")


async def unknown(store: Store, clock: Clock, concern: str = "unsafe") -> tuple[Incident, Mission, int, int]:
    """An incident about a mission that Zoé had and Tom has, of which it isn't known who it was."""
    olive, mission, zoe, tom = await handed_on(store, clock)
    return await incidents.report(store, olive, Report("k", mission.id, concern)), mission, zoe, tom


async def test_whoever_it_was_is_parted_and_nobody_else(store: Store, clock: Clock) -> None:
    incident, mission, zoe, tom = await unknown(store, clock)
    assert (await who_it_was.candidate(store, incident.id, zoe, MO)).until_then
    named = await who_it_was.name(store, incident.id, zoe, MO)
    assert named.helper_id == zoe
    assert "released" in named.times
    assert "accepted" not in named.times
    assert await parted_from(store, mission) == {zoe}
    assert await has_it(store, mission) == tom
    await who_it_was.name(store, incident.id, zoe, MO)
    async with store.reading() as work:
        noted = [(one.action, one.details) for one in await work.journal.about(f"incident:{incident.id}")]
    assert noted == [("named the helper", {"helper": zoe})]
    with pytest.raises(AlreadyNamed):
        await who_it_was.name(store, incident.id, tom, MAX)
    await registration.forget(store, zoe)
    async with store.reading() as work:
        assert [one.id for one in await work.incidents.of_helper(zoe)] == [incident.id]


async def test_a_name_is_taken_back_by_nobody_who_is_part_of_it_and_once(store: Store, clock: Clock) -> None:
    incident, mission, zoe, tom = await unknown(store, clock)
    await who_it_was.name(store, incident.id, zoe, MO)
    for accused in (zoe, tom):
        with pytest.raises(OwnCase):
            await who_it_was.take_back(store, incident.id, zoe, await account_of(store, accused))
    with pytest.raises(NotFound):
        await who_it_was.named(store, incident.id, tom, MO)
    for _twice in range(2):
        assert (await who_it_was.take_back(store, incident.id, zoe, MAX)).helper_id is None
    assert await parted_from(store, mission) == {zoe}
    async with store.reading() as work:
        assert await work.incidents.of_helper(zoe) == []
        noted = [one.action for one in await work.journal.about(f"incident:{incident.id}")]
    assert noted == ["named the helper", "took the name back"]
    assert (await who_it_was.name(store, incident.id, tom, MO)).helper_id == tom
    await incidents.take(store, incident.id, MO)
    await incidents.close(store, incident.id, MO, "nothing")
    with pytest.raises(IncidentClosed):
        await who_it_was.take_back(store, incident.id, tom, MO)


async def test_what_a_helper_says_of_themselves_is_about_nobody_else(store: Store, clock: Clock) -> None:
    _olive, mission, zoe, _tom = await handed_on(store, clock)
    incident = await incidents.report(store, zoe, Report("k", mission.id, "money"))
    with pytest.raises(NotFound):
        await who_it_was.take_back(store, incident.id, zoe, MO)


async def test_that_it_is_about_staff_administrators_hear_as_if_it_had_been_said_at_once(
    store: Store, clock: Clock
) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    incident, _mission, zoe, _tom = await unknown(store, clock)
    await staff.note_moderator(store, await account_of(store, zoe))
    for _twice in range(2):
        await who_it_was.name(store, incident.id, zoe, MO, ["1", "4711"])
    told = [one for one in await outbox_of(store, to_person(ada.id)) if isinstance(one, StaffAccused)]
    assert told == [StaffAccused(zoe, incident.id)]


@pytest.mark.parametrize(("concern", "stays"), [("unsafe", False), ("danger", True)])
async def test_in_danger_this_one_stays_with_them(store: Store, clock: Clock, concern: str, stays: bool) -> None:
    incident, mission, _zoe, tom = await unknown(store, clock, concern)
    await who_it_was.name(store, incident.id, tom, MO)
    assert await parted_from(store, mission) == {tom}
    assert (await has_it(store, mission) == tom) is stays
    await assert_consistent(store)


async def test_whoever_never_had_it_or_is_gone_is_not_to_be_named(store: Store, clock: Clock) -> None:
    incident, _mission, zoe, tom = await unknown(store, clock)
    lea = await seed_helper(store)
    await registration.forget(store, zoe)
    for nobody in (lea, zoe, 4711, 0):
        for deed in (who_it_was.candidate, who_it_was.name):
            with pytest.raises(NotFound):
                await deed(store, incident.id, nobody, MO)
    await incidents.close(store, incident.id, MO, "nothing")
    with pytest.raises(IncidentClosed):
        await who_it_was.name(store, incident.id, tom, MO)
    with pytest.raises(NotFound):
        await who_it_was.name(store, incident.id + 1, tom, MO)


async def test_a_moderator_who_had_it_names_nobody(store: Store, clock: Clock) -> None:
    incident, mission, zoe, tom = await unknown(store, clock)
    herself = await account_of(store, zoe)
    for one in (zoe, tom):
        with pytest.raises(OwnCase):
            await who_it_was.name(store, incident.id, one, herself)
    assert await parted_from(store, mission) == set()


async def test_two_moderators_at_once_name_one(store: Store, clock: Clock) -> None:
    incident, mission, zoe, tom = await unknown(store, clock)
    deeds = (who_it_was.name(store, incident.id, zoe, MO), who_it_was.name(store, incident.id, tom, MAX))
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    (winner,) = [one for one in outcomes if isinstance(one, Incident)]
    assert [type(one) for one in outcomes if one is not winner] == [AlreadyNamed]
    assert await parted_from(store, mission) == {winner.helper_id}


async def test_an_operator_keeps_apart_whoever_had_it(store: Store, clock: Clock) -> None:
    olive, mission, zoe, tom = await handed_on(store, clock)
    _mission, had = await safety.whoever_had(store, olive, mission.id)
    assert [one.helper_id for one in had] == [tom, zoe]
    await safety.keep_apart(store, olive, mission.id, zoe)
    assert await parted_from(store, mission) == {zoe}
    assert await has_it(store, mission) == tom
    await missions.release(store, mission.id, tom)
    await safety.keep_apart(store, olive, mission.id, tom)
    assert await parted_from(store, mission) == {zoe, tom}
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    assert found.status is MissionStatus.OPEN
