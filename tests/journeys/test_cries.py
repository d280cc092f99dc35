"""Somebody cries for help where nothing is asked: the number to call comes first, whatever they wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox import Group, Person
from services import missions
from tests.journeys.network import Network, until
from tests.journeys.test_concerns import appoint, in_hand


@pytest.mark.parametrize("cry", ["Au secours", "il m'a frappé", "SOS", "112"])
async def test_with_a_mission_in_hand_the_number_comes_first_and_a_concern_is_a_tap_away(
    network: Network, cry: str
) -> None:
    _group, _olive, zoe, mission = await in_hand(network, "fr")
    await zoe.says(cry)
    told = await zoe.sees("Personne ne lit ici")
    assert told.text is not None
    assert told.text.index("appelez le 112") < told.text.index("Personne ne lit ici")
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Signaler un problème", on=told)
    await zoe.sees("De quoi s’agit-il")


async def test_what_is_written_after_a_concern_is_added_to_it_while_it_is_open(network: Network) -> None:
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("Something else")
    await zoe.taps("No, ask somebody else")
    await zoe.says("She fell")
    await zoe.sees("Thank you for telling us")
    await network.mo.sees("She fell", group)
    await zoe.says("She does not breathe!!!")
    told = await zoe.sees("passed that on to the moderators")
    assert told.text is not None
    assert told.text.startswith("🆘")
    card = await network.mo.sees("She does not breathe!!!", group)
    assert card.contains("She fell")
    await zoe.says("/cancel")
    await zoe.sees("The moderators have your concern already")
    await network.mo.taps("I see to it", on=card)
    await network.mo.taps("Close it…", in_=group)
    await network.mo.taps("Talked it over with them", in_=group)
    await network.mo.sees("Closed by Mo Derator", group)
    await zoe.says("And now?")
    told = await zoe.sees("I can't pass that on")
    assert told.contains("call 112")
    network.clock.advance(timedelta(hours=7))
    await zoe.says("Thank you")
    await zoe.sees("I don't understand that")


async def expires(network: Network, person: Person) -> None:
    """Let a helper's validation end."""
    async with network.store.writing() as work:
        helper = await work.helpers.get(await network.id_of(person))
        assert helper is not None
        helper.expire()


async def raised(network: Network) -> tuple[Group, Person]:
    """The moderators, and Zoé, who has just raised a concern."""
    group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.taps("No, I won't go there")
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    return group, zoe


async def test_whoever_is_awaited_reads_whom_to_call_before_what_is_missing(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await expires(network, zoe)
    await zoe.says("Help me")
    told = await zoe.sees("Your validation has expired")
    assert told.text is not None
    assert told.text.startswith("🆘")
    assert told.contains("call 112")


async def test_words_below_a_picture_that_is_deleted_and_words_amid_a_check_are_passed_on(network: Network) -> None:
    group, zoe = await raised(network)
    await expires(network, zoe)
    sent = await zoe.sends_photo(caption="This is his car")
    told = await zoe.sees("What you wrote below it is with the moderators")
    assert told.text is not None
    assert told.text.startswith("🆘")
    await network.mo.sees("This is his car", group)
    await until(lambda: sent not in zoe.messages())
    await zoe.taps("Send new pictures", on=told)
    asked = await zoe.sees("picture 1 of 2")
    await zoe.says("He stands at my door")
    told = await zoe.sees("passed that on to the moderators", since=asked)
    assert told.contains("112")
    await network.mo.sees("He stands at my door", group)


async def test_what_an_operator_types_about_a_caller_is_no_part_of_their_own_concern(network: Network) -> None:
    group, zoe = await raised(network)
    await appoint(network, zoe)
    await zoe.says("/new")
    asked = await zoe.sees("Which number is the caller's")
    await zoe.says("Mrs Dupont")
    told = await zoe.sees("112", since=asked)
    assert not told.contains("passed that on")
    await network.all_delivered()
    assert not [one for one in network.mo.messages(group) if one.contains("Dupont")]


async def test_whoever_sends_where_they_are_reads_whom_to_call(network: Network) -> None:
    _group, zoe = await raised(network)
    await zoe.shares_location(50.83, 4.37)
    told = await zoe.sees("I can't pass on a place")
    assert told.contains("call 112")
    tom, olive = await network.helper("Tom", "en"), await network.operator("Oscar")
    mission = await network.publish(olive)
    await missions.accept(network.store, mission.id, await network.id_of(tom))
    await tom.shares_location(50.83, 4.37)
    told = await tom.sees("Nobody sees that place here")
    assert told.contains("call 112")


async def test_a_cry_amid_a_question_reads_whom_to_call(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("how did it go?")
    await is_told_whom_to_call(zoe, "Help, he has a knife", "I can't use that here")
    await zoe.taps("All done")
    await zoe.sees("on the receipt")
    await is_told_whom_to_call(zoe, "He hit me", "I can't read that amount")
    await is_told_whom_to_call(zoe, "/sos", "You are in the middle of something")
    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    await is_told_whom_to_call(zoe, "Help, he has a knife", "I can't use that here")


async def is_told_whom_to_call(who: Person, cry: str, said: str) -> None:
    """The number to call comes first."""
    told = await who.sees(said, since=await who.says(cry))
    assert told.text is not None
    assert told.text.startswith("🆘")
    assert told.text.index("call 112") < told.text.index("/concern tells our moderators") < told.text.index(said)


@pytest.mark.parametrize("outcome", ["All done", "It could not be done"])
async def test_a_cry_as_the_last_answer_is_thanked_and_told_whom_to_call(network: Network, outcome: str) -> None:
    _group, olive, zoe, _mission = await in_hand(network)
    mission = await network.publish(olive, kind="dog_walk", phone="+3225557712")
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps(outcome)
    await zoe.sees("the next helper")
    await zoe.says("She fell and does not move, come quickly")
    await zoe.sees("In danger, call 112", since=await zoe.sees("🙏 Thank you"))


async def test_help_and_what_is_for_others_begin_with_whom_to_call(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network)
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    told = await zoe.sees("/language", since=await zoe.says("/help"))
    assert told.text is not None
    assert told.text.startswith("🆘")
    await zoe.sees("/concern tells our moderators", since=await zoe.says("/stop"))
    await is_told_whom_to_call(zoe, "Help", "I don't understand that")
    tom = await network.helper("Tom", "en")
    told = await tom.sees("/language", since=await tom.says("/help"))
    assert not told.contains("🆘")
