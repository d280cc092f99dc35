"""The gazetteer and a service together, as an operator meets them."""

from __future__ import annotations

import pytest

from places import build_places
from tests.places.conftest import AGENT, StandIn

ADDRESS = "Rue Haute 12, 1000 Bruxelles"


async def test_without_a_service_an_address_leads_to_its_postcode() -> None:
    places = build_places("none", None, "", 1)
    (town,) = await places.locate_address(ADDRESS, "BE", "fr")
    assert town.name == "1000 Bruxelles"
    assert town.precision_m >= 1000
    (outward,) = await places.locate_address("12 Cardigan Road, Leeds LS6 2AB", "GB", "en")
    assert outward.postcode == "LS6"
    assert await places.locate_address("no idea", "BE", "fr") == []
    await places.close()


async def test_everything_offline_is_there_too() -> None:
    places = build_places("none", None, "", 1)
    assert places.find("Gand", ["BE"], "nl").places[0].name == "9000 Gent"
    pin = places.nearest(50.83, 4.368, "fr")
    assert pin
    assert pin.name == "1050 Ixelles"
    await places.close()


async def test_with_a_service_an_address_leads_to_the_house(stand_in: StandIn) -> None:
    places = build_places("nominatim", f"{stand_in.url}/nominatim", AGENT, 1)
    house, elsewhere = await places.locate_address(ADDRESS, "BE", "fr")
    assert house.precision_m == 20
    assert elsewhere.name == "Rue Haute, 5000 Namur"
    await places.close()


async def test_matches_in_the_town_that_was_said_come_first(stand_in: StandIn) -> None:
    places = build_places("photon", f"{stand_in.url}/photon/", AGENT, 1)
    first, second = await places.locate_address("Rue Haute, 5000 Namur", "BE", "fr")
    assert first.name == "Rue Haute, 5000 Namur"
    assert second.name == "Rue Haute 12, 1000 Bruxelles"
    await places.close()


@pytest.mark.parametrize("mood", ["429", "503", "slow", "empty", "garbage"])
@pytest.mark.parametrize("service", ["nominatim", "photon"])
async def test_an_operator_can_always_go_on(stand_in: StandIn, service: str, mood: str) -> None:
    stand_in.mood = mood
    places = build_places("nominatim" if service == "nominatim" else "photon", f"{stand_in.url}/{service}", AGENT, 0.2)
    (town,) = await places.locate_address(ADDRESS, "BE", "fr")
    assert town.name == "1000 Bruxelles"
    assert town.precision_m >= 1000
    await places.close()


async def test_closing_without_a_request_leaves_nothing_open(stand_in: StandIn) -> None:
    places = build_places("nominatim", f"{stand_in.url}/nominatim", AGENT, 1)
    await places.close()
