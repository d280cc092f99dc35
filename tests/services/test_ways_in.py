"""Nobody comes to the network's staff by a link that is older than their dismissal, nor while they are shut out."""

from __future__ import annotations

import pytest

from domain.errors import Banned, InvitationInvalid, Suspended
from domain.notices.names import STAFF_CARD, to_person
from domain.notices.notice import CardGone, remembered_as
from domain.notices.safeguarding import StaffAccused, StaffSanctioned
from domain.notices.staff import BarredTried
from domain.people import INVITATION_LIFETIME, Invitation, Person, StaffRole
from services import people, registration, sanctions, staff
from services.moderator import Moderator
from services.upkeep import Upkeep
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import empty_outbox, outbox_of, seed_helper, seed_operator
from tests.services.test_approvals import person

MO, BOSS = Moderator("telegram:7", "Mo"), "telegram:1"
ROLES = list(StaffRole)


async def comes(store: Store, number: int, invitation: Invitation) -> bool:
    """Whether somebody is let in by an invitation."""
    try:
        await people.open_invitation(store, number, invitation.token, "Eve", ["1"])
    except InvitationInvalid:
        return False
    return True


async def deletes_everything(store: Store, before: Person) -> Person:
    await registration.forget(store, before.id)
    return await people.meet(store, before.app, before.external_id, "en")


@pytest.mark.parametrize("role", ROLES)
async def test_a_dismissed_operator_comes_back_by_a_new_invitation_only(
    store: Store, clock: Clock, role: StaffRole
) -> None:
    olive = await seed_operator(store)
    older = await people.invite(store, "BE", BOSS, role)
    clock.advance(minutes=1)
    await people.dismiss_operator(store, olive, BOSS)
    clock.advance(minutes=1)
    assert not await comes(store, olive, older)
    assert await comes(store, await seed_helper(store), older)
    assert await comes(store, olive, await people.invite(store, "BE", BOSS, role))


@pytest.mark.parametrize("role", ROLES)
async def test_whoever_was_taken_out_of_the_moderators_chat_does_not_either(
    store: Store, clock: Clock, role: StaffRole
) -> None:
    mia = await people.meet(store, "telegram", "9", "en")
    await staff.note_moderator(store, Moderator("telegram:9", "Mia"))
    older = await people.invite(store, "BE", BOSS, role)
    clock.advance(minutes=1)
    await staff.lose_moderator(store, "telegram:9", BOSS)
    assert not await comes(store, mia.id, older)


async def test_nor_by_deleting_everything_in_between(store: Store, clock: Clock) -> None:
    olive = await seed_operator(store)
    older = await people.invite(store, "BE", BOSS)
    clock.advance(minutes=1)
    await people.dismiss_operator(store, olive, BOSS)
    again = await deletes_everything(store, await person(store, olive))
    again = await deletes_everything(store, again)
    assert again.id != olive
    assert not await comes(store, again.id, older)
    clock.advance(seconds=INVITATION_LIFETIME.total_seconds())
    await Upkeep(store).once()
    async with store.reading() as work:
        assert await work.refusals.of_account(again.address) == []


async def test_what_a_dismissed_operator_made_or_opened_lets_nobody_in(store: Store) -> None:
    olive = await person(store, await seed_operator(store))
    made = [await people.invite(store, "BE", olive.address, role) for role in ROLES]
    opened = await people.invite(store, "", BOSS, StaffRole.MODERATORS)
    assert await comes(store, olive.id, opened)
    await people.dismiss_operator(store, olive.id, BOSS)
    zoe = await seed_helper(store)
    assert [await comes(store, zoe, one) for one in made] == [False, False]
    with pytest.raises(InvitationInvalid):
        await staff.may_join_moderators(store, opened.id, olive.id)


async def test_an_administrator_who_ends_their_own_calls_still_invites(store: Store) -> None:
    ada = await person(store, await seed_operator(store))
    made = await people.invite(store, "BE", ada.address)
    await people.dismiss_operator(store, ada.id, ada.address)
    assert await comes(store, await seed_helper(store), made)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kept", ["profile", "marks"])
@pytest.mark.parametrize("reason", [Suspended, Banned])
async def test_who_is_shut_out_is_not_let_in_and_administrators_hear_of_it(
    store: Store, role: StaffRole, kept: str, reason: type[Suspended]
) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    eve = await person(store, await seed_helper(store))
    shut_out = sanctions.ban if reason is Banned else sanctions.suspend
    await shut_out(store, eve.id, MO, "money")
    if kept == "marks":
        eve = await deletes_everything(store, eve)
    invitation = await people.invite(store, "BE", BOSS, role)
    await empty_outbox(store)
    with pytest.raises(Suspended) as caught:
        await people.open_invitation(store, eve.id, invitation.token, "Eve", ["1", "4711"])
    assert type(caught.value) is reason
    assert await outbox_of(store, to_person(ada.id)) == [BarredTried(eve.id, invitation.id)]
    assert not (await person(store, eve.id)).is_operator
    assert await comes(store, await seed_helper(store), invitation)


async def test_once_reinstated_they_may_come(store: Store) -> None:
    eve = await seed_helper(store)
    invitation = await people.invite(store, "BE", BOSS)
    await sanctions.suspend(store, eve, MO, "conduct")
    with pytest.raises(Suspended):
        await comes(store, eve, invitation)
    await sanctions.reinstate(store, eve, MO)
    assert await comes(store, eve, invitation)


async def test_who_is_banned_between_the_link_and_the_chat_is_not_let_in(store: Store) -> None:
    mia = await seed_helper(store)
    invitation = await people.invite(store, "", BOSS, StaffRole.MODERATORS)
    assert await comes(store, mia, invitation)
    await sanctions.ban(store, mia, MO, "money")
    with pytest.raises(InvitationInvalid):
        await staff.may_join_moderators(store, invitation.id, mia)


async def test_what_administrators_were_told_goes_with_whom_it_names(store: Store) -> None:
    ada, eve = await people.meet(store, "telegram", "1", "en"), await seed_helper(store)
    told = [remembered_as(one) for one in (BarredTried(eve, 1), StaffSanctioned(eve, 1), StaffAccused(eve, 1))]
    async with store.writing() as work:
        for message, name in enumerate(told):
            await work.outbox.keep_card(SentCard(to_person(ada.id), name, "1", str(message)))
    await staff.keep_list(store, ada, ("1", "9"))
    await empty_outbox(store)
    await registration.forget(store, await seed_helper(store))
    assert await outbox_of(store, to_person(ada.id)) == []
    await registration.forget(store, eve)
    assert await outbox_of(store, to_person(ada.id)) == [CardGone(name) for name in sorted(set(told))]


async def test_the_list_of_the_team_goes_with_whoever_stands_in_it(store: Store) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    for comes_by in (StaffRole.OPERATORS, StaffRole.MODERATORS):
        mia = await person(store, await seed_helper(store))
        invitation = await people.invite(store, "BE", BOSS, comes_by)
        assert await comes(store, mia.id, invitation)
        if comes_by is StaffRole.MODERATORS:
            await staff.note_moderator(store, Moderator(mia.address, "Mia"), invitation)
        await staff.keep_list(store, ada, ("1", "9"))
        await empty_outbox(store)
        await registration.forget(store, mia.id)
        assert await outbox_of(store, to_person(ada.id)) == [CardGone(STAFF_CARD)]
