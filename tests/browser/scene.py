"""A network in the midst of its work, for whoever looks at the page as a whole."""

from __future__ import annotations

from typing import Any

from tests.journeys.applicants import applicant
from tests.journeys.network import Network

IN_ENGLISH: dict[str, Any] = {"language": "en", "languages": ("fr", "en")}
HELPERS = {"Zoé": (50.8333, 4.3667), "Tom": (50.8263, 4.3457), "Ann": (51.0543, 3.7174), "Reto": (47.3769, 8.5417)}


async def set_scene(network: Network) -> None:
    """Moderators with somebody to check, an operator, helpers, and two missions: one open, one that Zoé has taken."""
    await network.moderators()
    await network.operators_chat()
    olive = await network.operator("Olive")
    for name, place in HELPERS.items():
        await network.helper(name, at=place, country="CH" if name == "Reto" else "BE", **IN_ENGLISH)
    await applicant(network, "Nina")
    zoe = next(one for one in network.telegram.people if one.first_name == "Zoé")
    await network.publish(olive)
    await zoe.taps("Accept")
    await zoe.sees("Josée Voorbeeld")
    await zoe.says("/help")
    await zoe.sees("/privacy")
    await network.publish(olive, kind="pharmacy", details="Cough syrup", urgent=True)
    await zoe.sees("Cough syrup")
    await network.all_delivered()
