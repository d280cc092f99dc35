"""What people really send to each question of a registration, and what they are told."""

from __future__ import annotations

from domain.availability import PartOfDay, slots
from services.registration import helper_of
from tests.journeys.applying import applies
from tests.journeys.network import Network
from tests.journeys.test_purges import own_pictures
from tests.journeys.test_registration import newcomer


async def test_names(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="name")
    for wrong in ("+32 470 12 34 56", "https://example.org/zoe", "Z"):
        await zoe.says(wrong)
        await zoe.sees("I can't take that as a name")
    await zoe.sends_photo()
    await zoe.sees("I have deleted yours. I ask for the pictures of your identity check later")
    await zoe.sees("Please type your first name and surname")
    assert not own_pictures(zoe)
    await zoe.says("Zoé & <Martin>")
    await zoe.sees("I can't take that as a name")
    await zoe.says("Zoé & Co Martin")
    await zoe.sees("Pleased to meet you, Zoé & Co Martin!")


async def test_phone_numbers_have_to_be_ones_own(network: Network) -> None:
    zoe = await newcomer(network)
    other = await network.person("Marc", phone="+32470999999")
    await applies(zoe, until="phone")
    await zoe.says("0470 12 34 56")
    await zoe.sees("A typed number could be anybody's")
    await zoe.says("why?")
    await zoe.sees("Please share your number with the button")
    await zoe.shares_contact(of=other)
    await zoe.sees("somebody else's")
    await zoe.shares_contact(phone="+32470888888")
    await zoe.sees("somebody else's")
    await zoe.shares_location(50.83, 4.36)
    await zoe.sees("Please share your number with the button")
    await zoe.shares_contact(phone=None, of=zoe)
    await zoe.sees("Where do you set out from?")
    assert "0470 12 34 56" in " ".join(one.text or "" for one in zoe.messages() if one.by_bot)


async def test_a_phone_number_nobody_can_ring(network: Network) -> None:
    zoe = await network.person("Zoé", phone="+88812345678")
    await applies(zoe, until="phone")
    await zoe.taps("Share my phone number")
    await zoe.sees("People can't ring that number")


async def test_a_place_by_the_location_button(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="place")
    await zoe.taps("Share my location")
    await zoe.sees("How far would you go")
    await applies(zoe, after="place")
    helper = await helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    place = helper.places[0]
    assert (place.latitude, place.longitude, place.name) == (50.826, 4.346, "1060 Saint-Gilles")


async def test_places_that_are_refused(network: Network) -> None:
    zoe = await newcomer(network)
    other = await network.person("Marc")
    await applies(zoe, until="place")
    await zoe.shares_location(50.83, 4.36, forwarded_from=other)
    await zoe.sees("That location was forwarded")
    await zoe.shares_location(48.85, 2.35)
    await zoe.sees("isn't active there yet")
    await zoe.says("Qwertzuiop")
    await zoe.sees("I don't know that place")
    await zoe.says("SW1A")
    await zoe.sees("covers a large area")
    await zoe.sends_sticker()
    await zoe.sees("type your postcode or town")
    await zoe.says("https://www.google.com/maps/@50.8263,4.3457,15z")
    await zoe.sees("1060 Saint-Gilles")
    await zoe.sees("How far would you go")


async def test_one_of_several_places(network: Network) -> None:
    zoe = await network.person("Zoé", phone="+33612345678")
    await applies(zoe, until="place")
    await zoe.says("1000")
    first = await zoe.sees("Which one do you mean?")
    assert any("Lausanne" in text for text in first.button_texts)
    await zoe.taps("None of these")
    await zoe.sees("Where do you set out from?")
    await zoe.says("Halle")
    second = await zoe.sees("Which one do you mean?")
    await zoe.taps("Lausanne", on=first)
    assert zoe.messages()[-1].message_id == second.message_id
    await zoe.taps("2980 Halle")
    await zoe.sees("How far would you go")
    await zoe.taps("Back")
    await zoe.sees("Where do you set out from?")


async def test_distances_kinds_and_languages_by_text(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="radius")
    await zoe.says("far")
    await zoe.sees("type it in kilometres")
    await zoe.says("80 km")
    await zoe.sees("between 500\u00a0m and 50\u00a0km")
    await zoe.says("2,5 km")
    await zoe.sees("How would you like to help?")
    await zoe.taps("Done")
    await zoe.says("gardening")
    await zoe.sees("can't use that here")
    await zoe.says("groceries and dog walk")
    await zoe.sees("✅ 🐕 Dog walk")
    await zoe.taps("Done")
    await zoe.sees("Which languages do you speak")
    await zoe.says("Dutch, українська")
    ticked = await zoe.sees("✅ Українська")
    assert {"✅ English", "✅ Nederlands"} < set(ticked.button_texts)
    await zoe.taps("Done")
    await zoe.sees("When can you usually help?")
    await zoe.says("after work")
    await zoe.sees("tap one of the buttons")
    await zoe.says("evening")
    await zoe.sees("picture 1 of 2")
    await applies(zoe, after="slots")
    helper = await helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    assert helper.places[0].radius_m == 2500
    assert helper.kinds == {"groceries", "dog_walk"}
    assert helper.languages == {"en", "nl", "uk"}


async def test_nothing_chosen_is_asked_for(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="kinds")
    answer = await zoe.taps("Done")
    assert answer is not None
    assert answer.alert
    assert answer.text == "Please choose at least one."


async def test_the_weekly_grid(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="slots")
    await zoe.taps("Choose days and hours")
    await zoe.sees("Mon 8–12")
    answer = await zoe.taps("Done")
    assert answer is not None
    assert answer.alert
    await zoe.taps("Mon 8–12")
    await zoe.sees("✅ Mon 8–12")
    await zoe.taps("Sat 18–22")
    await zoe.sees("✅ Sat 18–22")
    await zoe.taps("Sun 18–22")
    await zoe.sees("✅ Sun 18–22")
    await zoe.taps("✅ Sun 18–22")
    await network.restart()
    await zoe.taps("Done")
    await zoe.sees("Mon 8–12 · Sat 18–22")
    await applies(zoe, after="slots")
    helper = await helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    assert helper.slots == slots([(0, PartOfDay.MORNING), (5, PartOfDay.EVENING)])


async def test_hours_can_be_typed_in_a_word(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="slots")
    await zoe.says("Weekend")
    await zoe.sees("picture 1 of 2")
