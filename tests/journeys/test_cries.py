"""Somebody cries for help where nothing is asked: the number to call comes first, whatever they wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand


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
