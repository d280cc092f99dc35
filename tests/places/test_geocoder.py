"""The geocoding services, over HTTP, against a stand-in."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Callable
from typing import Literal

import pytest
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import Nominatim, Photon

from places import Gazetteer, Geocoder, Places, PlacesUnavailable, build_places
from tests.places.conftest import AGENT, StandIn

ADDRESS = "Rue Haute 12, 1000 Bruxelles"
Service = Literal["nominatim", "photon"]
Open = Callable[[Service], Geocoder]


@pytest.fixture
async def opened(stand_in: StandIn) -> AsyncIterator[Open]:
    geocoders: list[Geocoder] = []

    def open_one(service: Service) -> Geocoder:
        geocoders.append(Geocoder(service, f"{stand_in.url}/{service}", AGENT, timeout=0.3))
        return geocoders[-1]

    yield open_one
    for geocoder in geocoders:
        await geocoder.close()


both = pytest.mark.parametrize("service", ["nominatim", "photon"])


@both
async def test_an_address_is_found_to_the_house(opened: Open, stand_in: StandIn, service: Service) -> None:
    house, street = await opened(service).search(ADDRESS, "BE", "fr")
    assert (house.latitude, house.longitude) == (50.8404, 4.3462)
    assert house.name == "Rue Haute 12, 1000 Bruxelles"
    assert (house.country, house.postcode, house.precision_m) == ("BE", "1000", 20)
    assert street.name == "Rue Haute, 5000 Namur"
    assert 200 < street.precision_m < 400
    assert stand_in.agents == [AGENT]
    assert stand_in.asked[0]["q"] == ADDRESS


async def test_nominatim_is_asked_for_one_country_and_language(opened: Open, stand_in: StandIn) -> None:
    await opened("nominatim").search(ADDRESS, "BE", "nl")
    assert stand_in.asked[0]["countrycodes"] == "be"
    assert stand_in.asked[0]["accept-language"] == "nl"


async def test_photon_is_asked_within_a_box_and_in_a_language_it_has(opened: Open, stand_in: StandIn) -> None:
    geocoder = opened("photon")
    await geocoder.search(ADDRESS, "BE", "nl")
    await geocoder.search(ADDRESS, "BE", "fr")
    west, south, east, north = (float(edge) for edge in stand_in.asked[0]["bbox"].split(","))
    assert (west, east) == pytest.approx((2.5, 6.4), abs=0.1)
    assert (south, north) == pytest.approx((49.5, 51.5), abs=0.1)
    assert "lang" not in stand_in.asked[0]
    assert stand_in.asked[1]["lang"] == "fr"


@both
async def test_not_found_is_an_empty_list(opened: Open, stand_in: StandIn, service: Service) -> None:
    stand_in.mood = "empty"
    assert await opened(service).search("Nowhere 1", "BE", "fr") == []
    stand_in.mood = "400"
    assert await opened(service).search("?", "BE", "fr") == []


@both
@pytest.mark.parametrize("mood", ["slow", "503", "500", "403", "garbage"])
async def test_no_answer_is_said_so(opened: Open, stand_in: StandIn, service: Service, mood: str) -> None:
    stand_in.mood = mood
    with pytest.raises(PlacesUnavailable) as raised:
        await opened(service).search(ADDRESS, "BE", "fr")
    assert raised.value.retry_after is None
    assert "Rue" not in str(raised.value)
    assert raised.value.__suppress_context__


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    geocoder = Geocoder("nominatim", "http://127.0.0.1:9", AGENT, timeout=1)
    with pytest.raises(PlacesUnavailable):
        await geocoder.search(ADDRESS, "BE", "fr")
    await geocoder.close()


@both
async def test_too_many_requests_are_not_answered_with_more(opened: Open, stand_in: StandIn, service: Service) -> None:
    stand_in.mood, stand_in.headers = "429", {"Retry-After": "30"}
    geocoder = opened(service)
    with pytest.raises(PlacesUnavailable) as raised:
        await geocoder.search(ADDRESS, "BE", "fr")
    assert raised.value.retry_after == 30
    stand_in.mood = "ok"
    with pytest.raises(PlacesUnavailable) as raised:
        await geocoder.search(ADDRESS, "BE", "fr")
    assert raised.value.retry_after == pytest.approx(30, abs=2)
    assert len(stand_in.asked) == 1


async def test_the_same_question_is_asked_once(opened: Open, stand_in: StandIn) -> None:
    geocoder = opened("nominatim")
    first = await geocoder.search(ADDRESS, "BE", "fr")
    first.clear()
    assert len(await geocoder.search(f"  {ADDRESS.upper()}", "BE", "fr")) == 2
    await geocoder.search(ADDRESS, "BE", "en")
    assert len(stand_in.asked) == 2


async def test_an_outage_is_not_remembered(opened: Open, stand_in: StandIn) -> None:
    geocoder = opened("photon")
    stand_in.mood = "503"
    with pytest.raises(PlacesUnavailable):
        await geocoder.search(ADDRESS, "BE", "fr")
    stand_in.mood = "ok"
    assert await geocoder.search(ADDRESS, "BE", "fr")


async def test_requests_are_spaced_where_a_limit_holds(opened: Open, stand_in: StandIn) -> None:
    geocoder = opened("nominatim")
    geocoder._limit(0.2)
    await asyncio.gather(*(geocoder.search(f"Rue Haute {number}", "BE", "fr") for number in range(3)))
    first, second, third = stand_in.times
    assert second - first >= 0.18
    assert third - second >= 0.18
    stand_in.mood = "503"
    with pytest.raises(PlacesUnavailable):
        await geocoder.search(ADDRESS, "BE", "fr")


@pytest.mark.parametrize("service", [Nominatim, Photon])
async def test_the_public_server_gets_one_request_a_second(service: type) -> None:
    host = inspect.signature(service).parameters["domain"].default
    name: Service = "nominatim" if service is Nominatim else "photon"
    geocoder = Geocoder(name, f"https://{host}/", AGENT, timeout=1)
    assert isinstance(geocoder._query, AsyncRateLimiter)
    assert geocoder._query.min_delay_seconds == 1
    assert not geocoder._query.swallow_exceptions
    await geocoder.close()


@pytest.mark.parametrize("mood", ["ok", "429", "503", "slow", "garbage"])
async def test_nobodys_address_is_logged(
    stand_in: StandIn, gazetteer: Gazetteer, caplog: pytest.LogCaptureFixture, mood: str
) -> None:
    caplog.set_level(logging.DEBUG)
    stand_in.mood, stand_in.headers = mood, {"Retry-After": "soon"}
    geocoder = Geocoder("nominatim", f"{stand_in.url}/nominatim", AGENT, timeout=0.3)
    geocoder._limit(0.01)
    await Places(gazetteer, geocoder).locate_address(ADDRESS, "BE", "fr")
    await geocoder.close()
    assert len(stand_in.asked) == 1
    for record in caplog.records:
        if record.name != "aiohttp.access":
            assert "Haute" not in record.getMessage()
            assert "Haute" not in str(record.exc_text)


@pytest.mark.parametrize("agent", ["", "  ", "my-application", "my_app/1", "geopy/2.5.0", "Python-urllib/3.11"])
def test_a_user_agent_that_names_nobody_is_refused(agent: str) -> None:
    with pytest.raises(ValueError, match="user agent"):
        build_places("nominatim", "http://127.0.0.1:9", agent, 1)


@pytest.mark.parametrize("url", ["geocoder.example.org", "ftp://example.org", "http://", "http://example.org/?q=1"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="a server and perhaps a path"):
        build_places("photon", url, AGENT, 1)


@pytest.mark.parametrize("url", [None, ""])
def test_no_public_server_unless_it_is_named(url: str | None) -> None:
    with pytest.raises(ValueError, match="needs its URL"):
        build_places("nominatim", url, AGENT, 1)
