"""When a suspension ends: not before the incident that it is about, and whatever happens with somebody else's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.helper import HelperStatus
from domain.incident import Incident
from domain.notices.names import to_person
from domain.notices.safeguarding import StaffSanctioned
from services import desk, incidents, missions, people, registration, sanctions, staff
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")


async def status(store: Store, helper: int) -> HelperStatus:
    """How a helper stands now."""
    found = await registration.helper_of(store, helper)
    assert found is not None
    return found.status


async def accused(store: Store) -> tuple[Incident, int]:
    """A caller's concern about a helper."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    said = Report(f"about {zoe}", mission.id, "conduct", helper_id=zoe)
    return await incidents.report(store, operator, said), zoe


@pytest.mark.parametrize("by_the_file", [False, True])
async def test_it_waits_for_the_incident_that_it_is_about(store: Store, clock: Clock, by_the_file: bool) -> None:
    incident, zoe = await accused(store)
    other, tom = await accused(store)  # of somebody else, and it stays open
    if by_the_file:
        await sanctions.suspend(store, zoe, MO, "incident", 7)
    else:
        await incidents.suspend_helper(store, incident.id, MO, 7)
    await sanctions.suspend(store, tom, MO, "unreliable", 7)
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 1
    assert [await status(store, one) for one in (zoe, tom)] == [HelperStatus.SUSPENDED, HelperStatus.VALIDATED]
    async with store.reading() as work:
        assert await work.sanctions.waits(zoe)
    await incidents.close(store, incident.id, MO, "talked")
    assert await sanctions.end_suspensions(store) == 1
    assert await status(store, zoe) is HelperStatus.VALIDATED
    assert (await incidents.find(store, other.id)).closed_at is None


async def test_only_what_was_decided_last_counts(store: Store, clock: Clock) -> None:
    incident, zoe = await accused(store)
    await incidents.suspend_helper(store, incident.id, MO, 30)
    await sanctions.suspend(store, zoe, MO, "unreliable", 7)
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 1
    assert await status(store, zoe) is HelperStatus.VALIDATED


async def test_a_closed_incident_ends_no_suspension_before_its_time(store: Store, clock: Clock) -> None:
    incident, zoe = await accused(store)
    await incidents.suspend_helper(store, incident.id, MO, 7)
    await incidents.close(store, incident.id, MO, "sanctioned")
    clock.advance(days=5)
    assert await sanctions.end_suspensions(store) == 0
    assert await status(store, zoe) is HelperStatus.SUSPENDED


async def test_one_that_fails_keeps_no_other_from_ending(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    anton, zoe = await seed_helper(store), await seed_helper(store)
    for helper in (anton, zoe):
        await sanctions.suspend(store, helper, MO, "unreliable", 7)
        clock.advance(minutes=1)
    clock.advance(days=8)
    end: Callable[[Store, int], Awaitable[None]] = sanctions._end

    async def fails_for_anton(at: Store, helper: int) -> None:
        if helper == anton:
            raise RuntimeError("what is stored about them can't be read")
        await end(at, helper)

    monkeypatch.setattr(sanctions, "_end", fails_for_anton)
    await sanctions.end_suspensions(store)
    assert [await status(store, one) for one in (anton, zoe)] == [HelperStatus.SUSPENDED, HelperStatus.VALIDATED]
    monkeypatch.undo()
    await sanctions.end_suspensions(store)
    assert await status(store, anton) is HelperStatus.VALIDATED


async def test_administrators_hear_of_whoever_works_for_the_network_but_not_about_themselves(store: Store) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    boss = await seed_helper(store)
    zoe, tom = await seed_helper(store), await seed_helper(store)
    for helper in (boss, zoe):
        invitation = await people.invite(store, "BE", "telegram:0")
        await people.accept_invitation(store, helper, invitation.token, "Somebody")
    async with store.reading() as work:
        person, own = await work.people.by_id(tom), await work.people.by_id(boss)
    assert person is not None
    assert own is not None
    await staff.note_moderator(store, Moderator(f"telegram:{person.external_id}", "Tom"))
    administrators = ["1", own.external_id, "4711"]

    async def told() -> list[int]:
        return [(await kinds_for(store, to_person(one))).count(StaffSanctioned) for one in (ada.id, boss)]

    await empty_outbox(store)
    await sanctions.suspend(store, await seed_helper(store), MO, "conduct", administrators=administrators)
    assert await told() == [0, 0]
    await sanctions.suspend(store, zoe, MO, "conduct", administrators=administrators)
    assert await told() == [1, 1]
    await empty_outbox(store)
    await sanctions.ban(store, tom, MO, "conduct", administrators=administrators)
    assert await told() == [1, 1]
    await empty_outbox(store)
    await sanctions.ban(store, boss, MO, "conduct", administrators=administrators)
    assert await told() == [1, 0]
