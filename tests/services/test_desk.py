"""What an operator does: the caller's file, the forecast, publishing once, following, changing, ending."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.availability import WORKDAYS, PartOfDay, slots
from domain.errors import AmountOutOfRange, MissionClosed, MissionTaken, NotAllowed, NotFound, NotYours
from domain.matching import Exclusion
from domain.mission import MissionStatus, Outcome
from domain.notices.missions import MissionCard, MissionChanged, NobodyLeft, OfferChanged
from domain.notices.names import OPERATORS, to_person
from domain.offer import OfferStatus
from domain.people import StaffChat, StaffRole
from services import desk, finding, missions, people
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, outbox_of, seed_helper, seed_operator


async def test_a_new_number_has_no_file(store: Store) -> None:
    assert await desk.file_of(store, await seed_operator(store), "+3225550001") is None


async def test_a_file_tells_what_is_open_what_was_and_whom_the_caller_knows(store: Store) -> None:
    operator, zoe, tim = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    done = await desk.publish(store, operator, a_draft(store, phone="+3225550002"))
    await missions.accept(store, done.id, zoe)
    await missions.complete(store, done.id, zoe, Outcome.WELL)
    partly = await desk.publish(store, operator, a_draft(store, phone="+3225550002"))
    await missions.accept(store, partly.id, tim)
    await missions.complete(store, partly.id, tim, Outcome.PARTLY)
    active = await desk.publish(store, operator, a_draft(store, phone="+3225550002", access_notes="Third bell"))
    file = await desk.file_of(store, operator, "+3225550002")
    assert file is not None
    assert [one.id for one in file.active] == [active.id]
    assert [one.id for one in file.last] == [active.id, partly.id, done.id]
    assert len(file.knows) == 1
    assert file.helpee.access_notes == "Third bell"


async def test_a_file_names_nobody_whom_the_caller_is_never_to_meet_again(store: Store) -> None:
    operator, zoe, draft = await seed_operator(store), await seed_helper(store), a_draft(store)
    mission = await desk.publish(store, operator, draft)
    await missions.accept(store, mission.id, zoe)
    await missions.complete(store, mission.id, zoe, Outcome.WELL)
    async with store.writing() as work:
        (await work.people.pairing(mission.helpee.id, zoe)).frozen = True
    file = await desk.file_of(store, operator, draft.phone)
    assert file is not None
    assert file.knows == []


async def test_help_by_phone_leaves_the_address_in_the_file(store: Store) -> None:
    operator = await seed_operator(store)
    await desk.publish(store, operator, a_draft(store, phone="+3225550003"))
    by_phone = a_draft(store, phone="+3225550003", kind="moral_support", address="", latitude=None, longitude=None)
    await desk.publish(store, operator, replace(by_phone, neighbourhood="", limit_cents=None))
    file = await desk.file_of(store, operator, "+3225550003")
    assert file is not None
    assert file.helpee.address == "Rue de l'Exemple 12, 1050 Ixelles"
    assert file.helpee.point == (50.8280, 4.3720)


async def test_the_forecast_counts_and_explains_and_writes_nothing(store: Store) -> None:
    operator = await seed_operator(store)
    await seed_helper(store)
    await seed_helper(store, languages=frozenset({"nl"}))
    await seed_helper(store, slots=slots([(6, PartOfDay.MORNING)]))
    foreseen = await desk.foresee(store, operator, a_draft(store))
    assert (foreseen.eligible, foreseen.speaking) == (2, 1)
    assert foreseen.within_km == 2
    async with store.reading() as work:
        assert await work.outbox.waiting() == 0
        assert (await work.missions.listing(status=list(MissionStatus), operator_id=None, limit=1, offset=0))[1] == 0


async def test_the_forecast_says_how_long_it_usually_takes(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    await seed_helper(store)
    for minutes in (2, 40, 12, 3, 25):
        assert (await desk.foresee(store, operator, a_draft(store))).usually is None
        mission = await desk.publish(store, operator, a_draft(store))
        clock.advance(minutes=minutes)
        await missions.accept(store, mission.id, helper := await seed_helper(store))
        await missions.complete(store, mission.id, helper, Outcome.WELL)
    assert (await desk.foresee(store, operator, a_draft(store))).usually == timedelta(minutes=12)


async def test_the_forecast_says_why_nobody_can_be_asked(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    for _ in range(3):
        mission = await desk.publish(store, operator, a_draft(store))
        await missions.accept(store, mission.id, zoe)
    foreseen = await desk.foresee(store, operator, a_draft(store))
    assert foreseen.eligible == 0
    assert foreseen.excluded == {Exclusion.BUSY: 1}


async def test_the_forecast_for_a_known_caller_leaves_their_file_alone(store: Store) -> None:
    operator = await seed_operator(store)
    await desk.publish(store, operator, a_draft(store, phone="+3225550004"))
    await desk.foresee(store, operator, a_draft(store, phone="+3225550004", name="Somebody Else"))
    file = await desk.file_of(store, operator, "+3225550004")
    assert file is not None
    assert file.helpee.name == "Josée Voorbeeld"


async def test_the_same_draft_is_one_mission_however_often_it_is_published(store: Store) -> None:
    operator, _zoe = await seed_operator(store), await seed_helper(store)
    draft = a_draft(store)
    published = await asyncio.gather(*(desk.publish(store, operator, draft) for _ in range(5)))
    assert len({mission.id for mission in published}) == 1
    assert len(await outbox_of(store, "staff:operators")) == 1


async def test_two_operators_who_meet_the_same_new_caller_at_once_both_publish(store: Store) -> None:
    olive, oscar = await seed_operator(store), await seed_operator(store)
    drafts = [a_draft(store, phone="+3225550005") for _ in range(4)]
    published = await asyncio.gather(
        *(desk.publish(store, operator, draft) for operator, draft in zip([olive, oscar] * 2, drafts, strict=True))
    )
    assert len({mission.id for mission in published}) == 4
    assert len({mission.helpee.id for mission in published}) == 1


async def test_an_absurd_limit_is_refused(store: Store) -> None:
    operator = await seed_operator(store)
    with pytest.raises(AmountOutOfRange):
        await desk.publish(store, operator, a_draft(store, limit_cents=1_000_01))


async def test_nobody_to_ask_is_told_at_once(store: Store) -> None:
    operator = await seed_operator(store)
    mission = await desk.publish(store, operator, a_draft(store))
    assert NobodyLeft(mission.id) in await outbox_of(store, to_person(operator))


async def test_lists_are_by_status_and_by_operator(store: Store) -> None:
    olive, oscar, zoe = await seed_operator(store), await seed_operator(store), await seed_helper(store)
    hers = await desk.publish(store, olive, a_draft(store))
    his = await desk.publish(store, oscar, a_draft(store))
    await missions.accept(store, his.id, zoe)
    found = await desk.listing(store, olive, [MissionStatus.OPEN])
    assert ([one.id for one in found.missions], found.total) == ([hers.id], 1)
    found = await desk.listing(store, olive, list(MissionStatus), mine=True)
    assert [one.id for one in found.missions] == [hers.id]
    found = await desk.listing(store, olive, list(MissionStatus), limit=1, offset=1)
    assert ([one.id for one in found.missions], found.total) == ([hers.id], 2)


async def test_the_call_back_is_ticked_once_and_only_while_somebody_has_it(store: Store, clock: Clock) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    with pytest.raises(NotYours):
        await desk.call_back(store, operator, mission.id, zoe)
    await missions.accept(store, mission.id, zoe)
    first = (await desk.call_back(store, operator, mission.id, zoe)).called_back_at
    clock.advance(minutes=5)
    assert (await desk.call_back(store, operator, mission.id, zoe)).called_back_at == first
    await missions.release(store, mission.id, zoe)
    followed = await desk.follow(store, operator, mission.id)
    assert followed.mission.called_back_at is None


async def test_new_details_reach_whoever_has_the_mission_and_whoever_is_asked(store: Store) -> None:
    operator, zoe, tim = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await empty_outbox(store)
    await desk.change_details(store, operator, mission.id, "Two breads")
    assert await outbox_of(store, to_person(tim)) == [OfferChanged(mission.id)]
    await missions.accept(store, mission.id, zoe)
    await empty_outbox(store)
    await desk.change_details(store, operator, mission.id, "Three breads")
    assert MissionChanged(mission.id) in await outbox_of(store, to_person(zoe))
    await desk.cancel(store, operator, mission.id)
    with pytest.raises(MissionClosed):
        await desk.change_details(store, operator, mission.id, "Four")


async def test_what_changed_while_it_was_being_shown_is_shown_too(store: Store) -> None:
    olive, oscar = await seed_operator(store), await seed_operator(store)
    mission = await desk.publish(store, olive, a_draft(store))
    await desk.follow(store, oscar, mission.id)
    await desk.cancel(store, olive, mission.id)
    assert await outbox_of(store, to_person(oscar)) == []
    await desk.keep_card(store, oscar, mission.id, "1", "77")
    assert await outbox_of(store, to_person(oscar)) == [MissionCard(mission.id)]


async def test_everybody_are_those_in_reach_whatever_they_said_of_their_time(store: Store) -> None:
    operator = await seed_operator(store)
    weekend = await seed_helper(store, slots=slots([(6, PartOfDay.MORNING)]))
    declined = await seed_helper(store, slots=WORKDAYS)
    await seed_helper(store, at=(51.05, 3.72))
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.decline(store, mission.id, declined)
    assert await finding.ask_everybody(store, operator, mission.id) == 1
    followed = await desk.follow(store, operator, mission.id)
    assert {one.helper_id: one.status for one in followed.offers} == {
        weekend: OfferStatus.OFFERED,
        declined: OfferStatus.DECLINED,
    }
    assert await finding.ask_everybody(store, operator, mission.id) == 0
    await missions.accept(store, mission.id, weekend)
    with pytest.raises(MissionTaken):
        await finding.ask_everybody(store, operator, mission.id)


async def test_a_new_operators_chat_begins_with_what_is_under_way(store: Store) -> None:
    def a_chat(external_id: str) -> StaffChat:
        here = {"app": "telegram", "external_id": external_id, "language": "en", "registered_by": "telegram:0"}
        return StaffChat(role=StaffRole.OPERATORS, registered_at=store.now(), lost_at=None, **here)

    operator, zoe = await seed_operator(store), await seed_helper(store)
    await people.register_chat(store, a_chat("-1"))
    is_open, taken, over = [await desk.publish(store, operator, a_draft(store)) for _ in range(3)]
    await missions.accept(store, taken.id, zoe)
    await desk.cancel(store, operator, over.id)
    await empty_outbox(store)
    under_way = [MissionCard(is_open.id), MissionCard(taken.id)]
    await people.register_chat(store, a_chat("-2"))
    assert await outbox_of(store, OPERATORS) == under_way
    await people.migrate_chat(store, "telegram", "-2", "-1002")
    assert await outbox_of(store, OPERATORS) == under_way


async def test_only_operators_do_any_of_this_and_former_ones_do_not(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await people.dismiss_operator(store, operator, "telegram:0")
    for somebody in (operator, zoe, 10_000):
        for tried in (
            desk.file_of(store, somebody, "+3225550001"),
            desk.foresee(store, somebody, a_draft(store)),
            desk.publish(store, somebody, a_draft(store)),
            desk.follow(store, somebody, mission.id),
            desk.listing(store, somebody, [MissionStatus.OPEN]),
            desk.call_back(store, somebody, mission.id, zoe),
            desk.change_details(store, somebody, mission.id, "x"),
            finding.ask_everybody(store, somebody, mission.id),
            desk.cancel(store, somebody, mission.id),
        ):
            with pytest.raises(NotAllowed):
                await tried


async def test_a_mission_that_is_not_there(store: Store) -> None:
    operator = await seed_operator(store)
    with pytest.raises(NotFound):
        await desk.follow(store, operator, 4711)
    with pytest.raises(NotFound):
        await desk.cancel(store, operator, 4711)
