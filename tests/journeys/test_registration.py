"""Somebody becomes a helper: the way through, and what may interrupt it."""

from __future__ import annotations

from domain.helper import HelperStatus
from domain.identity import CheckStatus
from sandbox import Person
from services import people, registration, review
from tests.journeys.applying import PHONE, STEPS, applies
from tests.journeys.network import Network


async def newcomer(network: Network, language: str = "en") -> Person:
    """Zoé, who has never written to the bot."""
    return await network.person("Zoé", language, phone=PHONE, location=(50.8263, 4.3457))


async def test_from_start_to_the_moderators(network: Network) -> None:
    moderators = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe, until="consent")
    notice = await zoe.sees("What happens to your data")
    assert "02 808 99 48" in (notice.text or "")
    await applies(zoe, after="language")
    helper = await registration.helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    assert (helper.name, helper.phone, helper.status) == ("Zoé Martin", PHONE, HelperStatus.APPLIED)
    assert (helper.places[0].name, helper.places[0].radius_m) == ("1060 Saint-Gilles", 5000)
    assert (sorted(helper.kinds), sorted(helper.languages)) == (["groceries"], ["en"])
    assert (helper.consent_version, helper.consent_at) == ("2026-12", network.clock.now)
    await network.mo.sees("Zoé Martin", moderators, since=0)
    await zoe.says("/start")
    await zoe.sees("Our moderators are checking your identity")


async def test_a_restart_at_every_step_loses_nothing(network: Network) -> None:
    zoe = await newcomer(network)
    for answer in STEPS.values():
        await answer(zoe)
        await network.restart()
    assert await registration.helper_of(network.store, await network.id_of(zoe)) is not None


