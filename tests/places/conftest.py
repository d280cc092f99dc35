"""The gazetteer, and a stand-in for the two geocoding services that speaks their formats over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from places import Gazetteer

AGENT = "solidarity-bot-tests/1 (tests@example.org)"


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


@dataclass
class StandIn:
    """`mood` decides how it answers: ok, empty, slow, or an HTTP status."""

    url: str = ""
    mood: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    async def nominatim(self, request: web.Request) -> web.Response:
        return await self._answer(request, [HOUSE, STREET, ABROAD], [])

    async def photon(self, request: web.Request) -> web.Response:
        features = [PHOTON_HOUSE, PHOTON_STREET, PHOTON_ABROAD]
        found = {"type": "FeatureCollection", "features": features}
        return await self._answer(request, found, {"type": "FeatureCollection", "features": []})

    async def _answer(self, request: web.Request, found: Any, nothing: Any) -> web.Response:
        self.asked.append(dict(request.query))
        self.agents.append(request.headers["User-Agent"])
        self.times.append(asyncio.get_running_loop().time())
        if self.mood == "slow":
            await asyncio.sleep(1)
        if self.mood.isdigit():
            return web.Response(status=int(self.mood), headers=self.headers, text=f"no: {request.query['q']}")
        if self.mood == "garbage":
            return web.json_response({"unexpected": [1, 2, 3]})
        return web.json_response(nothing if self.mood == "empty" else found)


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_get("/maps/nominatim/search", stand_in.nominatim)
    app.router.add_get("/maps/photon/api", stand_in.photon)
    server = TestServer(app)
    await server.start_server()
    stand_in.url = f"http://{server.host}:{server.port}/maps"
    yield stand_in
    await server.close()


HOUSE: dict[str, Any] = {
    "place_id": 118238472,
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0",
    "osm_type": "way",
    "osm_id": 123,
    "lat": "50.8404",
    "lon": "4.3462",
    "class": "building",
    "type": "yes",
    "place_rank": 30,
    "importance": 0.00008,
    "addresstype": "building",
    "name": "",
    "display_name": "12, Rue Haute - Hoogstraat, Marolles, Bruxelles, 1000, België / Belgique / Belgien",
    "address": {
        "house_number": "12",
        "road": "Rue Haute",
        "city": "Bruxelles",
        "postcode": "1000",
        "country": "Belgique",
        "country_code": "be",
    },
    "boundingbox": ["50.8403", "50.8405", "4.3461", "4.3463"],
}
STREET: dict[str, Any] = HOUSE | {
    "lat": "50.4650",
    "lon": "4.8600",
    "class": "highway",
    "type": "residential",
    "display_name": "Rue Haute, Namur, 5000, Belgique",
    "address": {"road": "Rue Haute", "town": "Namur", "postcode": "5000", "country_code": "be"},
    "boundingbox": ["50.4630", "50.4670", "4.8570", "4.8630"],
}
ABROAD: dict[str, Any] = HOUSE | {"address": {"road": "Rue Haute", "city": "Lille", "country_code": "fr"}}


def _feature(longitude: float, latitude: float, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"osm_id": 1, "osm_type": "W", "country": "Belgique", "countrycode": "BE", **properties},
    }


PHOTON_HOUSE = _feature(
    4.3462, 50.8404, type="house", housenumber="12", street="Rue Haute", postcode="1000", city="Bruxelles"
)
PHOTON_STREET = _feature(
    4.86, 50.465, type="street", name="Rue Haute", postcode="5000", city="Namur", extent=[4.857, 50.467, 4.863, 50.463]
)
PHOTON_ABROAD = _feature(3.06, 50.63, type="house", street="Rue Haute", city="Lille", countrycode="FR")
