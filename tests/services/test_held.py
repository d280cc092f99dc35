"""What is looked into is kept until it is done with, and nobody has to stay for it; then it goes like all else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.approval import Deed
from domain.errors import HeldForIncident
from domain.helper import HelperStatus
from domain.incident import HELD_FOR, Incident, IncidentStatus
from domain.keeping import Periods
from domain.mission import Mission, Outcome
from domain.notices.names import MODERATORS, incident_card, talk_card
from domain.notices.notice import CardGone
from domain.notices.safeguarding import IncidentCard
from domain.talk import Talk
from services import (
    approvals,
    desk,
    helper_files,
    incidents,
    journal,
    missions,
    people,
    registration,
    retention,
    sanctions,
    staff,
    talks,
)  # fmt: skip
from services.incidents import Report
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage import tables
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, outbox_of, seed_helper, seed_operator

MO = Moderator("telegram:7", "Mo")
WORDS = "They asked for my card"


async def a_case(store: Store) -> tuple[Incident, Mission, int, int]:
    """A mission that is done, with a concern that its helper raised: the incident, both, and the operator."""
    mission, zoe, operator = await a_visit(store)
    return await a_concern(store, mission, zoe), mission, zoe, operator


async def a_visit(store: Store) -> tuple[Mission, int, int]:
    """A mission that is done, with its helper and its operator."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL, note="Third bell")
    return mission, zoe, operator


async def a_concern(store: Store, mission: Mission, helper_id: int) -> Incident:
    return await incidents.report(store, helper_id, Report("one", mission.id, "money", WORDS))


async def stored(store: Store, *names: str) -> str:
    """All that stands in these tables, or in all of them."""
    found = []
    async with store.reading() as work:
        for table in tables.metadata.sorted_tables:
            if not names or table.name in names:
                found += [str(dict(row)) for row in (await work.session.execute(select(table))).mappings()]
    return "\n".join(found)


async def erased(store: Store, mission: Mission) -> tuple[bool, bool]:
    """Whether the mission, and the caller's file, are."""
    async with store.reading() as work:
        kept, helpee = await work.missions.get(mission.id), await work.people.helpee(mission.helpee.id)
    assert kept is not None
    return kept.erased_at is not None, helpee is None or helpee.erased_at is not None


async def test_time_passes_over_what_is_looked_into_and_takes_it_up_afterwards(store: Store, clock: Clock) -> None:
    incident, mission, zoe, _ = await a_case(store)
    await registration.leave(store, zoe)
    upkeep = Upkeep(store)
    clock.advance(days=500)
    await upkeep.once()
    assert await erased(store, mission) == (False, False)
    async with store.reading() as work:
        assert await work.people.by_id(zoe) is not None
    await incidents.close(store, incident.id, MO, "cleared")
    clock.advance(HELD_FOR - timedelta(minutes=1))
    await upkeep.once()
    assert await erased(store, mission) == (False, False)
    clock.advance(hours=2)
    await upkeep.once()
    assert await erased(store, mission) == (True, True)
    async with store.reading() as work:
        assert await work.people.by_id(zoe) is None
        kept = await work.incidents.read(incident.id)
        assert kept is not None
        assert (kept.words, kept.helper_id) == ("", zoe)


async def test_what_nobody_looks_into_goes_meanwhile(store: Store, clock: Clock) -> None:
    _, held, _, operator = await a_case(store)
    ana = await seed_helper(store)
    other = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, other.id, ana)
    await missions.complete(store, other.id, ana, Outcome.WELL)
    clock.advance(days=31)
    await retention.erase_due(store, Periods())
    assert await erased(store, other) == (True, False)
    assert await erased(store, held) == (False, False)


async def test_rejected_while_something_is_looked_into_an_application_stays(store: Store, clock: Clock) -> None:
    incident, _, zoe, _ = await a_case(store)
    await helper_files.note(store, zoe, MO, "Phoned them")
    async with store.writing() as work:
        helper = await work.helpers.get(zoe, lock=True)
        assert helper is not None
        helper.status = HelperStatus.REJECTED
    clock.advance(days=100)
    await retention.erase_due(store, Periods())
    assert await registration.helper_of(store, zoe) is not None
    await incidents.close(store, incident.id, MO, "nothing")
    clock.advance(HELD_FOR + timedelta(days=1))
    await people.meet(store, "telegram", "1", "fr")
    await retention.erase_due(store, Periods(people=3_000))
    assert await registration.helper_of(store, zoe) is None
    assert "Phoned them" not in await stored(store)