async def test_two_quick_taps_and_taps_that_come_twice(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await zoe.says("/start")
    await zoe.sees("Which language do you prefer?")
    await zoe.taps("English", twice=True)
    await zoe.sees("Do you agree?")
    await zoe.taps("I agree", twice=True)
    await zoe.sees("first name and surname")
    await applies(zoe, after="consent", until="send")
    await zoe.taps("Send my application", twice=True)
    await zoe.sees("Our moderators now check your identity")
    await zoe.says("/start")
    await zoe.sees("Our moderators are checking your identity")
    assert sum(one.contains("Our moderators now check") for one in zoe.messages()) == 1
    assert sum(one.contains("first name and surname") for one in zoe.messages()) == 1


async def test_a_message_that_comes_twice_is_taken_once(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="phone")
    await network.restart()
    network.telegram.resend_last_update()
    await applies(zoe, after="name", until="kinds")
    zoe.does_not_see("Please share your number with the button")


async def test_a_question_that_could_not_be_asked_is_asked_later(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="consent")
    network.telegram.faults.add("error", methods="sendMessage", status=400, description="Bad Request: out of order")
    await zoe.taps("I agree")
    await zoe.sees("✅ Agreed")
    await network.restart()
    await zoe.says("Hello?")
    await zoe.sees("first name and surname")
    await applies(zoe, after="consent", until="kinds")


async def test_buttons_of_questions_behind_are_answered_and_do_nothing(network: Network) -> None:
    zoe = await newcomer(network)
    consent = await applies(zoe, until="consent")
    await applies(zoe, after="language", until="phone")
    answer = await zoe.taps("I agree", on=consent)
    assert answer is not None
    assert "done with" in (answer.text or "")
    await applies(zoe, after="name", until="radius")


async def test_buttons_of_a_registration_that_is_over_are_answered(network: Network) -> None:
    zoe = await newcomer(network)
    summary = await applies(zoe, until="send")
    await applies(zoe, after="note")
    answer = await zoe.taps("Send my application", on=summary)
    assert answer is not None
    assert "answered that already" in (answer.text or "")


async def test_a_typed_yes_is_consent_and_nothing_else_is(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="consent")
    await zoe.says("Why?")
    await zoe.sees("I can't use that here")
    await zoe.says("OK!")
    await zoe.sees("first name and surname")


async def test_back_and_forth_keeps_the_answers(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="slots")
    await zoe.taps("Back")
    await zoe.sees("Which languages do you speak")
    await zoe.taps("Back")
    kinds = await zoe.sees("How would you like to help?")
    assert "✅ 🛒 Groceries" in kinds.button_texts
    await zoe.taps("Dog walk")
    await zoe.taps("Done")
    await zoe.sees("Which languages do you speak")
    await applies(zoe, after="kinds", until="send")
    await zoe.sees("Groceries and 🐕 Dog walk")


async def test_cancelling_deletes_what_was_collected(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="note")
    assert any(one.photo for one in zoe.messages())
    await zoe.taps("Cancel")
    await zoe.sees("Your answers and pictures are deleted")
    await zoe.waits_for(lambda: not any(one.photo for one in zoe.messages()) or None)
    check = await review.latest(network.store, await network.id_of(zoe))
    assert check is not None
    assert (check.status, check.pictures) == (CheckStatus.WITHDRAWN, [])
    await zoe.says("/cancel")
    await zoe.sees("There is nothing to cancel")
    await applies(zoe)


async def test_the_cancel_command_works_at_every_step(network: Network) -> None:
    zoe = await newcomer(network)
    for step in STEPS:
        if step != "language":
            await applies(zoe, until=step)
            await zoe.says("/cancel")
            await zoe.sees("Cancelled.")
            assert zoe.reply_keyboard is None
    assert await registration.helper_of(network.store, await network.id_of(zoe)) is None


async def test_commands_work_in_the_midst_of_it(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="radius")
    await zoe.says("/help")
    await zoe.sees("/privacy")
    await zoe.says("/frobnicate")
    await zoe.sees("in the middle of something")
    await zoe.says("/privacy")
    await zoe.sees("What is stored about you")
    await zoe.says("/profile")
    await zoe.sees("not one of our helpers")
    await zoe.says("/start")
    await zoe.sees("How far would you go")
    await applies(zoe, after="place", until="slots")


async def test_the_language_can_change_in_the_midst_of_it(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="radius")
    await zoe.says("/language")
    await zoe.sees("Which language do you prefer?")
    await zoe.taps("Français")
    person = await people.find(network.store, "telegram", str(zoe.id))
    assert person is not None
    assert person.language == "fr"
    await zoe.taps("5\u00a0km")
    await zoe.waits_for(lambda: next((one for one in zoe.messages() if len(one.buttons) == 6), None))


async def test_each_line_of_the_summary_can_be_changed(network: Network) -> None:
    zoe = await newcomer(network)
    await applies(zoe, until="send")
    await zoe.taps("✏️ Name")
    await zoe.sees("first name and surname")
    await zoe.says("Zoé Martin-Dubois")
    await zoe.sees("Name: Zoé Martin-Dubois")
    await zoe.taps("✏️ Place")
    await zoe.sees("Where do you set out from?")
    await zoe.says("9000")
    await zoe.sees("9000 Ghent, up to 5\u00a0km")
    await zoe.taps("✏️ Distance")
    await zoe.sees("How far would you go")
    await zoe.taps("Back")
    await zoe.sees("Is everything right?")
    await zoe.taps("✏️ Days and hours")
    await zoe.sees("When can you usually help?")
    await zoe.taps("At the weekend")
    await zoe.sees("Days and hours: At the weekend")
    await zoe.taps("✏️ Pictures")
    await zoe.taps("Keep the picture I sent")
    await zoe.sees("picture 2 of 2")
    await zoe.taps("Keep the picture I sent")
    await zoe.sees("Is everything right?")
    await zoe.says("yes")
    await zoe.sees("tap “Send my application” above")
    await applies(zoe, after="note")


async def test_in_french_nothing_is_asked_twice_for_the_language(network: Network) -> None:
    zoe = await newcomer(network, "fr")
    await zoe.says("/start")
    asked = await zoe.sees("👋 Bonjour")
    assert asked.button_texts == ["Français", "Nederlands", "English"]
    await zoe.says("français")
    await zoe.waits_for(lambda: next((one for one in zoe.messages() if one.contains("02 808 99 48")), None))
    person = await people.find(network.store, "telegram", str(zoe.id))
    assert person is not None
    assert person.language == "fr"


async def test_somebody_who_left_comes_back_with_their_answers(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await registration.leave(network.store, await network.id_of(zoe))
    await zoe.says("/start")
    await zoe.sees("You have stopped helping")
    await zoe.taps("Help again")
    await zoe.sees("Do you agree?")
    await zoe.taps("I agree")
    await zoe.sees("picture 1 of 2")
    await applies(zoe, after="slots")
    helper = await registration.helper_of(network.store, await network.id_of(zoe))
    assert helper is not None
    assert (helper.status, helper.name, helper.consent_version) == (HelperStatus.APPLIED, "Zoé", "2026-12")


async def test_whoever_is_not_validated_is_led_to_where_it_stands(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", validated=False)
    await zoe.says("/missions")
    await zoe.sees("/start shows where that stands")
    await registration.leave(network.store, await network.id_of(zoe))
    for command in ("/missions", "/profile"):
        await zoe.says(command)
        await zoe.sees("You are not one of our helpers at the moment")
    await zoe.says("/start")
    await zoe.taps("Help again")
    await zoe.sees("Do you agree?")
