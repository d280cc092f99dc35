"""Where a call is about: with a geocoding service, while it is down, and without any."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from domain.mission import Mission, MissionStatus
from sandbox import Person
from services import desk
from tests.journeys.network import Network
from tests.places.conftest import StandIn

TYPED = "rue haute 12 bruxelles"


@pytest.fixture
async def maps(network: Network) -> AsyncIterator[StandIn]:
    """The network with a geocoding service, which knows one house in Brussels and one street in Namur."""
    service = StandIn()
    app = web.Application()
    app.router.add_get("/search", service.nominatim)
    server = TestServer(app)
    await server.start_server()
    network.settings = {
        "geocoder": "nominatim",
        "geocoder_url": f"http://{server.host}:{server.port}",
        "geocoder_contact": "tests@example.org",
        "geocoder_timeout_s": 0.3,
    }
    await network.restart()
    yield service
    await server.close()


async def asked_where(network: Network) -> Person:
    """An operator who has come as far as the address."""
    olive = await network.operator()
    await olive.says("/new dog 02 808 99 48 French tomorrow a small dog")
    await olive.sees("name?")
    await olive.says("Jeanne Dupont")
    await olive.sees("Where is it?")
    return olive


async def published(network: Network, olive: Person) -> Mission:
    """The mission, once the operator has come to the end."""
    await olive.sees("getting in?")
    await olive.taps("Nothing to add")
    await olive.sees("read this back")
    await olive.taps("Publish")
    await olive.sees("Published as")
    number = await network.id_of(olive)
    return (await desk.listing(network.store, number, list(MissionStatus))).missions[0]


async def test_the_house_is_chosen_and_confirmed_on_the_map(network: Network, maps: StandIn) -> None:
    olive = await asked_where(network)
    await olive.says(TYPED)
    question = await olive.sees("I know several places")
    assert question.button_texts[:2] == ["Rue Haute 12, 1000 Bruxelles", "Rue Haute, 5000 Namur"]
    await olive.taps("Rue Haute 12")
    question = await olive.sees("Is this the right spot")
    assert not question.contains("only exact to about")
    pin = next(one for one in reversed(olive.messages()) if one.venue)
    assert pin.location == pytest.approx({"latitude": 50.8404, "longitude": 4.3462})
    await olive.taps("Yes, that is it")
    mission = await published(network, olive)
    assert (mission.address, mission.point) == (TYPED, (50.8404, 4.3462))
    assert mission.neighbourhood == "1000 Brussels"


@pytest.mark.parametrize("mood", ["503", "429", "slow", "garbage"])
async def test_while_the_service_is_down_the_town_is_known_and_a_pin_says_the_rest(
    network: Network, maps: StandIn, mood: str
) -> None:
    maps.mood = mood
    olive = await asked_where(network)
    await olive.says("Rue Haute 12, 1000 Bruxelles")
    await olive.sees("only exact to about")
    await olive.shares_location(50.8404, 4.3462)
    await olive.sees("The pin is kept")
    mission = await published(network, olive)
    assert (mission.address, mission.point) == ("Rue Haute 12, 1000 Bruxelles", (50.8404, 4.3462))


async def test_another_address_typed_at_the_map(network: Network) -> None:
    olive = await asked_where(network)
    await olive.says("Rue de l'Exemple 12, 1050 Ixelles")
    await olive.sees("Is this the right spot")
    await olive.says("Chaussée de Gand 100, 1080 Molenbeek")
    await olive.sees("Is this the right spot for “Chaussée de Gand 100")
    await olive.says("Qwertyuiop 3")
    await olive.sees("can't find “Qwertyuiop 3”")
    await olive.says("Chaussée de Gand 100, 1080 Molenbeek")
    await olive.taps("Yes, that is it")
    mission = await published(network, olive)
    assert "1080" in mission.neighbourhood


async def test_a_pin_before_the_address_is_kept(network: Network) -> None:
    olive = await asked_where(network)
    await olive.says("Rue de la Station 3, Saint-Nicolas")
    question = await olive.sees("I know several places")
    await olive.taps(question.button_texts[0])
    await olive.sees("only exact to about")
    await olive.taps("Another address")
    await olive.sees("Where is it?")
    await olive.says("https://www.openstreetmap.org/?mlat=50.8280&mlon=4.3720")
    await olive.sees("type the address too")
    await network.restart()
    await olive.says("Rue de l'Exemple 12, 1050 Ixelles")
    await olive.sees("The pin is kept")
    mission = await published(network, olive)
    assert mission.point == (50.8280, 4.3720)
    assert mission.neighbourhood == "1050 Ixelles"