async def test_an_operator_waits_with_forgetting_a_caller(store: Store, clock: Clock) -> None:
    mission, zoe, olive = await a_visit(store)
    other = await seed_operator(store)
    async with store.reading() as work:
        second = await work.people.by_id(other)
    assert second is not None
    asked = await approvals.ask(store, olive, Deed.FORGET_CALLER, mission.helpee.id)
    incident = await a_concern(store, mission, zoe)
    with pytest.raises(HeldForIncident):
        await approvals.confirm(store, asked.id, second, administrator=False)
    with pytest.raises(HeldForIncident):
        await approvals.ask(store, olive, Deed.FORGET_CALLER, mission.helpee.id)
    await incidents.close(store, incident.id, MO, "cleared")
    clock.advance(HELD_FOR)
    await approvals.lapse(store)
    asked = await approvals.ask(store, olive, Deed.FORGET_CALLER, mission.helpee.id)
    await approvals.confirm(store, asked.id, second, administrator=False)
    assert await erased(store, mission) == (True, True)


async def test_whoever_deletes_everything_is_gone_and_the_incident_says_what_it_said(store: Store) -> None:
    incident, mission, zoe, _ = await a_case(store)
    async with store.reading() as work:
        helper = await work.helpers.get(zoe)
    assert helper is not None
    await empty_outbox(store)
    await registration.forget(store, zoe)
    text = await stored(store)
    for gone in (helper.name, helper.phone, f"'external_id': '{helper.person.external_id}'", "Third bell"):
        assert gone not in text
    assert await stored(store, "refusals") == ""
    found = await incidents.find(store, incident.id)
    assert (found.helper_id, found.words, found.status) == (zoe, WORDS, IncidentStatus.OPEN)
    assert "accepted" in found.times
    assert await erased(store, mission) == (False, False)
    assert IncidentCard(incident.id) in await outbox_of(store, MODERATORS)


async def test_whoever_was_suspended_for_it_is_known_again(store: Store) -> None:
    incident, _, zoe, _ = await a_case(store)
    await incidents.suspend_helper(store, incident.id, MO, 30)
    await registration.forget(store, zoe)
    assert await stored(store, "refusals") != ""
    assert str(zoe) in await stored(store, "sanctions")


async def test_incidents_and_decisions_about_those_who_are_forgotten_go_in_their_time(
    store: Store, clock: Clock
) -> None:
    incident, _, zoe, _ = await a_case(store)
    ana = await seed_helper(store)
    for helper in (zoe, ana):
        await sanctions.suspend(store, helper, MO, "conduct", 7)
    await incidents.note(store, incident.id, MO, "Phoned them")
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(MODERATORS, incident_card(incident.id), "-1", "5"))
    await incidents.close(store, incident.id, MO, "talked")
    await registration.forget(store, zoe)
    clock.advance(days=1_094)
    await retention.erase_due(store, Periods(people=3_000))
    assert (await incidents.find(store, incident.id)).helper_id == zoe
    clock.advance(days=1)
    await empty_outbox(store)
    await retention.erase_due(store, Periods(people=3_000))
    async with store.reading() as work:
        assert await work.incidents.read(incident.id) is None
        assert await work.sanctions.notes(f"incident:{incident.id}") == []
        assert await work.sanctions.history(zoe) == []
        assert [one.helper_id for one in await work.sanctions.history(ana)] == [ana]
    assert CardGone(incident_card(incident.id)) in await outbox_of(store, MODERATORS)


async def test_one_that_is_open_or_opened_again_never_goes(store: Store, clock: Clock) -> None:
    incident, *_ = await a_case(store)
    clock.advance(days=2_000)
    await Upkeep(store).once()
    await incidents.close(store, incident.id, MO, "talked")
    await incidents.reopen(store, incident.id, MO)
    clock.advance(days=2_000)
    await Upkeep(store).once()
    assert (await incidents.find(store, incident.id)).words == WORDS


