"""Identity review: what the moderators see and decide, and what is left of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.keyboards import MenuTap, ReviewTap
from domain.errors import NotFound
from domain.helper import HelperStatus
from domain.identity import CLAIM_LASTS, PURGE_AFTER
from domain.people import StaffRole
from i18n import _ as gettext
from i18n import use_language
from sandbox import Group, Message
from sandbox.faults import FaultKind
from services import people, registration, review
from services.registration import helper_of
from tests.journeys.applicants import applicant, status_of
from tests.journeys.network import Network


def pictures_in(group: Group) -> list[Message]:
    """The messages of a group that show a picture."""
    return [message for message in group.messages if message.photo or message.document]


def cards_in(group: Group) -> list[Message]:
    """The messages of a group that somebody can decide on."""
    return [message for message in group.messages if message.button("Approve")]


async def test_a_helper_is_approved_and_nothing_of_the_pictures_stays(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    card = await network.mo.sees("The note must show", in_=group)
    assert card.protected
    assert all(part in (card.text or "") for part in ("Zoé", "Ixelles", "Belgium", "French", check.code))
    assert "Monday 2 March at 12:00" in (card.text or "")
    pictures = pictures_in(group)
    assert len(pictures) == 2
    assert all(one.has_spoiler and one.protected and "Zoé" not in (one.caption or "") for one in pictures)

    answer = await network.mo.taps("I'm looking", in_=group)
    assert answer is not None
    assert not answer.alert
    claimed = await network.max.sees("Mo Derator is looking at it, until 12:30 at the latest", in_=group)
    assert claimed.button_texts == ["Approve", "Reject…", "Ask for new pictures…", "Leave it to somebody else"]
    await network.mo.taps("Approve", in_=group)

    card = await network.max.sees("Approved by Mo Derator, Monday 2 March at 12:00", in_=group)
    assert not card.buttons
    assert "Zoé" not in (card.text or "")
    welcome = await zoe.sees("Welcome aboard!")
    assert welcome.button_texts == ["Missions around me", "My profile"]
    await network.mo.waits_for(lambda: not network.telegram.files or None, in_=group)
    assert await status_of(network.store, check) == "approved"
    helper = await helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    assert helper.status is HelperStatus.VALIDATED


async def test_a_rejection_has_a_reason_and_a_way_on(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.taps("Reject…", in_=group)
    await network.mo.waits_for(lambda: network.mo.messages(group)[-1].button("Not the same person"), in_=group)
    await network.mo.taps("Back", in_=group)
    await network.mo.waits_for(lambda: cards_in(group) or None, in_=group)
    await network.mo.taps("Reject…", in_=group)
    await network.mo.taps("The card has expired", in_=group)
    card = await network.max.sees("Rejected by Mo Derator", in_=group)
    assert "Reason: The card has expired" in (card.text or "")
    told = await zoe.sees("The card is no longer valid")
    assert told.button_texts == ["Send new pictures"]
    assert await status_of(network.store, check) == "rejected"
    await zoe.taps("Send new pictures")
    await zoe.sees("picture 1 of 2")


async def test_what_everybody_in_the_chat_reads_is_in_the_language_of_the_chat(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.max.taps("Reject…", in_=group)
    reasons = await network.max.sees("Not the same person", in_=group)
    await network.max.taps("Back", on=reasons)
    await network.mo.waits_for(lambda: cards_in(group) or None, in_=group)
    await network.max.says("/queue", to=group)
    await network.mo.sees("1 identity check is waiting", in_=group)
    group.promote(network.max, anonymous=True)
    await people.change_chat_language(network.store, StaffRole.MODERATORS, "nl", "telegram:1")
    await network.max.says("/language", to=group)
    with use_language("nl"):
        await network.mo.sees(gettext("In which language shall I write here?"), in_=group)


async def test_somebody_under_age_is_not_asked_to_try_again(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network)
    await network.mo.taps("Reject…", in_=group)
    await network.mo.taps("Under age", in_=group)
    told = await zoe.sees("18 or older")
    assert not told.buttons
    await zoe.says("/start")
    screen = await zoe.sees("18 or older", since=told)
    assert "Send new pictures" not in screen.button_texts
    assert screen.button("apply again")
    answer = await zoe.presses(screen, MenuTap(to="identity").pack())
    assert answer.alert
    assert "18 or older" in (answer.text or "")


async def test_pictures_sent_before_they_are_asked_for_are_answered_with_what_to_do(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network)
    last = await zoe.sends_photo()
    await zoe.sees("Our moderators are checking your identity", since=last)
    await network.mo.taps("Ask for new pictures…", in_=group)
    await network.mo.taps("Not readable", in_=group)
    told = await zoe.sees("We need new pictures")
    await zoe.sends_photo()
    screen = await zoe.sees("Only new pictures for the identity check are missing", since=told)
    await zoe.taps("Send new pictures", on=screen)
    await zoe.sees("picture 1 of 2")


async def test_new_pictures_are_asked_for_and_judged_again(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.max.taps("Ask for new pictures…", in_=group)
    await network.max.waits_for(lambda: network.max.messages(group)[-1].button("The digits differ"), in_=group)
    assert not network.max.messages(group)[-1].button("Under age")
    await network.max.taps("The digits differ", in_=group)
    await network.mo.sees("New pictures asked for by Max Muster", in_=group)
    await zoe.sees("The note did not show the four digits")
    assert await status_of(network.store, check) == "asked_again"
    await zoe.taps("Send new pictures")
    await zoe.sees("picture 1 of 2")
    await zoe.sends_photo()
    await zoe.sees("picture 2 of 2")
    await zoe.sends_photo()
    again = await network.mo.waits_for(lambda: next(iter(cards_in(group)), None), in_=group)
    assert f"#{check.id}" not in (again.text or "")
    assert len(pictures_in(group)) == 2


async def test_two_decide_at_once_and_one_decision_stands(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    await network.max.sees("The note must show", in_=group)
    network.telegram.hold_updates()
    taps = [asyncio.ensure_future(one.taps("Approve", in_=group)) for one in (network.mo, network.max)]
    await asyncio.sleep(0)
    network.telegram.release_updates()
    answers = [answer for answer in await asyncio.gather(*taps) if answer is not None]
    lost = [answer for answer in answers if answer.alert]
    assert len(lost) == 1
    decided = await review.find(network.store, check.id)
    assert (decided.decided_by_name or "?") in (lost[0].text or "")
    await zoe.sees("Welcome aboard!")
    assert sum(message.contains("Welcome aboard!") for message in zoe.messages()) == 1


async def test_a_decision_falls_while_a_colleague_looks_at_the_reasons(network: Network) -> None:
    group = await network.moderators()
    _, check = await applicant(network)
    card = await network.max.sees("The note must show", in_=group)
    await network.mo.taps("Reject…", in_=group)
    reasons = await network.mo.waits_for(
        lambda: next((one for one in group.messages if one.button("Under age")), None), in_=group
    )
    await network.max.presses(card, ReviewTap(do="approve", check=check.id).pack())
    await network.mo.sees("Approved by Max Muster", in_=group)
    for button in ("Under age", "Back"):
        answer = await network.mo.taps(button, on=reasons)
        assert answer is not None
        assert answer.alert
        assert "Max Muster" in (answer.text or "")
    assert not any(one.buttons for one in group.messages)
    assert await status_of(network.store, check) == "approved"


async def test_a_tap_that_arrives_twice_decides_once(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.taps("Approve", in_=group, twice=True)
    await zoe.sees("Welcome aboard!")
    await network.mo.sees("Approved by Mo", in_=group)
    assert sum(message.contains("Welcome aboard!") for message in zoe.messages()) == 1
    assert await status_of(network.store, check) == "approved"


async def test_a_claim_keeps_colleagues_off_for_half_an_hour(network: Network) -> None:
    group = await network.moderators()
    _, check = await applicant(network)
    free = await network.mo.sees("I'm looking", in_=group)
    await network.mo.taps("I'm looking", in_=group)
    await network.max.sees("Mo Derator is looking", in_=group)
    for button in ("I'm looking", "Approve", "Reject…", "Ask for new pictures…", "Leave it to somebody else"):
        answer = await network.max.taps(button, in_=group, on=free if free.button(button) else None)
        assert answer is not None
        assert answer.alert
        assert "Mo Derator" in (answer.text or "")
    assert await status_of(network.store, check) == "submitted"
    network.clock.advance(CLAIM_LASTS)
    await network.max.taps("Approve", in_=group)
    await network.mo.sees("Approved by Max Muster", in_=group)


async def test_a_claim_is_given_back(network: Network) -> None:
    group = await network.moderators()
    _, check = await applicant(network)
    await network.mo.taps("I'm looking", in_=group)
    await network.mo.taps("Leave it to somebody else", in_=group, twice=True)
    await network.max.taps("I'm looking", in_=group)
    await network.mo.sees("Max Muster is looking", in_=group)
    await network.max.taps("Approve", in_=group)
    await network.mo.sees("Approved by Max Muster", in_=group)
    assert await status_of(network.store, check) == "approved"


async def test_what_somebody_claimed_is_free_once_they_leave(network: Network) -> None:
    group = await network.moderators()
    _, check = await applicant(network)
    await network.mo.taps("I'm looking", in_=group)
    await network.max.sees("Mo Derator is looking", in_=group)
    await network.mo.leaves(group)
    await network.max.no_longer_sees("Mo Derator is looking", in_=group)
    await network.max.taps("Approve", in_=group)
    await network.max.sees("Approved by Max Muster", in_=group)
    assert await status_of(network.store, check) == "approved"


async def test_help_in_the_moderators_chat_says_how_to_decide(network: Network) -> None:
    group = await network.moderators()
    await people.change_chat_language(network.store, StaffRole.MODERATORS, "fr", "telegram:1")
    await network.max.says("/help", to=group)
    await network.max.sees("la première décision compte", in_=group)


async def test_nobody_reads_that_pictures_are_deleted_before_they_are(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.clock.run()
    network.telegram.faults.add("flood", methods="deleteMessage", wait=1)
    answer = await network.mo.taps("Approve", in_=group)
    assert answer is not None
    assert "are being deleted" in (answer.text or "")
    assert pictures_in(group)
    await network.mo.sees("The pictures are deleted", in_=group)
    assert not pictures_in(group)


@pytest.mark.parametrize("fault", ["drop_after", "error_after"])
async def test_moderators_hear_of_pictures_that_the_bot_lost_track_of(network: Network, fault: FaultKind) -> None:
    group = await network.moderators()
    network.clock.run()
    network.telegram.faults.add(fault, methods="sendMediaGroup")
    _, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    assert len(pictures_in(group)) == 4
    warning = f"showing the pictures of identity check #{check.id}"
    await network.mo.sees(warning, in_=group)
    await network.mo.taps("Approve", in_=group)
    await network.mo.sees("The pictures are deleted", in_=group)
    assert len(pictures_in(group)) == 2
    assert sum(one.contains(warning) for one in group.messages) == 1


async def test_pictures_that_telegram_refused_alarm_nobody(network: Network) -> None:
    group = await network.moderators()
    network.clock.run()
    network.telegram.faults.add("flood", methods="sendMediaGroup", wait=1)
    await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    assert len(pictures_in(group)) == 2
    network.mo.does_not_see("I was interrupted", in_=group)


async def test_outsiders_and_former_members_decide_nothing(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    eve = await network.helper("Eve", "en")
    card = await network.max.sees("The note must show", in_=group)
    forged = ReviewTap(do="approve", check=check.id).pack()
    for person in (zoe, eve, network.administrator):
        await person.says("/help")
        answer = await person.presses(await person.sees("/"), forged)
        assert answer.alert
        await person.says("/queue")
        await person.sees("/")
        person.does_not_see("waiting")

    network.telegram.hold_updates()
    tapped = network.max.presses(card, forged)
    group.remove(network.max)
    network.telegram.release_updates()
    assert (await tapped).alert

    other = network.telegram.create_group("Another", owner=eve)
    other.add(network.bot, administrator=True)
    await eve.says("/moderators", to=other)
    answer = await eve.presses(await eve.sees("Only an administrator", in_=other), forged)
    assert answer.alert
    assert await status_of(network.store, check) == "submitted"


async def test_a_button_with_an_unknown_reason_decides_nothing(network: Network) -> None:
    group = await network.moderators()
    _, check = await applicant(network)
    card = await network.mo.sees("The note must show", in_=group)
    for data in (f"r:reject_for:{check.id}:", f"r:reject_for:{check.id}:ugly", "r:approve:999999:", "r:nonsense:1:"):
        await network.mo.presses(card, data)
    assert await status_of(network.store, check) == "submitted"


async def test_the_bot_is_restarted_between_request_and_decision(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    await network.restart()
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.max.sees("Approved by Mo", in_=group)
    assert not network.telegram.files


async def test_nobody_decides_in_time(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.clock.advance(PURGE_AFTER - timedelta(minutes=1))
    await network.upkeep()
    assert await status_of(network.store, check) == "submitted"
    network.clock.advance(timedelta(minutes=1))
    await network.upkeep()
    told = await zoe.sees("nobody could look at your pictures in time")
    assert told.button_texts == ["Send new pictures"]
    await network.mo.sees("Nobody decided in time", in_=group)
    await network.mo.waits_for(lambda: not network.telegram.files or None, in_=group)
    assert await status_of(network.store, check) == "purged"


async def test_the_bot_is_thrown_out_and_comes_back(network: Network) -> None:
    group = await network.moderators()
    await network.administrator.says("/start")
    await network.administrator.sees("")
    group.remove(network.bot)
    await network.administrator.sees("can no longer write in the moderators' chat")
    zoe, _ = await applicant(network)
    group.add(network.bot, administrator=True)
    await network.mo.sees("I have all the rights", in_=group)
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")


async def test_the_moderators_move_to_another_chat(network: Network) -> None:
    former = await network.moderators()
    zoe, check = await applicant(network)
    card = await network.mo.sees("The note must show", in_=former)
    group = network.telegram.create_group("New home", owner=network.administrator)
    group.add(network.mo)
    group.add(network.bot, administrator=True)
    await network.administrator.says("/moderators", to=group)
    await network.administrator.sees("This is the moderators' chat now", in_=group)
    await network.mo.sees("The note must show", in_=group)
    await network.mo.waits_for(lambda: not pictures_in(former) or None, in_=former)
    answer = await network.max.presses(card, ReviewTap(do="approve", check=check.id).pack())
    assert answer.alert
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.mo.waits_for(lambda: not network.telegram.files or None, in_=group)
    assert not cards_in(former)


async def test_the_queue_brings_an_old_card_up_again(network: Network) -> None:
    group = await network.moderators()
    await network.mo.says("/queue", to=group)
    await network.mo.sees("No identity check is waiting", in_=group)
    _, first = await applicant(network, "Zoé")
    network.clock.advance(timedelta(hours=2))
    await applicant(network, "Yves")
    await network.mo.waits_for(lambda: len(cards_in(group)) == 2 or None, in_=group)
    await network.mo.says("/queue", to=group)
    queue = await network.mo.sees("2 identity checks are waiting", in_=group)
    assert "since Monday 2 March at 12:00" in (queue.text or "")
    assert len(queue.button_texts) == 2
    await network.mo.taps(f"#{first.id} ", in_=group)
    await network.mo.waits_for(lambda: "Zoé" in (group.messages[-1].text or "") or None, in_=group)
    await network.mo.waits_for(lambda: len(cards_in(group)) == 2 or None, in_=group)
    assert len(pictures_in(group)) == 4
    await network.mo.taps("Approve", on=cards_in(group)[-1])
    await network.max.sees("Approved by Mo", in_=group)
    answer = await network.max.taps(f"#{first.id} ", in_=group)
    assert answer is not None
    assert answer.alert
    assert len(pictures_in(group)) == 2


async def test_a_picture_that_came_as_a_file_is_protected_too(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network, as_file=True)
    await network.mo.sees("The note must show", in_=group)
    shown = pictures_in(group)
    assert sorted(bool(one.document) for one in shown) == [False, True]
    assert all(one.protected for one in shown)
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.mo.waits_for(lambda: not network.telegram.files or None, in_=group)


async def test_a_helper_takes_the_application_back(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    await registration.leave(network.store, await network.id_of(zoe))
    card = await network.mo.sees("Taken back by the helper", in_=group)
    assert not card.buttons
    await network.mo.waits_for(lambda: not network.telegram.files or None, in_=group)
    assert await status_of(network.store, check) == "withdrawn"


async def test_of_somebody_who_is_forgotten_nothing_stays_in_the_chat(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    card = await network.mo.sees("Zoé", in_=group)
    await registration.forget(network.store, await network.id_of(zoe))
    await network.mo.no_longer_sees("Zoé", in_=group)
    await network.mo.waits_for(lambda: not pictures_in(group) or None, in_=group)
    answer = await network.mo.presses(card, ReviewTap(do="approve", check=check.id).pack())
    assert answer.alert
    try:
        await review.find(network.store, check.id)
    except NotFound:
        return
    raise AssertionError("the check is still there")


async def test_telegram_is_out_of_order_for_a_moment(network: Network) -> None:
    group = await network.moderators()
    network.telegram.faults.add("error", methods=["sendMediaGroup", "sendMessage"], chats=group.id, times=2)
    zoe, _ = await applicant(network)

    async def time_passes() -> None:
        while True:
            await asyncio.sleep(0.2)
            network.clock.advance(timedelta(seconds=2))

    passing = asyncio.create_task(time_passes())
    await network.mo.sees("The note must show", in_=group)
    assert len(pictures_in(group)) == 2
    network.telegram.faults.add("flood", methods="editMessageText", chats=group.id, wait=1)
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.max.sees("Approved by Mo", in_=group)
    passing.cancel()
    assert len(cards_in(group)) == 0
