"""What moderators see of an applicant from before, or from another account."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.helper import HelperStatus
from domain.identity import Reason, Side
from domain.refusal import KEPT_FOR, SHUT_OUT, RefusalKind
from sandbox import Person
from services import incidents, refusals, registration, review
from services.moderator import Moderator
from storage import tables
from tests.journeys.applicants import applicant
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand

MO = Moderator("telegram:1", "Mo Derator")


async def has_phone(network: Network, who: Person, phone: str) -> None:
    """Let somebody have this number."""
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(who))
        assert helper is not None
        helper.phone = phone


async def shut_out(network: Network, who: Person, kind: RefusalKind) -> None:
    """Suspend or ban somebody, and keep that in mind."""
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(who), lock=True)
        assert helper is not None
        if kind is RefusalKind.BANNED:
            helper.ban()
        else:
            helper.suspend()
        await refusals.note(work, helper, kind)


async def test_a_number_of_another_account_and_a_namesake_nearby_are_shown(network: Network) -> None:
    group = await network.moderators()
    nina, paul = await network.helper("Nina"), await network.helper("Zoé")
    await has_phone(network, nina, "+32470123456")
    zoe, check = await applicant(network, "zoé")
    first = await network.mo.sees("The note must show", in_=group)
    assert "same phone number" not in (first.text or "")
    assert f"same name. That may be a coincidence: #{await network.id_of(paul)} (validated)" in (first.text or "")
    await has_phone(network, zoe, "+32470123456")
    await review.rewrite(network.store, check.id)
    card = await network.mo.sees(f"same phone number: #{await network.id_of(nina)} (validated)", in_=group)
    assert "Nina" not in (card.text or "")
    await network.mo.taps("Approve", in_=group)
    decided = await network.mo.sees("Approved by Mo", in_=group)
    assert "same" not in (decided.text or "")


async def test_a_number_that_another_account_has_is_told_once_somebody_changes_to_it(network: Network) -> None:
    group = await network.moderators()
    zoe, tom = [await network.id_of(await network.helper(name)) for name in ("Zoé", "Tom")]
    await registration.edit(network.store, zoe, phone="+32470123456")
    await network.mo.says(f"/helper {tom}", to=group)
    file = await network.mo.sees("A reply to this message is a note", in_=group)
    assert not file.contains("same phone number")
    for _ in range(2):
        await registration.edit(network.store, tom, phone="+32470123456")
    told = await network.mo.sees(f"Helper #{tom} has given another phone number", in_=group)
    assert told.contains(f"same phone number: #{zoe} (validated)")
    await network.mo.sees(f"same phone number: #{zoe} (validated)", in_=group)
    await network.all_delivered()
    notices = [one for one in network.mo.messages(group) if one.contains("has given another phone number")]
    assert len(notices) == 1
    assert not notices[0].contains("Zoé")
    await network.mo.says(f"/helper {zoe}", to=group)
    await network.mo.sees(f"#{zoe}", in_=group)
    await network.all_delivered()
    await registration.edit(network.store, tom, phone="+32470999990")
    await network.all_delivered()
    files = [one for one in network.mo.messages(group) if one.contains("🗂")]
    assert not any(one.contains("same phone number") for one in files)


async def test_a_number_of_somebody_who_was_shut_out_is_told_too(network: Network) -> None:
    group = await network.moderators()
    eve, tom = await network.helper("Eve"), await network.helper("Tom")
    await has_phone(network, eve, "+32470999999")
    await shut_out(network, eve, RefusalKind.BANNED)
    await registration.forget(network.store, await network.id_of(eve))
    await registration.edit(network.store, await network.id_of(tom), phone="+32470999999")
    told = await network.mo.sees("has given another phone number", in_=group)
    assert told.contains("Shut out for good before")


async def test_what_the_same_account_was_before_is_shown(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    number = await network.id_of(zoe)
    await review.reject(network.store, check.id, MO, Reason.UNDER_AGE)
    await registration.leave(network.store, number)
    async with network.store.writing() as work:
        helper = await work.helpers.get(number)
        assert helper is not None
        helper.apply_again(work.now)
    await review.start(network.store, number)
    for place, side in enumerate(Side):
        await review.receive(network.store, number, side, f"file {place}", f"90{place}")
    await review.submit(network.store, number)
    card = await network.mo.sees("Rejected for being under age before", in_=group)
    assert "1 earlier check did not work out, with this account" in (card.text or "")
    assert "Was a helper before, and left" in (card.text or "")


@pytest.mark.parametrize("kind", SHUT_OUT)
async def test_who_was_shut_out_is_known_again_though_everything_was_deleted(
    network: Network, kind: RefusalKind
) -> None:
    group = await network.moderators()
    eve = await network.helper("Eve")
    await has_phone(network, eve, "+32470999999")
    await shut_out(network, eve, kind)
    await registration.forget(network.store, await network.id_of(eve))
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.mo.does_not_see("before</b>, with this account", in_=group)
    await has_phone(network, zoe, "+32470999999")
    await review.rewrite(network.store, check.id)
    await network.mo.sees(
        "Suspended before" if kind is RefusalKind.SUSPENDED else "Shut out for good before", in_=group
    )

    async with network.store.reading() as work:
        (row,) = (await work.session.execute(select(tables.refusals))).all()
    assert "470999999" not in str(row)
    assert str(eve.id) not in str(row)
    network.clock.advance(KEPT_FOR[kind])
    assert await refusals.forget_old(network.store) == 1


async def test_a_suspended_account_with_the_same_number_is_shown_and_a_lifted_one_is_not(network: Network) -> None:
    group = await network.moderators()
    eve = await network.helper("Eve")
    await has_phone(network, eve, "+32470999999")
    await shut_out(network, eve, RefusalKind.SUSPENDED)
    zoe, check = await applicant(network)
    await has_phone(network, zoe, "+32470999999")
    await review.rewrite(network.store, check.id)
    await network.mo.sees(f"phone number. #{await network.id_of(eve)} (suspended)", in_=group)
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(eve), lock=True)
        assert helper is not None
        helper.status = HelperStatus.VALIDATED
        await refusals.lift(work, helper, RefusalKind.SUSPENDED)
        assert await refusals.look(work, helper.person, helper.phone) == []


async def test_who_goes_while_something_is_looked_into_is_known_again(network: Network) -> None:
    group, olive, eve, mission = await in_hand(network)
    await has_phone(network, eve, "+32470999999")
    said = incidents.Report("k", mission.id, "money", helper_id=await network.id_of(eve))
    incident = await incidents.report(network.store, await network.id_of(olive), said)
    await eve.says("/privacy")
    await eve.taps("Delete everything")
    await eve.sees("a trace by which I would know your account and your phone number again")
    await eve.taps("Yes, delete everything")
    await eve.sees("Everything about you is deleted")
    zoe, check = await applicant(network, "Zelda")
    await has_phone(network, zoe, "+32470999999")
    await review.rewrite(network.store, check.id)
    card = await network.mo.sees(f"A concern about them was being looked into when they had everything deleted, "
                                 f"with this account or phone number: #{incident.id}", in_=group)  # fmt: skip
    assert "Was not to meet 1 caller again" in (card.text or "")
    asked = await network.mo.taps("Approve", on=card)
    assert asked is not None
    assert "Something is known from before" in (asked.text or "")
    await network.mo.taps("◀️ Back", in_=group)
    zoe.does_not_see("Welcome aboard!")
    await network.mo.taps("Approve", on=card)
    await network.mo.taps("Approve all the same", in_=group)
    await zoe.sees("Welcome aboard!")
    decided = await network.mo.sees("In spite of what was known from before", in_=group)
    assert "Approved by Mo" in (decided.text or "")
    assert "Zelda" not in (decided.text or "")
    async with network.store.reading() as work:
        (noted,) = [one for one in await work.journal.about(f"check:{check.id}") if one.action == "approved"]
    assert noted.details == {"despite": ["incident", "parted"]}
    await zoe.says(f"/accept {mission.id}")
    await zoe.sees("not open for you")
