"""Somebody who takes calls had a mission as a helper, too: a concern is the caller's or their own, as they say."""

from __future__ import annotations

from sandbox import Group, Person
from tests.journeys.network import Network
from tests.journeys.test_concerns import appoint
from tests.journeys.test_who_it_was import handed_on


async def both(network: Network) -> tuple[Group, Person, int]:
    """The moderators; Zoé, who takes calls and had a mission before Tom, and its number."""
    group, _olive, zoe, _tom, mission = await handed_on(network)
    await appoint(network, zoe)
    return group, zoe, mission.id


async def test_by_command_they_say_for_whom_they_speak(network: Network) -> None:
    group, zoe, mission = await both(network)
    await zoe.says(f"/concern {mission}")
    asked = await zoe.sees("For whom do you speak now?")
    assert asked.contains("call 112")
    await zoe.says("Somebody else")
    await zoe.sees("I have kept what you wrote")
    await zoe.says("For the caller")
    await zoe.taps("They were threatened, or felt unsafe")
    await zoe.taps("1. Tom", on=await zoe.sees("Whom does the caller mean?"))
    await zoe.says("The caller says that he pushed her")
    await zoe.sees("Thank you for telling us")
    card = await network.mo.sees("he pushed her", group)
    for known in ("Helper: Tom", "The caller was threatened", "he pushed her"):
        assert card.contains(known), known


async def test_back_lets_them_speak_for_themselves_after_all(network: Network) -> None:
    group, zoe, mission = await both(network)
    await zoe.says(f"/concern {mission}")
    await zoe.taps("For the caller", on=await zoe.sees("For whom do you speak now?"))
    await zoe.taps("◀️ Back", on=await zoe.sees("What does the caller say?"))
    await zoe.taps("For myself", on=await zoe.sees("For whom do you speak now?"))
    await zoe.taps("I was threatened, or felt unsafe")
    await zoe.taps("Send it as it is")
    await zoe.sees("Thank you for telling us")
    card = await network.mo.sees("Said by the helper", group)
    assert card.contains("Helper: Zoé")


async def test_the_operator_s_button_is_the_caller_s_and_the_helper_s_is_their_own(network: Network) -> None:
    group, zoe, mission = await both(network)
    await zoe.says(f"/mission {mission}")
    await zoe.taps("Raise a concern", on=await zoe.sees("Tom, phone"))
    await zoe.taps("Money or things", on=await zoe.sees("What does the caller say?"))
    await zoe.taps("1. Tom", on=await zoe.sees("Whom does the caller mean?"))
    await zoe.taps("Send it as it is")
    assert (await network.mo.sees("Incident #1", group)).contains("Helper: Tom")
    await zoe.says("/concern")
    await zoe.taps(f"#{mission}", on=await zoe.sees("Which mission is it about?"))
    await zoe.taps("Money or things", on=await zoe.sees("What is it?"))
    await zoe.taps("Send it as it is")
    assert (await network.mo.sees("Incident #2", group)).contains("Said by the helper")
