"""A mission that begins in two days is not done by one tap today: who says so is asked, and the operator reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.mission import Mission, MissionStatus
from sandbox import Person
from tests.journeys.network import Network


async def in_two_days(network: Network, olive: Person, zoe: Person, kind: str = "dog_walk") -> Mission:
    """What the helper has in hand."""
    day = network.clock.now + timedelta(days=2)
    mission = await network.publish(olive, kind=kind, starts_at=day, ends_at=day + timedelta(hours=3))
    await zoe.says(f"/accept {mission.id}")
    await zoe.sees("It is yours")
    return mission


async def status(network: Network, mission: Mission) -> MissionStatus:
    """How it stands."""
    async with network.store.reading() as work:
        found = await work.missions.get(mission.id)
        assert found is not None
        return found.status


@pytest.mark.parametrize("way", ["button", "command"])
async def test_whoever_says_it_too_early_is_asked_and_keeps_it(network: Network, way: str) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_two_days(network, olive, zoe)
    if way == "button":
        await zoe.taps("Complete")
    else:
        await zoe.says("/complete")
    question = await zoe.sees(f"Mission #{mission.id} only begins Wednesday")
    await zoe.taps("No, it stays mine", on=question)
    await zoe.sees("Good, it stays yours")
    assert await status(network, mission) is MissionStatus.TAKEN


async def test_what_was_done_early_all_the_same_is_told_as_such(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_two_days(network, olive, zoe)
    await zoe.says("/complete")
    await zoe.taps("Yes, it is done")
    await zoe.taps("All done")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day")
    assert await status(network, mission) is MissionStatus.COMPLETED
    told = await olive.sees("That was said before its time: it begins Wednesday")
    assert "Copy the caller's number" in told.button_texts
    await olive.sees("Said before its time had begun")


async def test_a_call_is_welcome_at_any_time(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await in_two_days(network, olive, zoe, "moral_support")
    await zoe.says("/complete")
    await zoe.taps("All done")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day")
    assert await status(network, mission) is MissionStatus.COMPLETED
    assert not any(one.contains("before its time") for one in olive.messages())
