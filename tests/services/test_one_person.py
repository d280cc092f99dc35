"""Who is not to meet a caller again is a person: whichever of their accounts, and whatever number, they use."""

from __future__ import annotations

import pytest

from domain.errors import NotOffered
from domain.helper import HelperStatus
from domain.mission import Mission
from domain.notices.missions import MissionMoved
from domain.notices.names import to_person
from domain.notices.safeguarding import MissionTakenAway
from services import desk, incidents, missions, registration, safety
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.services.consistency import assert_consistent
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator, statuses

MO = Moderator("telegram:7", "Mo")
PHONE, OTHER_PHONE, CALLER = "+32470777777", "+32470888888", "+3225550099"


async def taken(store: Store, operator: int, helper: int) -> Mission:
    """A mission of the caller's that this helper has in hand."""
    mission = await desk.publish(store, operator, a_draft(store, phone=CALLER))
    return await missions.accept(store, mission.id, helper)


async def in_hands_of(store: Store, mission: Mission) -> int | None:
    """Who has a mission now."""
    async with store.reading() as work:
        found = await work.missions.get(mission.id)
    assert found is not None
    return found.helper_id


@pytest.mark.parametrize("parted_by", ["a concern", "an operator"])
async def test_another_account_of_the_same_number_is_parted_too(store: Store, parted_by: str) -> None:
    olive = await seed_operator(store)
    zoe, second = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=PHONE)
    mission, other = await taken(store, olive, zoe), await taken(store, olive, second)
    waits = await desk.publish(store, olive, a_draft(store, phone=CALLER, urgent=True))
    assert second in await statuses(store, waits.id)
    await empty_outbox(store)
    if parted_by == "an operator":
        await safety.keep_apart(store, olive, mission.id, zoe)
    else:
        await incidents.report(store, olive, Report("k", mission.id, "conduct", helper_id=zoe))
    assert [await in_hands_of(store, one) for one in (mission, other)] == [None, None]
    assert MissionMoved in await kinds_for(store, to_person(second))
    assert (await kinds_for(store, to_person(olive))).count(MissionTakenAway) == 2
    with pytest.raises(NotOffered):
        await missions.accept(store, waits.id, second)
    await registration.forget(store, zoe)
    with pytest.raises(NotOffered):
        await missions.accept(store, waits.id, second)
    await assert_consistent(store)


async def test_who_goes_leaves_what_parted_them_to_their_other_account(store: Store) -> None:
    olive = await seed_operator(store)
    zoe, second = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=OTHER_PHONE)
    await safety.keep_apart(store, olive, (await taken(store, olive, zoe)).id, zoe)
    async with store.writing() as work:  # as it was written before both were looked at
        helper = await work.helpers.get(second)
        assert helper is not None
        helper.phone = PHONE
    mission = await taken(store, olive, second)
    await empty_outbox(store)
    await registration.forget(store, zoe)
    assert await in_hands_of(store, mission) is None
    assert MissionMoved in await kinds_for(store, to_person(second))
    with pytest.raises(NotOffered):
        await missions.accept(store, mission.id, second)


@pytest.mark.parametrize("gone", [True, False])
async def test_who_changes_to_the_number_hands_on_what_they_have_there(store: Store, gone: bool) -> None:
    olive = await seed_operator(store)
    zoe, tom = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=OTHER_PHONE)
    await safety.keep_apart(store, olive, (await taken(store, olive, zoe)).id, zoe)
    if gone:
        await registration.forget(store, zoe)
    mission = await taken(store, olive, tom)
    elsewhere = await missions.accept(store, (await desk.publish(store, olive, a_draft(store))).id, tom)
    await empty_outbox(store)
    await registration.edit(store, tom, phone=PHONE)
    assert [await in_hands_of(store, one) for one in (mission, elsewhere)] == [None, tom]
    assert MissionMoved in await kinds_for(store, to_person(tom))
    assert MissionTakenAway in await kinds_for(store, to_person(olive))
    await assert_consistent(store)


async def test_who_was_parted_and_takes_the_number_of_another_account_parts_that_one(store: Store) -> None:
    olive = await seed_operator(store)
    zoe, second = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=OTHER_PHONE)
    await safety.keep_apart(store, olive, (await taken(store, olive, zoe)).id, zoe)
    mission = await taken(store, olive, second)
    await registration.edit(store, zoe, phone=OTHER_PHONE)
    assert await in_hands_of(store, mission) is None


async def test_somebody_who_merely_edits_their_profile_is_parted_from_nobody(store: Store) -> None:
    olive = await seed_operator(store)
    zoe, tom = await seed_helper(store, phone=PHONE), await seed_helper(store, phone=OTHER_PHONE)
    await safety.keep_apart(store, olive, (await taken(store, olive, zoe)).id, zoe)
    mission = await taken(store, olive, tom)
    helper = await registration.edit(store, tom, kinds=frozenset({"groceries"}))
    assert helper.status is HelperStatus.VALIDATED
    assert await in_hands_of(store, mission) == tom
