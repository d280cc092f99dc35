"""Two who were parted meet again when whoever sees to it says so, and nothing else that is open keeps them apart."""

from __future__ import annotations

import pytest

from domain.errors import IncidentClosed, IncidentTaken, NotFound, OwnCase, StillApart
from domain.incident import Incident
from domain.mission import Mission
from domain.notices.names import MODERATORS
from domain.notices.safeguarding import IncidentCard
from services import desk, helper_files, incidents, missions, partings, registration, safety
from services.incidents import Report
from services.moderator import Moderator
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.services.seeds import a_draft, empty_outbox, outbox_of, seed_helper, seed_operator, statuses

MO, MAX = Moderator("telegram:7", "Mo"), Moderator("telegram:8", "Max")
PHONE, CALLER = "+32470777777", "+3225550099"


async def two_incidents(store: Store) -> tuple[Incident, Incident, int, int]:
    """Two open concerns about the same two; their operator, and the helper."""
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    drafts = [await desk.publish(store, olive, a_draft(store, phone=CALLER)) for _ in range(2)]
    both = [await missions.accept(store, one.id, zoe) for one in drafts]
    first = await incidents.report(store, olive, Report("a", both[0].id, "danger", helper_id=zoe))
    await missions.release(store, both[0].id, zoe)
    second = await incidents.report(store, olive, Report("b", both[0].id, "conduct", helper_id=zoe))
    return first, second, olive, zoe


async def may_meet(store: Store, olive: int, helper: int) -> bool:
    """Whether a new mission of that caller is offered to this helper."""
    mission: Mission = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    return helper in await statuses(store, mission.id)


async def test_another_open_incident_keeps_them_apart(store: Store) -> None:
    first, second, olive, zoe = await two_incidents(store)
    for act in (incidents.unfreeze(store, first.id, MO), incidents.close(store, first.id, MO, "reunited")):
        with pytest.raises(StillApart) as caught:
            await act
        assert caught.value.incident_id == second.id
    assert (await incidents.find(store, first.id)).closed_at is None
    assert not await may_meet(store, olive, zoe)
    await incidents.close(store, second.id, MO, "talked")
    await incidents.unfreeze(store, first.id, MO)
    assert await may_meet(store, olive, zoe)


async def test_the_cards_of_all_that_is_about_these_two_say_it(store: Store) -> None:
    first, second, _olive, _zoe = await two_incidents(store)
    async with store.writing() as work:
        for one in (first, second):
            await work.outbox.keep_card(SentCard(MODERATORS, IncidentCard(one.id).card, "1", str(one.id)))
    await incidents.close(store, second.id, MO, "apart")
    await empty_outbox(store)
    await incidents.unfreeze(store, first.id, MO)
    written = {one.incident_id for one in await outbox_of(store, MODERATORS) if isinstance(one, IncidentCard)}
    assert written == {first.id, second.id}


async def test_who_sees_to_it_decides_and_of_what_is_closed_nobody(store: Store) -> None:
    first, second, olive, zoe = await two_incidents(store)
    await incidents.close(store, second.id, MO, "apart")
    await incidents.take(store, first.id, MO)
    for act in (incidents.unfreeze(store, first.id, MAX), incidents.close(store, first.id, MAX, "reunited")):
        with pytest.raises(IncidentTaken):
            await act
    await incidents.close(store, first.id, MO, "apart")
    with pytest.raises(IncidentClosed):
        await incidents.unfreeze(store, first.id, MO)
    assert not await may_meet(store, olive, zoe)
    await incidents.reopen(store, first.id, MO)
    await incidents.unfreeze(store, first.id, MO)
    assert await may_meet(store, olive, zoe)


@pytest.mark.parametrize(("outcome", "meet"), [("cleared", False), ("nothing", False), ("reunited", True)])
async def test_what_is_cleared_up_lets_them_meet_only_where_that_is_said(
    store: Store, outcome: str, meet: bool
) -> None:
    first, second, olive, zoe = await two_incidents(store)
    await incidents.close(store, second.id, MO, "talked")
    assert "reunited" in await incidents.outcomes(store, first.id)
    assert (await incidents.close(store, first.id, MO, outcome)).is_cleared
    assert await may_meet(store, olive, zoe) is meet


