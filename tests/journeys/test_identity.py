"""The pictures of an identity check, as people send them."""

from __future__ import annotations

import re

from bot.texts import reason_to_helper
from domain.identity import PURGE_AFTER, CheckStatus, IdentityCheck, Reason, Side
from sandbox import Person
from services import review
from services.moderator import Moderator
from tests.journeys.applying import applies
from tests.journeys.network import Network
from tests.journeys.test_registration import newcomer

MODERATOR = Moderator("telegram:1", "Mo")


async def check_of(network: Network, who: Person) -> IdentityCheck:
    """The newest check of somebody."""
    check = await review.latest(network.store, await network.id_of(who))
    assert check is not None
    return check


async def test_digits_are_shown_with_both_pictures(network: Network) -> None:
    zoe = await newcomer(network)
    first = await applies(zoe, until="card")
    second = await applies(zoe, after="slots", until="note")
    assert first is not None
    assert second is not None
    digits = re.findall(r"\b\d{4}\b", first.text or "")
    assert digits == re.findall(r"\b\d{4}\b", second.text or "") == [(await check_of(network, zoe)).code]
    assert "cover the national register number" in (first.text or "")
    assert "except your name, your picture, your date of birth" in (first.text or "")  # or nobody sees who is under age


async def test_pictures_as_files_and_what_is_no_picture(network: Network) -> None:
    moderators = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    for nonsense in (zoe.sends_sticker(), zoe.sends_voice(), zoe.says("here you are")):
        await nonsense
        await zoe.sees("Please send a photo")
    await zoe.sends_file(b"\xff\xd8\xff", name="card.jpg", mime_type="image/jpeg")
    await zoe.sees("picture 2 of 2")
    await zoe.sends_photo()
    await zoe.sees("Is everything right?")
    await applies(zoe, after="note")
    await network.mo.sees("Zoé Martin", moderators, since=0)
    shown = [one for one in network.mo.messages(moderators) if one.photo or one.document]
    assert len(shown) == 2
    assert all(one.protected for one in shown)


