"""Somebody cries for help where nothing is asked: the number to call comes first, whatever they wrote."""

from __future__ import annotations

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
