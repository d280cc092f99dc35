"""A question is open, and the world goes on: what ends it, how it is left, in which language it is asked."""

from __future__ import annotations

from domain.mission import Mission, MissionStatus
from sandbox import Message, Person
from services import desk, missions, people, registration
from tests.journeys.network import Network


async def in_hand(network: Network, who: Person, operator: Person) -> Mission:
    """A mission that somebody has accepted."""
    mission = await network.publish(operator)
    await missions.accept(network.store, mission.id, await network.id_of(who))
    return mission


def buttons_under(who: Person, message: Message) -> list[str]:
    """The buttons that a message has now."""
    return [text for one in who.messages() if one.message_id == message.message_id for text in one.button_texts]


async def test_a_mission_that_was_cancelled_is_no_longer_asked_about(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    told = await zoe.sees("cancelled")
    await zoe.taps("All done")
    await zoe.sees("This mission was cancelled", since=told)
    await zoe.says("hello?")
    await zoe.sees("I don't understand that")


async def test_a_typed_sum_for_a_mission_that_is_over_ends_the_question(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    asked = await zoe.sees("How much is on the receipt?")
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await zoe.says("12,50")
    await zoe.sees("not in your hands")
    assert not buttons_under(zoe, asked)
    await zoe.says("hello?")
    await zoe.sees("I don't understand that")


async def test_skip_after_the_mission_was_released_says_what_is_so(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    await zoe.taps("No money was spent")
    await zoe.sees("Is there something the next helper should know?")
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await zoe.taps("Skip")
    await zoe.sees("not in your hands")


async def test_an_answer_for_the_profile_after_leaving_says_what_is_so(network: Network) -> None:
    zoe = await network.helper("Zoé", "en", kinds=["groceries"])
    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    await zoe.taps("Dog walk")
    await registration.leave(network.store, await network.id_of(zoe))
    answer = await zoe.taps("Done")
    assert answer is not None
    assert "not one of our helpers" in (answer.text or "")
    await zoe.says("hello?")
    await zoe.sees("I don't understand that")


async def test_leaving_ends_the_question_that_was_open(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Phone number")
    asked = await zoe.sees("What is your phone number?")
    await zoe.waits_for(lambda: zoe.reply_keyboard)
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.sees("You have stopped helping")
    await zoe.waits_for(lambda: zoe.reply_keyboard is None or None)
    assert not buttons_under(zoe, asked)
    await zoe.says("hello?")
    await zoe.sees("I don't understand that")


async def test_an_operator_who_stops_helping_goes_on_with_the_call(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, await network.id_of(zoe), invitation.token, "Zoé")
    await zoe.says("/new +3225551234")
    await zoe.sees("What is the caller's name?")
    await zoe.says("/profile")
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.sees("You have stopped helping")
    await zoe.says("Josée Voorbeeld")
    await zoe.sees("What kind of help is needed?")


async def test_a_question_that_is_deleted_while_it_is_answered_is_asked_anew(network: Network) -> None:
    operators = await network.operators_chat()
    zoe = await network.helper("Zoé", "en", kinds=["groceries"])
    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    asked = await zoe.sees("Done")
    for kind in ("🐕 Dog walk", "💊 Pharmacy"):
        network.telegram.hold_updates()
        await zoe.taps(kind, on=asked, wait=False)
        await zoe.deletes(asked)
        network.telegram.release_updates()
        asked = await zoe.sees(f"✅ {kind}", since=asked)
    await zoe.taps("Done")
    assert (await zoe.sees("Kinds of help: 🛒 Groceries")).contains("🐕 Dog walk")
    await network.all_delivered()
    zoe.does_not_see("went wrong on our side")
    assert not [one for one in operators.messages if one.contains("error")]


async def test_cancel_with_the_name_of_the_bot_leaves_the_question(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    for command in ("/cancel@solidarity_test_bot", "/cancel"):
        await zoe.says("/profile")
        await zoe.taps("✏️ Days and hours")
        await zoe.sees("When can you usually help?")
        await zoe.says(command)
        await zoe.sees("Nothing was changed")


async def test_cancel_with_words_says_that_a_question_is_open(network: Network) -> None:
    """It may be meant for a mission, and what is being asked would be lost."""
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await zoe.says("/cancel please")
    await zoe.sees("Answer the question above, or send /cancel to leave")
    await zoe.taps("All done")
    await olive.says("/new +3225551234")
    await olive.sees("What is the caller's name?")
    await olive.says("/cancel that of Josée")
    await olive.sees("Answer the question above, or send /cancel to leave")
    await olive.says(f"/cancel {mission.id}")
    await olive.sees(f"Cancel mission #{mission.id}?")
    await olive.says("/cancel")
    await olive.sees("Dropped: nothing was published")
    await olive.says("/cancel that of Josée")
    await olive.sees("There is nothing to cancel")


async def test_a_slash_alone_is_nothing_to_add(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    await zoe.sees("How much is on the receipt?")
    await zoe.says("/")
    await zoe.sees("Is there something the next helper should know?")
    await zoe.says("/")
    await zoe.sees("Somebody's day is better")
    done = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert (done.mission.status, done.mission.note) == (MissionStatus.COMPLETED, "")


async def test_another_language_asks_an_open_question_of_the_profile_again(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Days and hours")
    await zoe.sees("When can you usually help?")
    await zoe.says("/language")
    await zoe.taps("Nederlands")
    await zoe.sees("Wanneer kunt u")
    await zoe.taps("Avonds")
    await zoe.sees("Bewaard")


async def test_another_language_asks_how_it_went_again(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await zoe.says("/language")
    await zoe.taps("Français")
    await zoe.sees("comment cela s’est-il passé")


async def test_another_language_asks_about_the_call_again(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/new +3225551234")
    await olive.sees("What is the caller's name?")
    await olive.says("/language")
    await olive.taps("Français")
    await olive.sees("Comment s’appelle")


async def test_another_language_asks_again_who_takes_a_mission(network: Network) -> None:
    olive, _zoe = await network.operator(), await network.helper("Zoé", "en")
    await network.publish(olive)
    await olive.taps("Give it to somebody")
    await olive.sees("Who takes #1?")
    await olive.says("/language")
    await olive.taps("Français")
    await olive.sees("Qui prend la mission #1")


async def test_whoever_has_a_concern_during_a_call_is_told_the_way_back_to_it(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_hand(network, zoe, olive)
    await olive.says(f"/concern {mission.id}")
    await olive.sees("What does the caller say?")
    olive.does_not_see("Your call is kept")
    await olive.says("/cancel")
    await olive.says("/new +3225551234")
    await olive.sees("What is the caller's name?")
    await olive.says(f"/concern {mission.id}")
    await olive.sees("Your call is kept: /new takes you back to it")
    await olive.sees("What does the caller say?")
