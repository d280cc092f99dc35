"""A helper who is out shares where they are, and has what is wanted there for an hour."""

from __future__ import annotations

from datetime import timedelta

from domain.availability import PartOfDay, slots
from sandbox import Message, Person
from tests.journeys.network import Network, until
from tests.journeys.test_profile import helper_of

BRUGES, SHOP, MILES_AWAY, PARIS = (51.2093, 3.2247), (50.8280, 4.3720), (50.9000, 4.4800), (48.8566, 2.3522)
SUNDAYS = slots([(6, PartOfDay.MORNING)])


async def shares(who: Person, at: tuple[float, float] = SHOP, seconds: int = 3600) -> Message:
    """They share where they are; the story goes on once the bot has answered."""
    shared = await who.shares_location(*at, live_period=seconds)
    await who.sees("")
    return shared


async def test_somebody_who_is_out_has_what_is_wanted_around_them(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en", at=BRUGES, slots=SUNDAYS)
    early = await network.publish(olive)
    await shares(zoe)
    question = await zoe.sees("Are you out near 1050 Ixelles? Until 13:00")
    soon = network.clock.now + timedelta(minutes=50)
    unanswered = await network.publish(olive, starts_at=soon)
    await zoe.taps("2\u00a0km", on=question)
    await zoe.sees("Until 13:00 I also offer you what is wanted soon within 2\u00a0km of where you are")
    await zoe.sees("2 open missions around you")
    near = await network.publish(olive, starts_at=soon)
    await zoe.sees(f"#{near.id}")
    later = await network.publish(olive, starts_at=network.clock.now + timedelta(hours=3))
    far = await network.publish(olive, starts_at=soon, latitude=MILES_AWAY[0], longitude=MILES_AWAY[1])
    await zoe.says("/profile")
    await zoe.sees("Out until 13:00")
    await zoe.taps("Accept", on=await zoe.waits_for(lambda: offer_of(zoe, near.id)))
    await zoe.sees("Josée Voorbeeld")
    for mission in (later, far):
        zoe.does_not_see(f"#{mission.id} ")
    assert {early.id, unanswered.id} == {1, 2}


def offer_of(who: Person, number: int) -> Message | None:
    """The card of an offer."""
    return next((one for one in who.messages() if one.contains(f"#{number}") and one.button("Not this one")), None)


def is_over(offered: Message) -> bool | None:
    """Whether the card of an offer says that it is open for them no more."""
    return offered.chat.messages[offered.message_id].wire["text"].endswith("No longer open for you.") or None


async def test_it_follows_who_moves(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en", at=BRUGES)
    shared = await shares(zoe, MILES_AWAY)
    await zoe.taps("1\u00a0km")
    await zoe.sees("Nothing is open around you")
    await zoe.moves(shared, *SHOP)
    await network_knows(network, zoe, SHOP)
    mission = await network.publish(olive)
    offered = await zoe.sees(f"#{mission.id}")
    await zoe.moves(shared, *MILES_AWAY)
    await zoe.waits_for(lambda: is_over(offered))
    await zoe.moves(shared, *PARIS)
    await zoe.sees("I go by your own places again")
    assert (await helper_of(network, zoe)).live is None


async def network_knows(network: Network, who: Person, at: tuple[float, float]) -> None:
    """Wait until the bot has them there, to within 100 metres."""

    async def there() -> bool:
        live = (await helper_of(network, who)).live
        return live is not None and live.point == (round(at[0], 3), round(at[1], 3))

    await until(there)


async def test_it_ends_after_an_hour_and_nothing_is_kept(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en", at=BRUGES, slots=SUNDAYS)
    await shares(zoe, seconds=8 * 3600)
    await zoe.taps("5\u00a0km", on=await zoe.sees("Until 13:00"))
    await zoe.sees("Until 13:00 I also offer")
    await zoe.says("/privacy")
    await zoe.sees("Where you are now, until 13:00: 1050 Ixelles")
    mission = await network.publish(olive, starts_at=network.clock.now + timedelta(minutes=50))
    offered = await zoe.sees(f"#{mission.id}")
    network.clock.advance(timedelta(hours=1))
    await network.upkeep()
    assert (await helper_of(network, zoe)).live is None
    await zoe.waits_for(lambda: is_over(offered))
    await zoe.says("/privacy")
    told = await zoe.sees("What is stored about you")
    assert not told.contains("Where you are now")
    last = await network.publish(olive)
    await olive.sees(f"#{last.id}")
    zoe.does_not_see(f"#{last.id}")


async def test_it_ends_when_they_stop_sharing_and_by_the_button(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", at=BRUGES)
    shared = await shares(zoe)
    await zoe.taps("2\u00a0km")
    await zoe.sees("Nothing is open around you")
    await zoe.stops_sharing(shared)
    await zoe.sees("I go by your own places again")
    assert (await helper_of(network, zoe)).live is None
    old = next(one for one in zoe.messages() if one.button("Stop it now"))
    answer = await zoe.taps("Stop it now", on=old)
    assert answer is not None
    assert answer.text == "That is over already: I go by your own places."
    await shares(zoe)
    await zoe.taps("2\u00a0km")
    await zoe.taps("Stop it now")
    await zoe.sees("I go by your own places again")
    assert (await helper_of(network, zoe)).live is None


async def test_it_ends_when_they_stop_sharing_in_the_midst_of_something_else(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", at=BRUGES)
    shared = await shares(zoe)
    await zoe.taps("2\u00a0km")
    await zoe.sees("Nothing is open around you")
    await zoe.says("/profile")
    await zoe.taps("✏️ Name")
    await network.quiet()
    await zoe.stops_sharing(shared)
    await zoe.sees("I go by your own places again")
    assert (await helper_of(network, zoe)).live is None


async def test_a_break_ends_it_and_it_ends_a_break(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", at=BRUGES)
    await zoe.says("/profile")
    await zoe.taps("Take a break")
    await zoe.taps("Until I come back")
    await zoe.sees("On a break")
    await shares(zoe)
    answer = await zoe.taps("2\u00a0km")
    assert answer is not None
    assert "Your break is over with that" in (answer.text or "")
    await zoe.sees("Nothing is open around you")
    helper = await helper_of(network, zoe)
    assert helper.paused_at is None
    assert helper.live is not None
    await zoe.says("/profile")
    await zoe.sees("Out until 13:00")
    await zoe.taps("Take a break")
    await zoe.taps("Until tomorrow")
    await zoe.sees("On a break until")
    assert (await helper_of(network, zoe)).live is None


async def test_it_counts_only_if_they_want_that_and_only_while_it_is_shared(network: Network) -> None:
    zoe, mo = await network.helper("Zoé", "en", at=BRUGES), await network.person("Mo")
    await shares(zoe)
    await zoe.taps("No, thank you")
    await zoe.sees("I only go by your own places")
    shared = await shares(zoe, seconds=900)
    question = await zoe.sees("Until 12:15")
    await zoe.stops_sharing(shared)
    network.clock.advance(timedelta(minutes=15))
    answer = await zoe.taps("2\u00a0km", on=question)
    assert answer is not None
    assert answer.text == "That location is not shared any more. Please share it once more."
    await shares(zoe, PARIS)
    await zoe.sees("isn't active where you are. It is in: Belgium")
    await zoe.shares_location(*SHOP, live_period=900, forwarded_from=mo)
    await zoe.sees("That location was forwarded")
    await zoe.shares_location(*SHOP)
    await zoe.sees("share your live location")
    assert (await helper_of(network, zoe)).live is None


async def test_where_somebody_is_means_nothing_of_those_who_are_no_helpers(network: Network) -> None:
    anna, nora = await network.helper("Anna", "en", validated=False), await network.person("Nora")
    for who in (anna, nora):
        shared = await who.shares_location(*SHOP, live_period=900)
        await who.sees("")
        await who.moves(shared, *MILES_AWAY)
        await who.stops_sharing(shared)
        await who.says("/language")
        await who.sees("Which language")
    assert (await helper_of(network, anna)).live is None


async def test_a_live_location_answers_the_question_for_a_place(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", at=BRUGES)
    await zoe.says("/profile")
    await zoe.taps("✏️ Places")
    await zoe.taps("Add a place")
    await zoe.sees("Where do you set out from?")
    shared = await zoe.shares_location(*SHOP, live_period=900)
    await zoe.sees("How far would you go")
    await zoe.moves(shared, *MILES_AWAY)
    await zoe.taps("2\u00a0km")
    await zoe.sees("Saved")
    helper = await helper_of(network, zoe)
    assert helper.live is None
    assert [place.is_at(*at) for place, at in zip(helper.places, (BRUGES, SHOP), strict=True)] == [True, True]
