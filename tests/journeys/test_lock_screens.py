"""An offer lights up on locked screens, and in the chats of people who may say no: nothing in it leads to anybody."""

from __future__ import annotations

from tests.journeys.network import Network

DETAILS = "For Josée Voorbeeld, Rue de l'Exemple 12: bread. Her son is 0470 12 34 56 or son@example.org"


async def test_what_an_operator_typed_without_thinking_is_for_the_winner_alone(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive, details=DETAILS)
    offer = await zoe.sees("Groceries")
    await zoe.says("/missions")
    listed = await zoe.sees("Groceries")
    for secret in ("Josée", "Voorbeeld", "Exemple", "0470", "12 34 56", "son@", mission.helpee.phone[-6:]):
        assert not offer.contains(secret), secret
        assert not listed.contains(secret), secret
    assert offer.contains("bread. Her son is […] or […]")
    await zoe.taps("Accept", on=offer)
    winner = await zoe.sees("Safety first")
    for known in ("Josée Voorbeeld", "Rue de l'Exemple 12", "0470 12 34 56", "son@example.org"):
        assert winner.contains(known)