async def test_what_two_people_settled_goes_and_what_waits_stays(store: Store, clock: Clock) -> None:
    olive, other = await seed_operator(store), await seed_operator(store)
    first, second = [await desk.publish(store, olive, a_draft(store)) for _ in range(2)]
    async with store.reading() as work:
        by = await work.people.by_id(other)
    assert by is not None
    settled = await approvals.ask(store, olive, Deed.EXPORT_CALLER, first.helpee.id)
    await approvals.refuse(store, settled.id, by, administrator=False)
    clock.advance(days=31)
    waiting = await approvals.ask(store, olive, Deed.EXPORT_CALLER, second.helpee.id)
    await retention.erase_due(store, Periods(people=3_000))
    async with store.reading() as work:
        assert await work.approvals.peek(settled.id) is None
        assert await work.approvals.peek(waiting.id) is not None
    await registration.forget(store, olive)
    async with store.reading() as work:
        left = await work.approvals.peek(waiting.id)
        assert left is not None
        assert left.asked_by_id is None


async def test_the_journal_loses_its_oldest_part_and_still_holds(store: Store, clock: Clock) -> None:
    async def oldest() -> datetime | None:
        """But for the one that stays to prove how old the others were."""
        every = select(tables.journal.c.at).order_by(tables.journal.c.at).offset(1).limit(1)
        async with store.reading() as work:
            found: datetime | None = await work.session.scalar(every)
            return found

    zoe = await seed_helper(store)
    upkeep = Upkeep(store, periods=Periods(journal=100, people=3_000))
    for _ in range(4):
        await helper_files.note(store, zoe, MO, "Phoned them")
        await upkeep.once()
        clock.advance(days=40)
    before = (await journal.verify(store)).head
    assert before is not None
    began = await oldest()
    assert began is not None
    assert began < clock.now - timedelta(days=100)
    standing = {one.kept.code: one for one in await retention.standing(store, Periods(journal=100), "telegram:1")}
    assert standing["journal"].next_at == clock.now
    await upkeep.once()
    began = await oldest()
    assert began is not None
    assert began >= clock.now - timedelta(days=100)
    verified = await journal.verify(store, before, timedelta(days=100))
    assert verified.faults == []
    standing = {one.kept.code: one for one in await retention.standing(store, Periods(journal=100), "telegram:1")}
    assert standing["journal"].erased_lately > 0
    async with store.reading() as work:
        noted = await work.journal.about(f"person:{zoe}")
    assert len(noted) == 3


async def test_moderators_are_not_forgotten_by_themselves_and_go_when_they_wish(store: Store, clock: Clock) -> None:
    person = await people.meet(store, "telegram", "70017", "fr")
    mona = Moderator("telegram:70017", "Mona Voorbeeld")
    await staff.note_moderator(store, mona)
    incident, _, zoe, _ = await a_case(store)
    await helper_files.note(store, zoe, mona, "Phoned them")
    await sanctions.suspend(store, zoe, mona, "conduct", 7)
    await incidents.take(store, incident.id, mona)
    clock.advance(days=300)
    await retention.erase_due(store, Periods())
    async with store.reading() as work:
        assert await work.people.by_id(person.id) is not None
        assert await work.staff.moderator(mona.address) is not None
    await registration.forget(store, person.id)
    text = await stored(store, *(set(tables.metadata.tables) - {"journal"}))
    assert "Mona" not in text
    assert "70017" not in text
    found = await incidents.find(store, incident.id)
    assert (found.status, found.owner) == (IncidentStatus.OPEN, None)
    assert mona.address in await stored(store, "journal")
    async with store.reading() as work:
        history = await work.sanctions.history(zoe)
    assert [one.by for one in history] == [f"person:{person.id}"]


async def test_a_moderator_who_goes_leaves_no_name_in_a_talk_that_a_colleague_has_now(store: Store) -> None:
    person = await people.meet(store, "telegram", "70017", "fr")
    mona, zoe = Moderator("telegram:70017", "Mona Voorbeeld"), await seed_helper(store)
    async with store.writing() as work:
        talk = Talk(person_id=zoe, opened_at=work.now)
        work.talks.add(talk)
    await talks.say(store, talk_card(talk.id), "Good morning", mona)
    await talks.free_claims_of(store, mona.address)
    await talks.answer(store, zoe, "Hello")
    await talks.say(store, talk_card(talk.id), "Good afternoon", MO)
    await registration.forget(store, person.id)
    text = await stored(store, *(set(tables.metadata.tables) - {"journal"}))
    assert "Mona" not in text
    assert "70017" not in text
    async with store.reading() as work:
        said = [(one.text, one.by_name) for one in await work.talks.said(talk.id)]
    assert said == [("Good morning", ""), ("Hello", None), ("Good afternoon", "Mo")]
