"""A helper changes what they said, takes a break, comes back and leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.availability import EVENINGS, PartOfDay, slots
from domain.helper import Helper, HelperStatus
from sandbox import Person
from services import missions, registration
from tests.journeys.applying import applies
from tests.journeys.network import Network


async def helper_of(network: Network, who: Person) -> Helper:
    """The helper that somebody is."""
    helper = await registration.helper_of(network.store, await network.id_of(who))
    assert helper is not None
    return helper


async def test_each_line_is_changed_by_its_question(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", kinds=["groceries"])
    await zoe.says("/profile")
    await zoe.sees("Kinds of help: 🛒 Groceries")
    await zoe.taps("✏️ Kinds of help")
    await zoe.sees("✅ 🛒 Groceries")
    await zoe.taps("Dog walk")
    await zoe.taps("Done")
    await zoe.sees("Kinds of help: 🛒 Groceries and 🐕 Dog walk")
    await zoe.taps("✏️ Languages")
    await zoe.taps("Deutsch")
    await zoe.taps("Done")
    await zoe.sees("Languages: Français and Deutsch")
    await zoe.taps("✏️ Days and hours")
    await zoe.taps("In the evening")
    await zoe.sees("Days and hours: In the evening")
    helper = await helper_of(network, zoe)
    assert helper.kinds == {"groceries", "dog_walk"}
    assert (sorted(helper.languages), helper.slots) == (["de", "fr"], EVENINGS)


async def test_another_phone_number_is_proven_too(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    zoe.phone = "+32475654321"
    await zoe.says("/profile")
    await zoe.taps("✏️ Phone number")
    await zoe.sees("What is your phone number?")
    await zoe.says("+32475654321")
    await zoe.sees("could be anybody's")
    await zoe.taps("Share my phone number")
    await zoe.sees("Phone number: 0475 65 43 21")
    assert zoe.reply_keyboard is None


async def test_another_name_wants_another_identity_check(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    answer = await zoe.taps("✏️ Name")
    assert answer is not None
    assert answer.alert
    assert "apply again: stop helping here, then /start" in (answer.text or "")
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.says("/start")
    await zoe.taps("Help again")
    await zoe.taps("I agree")
    await zoe.sees("picture 1 of 2")
    await applies(zoe, after="slots", until="send")
    await zoe.taps("✏️ Name")
    await zoe.says("Zoé Martin")
    await zoe.sees("Name: Zoé Martin")
    await zoe.taps("Send my application")
    await zoe.sees("Our moderators now check your identity")
    helper = await helper_of(network, zoe)
    assert (helper.name, helper.status) == ("Zoé Martin", HelperStatus.APPLIED)


async def test_several_places_each_with_its_distance(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", radius_m=5000)
    await zoe.says("/profile")
    await zoe.taps("✏️ Places")
    await zoe.sees("Your places")
    await zoe.taps("Add a place")
    await zoe.sees("Where do you set out from?")
    await zoe.says("9000")
    await zoe.sees("How far would you go")
    await zoe.taps("2\u00a0km")
    await zoe.sees("9000 Ghent, up to 2\u00a0km")
    await zoe.taps("✏️ Places")
    await zoe.taps("↔️ 9000 Ghent")
    await zoe.sees("How far would you go")
    await zoe.taps("10\u00a0km")
    await zoe.sees("9000 Ghent, up to 10\u00a0km")
    assert [(one.name, one.radius_m) for one in (await helper_of(network, zoe)).places] == [
        ("Ixelles", 5000),
        ("9000 Ghent", 10_000),
    ]
    await zoe.taps("✏️ Places")
    old = await zoe.sees("🗑 Ixelles")
    await zoe.taps("🗑 Ixelles")
    await zoe.waits_for(lambda: "↔️ Ixelles" not in zoe.messages()[-1].button_texts or None)
    await zoe.taps("🗑 Ixelles", on=old)
    assert [one.name for one in (await helper_of(network, zoe)).places] == ["9000 Ghent"]


async def test_two_places_are_changed_from_one_and_the_same_screen(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", radius_m=5000)
    await zoe.says("/profile")
    await zoe.taps("✏️ Places")
    await zoe.taps("Add a place")
    await zoe.says("9000")
    await zoe.taps("2\u00a0km")
    await zoe.sees("Saved.")
    await zoe.taps("✏️ Places")
    screen = await zoe.sees("Your places")
    await zoe.taps("↔️ Ixelles", on=screen)
    await zoe.taps("10\u00a0km")
    await zoe.sees("Ixelles, up to 10\u00a0km")
    await zoe.taps("↔️ 9000 Ghent", on=screen)
    await zoe.sees("How far would you go")
    await zoe.taps("5\u00a0km")
    await zoe.sees("9000 Ghent, up to 5\u00a0km")
    answer = await zoe.taps("🗑 Ixelles", on=screen)
    assert answer is not None
    assert answer.text == "Removed."
    answer = await zoe.taps("🗑 9000 Ghent", on=screen)
    assert answer is not None
    assert answer.text == "One place has to stay."
    assert [(one.name, one.radius_m) for one in (await helper_of(network, zoe)).places] == [("9000 Ghent", 5000)]


async def test_the_same_place_again_has_another_distance(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    for chosen in ("2\u00a0km", "10\u00a0km"):
        await zoe.says("/profile")
        await zoe.taps("✏️ Places")
        await zoe.taps("Add a place")
        await zoe.says("9000")
        await zoe.taps(chosen)
        await zoe.sees(f"9000 Ghent, up to {chosen}")
    helper = await helper_of(network, zoe)
    assert [(one.name, one.radius_m) for one in helper.places] == [("Ixelles", 5000), ("9000 Ghent", 10_000)]


async def test_a_place_that_is_gone_has_no_distance(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Places")
    await zoe.taps("Add a place")
    await zoe.says("9000")
    await zoe.taps("2\u00a0km")
    await zoe.taps("✏️ Places")
    screen = await zoe.sees("Your places")
    await zoe.taps("↔️ 9000 Ghent", on=screen)
    await zoe.sees("How far would you go")
    await zoe.taps("🗑 9000 Ghent", on=screen)
    await zoe.taps("5\u00a0km")
    await zoe.sees("I can't find that")


async def test_somebody_who_comes_back_finds_all_their_places(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Places")
    await zoe.taps("Add a place")
    await zoe.says("9000")
    await zoe.taps("2\u00a0km")
    await zoe.sees("Saved.")
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.says("/start")
    await zoe.taps("Help again")
    await zoe.taps("I agree")
    await zoe.sees("picture 1 of 2")
    shown = await applies(zoe, after="slots", until="send")
    assert shown is not None
    assert shown.contains("Ixelles, up to 5\u00a0km")
    assert shown.contains("9000 Ghent, up to 2\u00a0km")
    await zoe.taps("Send my application")
    await zoe.sees("Our moderators now check your identity")
    helper = await helper_of(network, zoe)
    assert [(one.name, one.radius_m) for one in helper.places] == [("Ixelles", 5000), ("9000 Ghent", 2000)]


async def test_cancelling_changes_nothing_and_forgets_the_question(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", kinds=["groceries"])
    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    await zoe.taps("Dog walk")
    await zoe.taps("Cancel")
    await zoe.sees("Nothing was changed")
    assert (await helper_of(network, zoe)).kinds == {"groceries"}
    await zoe.says("hello")
    await zoe.sees("I don't understand that")


async def test_a_question_survives_a_restart(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Days and hours")
    await zoe.sees("When can you usually help?")
    await network.restart()
    await zoe.taps("At the weekend", twice=True)
    await zoe.sees("Saved.")


async def test_a_break_and_back(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("Take a break")
    await zoe.taps("Until I come back", twice=True)
    await zoe.sees("On a break")
    await zoe.says("/start")
    await zoe.sees("You are on a break")
    await network.publish(olive)
    await zoe.taps("My profile")
    await zoe.sees("Send me missions again")
    zoe.does_not_see("Bread, milk")
    await zoe.taps("Send me missions again")
    await zoe.sees("✅ Active")
    assert (await helper_of(network, zoe)).paused_at is None


async def test_a_break_ends_when_it_was_to(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("Take a break")
    await zoe.taps("3 days")
    await zoe.sees("On a break until Thursday 5 March at 08:00")
    mission = await network.publish(olive)
    network.clock.now = datetime(2026, 3, 5, 6, 59, tzinfo=UTC)
    await network.upkeep()
    assert (await helper_of(network, zoe)).paused_at is not None
    network.clock.advance(timedelta(minutes=1))
    await network.upkeep()
    await zoe.sees("Your break is over")
    assert (await helper_of(network, zoe)).paused_at is None
    later = await network.publish(olive)
    await zoe.sees(f"#{later.id}")
    zoe.does_not_see(f"#{mission.id} ")


async def test_somebody_with_two_hours_is_asked_outside_their_usual_ones(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en", slots=slots([(6, PartOfDay.MORNING)]))
    early = await network.publish(olive)
    await zoe.says("/free")
    await zoe.sees("For two hours I also ask you")
    await zoe.sees(f"Accept #{early.id}")
    evening = {"starts_at": network.clock.now + timedelta(hours=3), "ends_at": network.clock.now + timedelta(hours=5)}
    later = await network.publish(olive, **evening)
    now = await network.publish(olive)
    by_phone = await network.publish(olive, kind="moral_support", latitude=None, longitude=None, limit_cents=None)
    for mission in (now, by_phone):
        await zoe.sees(f"#{mission.id}")
    await zoe.says("/profile")
    await zoe.sees("Free until 14:00")
    network.clock.advance(timedelta(hours=2))
    await network.upkeep()
    last = await network.publish(olive)
    await olive.sees(f"#{last.id}")
    for mission in (later, last):
        zoe.does_not_see(f"#{mission.id}")
    await zoe.taps("Free for two hours", on=await zoe.sees("Free until 14:00"))
    await zoe.sees("Free until 16:00")


async def test_somebody_on_a_break_who_has_two_hours_hears_that_the_break_is_over(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    number = await network.id_of(zoe)
    await registration.pause(network.store, number, 1)
    await zoe.says("/free")
    await zoe.sees("Your break is over with that")
    await registration.pause(network.store, number)
    await zoe.says("/profile")
    answer = await zoe.taps("Free for two hours", on=await zoe.sees("On a break"))
    assert answer is not None
    assert "Your break is over with that" in (answer.text or "")
    answer = await zoe.taps("Free for two hours", on=await zoe.sees("Free until"))
    assert answer is not None
    assert "break" not in (answer.text or "")


async def test_leaving_hands_missions_on(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says("/profile")
    await zoe.taps("Stop helping")
    await zoe.sees("Do you want to stop helping?")
    await zoe.taps("Yes, stop helping", twice=True)
    await zoe.sees("You have stopped helping")
    assert (await helper_of(network, zoe)).status is HelperStatus.LEFT
    assert await missions.in_hand(network.store, await network.id_of(zoe)) == []
    await zoe.says("/profile")
    await zoe.sees("not one of our helpers")


async def test_somebody_who_waits_can_change_answers_but_not_pause(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", validated=False)
    await zoe.says("/profile")
    shown = await zoe.sees("Not validated yet")
    assert not any("break" in text for text in shown.button_texts)
    await zoe.taps("✏️ Days and hours")
    await zoe.taps("On weekdays")
    await zoe.sees("Days and hours: On weekdays")


async def test_who_is_no_helper_is_told_how_to_become_one(network: Network) -> None:
    zoe = await network.person("Zoé")
    await zoe.says("/profile")
    await zoe.sees("/start")
    olive = await network.operator()
    await olive.says("/profile")
    await olive.sees("/start")
    await olive.says("/start")
    await olive.taps("Become a helper too")
    await olive.sees("Which language do you prefer?")


async def test_a_mission_completed_in_the_midst_of_a_question_takes_its_keyboard_away(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says("/profile")
    await zoe.taps("✏️ Phone number")
    await zoe.sees("What is your phone number?")
    await zoe.waits_for(lambda: zoe.reply_keyboard)
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await zoe.taps("It could not be done")
    await zoe.sees("How much is on the receipt?")
    assert zoe.reply_keyboard is None
