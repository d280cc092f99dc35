"""When a suspension ends: not before the incidents about the helper, and whatever happens with somebody else's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.errors import Suspended
from domain.helper import HelperStatus
from domain.incident import Incident, Reporter
from domain.keeping import Periods
from domain.notices.names import to_person
from domain.notices.safeguarding import StaffSanctioned
from domain.offer import OfferStatus
from services import desk, incidents, missions, people, registration, review, sanctions, staff
from services.incidents import Report
from services.moderator import Moderator
from services.upkeep import Upkeep
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
    other, _leo = await accused(store)  # of somebody else, and it stays open
    tom = await seed_helper(store)
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


async def another(store: Store, zoe: int, caller_of: str = "+3225550077") -> Incident:
    """One more caller's concern about the same helper."""
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store, phone=caller_of))
    async with store.writing() as work:
        found = await work.missions.get(mission.id)
        assert found is not None
        found.accept(zoe, work.now)
        offer = await work.missions.offer(mission.id, zoe)
        assert offer is not None
        offer.answer(OfferStatus.ACCEPTED, work.now)
    return await incidents.report(store, operator, Report(f"more {mission.id}", mission.id, "money", helper_id=zoe))


async def test_it_waits_for_all_that_it_is_about_also_where_the_end_is_the_same(store: Store, clock: Clock) -> None:
    first, zoe = await accused(store)
    second = await another(store, zoe)
    for incident in (first, second, second):  # a tap that comes twice is one decision
        await incidents.suspend_helper(store, incident.id, MO, 7)
    async with store.reading() as work:
        assert [one.incident_id for one in await work.sanctions.history(zoe)] == [first.id, second.id]
    await incidents.close(store, first.id, MO, "cleared")
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0
    assert await status(store, zoe) is HelperStatus.SUSPENDED
    await incidents.close(store, second.id, MO, "talked")
    assert await sanctions.end_suspensions(store) == 1
    assert await status(store, zoe) is HelperStatus.VALIDATED


@pytest.mark.parametrize(("days", "then"), [(30, 7), (0, 7), (0, 30)])
async def test_no_later_decision_makes_it_shorter(store: Store, clock: Clock, days: int, then: int) -> None:
    first, zoe = await accused(store)
    second = await another(store, zoe)
    before = (await incidents.suspend_helper(store, first.id, MO, days)).suspended_until
    after = await incidents.suspend_helper(store, second.id, MO, then)
    assert after.suspended_until == before
    async with store.reading() as work:
        assert [one.until for one in await work.sanctions.history(zoe)] == [before, before]
        assert [one.until for one in await work.refusals.of_account(after.person.address)] == [before]
    await incidents.close(store, second.id, MO, "cleared")
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0
    await incidents.close(store, first.id, MO, "cleared")
    clock.advance(days=30)
    assert await sanctions.end_suspensions(store) == (1 if days else 0)


async def test_an_earlier_incident_counts_although_something_else_was_decided_since(store: Store, clock: Clock) -> None:
    incident, zoe = await accused(store)
    await incidents.suspend_helper(store, incident.id, MO, 7)
    await sanctions.suspend(store, zoe, MO, "unreliable", 7)
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0
    await incidents.close(store, incident.id, MO, "nothing")
    assert await sanctions.end_suspensions(store) == 1


async def test_a_moderator_ends_it_at_any_time_and_what_was_before_counts_no_more(store: Store, clock: Clock) -> None:
    incident, zoe = await accused(store)
    await incidents.suspend_helper(store, incident.id, MO, 30)
    await sanctions.reinstate(store, zoe, MO, despite=[incident.id])
    assert await status(store, zoe) is HelperStatus.VALIDATED
    await sanctions.suspend(store, zoe, MO, "unreliable", 7)
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0
    await incidents.close(store, incident.id, MO, "talked")
    assert await sanctions.end_suspensions(store) == 1


async def test_another_concern_about_them_holds_it_too(store: Store, clock: Clock) -> None:
    first, zoe = await accused(store)
    second = await another(store, zoe)
    await incidents.suspend_helper(store, first.id, MO, 7)
    await incidents.close(store, first.id, MO, "talked")
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0
    async with store.reading() as work:
        assert await work.sanctions.awaited(zoe) == [second.id]
    await incidents.close(store, second.id, MO, "cleared")
    assert await sanctions.end_suspensions(store) == 1
    assert await status(store, zoe) is HelperStatus.VALIDATED


@pytest.mark.parametrize("as_operator", [False, True])
async def test_what_they_say_themselves_holds_nothing(store: Store, clock: Clock, as_operator: bool) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    reporter = None
    if as_operator:
        invitation = await people.invite(store, "BE", "telegram:0")
        await people.accept_invitation(store, zoe, invitation.token, "Zoé")
        reporter = Reporter.OPERATOR
    said = Report("k", mission.id, "conduct", helper_id=zoe if as_operator else None, reporter=reporter)
    incident = await incidents.report(store, zoe, said)
    assert incident.helper_id == zoe
    await sanctions.suspend(store, zoe, MO, "incident", 7)
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 1
    assert await status(store, zoe) is HelperStatus.VALIDATED


@pytest.mark.parametrize("by_the_file", [False, True])
async def test_who_deletes_everything_stays_out_until_the_incident_is_closed(
    store: Store, clock: Clock, by_the_file: bool
) -> None:
    incident, zoe = await accused(store)
    if by_the_file:
        await sanctions.suspend(store, zoe, MO, "incident", 7)
    else:
        await incidents.suspend_helper(store, incident.id, MO, 7)
    async with store.reading() as work:
        person = await work.people.by_id(zoe)
    assert person is not None
    await registration.forget(store, zoe)
    back = await people.meet(store, person.app, person.external_id, "fr")
    clock.advance(days=8)
    with pytest.raises(Suspended):
        await review.start(store, back.id)
    clock.advance(days=400)
    await Upkeep(store, periods=Periods(people=3_650)).once()
    with pytest.raises(Suspended):
        await review.start(store, back.id)
    await incidents.close(store, incident.id, MO, "talked")
    await review.start(store, back.id)


async def test_a_suspension_outlasts_the_words_of_what_it_was_about(store: Store, clock: Clock) -> None:
    incident, zoe = await accused(store)
    await incidents.suspend_helper(store, incident.id, MO, 0)
    async with store.reading() as work:
        person = await work.people.by_id(zoe)
    assert person is not None
    await registration.forget(store, zoe)
    await incidents.close(store, incident.id, MO, "cleared")
    clock.advance(days=100)
    assert await incidents.forget_words(store) == 1
    back = await people.meet(store, person.app, person.external_id, "fr")
    with pytest.raises(Suspended):  # until it is decided
        await review.start(store, back.id)


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
