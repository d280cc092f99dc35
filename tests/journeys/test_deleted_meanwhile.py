"""Somebody writes what happened, and whoever it is about has everything deleted before it is sent: it is heard."""

from __future__ import annotations

import pytest

from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand
from tests.journeys.test_who_it_was import handed_on

WORDS = "He pushed her and took her purse"


@pytest.mark.parametrize("several", [False, True])
async def test_an_operator_s_words_are_heard_although_the_helper_is_gone(network: Network, several: bool) -> None:
    if several:
        group, olive, zoe, _tom, mission = await handed_on(network)
    else:
        group, olive, zoe, mission = await in_hand(network)
    await olive.says(f"/concern {mission.id}")
    await olive.taps("They were threatened, or felt unsafe")
    if several:
        await olive.taps("2. Zoé", on=await olive.sees("Whom does the caller mean?"))
    await olive.sees("in your own words")
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    await olive.says(WORDS)
    await olive.sees("Thank you for telling us")
    card = await network.mo.sees(WORDS, group)
    assert card.contains("The helper had their data deleted")
