"""Whatever people write, what the bot makes of it fits Telegram's messages."""

from __future__ import annotations

import pytest

from domain.mission import Outcome
from services import missions
from tests.journeys.network import Network

LONG, NAME = "Buns & <b>more</b> buns! " * 40, "Josée " * 13


async def test_missions_with_long_details_stand_in_one_list(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    for _ in range(5):
        await network.publish(olive, details=LONG, neighbourhood="Saint-Josse-ten-Noode")
    await tom.says("/missions")
    screen = await tom.sees("5 open missions around you")
    assert screen.contains("Buns & <b>more</b> buns!")
    assert screen.contains("…")
    assert len(LONG) == 1_000


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
async def test_the_winner_is_told_everything_that_matters(network: Network, language: str) -> None:
    """Everything as long as it may be, and five helpers before who had a lot to say."""
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language)
    number = await network.id_of(zoe)
    for _ in range(5):
        earlier = await network.publish(olive, phone="+3225550000", details="")
        await missions.accept(network.store, earlier.id, number)
        await missions.complete(network.store, earlier.id, number, Outcome.WELL, note="Ring twice, and wait. " * 22)
    address, access = "Rue de l'Exemple 12, 1050 Ixelles " * 5, "Behind the green gate " * 22
    mission = await network.publish(
        olive, phone="+3225550000", name=NAME, details=LONG, address=address, access_notes=access
    )
    await network.all_delivered()
    await zoe.says(f"/accept {mission.id}")
    told = await zoe.sees(mission.code_word)
    for text in (NAME.strip(), LONG.strip(), address.strip(), access.strip(), "Ring twice, and wait.", "112"):
        assert told.contains(text), text
