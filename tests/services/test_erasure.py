"""What is erased is gone, what is counted stays, and everybody concerned is told."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import MissionActive, MissionErased
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import MissionCancelled, OfferChanged
from domain.notices.names import OPERATORS, about_card, mission_card, offer_card, to_person
from domain.notices.notice import CardErased
from domain.recurrence import Every, Recurrence
from services import desk, missions, people, registration
from services.erasure import erase_helpee, erase_mission
from storage import tables
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, outbox_of, seed_helper, seed_operator

PERSONAL = {
    "address": "Rue Secrète 7",
    "access_notes": "Third bell",
    "details": "Insulin and bread",
    "phone": "+3226660099",
    "name": "Josée Secrète",
}


@pytest.fixture
async def operator(store: Store) -> int:
    return await seed_operator(store)


async def closed(store: Store, operator: int, helper: int, **fields: Any) -> Mission:
    """A mission that went well, with all that can be said about it."""
    mission = await desk.publish(store, operator, a_draft(store, **{**PERSONAL, **fields}))
    await missions.accept(store, mission.id, helper)
    await missions.complete(store, mission.id, helper, Outcome.WELL, receipt_cents=1234, note="Rings twice")
    return mission


async def erase(store: Store, mission_id: int) -> Mission:
    async with store.writing() as work:
        mission = await work.missions.lock(mission_id)
        assert mission is not None
        await erase_mission(work, mission)
    return mission


async def forget_caller(store: Store, phone: str = PERSONAL["phone"]) -> int:
    async with store.writing() as work:
        helpee = await work.people.helpee_by_phone(phone)
        assert helpee is not None
        await erase_helpee(work, helpee)
    return helpee.id


async def everything(store: Store) -> str:
    """All that stands in the database, but for how the bot itself works."""
    async with store.reading() as work:
        found = []
        for table in tables.metadata.sorted_tables:
            found += [str(dict(row)) for row in (await work.session.execute(select(table))).mappings()]
        return "\n".join(found)


async def test_of_a_closed_mission_what_kind_where_about_when_and_how_it_went_stays(
    store: Store, operator: int
) -> None:
    zoe = await seed_helper(store)
    mission = await closed(store, operator, zoe)
    await erase(store, mission.id)
    async with store.reading() as work:
        kept = await work.missions.get(mission.id)
        assert kept is not None
        assert (kept.kind, kept.country, kept.neighbourhood, kept.outcome) == (
            "groceries",
            "BE",
            "Ixelles",
            Outcome.WELL,
        )
        assert (kept.starts_at, kept.ends_at, kept.closed_at) == (mission.starts_at, mission.ends_at, store.now())
        assert (kept.receipt_cents, kept.accepted_at is None, kept.helpee.phone) == (1234, False, PERSONAL["phone"])
        assert (kept.address, kept.access_notes, kept.details, kept.note, kept.code_word) == ("",) * 5
        assert (kept.latitude, kept.longitude, kept.helper_id, kept.erased_at) == (50.83, 4.37, None, store.now())
        assert await work.missions.offers(mission.id) == []
        helper = await work.helpers.get(zoe)
        assert helper is not None
        assert helper.completed == 1
        assert [one.liked for one in await work.people.pairings_of_helpee(kept.helpee.id)] == [True]
    await erase(store, mission.id)
    with pytest.raises(MissionErased):
        kept.require_kept()


async def test_what_is_going_on_is_not_erased(store: Store, operator: int) -> None:
    mission = await desk.publish(store, operator, a_draft(store))
    with pytest.raises(MissionActive):
        await erase(store, mission.id)


async def test_dispatch_has_learned_the_same_after_everybody_is_erased(
    store: Store, operator: int, clock: Clock
) -> None:
    helpers = [await seed_helper(store) for _ in range(7)]
    for number in range(6):
        mission = await desk.publish(store, operator, a_draft(store, **{**PERSONAL, "phone": f"+32266600{number}0"}))
        async with store.reading() as work:
            asked = [offer.helper_id for offer in await work.missions.offers(mission.id)]
        await missions.decline(store, mission.id, asked[0])
        clock.advance(minutes=3 + number)
        await missions.accept(store, mission.id, asked[1])
        clock.advance(minutes=20)
        await missions.complete(store, mission.id, asked[1], Outcome.WELL)
    like = await desk.publish(store, operator, a_draft(store))

    async def learned() -> tuple[object, object, list[object]]:
        async with store.reading() as work:
            counts = await work.session.execute(
                select(tables.missions.c.kind, tables.missions.c.outcome, tables.missions.c.closed_at).order_by(
                    tables.missions.c.id
                )
            )
            return await work.missions.experience(like), await work.missions.usually_taken_in(like), [*counts]

    before = await learned()
    assert before[1] is not None
    for number in range(6):
        await forget_caller(store, f"+32266600{number}0")
    for helper in helpers[:3]:
        await registration.forget(store, helper)
    assert await learned() == before


async def test_a_caller_who_wants_to_be_forgotten_is(store: Store, operator: int) -> None:
    zoe, ana = await seed_helper(store), await seed_helper(store)
    done = await closed(store, operator, zoe)
    taken = await desk.publish(store, operator, a_draft(store, **PERSONAL))
    await missions.accept(store, taken.id, ana)
    opened = await desk.publish(store, operator, a_draft(store, **PERSONAL))
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(to_person(zoe), offer_card(opened.id), "1", "5"))
    await empty_outbox(store)
    await forget_caller(store)
    text = await everything(store)
    for words in (*PERSONAL.values(), "Rings twice"):
        assert words not in text
    async with store.reading() as work:
        found = [await work.missions.get(one.id) for one in (done, taken, opened)]
        assert [one.status for one in found if one is not None] == [
            MissionStatus.COMPLETED, MissionStatus.CANCELLED, MissionStatus.CANCELLED,
        ]  # fmt: skip
        assert await work.people.pairings_of_helpee(done.helpee.id) == []
        assert await work.people.helpee_by_phone(PERSONAL["phone"]) is None
    told = await outbox_of(store, to_person(ana))
    assert MissionCancelled(taken.id) in told
    again = await desk.publish(store, operator, a_draft(store, **PERSONAL))
    assert again.helpee.id != done.helpee.id


async def test_whoever_still_waits_to_hear_how_an_offer_ended_hears_it(store: Store, operator: int) -> None:
    zoe, ana = await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store, **PERSONAL))
    for helper in (zoe, ana):
        async with store.writing() as work:
            await work.outbox.keep_card(SentCard(to_person(helper), offer_card(mission.id), str(helper), "5"))
    await empty_outbox(store)
    await missions.decline(store, mission.id, ana)
    await empty_outbox(store)
    await forget_caller(store)
    async with store.reading() as work:
        assert await work.outbox.recipients_of(offer_card(mission.id)) == [to_person(zoe)]
    told = await outbox_of(store, to_person(zoe))
    assert told == [OfferChanged(mission.id), CardErased(offer_card(mission.id), mission_id=mission.id)]


async def test_whoever_can_not_be_written_to_keeps_what_is_rewritten_when_they_are_back(
    store: Store, operator: int
) -> None:
    zoe = await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(to_person(zoe), offer_card(mission.id), "1", "5"))
        person = await work.people.by_id(zoe)
        assert person is not None
    await people.lose(store, "telegram", person.external_id)
    await desk.cancel(store, operator, mission.id)
    await empty_outbox(store)
    await erase(store, mission.id)
    await people.meet(store, "telegram", person.external_id, "fr")
    assert OfferChanged(mission.id) in await outbox_of(store, to_person(zoe))


async def test_messages_that_show_a_caller_are_rewritten(store: Store, operator: int) -> None:
    zoe = await seed_helper(store)
    mission = await closed(store, operator, zoe)
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(OPERATORS, mission_card(mission.id), "-1", "5"))
        await work.outbox.keep_card(SentCard(to_person(operator), about_card(mission.id), "1", "6"))
    await empty_outbox(store)
    await erase(store, mission.id)
    assert await outbox_of(store, OPERATORS) == [CardErased(mission_card(mission.id), mission_id=mission.id)]


async def test_what_repeats_for_a_caller_who_is_forgotten_ends(store: Store, operator: int, clock: Clock) -> None:
    begins = clock.now.replace(hour=16)
    weekly = Recurrence(Every.WEEK, time(17), time(19))
    zoe = await seed_helper(store)
    mission = await desk.publish(
        store,
        operator,
        a_draft(store, recurrence=weekly, starts_at=begins, ends_at=begins.replace(hour=18), **PERSONAL),
    )
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    await forget_caller(store)
    async with store.reading() as work:
        kept = await work.missions.get(mission.id)
        assert kept is not None
        assert kept.recurrence is None
        clock.advance(days=8)
    async with store.reading() as work:
        assert await work.missions.due(10) == []


async def test_of_a_caller_who_is_forgotten_an_empty_row_counts(store: Store, operator: int) -> None:
    await desk.publish(store, operator, a_draft(store, **PERSONAL))
    number = await forget_caller(store)
    async with store.reading() as work:
        row = await work.people.helpee(number)
        assert row is not None
        assert (row.name, row.country, row.point, row.erased_at) == ("", "", None, store.now())
