"""A validation ends: reminders, renewing in time, and what becomes of missions in hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.helper import HelperStatus
from domain.identity import Reason
from domain.mission import MissionStatus
from domain.validity import MONTHS, REMIND_BEFORE, valid_until
from sandbox import Person
from services import desk, missions, people, registration, review, sanctions
from services.moderator import Moderator
from tests.journeys.applying import applies
from tests.journeys.network import Network
from tests.journeys.test_identity import check_of

MO = Moderator("telegram:1", "Mo Derator")


async def validated(network: Network, name: str = "Nina", language: str = "en") -> tuple[Person, datetime]:
    """Somebody who was validated now, and until when."""
    person = await network.helper(name, language, validated=False)
    until = valid_until(network.clock.now, MONTHS)
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(person))
        assert helper is not None
        helper.approve(work.now, until)
    return person, until


async def status(network: Network, who: Person) -> HelperStatus:
    """Where somebody stands."""
    helper = await registration.helper_of(network.store, await network.id_of(who))
    assert helper is not None
    return helper.status


async def is_found(network: Network, who: Person) -> bool:
    """Whether the search for helpers near a mission finds them."""
    async with network.store.reading() as work:
        found = await work.helpers.nearest(50.83, 4.37, kind_mask=15, slot_mask=1, limit=10)
    return await network.id_of(who) in dict(found)


async def test_two_reminders_and_a_renewal_in_time(network: Network) -> None:
    group = await network.moderators()
    nina, until = await validated(network)
    network.clock.now = until - REMIND_BEFORE[0] - timedelta(hours=1)
    await network.upkeep()
    await network.all_delivered()
    nina.does_not_see("before Tuesday 2 March 2027")
    network.clock.now = until - REMIND_BEFORE[0]
    await network.upkeep()
    await network.upkeep()
    first = await nina.sees("please send two new pictures before Tuesday 2 March")
    assert first.button_texts == ["Renew now"]
    network.clock.now = until - REMIND_BEFORE[1]
    await network.upkeep()
    second = await nina.sees("please send two new pictures before", since=first)
    await network.all_delivered()
    assert sum(one.contains("please send two new pictures before") for one in nina.messages()) == 2
    assert [first.contains("a few days left"), second.contains("a few days left")] == [False, True]

    await nina.taps("Renew now", on=second)
    await applies(nina, after="slots", until="note")
    await nina.sends_photo()
    await nina.sees("Our moderators now check your identity")
    assert await is_found(network, nina)
    await network.mo.sees("A renewal: validated until", in_=group)
    await network.mo.taps("Approve", in_=group)
    await nina.sees("your pictures are deleted", since=second)
    network.clock.now = until + timedelta(days=1)
    await network.upkeep()
    assert await status(network, nina) is HelperStatus.VALIDATED
    answer = await nina.taps("Renew now", on=second)
    assert answer is not None
    assert "validated already" in (answer.text or "")


async def test_an_outage_over_both_reminders_tells_once(network: Network) -> None:
    nina, until = await validated(network)
    network.clock.now = until - timedelta(days=3)
    await network.upkeep()
    await nina.sees("please send two new pictures before")
    await network.upkeep()
    await network.all_delivered()
    assert sum(one.contains("two new pictures") for one in nina.messages()) == 1


async def test_after_the_end_nothing_is_offered_until_it_is_renewed(network: Network) -> None:
    await network.moderators()
    olive = await network.operator()
    nina, until = await validated(network)
    assert await is_found(network, nina)
    network.clock.now = until
    open_ = await network.publish(olive)
    await nina.sees("Groceries")
    network.clock.now = until + timedelta(minutes=1)
    await network.upkeep()
    told = await nina.sees("Your validation has expired")
    assert told.button_texts == ["Renew now"]
    assert await status(network, nina) is HelperStatus.EXPIRED
    assert not await is_found(network, nina)
    await olive.sees("nobody")
    async with network.store.reading() as work:
        offers = await work.missions.offers(open_.id)
    assert all(offer.status != "offered" for offer in offers)
    await nina.says("/missions")
    await nina.sees("as soon as your identity is validated")
    await nina.says("/start")
    await nina.sees("Two new pictures, and you see missions again")
    await nina.taps("Send new pictures")
    await applies(nina, after="slots", until="note")
    await nina.sends_photo()
    await nina.sees("Our moderators now check your identity")
    await nina.says("/start")
    await nina.sees("our moderators are checking your new pictures")
    await review.approve(network.store, (await check_of(network, nina)).id, MO)
    assert await status(network, nina) is HelperStatus.VALIDATED
    assert await is_found(network, nina)


async def test_a_registration_left_unfinished_is_not_in_the_way_of_a_renewal(network: Network) -> None:
    await network.moderators()
    nina, until = await validated(network)
    number = await network.id_of(nina)
    await registration.leave(network.store, number)
    await nina.says("/start")
    await nina.taps("Help again")
    await nina.taps("I agree")
    await nina.sees("picture 1 of 2")
    async with network.store.writing() as work:
        helper = await work.helpers.get(number)
        assert helper is not None
        helper.status = HelperStatus.VALIDATED
        helper.approve(work.now, until)
    network.clock.now = until
    await network.upkeep()
    await nina.taps("Renew now", on=await nina.sees("Your validation has expired"))
    await applies(nina, after="slots", until="note")
    await nina.sends_photo()
    await nina.sees("Our moderators now check your identity")
    assert await status(network, nina) is HelperStatus.EXPIRED
    await review.approve(network.store, (await check_of(network, nina)).id, MO)
    assert await status(network, nina) is HelperStatus.VALIDATED


async def test_todays_mission_stays_and_tomorrows_is_handed_on(network: Network) -> None:
    olive = await network.operator()
    nina, until = await validated(network)
    number = await network.id_of(nina)
    network.clock.now = until - timedelta(hours=1)
    today = await network.publish(olive)
    begins = network.clock.now + timedelta(days=1)
    tomorrow = await network.publish(olive, starts_at=begins, ends_at=begins + timedelta(hours=3))
    for mission in (today, tomorrow):
        await missions.accept(network.store, mission.id, number)
    network.clock.now = until
    await network.upkeep()
    await olive.sees(f"who has mission #{today.id} today, has just expired")
    await olive.sees("The helper does not go there any more", since=0)
    olive.does_not_see("can't make it after all")
    moved = await nina.sees("This mission goes to somebody else now", since=0)
    assert not moved.contains("moderator")
    async with network.store.reading() as work:
        kept, handed_on = await work.missions.get(today.id), await work.missions.get(tomorrow.id)
    assert kept is not None
    assert handed_on is not None
    assert (kept.status, kept.helper_id) == (MissionStatus.TAKEN, number)
    assert (handed_on.status, handed_on.helper_id) == (MissionStatus.OPEN, None)


async def test_a_renewal_that_is_rejected_leaves_the_rest_of_the_time(network: Network) -> None:
    await network.moderators()
    nina, until = await validated(network)
    network.clock.now = until - timedelta(days=5)
    await network.upkeep()
    await nina.taps("Renew now")
    await applies(nina, after="slots", until="note")
    await nina.sends_photo()
    await nina.sees("Our moderators now check")
    await review.reject(network.store, (await check_of(network, nina)).id, MO, Reason.UNREADABLE)
    await nina.sees("Until your validation ends you go on seeing missions")
    assert await status(network, nina) is HelperStatus.VALIDATED


async def test_everybody_hears_it_in_their_language_and_by_day(network: Network) -> None:
    nina, until = await validated(network, "Noor", "nl")
    assert await people.find(network.store, "telegram", str(nina.id)) is not None
    network.clock.now = (until - REMIND_BEFORE[0]).replace(hour=23)
    await network.upkeep()
    await network.upkeep()
    nina.does_not_see("identiteit")
    network.clock.advance(timedelta(hours=9))
    await nina.sees("identiteit")


async def test_whoever_has_todays_mission_can_still_do_it(network: Network) -> None:
    await network.operators_chat()
    olive = await network.operator()
    nina, until = await validated(network)
    number = await network.id_of(nina)
    network.clock.now = until - timedelta(hours=1)
    today = await network.publish(olive)
    await missions.accept(network.store, today.id, number)
    network.clock.now = until
    await network.upkeep()
    await nina.sees("Your validation has expired")
    other = await network.publish(olive)

    await desk.change_details(network.store, await network.id_of(olive), today.id, "Two loaves after all")
    await nina.sees("Two loaves after all")
    await nina.says("/mine")
    await nina.taps("Show details")
    await nina.sees("Rue de l'Exemple 12")
    await nina.taps("On my way", on=await nina.sees("On my way"))
    await nina.says(f"/accept {other.id}")
    await nina.sees("as soon as your identity is validated")
    await nina.says(f"/complete {today.id}")
    await nina.taps("All done", on=await nina.sees("how did it go?"))
    await nina.sees("How much is on the receipt?")


async def test_whoever_is_reinstated_after_the_end_is_offered_nothing(network: Network) -> None:
    await network.operators_chat()
    nina, until = await validated(network)
    number = await network.id_of(nina)
    network.clock.now = until - timedelta(hours=1)
    await sanctions.suspend(network.store, number, MO, "unreliable")
    network.clock.now = until
    await network.upkeep()
    assert await status(network, nina) is HelperStatus.SUSPENDED
    await sanctions.reinstate(network.store, number, MO)
    assert await status(network, nina) is HelperStatus.EXPIRED
    await nina.sees("Your participation is open again. /start shows where things stand")
    await nina.sees("Your validation has expired")
    assert not await is_found(network, nina)


async def test_whoever_was_banned_and_comes_back_is_validated_no_longer_than_before(network: Network) -> None:
    nina, until = await validated(network)
    number = await network.id_of(nina)
    await sanctions.ban(network.store, number, MO, "money")
    network.clock.now = until - REMIND_BEFORE[0]
    await network.upkeep()
    await sanctions.reinstate(network.store, number, MO)
    assert await status(network, nina) is HelperStatus.VALIDATED
    network.clock.now = until
    await network.upkeep()
    assert await status(network, nina) is HelperStatus.EXPIRED


@pytest.mark.parametrize(
    ("tapped", "told"),
    [("Not the same person", "belong together"), ("Under age", "Helpers have to be 18")],
)
async def test_somebody_else_or_under_age_on_a_renewal_is_suspended_and_told_so(
    network: Network, tapped: str, told: str
) -> None:
    group = await network.moderators()
    nina, until = await validated(network)
    network.clock.now = until - timedelta(days=5)
    await network.upkeep()
    await nina.taps("Renew now")
    await applies(nina, after="slots", until="note")
    await nina.sends_photo()
    await network.mo.sees("A renewal: validated until", group)
    await network.mo.taps("Reject…", in_=group)
    await network.mo.taps(tapped, in_=group)
    answer = await nina.sees(told)
    assert answer.button_texts == []
    assert not answer.contains("go on seeing missions")
    await nina.sees("Your participation is suspended for now")
    assert await status(network, nina) is HelperStatus.SUSPENDED
    card = await network.mo.sees("suspended until you decide", group)
    await network.mo.taps("The helper's file", on=card)
    file = await network.mo.sees("🗂 Nina", group)
    assert file.contains(f"identity check rejected by Mo Derator · {tapped}")
    await nina.says("/start")
    await nina.sees("/concern is open to you")
