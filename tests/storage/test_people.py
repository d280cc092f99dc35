"""People, helpees, staff chats, invitations, pairings, and forgetting somebody."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.identity import IdentityCheck, Side
from domain.mission import MissionStatus, Outcome
from domain.notices.missions import MissionOffered
from domain.notices.names import to_person
from domain.offer import OfferStatus
from domain.people import Invitation, StaffChat, StaffRole
from storage.errors import Conflict
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.storage.seeds import (
    pair,
    seed_helpee,
    seed_helper,
    seed_mission,
    seed_offer,
    seed_operator,
    seed_person,
)


def a_chat(store: Store, role: StaffRole, external_id: str) -> StaffChat:
    return StaffChat(
        role=role,
        app="telegram",
        external_id=external_id,
        language="fr",
        registered_by="telegram:1",
        registered_at=store.now(),
    )


async def test_somebody_new_is_met_once_and_keeps_their_language(store: Store) -> None:
    async with store.writing() as work:
        first = await work.people.meet("telegram", "5", "fr")
    async with store.writing() as work:
        again = await work.people.meet("telegram", "5", "nl")
        elsewhere = await work.people.meet("signal", "5", "nl")
    assert (again.id, again.language, again.reachable) == (first.id, "fr", True)
    assert elsewhere.id != first.id


async def test_somebody_met_many_times_at_once_is_one_person(store: Store) -> None:
    async def meet() -> int:
        async with store.writing() as work:
            return (await work.people.meet("telegram", "5", "fr")).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(20))))) == 1


async def test_operators_are_those_who_take_calls(store: Store) -> None:
    await seed_person(store)
    operator = await seed_operator(store)
    async with store.reading() as work:
        assert [one.id for one in await work.people.operators()] == [operator.id]


async def test_a_role_has_one_chat_and_a_chat_one_role(store: Store) -> None:
    for role, external_id in ((StaffRole.MODERATORS, "-1"), (StaffRole.OPERATORS, "-2"), (StaffRole.MODERATORS, "-3")):
        async with store.writing() as work:
            await work.people.set_staff_chat(a_chat(store, role, external_id))
    async with store.reading() as work:
        moderators = await work.people.staff_chat(StaffRole.MODERATORS)
        assert moderators is not None
        assert moderators.external_id == "-3"
        assert await work.people.staff_chat_at("telegram", "-1") is None
    async with store.writing() as work:
        await work.people.set_staff_chat(a_chat(store, StaffRole.OPERATORS, "-3"))
    async with store.reading() as work:
        found = await work.people.staff_chat_at("telegram", "-3")
        assert found is not None
        assert found.role is StaffRole.OPERATORS
        assert await work.people.staff_chat(StaffRole.MODERATORS) is None


async def test_a_chat_that_moves_takes_its_role_along_and_leaves_its_cards(store: Store) -> None:
    async with store.writing() as work:
        await work.people.set_staff_chat(a_chat(store, StaffRole.OPERATORS, "-1"))
        await work.outbox.keep_card(SentCard("staff:operators", "mission:1", "-1", "10"))
    async with store.writing() as work:
        await work.people.migrate_chat("telegram", "-1", "-1001")
        await work.people.migrate_chat("telegram", "-7", "-1007")
    async with store.reading() as work:
        chat = await work.people.staff_chat(StaffRole.OPERATORS)
        assert chat is not None
        assert chat.external_id == "-1001"
        assert await work.outbox.recipients_of("mission:1") == []


async def test_an_invitation_is_used_once(store: Store) -> None:
    person = await seed_person(store)
    invitation = Invitation.new("BE", "telegram:1", store.now())
    async with store.writing() as work:
        work.people.add(invitation)
    async with store.writing() as work:
        found = await work.people.invitation(invitation.token)
        guest = await work.people.by_id(person.id)
        assert found is not None
        assert guest is not None
        found.use(guest, "Olive", work.now)
    async with store.reading() as work:
        used = await work.people.invitation(invitation.token)
        assert used is not None
        assert (used.used_by_id, used.used_at) == (person.id, store.now())
        assert await work.people.invitation("guess") is None


async def test_a_helpee_is_found_by_phone(store: Store) -> None:
    helpee = await seed_helpee(store)
    async with store.reading() as work:
        found = await work.people.helpee_by_phone(helpee.phone)
        assert found is not None
        assert found.id == helpee.id
        assert await work.people.helpee_by_phone("+3200000000") is None


async def test_pairings_are_made_once_and_listed_latest_first(store: Store, clock: Clock) -> None:
    helpee = await seed_helpee(store)
    helpers = [await seed_helper(store) for _ in range(3)]
    for helper in helpers[:2]:
        clock.advance(days=1)
        await pair(store, helpee, helper, liked=True)
    async with store.writing() as work:
        fresh = await work.people.pairing(helpee.id, helpers[2].id)
        assert (fresh.liked, fresh.frozen, fresh.last_at) == (False, False, None)
        assert fresh is await work.people.pairing(helpee.id, helpers[2].id)
    async with store.reading() as work:
        found = [pairing.helper_id for pairing in await work.people.pairings_of_helpee(helpee.id)]
    assert found == [helpers[1].id, helpers[0].id, helpers[2].id]


async def test_a_forgotten_helper_leaves_only_counts_and_the_journal(store: Store) -> None:
    helper = await seed_helper(store)
    mission = await seed_mission(store)
    await seed_offer(store, mission, helper, OfferStatus.ACCEPTED)
    await pair(store, mission.helpee, helper, liked=True)
    async with store.writing() as work:
        locked = await work.missions.lock(mission.id)
        assert locked is not None
        locked.accept(helper.id, work.now)
        locked.complete(helper.id, Outcome.WELL, receipt_cents=None, note="Rings twice", now=work.now)
        check = IdentityCheck.start(helper.id, work.now)
        check.add(Side.CARD, "file", "10", work.now)
        work.identity.add(check)
        await work.outbox.add(to_person(helper.id), MissionOffered(mission.id))
        await work.outbox.keep_card(SentCard(to_person(helper.id), "offer:1", "5", "10"))
        await work.journal.write(to_person(helper.id), "completed", f"mission:{mission.id}")
    async with store.writing() as work:
        person = await work.people.by_id(helper.id)
        await work.helpers.get(helper.id)
        assert person is not None
        await work.erasing.person(person)
        assert await work.people.by_id(helper.id) is None
    async with store.reading() as work:
        assert await work.people.by_id(helper.id) is None
        assert await work.helpers.get(helper.id) is None
        assert await work.missions.offers(mission.id) == []
        assert await work.people.pairings_of_helpee(mission.helpee.id) == []
        assert await work.identity.latest_of(helper.id) is None
        assert await work.outbox.waiting() == 0
        assert await work.outbox.recipients_of("offer:1") == []
        assert len(await work.journal.about(f"mission:{mission.id}")) == 1
        kept = await work.missions.get(mission.id)
        assert kept is not None
        assert (kept.status, kept.helper_id) == (MissionStatus.COMPLETED, None)


async def test_a_card_noted_while_its_holder_is_forgotten_is_forgotten_too(store: Store) -> None:
    number = (await seed_helper(store)).id

    async def forget() -> None:
        async with store.writing() as work:
            person = await work.people.by_id(number)
            assert person is not None
            await work.erasing.person(person)

    async with store.writing() as work:
        assert await work.people.keep(number)
        await work.outbox.keep_card(SentCard(to_person(number), "offer:1", "5", "10"))
        await work.flush()
        forgetting = asyncio.create_task(forget())
        await asyncio.sleep(0.1)
    await forgetting
    async with store.writing() as work:
        assert not await work.people.keep(number)
        assert await work.outbox.recipients_of("offer:1") == []


async def test_a_helper_with_a_mission_in_hand_is_not_forgotten(store: Store) -> None:
    helper = await seed_helper(store)
    mission = await seed_mission(store)

    async def forget() -> None:
        async with store.writing() as work:
            locked = await work.missions.lock(mission.id)
            person = await work.people.by_id(helper.id)
            assert locked is not None
            assert person is not None
            locked.accept(helper.id, work.now)
            await work.erasing.person(person)

    with pytest.raises(Conflict):
        await forget()


async def test_of_a_forgotten_operator_an_empty_row_stays_with_the_missions(store: Store, clock: Clock) -> None:
    operator = await seed_operator(store)
    mission = await seed_mission(store, operator=operator)
    async with store.writing() as work:
        person = await work.people.by_id(operator.id)
        assert person is not None
        await work.erasing.person(person)
    clock.advance(timedelta(minutes=1))
    async with store.writing() as work:
        assert await work.people.get("telegram", operator.external_id) is None
        assert await work.people.operators() == []
        kept = await work.missions.get(mission.id)
        assert kept is not None
        assert (kept.operator.app, kept.operator.operator_name, kept.operator.reachable) == ("", None, False)
        again = await work.people.meet("telegram", operator.external_id, "fr")
        assert again.id != operator.id
