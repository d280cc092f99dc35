"""Digits that count for a day; and after several checks that failed, a talk instead of more pictures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import AlreadyDecided, TooManyChecks
from domain.identity import (
    ATTEMPTS_WITHIN,
    CLAIM_LASTS,
    CODE_LASTS,
    MOST_ATTEMPTS,
    CheckStatus,
    IdentityCheck,
    Reason,
    Side,
)
from domain.talk import Ending
from sandbox import Person
from services import registration, review, talks
from services.moderator import Moderator
from tests.journeys.applicants import applicant
from tests.journeys.applying import applies
from tests.journeys.network import Network
from tests.journeys.test_identity import check_of
from tests.journeys.test_purges import own_pictures, references
from tests.journeys.test_registration import newcomer

MO = Moderator("telegram:1", "Mo Derator")


async def fails_too_often(network: Network, zoe: Person | None = None, check: IdentityCheck | None = None) -> Person:
    """Somebody of whose checks one too many has just failed; an applicant who is given, with their first check."""
    if zoe is None or check is None:
        zoe, check = await applicant(network)
    person_id = await network.id_of(zoe)
    for number in range(MOST_ATTEMPTS):
        await review.ask_again(network.store, check.id, MO, Reason.UNREADABLE)
        if number < MOST_ATTEMPTS - 1:
            check = await review.start(network.store, person_id)
            for place, side in enumerate(Side):
                await review.receive(network.store, person_id, side, f"file {number}", f"9{number}{place}")
            check = await review.submit(network.store, person_id)
    return zoe


async def test_digits_lapse_after_a_day_and_what_was_sent_goes(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="note")
    first = await check_of(network, zoe)
    network.clock.advance(CODE_LASTS)
    await network.upkeep()
    told = await zoe.sees("count for a day")
    assert told.button_texts == ["Send new pictures"]
    await network.all_delivered()
    assert not own_pictures(zoe)
    assert await references(network) == 0
    await zoe.sends_photo()
    await zoe.sees("the digits from then no longer count")
    second = await check_of(network, zoe)
    assert second.id != first.id
    asked = await zoe.sees("picture 1 of 2", since=told)
    assert second.code in (asked.text or "")
    await applies(zoe, after="slots")
    assert (await check_of(network, zoe)).status is CheckStatus.SUBMITTED


async def test_digits_that_lapsed_without_a_picture_trouble_nobody(network: Network) -> None:
    zoe = await newcomer(network)
    asked = await applies(zoe, until="card")
    network.clock.advance(CODE_LASTS + timedelta(minutes=1))
    await network.upkeep()
    await network.all_delivered()
    zoe.does_not_see("count for a day")
    await zoe.sends_photo()
    await zoe.sees("the digits from then no longer count")
    await zoe.sees("picture 1 of 2", since=asked)
    assert not own_pictures(zoe)


async def test_old_digits_do_not_count_even_before_the_upkeep_has_seen_it(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="send")
    network.clock.advance(CODE_LASTS)
    await zoe.taps("Send my application")
    missing = await zoe.sees("Only the two pictures for the identity check are missing")
    await zoe.sees("picture 1 of 2", since=missing)
    await network.all_delivered()
    assert not own_pictures(zoe)
    await applies(zoe, after="slots")


async def test_after_too_many_failures_people_talk(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    told = await zoe.sees("a moderator will write to you here")
    assert not told.buttons
    card = await network.mo.sees(f"{MOST_ATTEMPTS} identity checks of Zoé", in_=group)
    assert card.button_texts == ["👀 I see to it", "Allow another try", "Close"]
    assert card.contains("A reply to this message goes to the helper")
    await zoe.says("/start")
    await zoe.sees("What you write here goes to the moderators")

    await network.mo.says("Bonjour Zoé, is the light too dim?", to=group, reply_to=card)
    await network.mo.sees("Mo Derator sees to it", in_=group)
    heard = await zoe.sees("is the light too dim?")
    assert "A moderator of the network writes" in (heard.text or "")
    await zoe.says("My camera is broken. <b>Sorry</b>")
    await zoe.sees("I have passed that on")
    answer = await network.max.sees("My camera is broken. <b>Sorry</b>", in_=group)
    assert answer.contains("A reply to this message goes to the helper")
    await zoe.says("And another one")
    await network.max.sees("And another one", in_=group)

    refused = await network.max.taps("Allow another try", in_=group)
    assert refused is not None
    assert refused.alert
    await network.mo.says("Then borrow one!", to=group, reply_to=answer)
    await zoe.sees("Then borrow one!")
    await network.mo.taps("Allow another try", in_=group)
    await zoe.sees("once more")
    closed = await network.max.sees("Mo Derator has allowed another try", in_=group)
    assert "Zoé" not in (closed.text or "")
    await network.all_delivered()
    network.max.does_not_see("My camera is broken", in_=group)
    async with network.store.reading() as work:
        assert await work.talks.said(1) == []
    await zoe.taps("Send new pictures")
    await zoe.sees("picture 1 of 2")


async def test_a_talk_that_is_closed_ends_the_tries_for_a_month(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    await network.mo.taps("Close", in_=group)
    await zoe.sees("leave it as it is for now")
    number = await network.id_of(zoe)
    with pytest.raises(TooManyChecks):
        await review.start(network.store, number)
    network.clock.advance(ATTEMPTS_WITHIN)
    assert (await review.start(network.store, number)).status is CheckStatus.COLLECTING


async def test_a_claim_on_a_talk_lapses_and_the_card_shows_it(network: Network) -> None:
    group = await network.moderators()
    await fails_too_often(network)
    await network.mo.taps("I see to it", in_=group)
    await network.max.sees("Mo Derator sees to it", in_=group)
    network.clock.advance(CLAIM_LASTS)
    await network.upkeep()
    await network.max.no_longer_sees("Mo Derator sees to it", in_=group)
    await network.max.taps("Close", in_=group)
    await network.max.sees("Max Muster has left it at that", in_=group)


async def test_whoever_leaves_or_is_forgotten_is_not_talked_about(network: Network) -> None:
    group = await network.moderators()
    zoe = await fails_too_often(network)
    await network.mo.sees("identity checks of Zoé", in_=group)
    await registration.leave(network.store, await network.id_of(zoe))
    await network.mo.sees("Over: the helper has left", in_=group)
    yves = await fails_too_often(network)
    await network.mo.sees("identity checks of Zoé", in_=group)
    await registration.forget(network.store, await network.id_of(yves))
    await network.mo.no_longer_sees("identity checks of Zoé", in_=group)


async def test_two_end_a_talk_at_once_and_one_ending_stands(network: Network) -> None:
    await network.moderators()
    await fails_too_often(network)
    await talks.end(network.store, 1, MO, Ending.ALLOWED)
    with pytest.raises(AlreadyDecided):
        await talks.end(network.store, 1, Moderator("telegram:2", "Max"), Ending.CLOSED)