async def test_an_album_of_both(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    await zoe.sends_album()
    await zoe.sees("Is everything right?")
    check = await check_of(network, zoe)
    assert [one.side for one in check.pictures] == [Side.CARD, Side.NOTE]
    third = await zoe.sends_photo()
    await zoe.sees("I have both pictures already")
    assert third.message_id not in {one.message_id for one in zoe.messages()}
    assert len((await check_of(network, zoe)).pictures) == 2


async def test_a_scan_is_deleted_and_a_photo_asked_for(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    scan = await zoe.sends_file(name="carte.pdf")
    await zoe.sees("I have deleted that file")
    assert scan.message_id not in {one.message_id for one in zoe.messages()}
    await applies(zoe, after="slots", until="send")


async def test_two_pictures_in_a_row_are_not_taken_for_both(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="card")
    await zoe.sends_photo()
    early = await zoe.sends_photo()
    await zoe.sees("You sent that before I asked for it")
    assert early.message_id not in {one.message_id for one in zoe.messages()}
    await zoe.sends_photo()
    await zoe.sees("Is everything right?")
    assert len((await check_of(network, zoe)).pictures) == 2


async def test_a_second_picture_replaces_the_first(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="note")
    await zoe.taps("Back")
    await zoe.sees("Keep the picture I sent")
    newer = await zoe.sends_photo()
    await zoe.sees("picture 2 of 2")
    card = (await check_of(network, zoe)).picture(Side.CARD)
    assert card is not None
    assert card.message == str(newer.message_id)
    await applies(zoe, after="card")


async def test_pictures_that_were_purged_meanwhile_are_asked_for_again(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="send")
    network.clock.advance(PURGE_AFTER)
    await network.upkeep()
    await zoe.taps("Send my application")
    await zoe.sees("Only the two pictures for the identity check are missing")
    await zoe.sees("picture 1 of 2")
    await applies(zoe, after="slots")
    assert (await check_of(network, zoe)).status is CheckStatus.SUBMITTED


async def test_purged_between_the_pictures(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="note")
    network.clock.advance(PURGE_AFTER)
    await network.upkeep()
    await zoe.sends_photo()
    await zoe.sees("Please send both again")
    await applies(zoe, after="slots")


async def test_asked_again_only_pictures_are_asked(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    first = await check_of(network, zoe)
    await review.ask_again(network.store, first.id, MODERATOR, Reason.UNREADABLE)
    await zoe.says("/start")
    await zoe.sees("Only new pictures for the identity check are missing")
    await zoe.taps("Send new pictures")
    await zoe.sees("picture 1 of 2")
    await zoe.taps("Cancel")
    await zoe.sees("Your pictures are deleted")
    await zoe.taps("Send new pictures")
    await applies(zoe, after="slots", until="note")
    await zoe.sends_photo()
    await zoe.sees("Our moderators now check your identity")
    second = await check_of(network, zoe)
    assert second.status is CheckStatus.SUBMITTED
    assert second.code != first.code or second.id != first.id
    answer = await zoe.taps("Send new pictures")
    assert answer is not None
    assert "with our moderators already" in (answer.text or "")


async def test_who_leaves_between_the_pictures_is_not_welcomed_aboard(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    await review.ask_again(network.store, (await check_of(network, zoe)).id, MODERATOR, Reason.UNREADABLE)
    await zoe.says("/start")
    await zoe.taps("Send new pictures")
    await applies(zoe, after="slots", until="note")
    await zoe.says("/profile")
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.sees("You have stopped helping")
    await zoe.sends_photo()
    await zoe.sees("I'm not asking for pictures now")
    assert (await check_of(network, zoe)).status is CheckStatus.WITHDRAWN
    assert await review.waiting(network.store) == []


async def test_rejected_one_may_apply_again(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    await review.reject(network.store, (await check_of(network, zoe)).id, MODERATOR, Reason.NAME_DIFFERS)
    await zoe.says("/start")
    told = await zoe.sees("The name on the card is not the name you gave us")
    assert told.contains("Change it to the one on your card")
    assert "Send new pictures" not in told.button_texts  # they would be a try in vain
    await zoe.taps("Change my answers and apply again")
    await zoe.sees("Do you agree?")
    await zoe.taps("I agree")
    await applies(zoe, after="slots", until="send")
    await zoe.taps("✏️ Name")
    await zoe.says("Zoé Dubois")
    await zoe.sees("Name: Zoé Dubois")
    await applies(zoe, after="note")
    assert (await check_of(network, zoe)).status is CheckStatus.SUBMITTED


async def test_validated_ones_have_nothing_to_send(network: Network) -> None:
    zoe = await newcomer(network)
    await network.moderators()
    await applies(zoe)
    await review.ask_again(network.store, (await check_of(network, zoe)).id, MODERATOR, Reason.EXPIRED)
    await zoe.says("/start")
    await zoe.sees("Send new pictures")
    await zoe.taps("Send new pictures")
    await applies(zoe, after="slots", until="note")
    await zoe.sends_photo()
    await zoe.sees("Our moderators now check")
    await review.approve(network.store, (await check_of(network, zoe)).id, MODERATOR)
    answer = await zoe.taps("Send new pictures")
    assert answer is not None
    assert "validated already" in (answer.text or "")


async def test_whoever_waits_and_asks_how_long_hears_it(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    await zoe.says("How long will it take?")
    await zoe.sees("checking your identity, usually within a day")
    zoe.does_not_see("I don't understand")
    await review.reject(network.store, (await check_of(network, zoe)).id, MODERATOR, Reason.UNREADABLE)
    await zoe.says("And now?")
    told = await zoe.sees("You can send new pictures")
    assert told.contains(reason_to_helper(Reason.UNREADABLE))
