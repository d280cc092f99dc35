"""Whoever raises a concern is told who hears of it, and from when on what holds: and that is so."""

from __future__ import annotations

import pytest

from services import missions
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand


async def test_of_danger_an_operator_hears_and_the_helper_is_told_so(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    await zoe.says(f"/concern {mission.id}")
    asked = await zoe.sees("Only our moderators read what you write here")
    assert asked.contains("an operator hears that from you too")
    await zoe.taps("They are in danger, or not well")
    await zoe.taps("Yes, I'll do it")
    await zoe.says("She does not wake up")
    told = await zoe.sees("Thank you for telling us")
    assert told.contains("hears that you say they are in danger")
    assert not told.contains("Nobody else learns")
    heard = await olive.sees("The helper says that Josée Voorbeeld is in danger")
    assert not heard.contains("wake up")
    await network.mo.sees("She does not wake up", group)


@pytest.mark.parametrize("operator", [False, True])
async def test_of_anything_else_nobody_hears_who_said_it(network: Network, operator: bool) -> None:
    group, olive, zoe, mission = await in_hand(network)
    who = olive if operator else zoe
    promise = "The helper is not told who said it" if operator else "Nobody else learns that it was you"
    await who.says(f"/concern {mission.id}")
    asked = await who.sees("Only our moderators read what you write here")
    assert asked.contains("an operator hears") is not operator
    await who.taps("Behaviour that was not right")
    if not operator:
        await who.taps("Yes, I'll do it")
    await who.taps("Send it as it is")
    told = await who.sees("Thank you for telling us")
    for known in (promise, "From now on", "until a moderator decides otherwise"):
        assert told.contains(known), known
    await network.mo.sees("Incident #1", group)


async def test_without_moderators_the_same_is_said(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    for concern, operator_hears in (("They are in danger, or not well", True), ("Money or things", False)):
        mission = await network.publish(olive)
        await missions.accept(network.store, mission.id, await network.id_of(zoe))
        await zoe.says(f"/concern {mission.id}")
        await zoe.taps(concern, on=await zoe.sees("What is it?"))
        await zoe.taps("Yes, I'll do it", on=await zoe.sees("Do you still want to do it?"))
        await zoe.taps("Send it as it is", on=await zoe.sees("in your own words"))
        told = await zoe.sees("can't be reached at the moment")
        assert told.contains("An operator hears already that you say") is operator_hears
        assert told.contains("to nobody else") is not operator_hears