async def test_where_they_are_not_apart_nobody_is_asked_whether_they_meet(store: Store) -> None:
    first, second, _olive, zoe = await two_incidents(store)
    await incidents.close(store, second.id, MO, "talked")
    await incidents.unfreeze(store, first.id, MO)
    assert "reunited" not in await incidents.outcomes(store, first.id)
    await registration.forget(store, zoe)
    with pytest.raises(NotFound):
        await incidents.close(store, first.id, MO, "reunited")
    await incidents.close(store, first.id, MO, "cleared")


async def test_it_is_lifted_for_all_accounts_of_the_person(store: Store) -> None:
    olive = await seed_operator(store)
    zoe, second = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=PHONE)
    mission = await missions.accept(store, (await desk.publish(store, olive, a_draft(store, phone=CALLER))).id, zoe)
    await safety.keep_apart(store, olive, mission.id, zoe)
    other = await desk.publish(store, olive, a_draft(store))
    await missions.accept(store, other.id, zoe)
    async with store.writing() as work:
        found = await work.missions.get(mission.id)
        assert found is not None
        found.accept(zoe, work.now)
    incident = await incidents.report(store, olive, Report("a", mission.id, "conduct", helper_id=zoe))
    await incidents.close(store, incident.id, MO, "reunited")
    await registration.edit(store, zoe, phone=PHONE)
    assert await may_meet(store, olive, zoe)
    assert await may_meet(store, olive, second)


async def test_who_came_back_and_who_has_the_number_now_can_be_released(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    mission = await missions.accept(store, (await desk.publish(store, olive, a_draft(store, phone=CALLER))).id, zoe)
    incident = await incidents.report(store, olive, Report("a", mission.id, "conduct", helper_id=zoe))
    await registration.forget(store, zoe)
    ines = await seed_helper(store, phone="+32470888888")
    await registration.edit(store, ines, phone=PHONE)
    assert not await may_meet(store, olive, ines)
    helpee = mission.helpee.id
    with pytest.raises(StillApart):
        await partings.let_meet(store, ines, helpee, MO, "somebody_else")
    await incidents.close(store, incident.id, MO, "passed_on")
    async with store.reading() as work:
        file = await helper_files.file_of(work, ines)
    assert file is not None
    assert [one.helpee_id for one in file.apart] == [helpee]
    assert mission.id in file.apart[0].mission_ids
    with pytest.raises(NotFound):
        await partings.let_meet(store, ines, helpee, MO, "because")
    await partings.let_meet(store, ines, helpee, MO, "somebody_else")
    assert await may_meet(store, olive, ines)
    async with store.reading() as work:
        (noted,) = [one for one in await work.journal.about(f"helpee:{helpee}") if one.action == "unfroze"]
    assert (noted.actor, noted.details["why"]) == (MO.address, "somebody_else")
    with pytest.raises(NotFound):
        await partings.let_meet(store, ines, helpee, MO, "somebody_else")


async def test_what_an_operator_parted_a_moderator_lifts_but_not_for_themselves(store: Store) -> None:
    olive, zoe = await seed_operator(store), await seed_helper(store, phone=PHONE)
    mission = await missions.accept(store, (await desk.publish(store, olive, a_draft(store, phone=CALLER))).id, zoe)
    await safety.keep_apart(store, olive, mission.id, zoe)
    async with store.reading() as work:
        person = await work.people.by_id(zoe)
    assert person is not None
    with pytest.raises(OwnCase):
        await partings.let_meet(store, zoe, mission.helpee.id, Moderator(person.address, "Zoé"), "wanted")
    await partings.let_meet(store, zoe, mission.helpee.id, MO, "wanted")
    assert await may_meet(store, olive, zoe)
