"""The two sources of places together: the gazetteer, always there, and a geocoding service, perhaps."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Literal

from places.gazetteer import Gazetteer
from places.geocoder import Geocoder
from places.place import Found, Place, PlacesUnavailable

logger = logging.getLogger(__name__)

_SAME_AREA_M = 10_000


class Places:
    """What the rest of the bot asks about places."""

    def __init__(self, gazetteer: Gazetteer, geocoder: Geocoder | None = None) -> None:
        self._gazetteer = gazetteer
        self._geocoder = geocoder

    def find(self, text: str, countries: Sequence[str], language: str = "en", limit: int = 8) -> Found:
        """What a typed postcode or town can mean; no network."""
        return self._gazetteer.find(text, countries, language, limit)

    def nearest(self, latitude: float, longitude: float, language: str = "en") -> Place | None:
        """The locality of a pin, None beyond 20 km of any; no network."""
        return self._gazetteer.nearest(latitude, longitude, language)

    async def locate_address(self, address: str, country: str, language: str) -> list[Place]:
        """Matches of a full address, best first; `precision_m` tells a house from a town.

        Without a service, or while it gives no answer or knows none, these are the postcodes and towns that the address
        speaks of, so that an operator can always go on by moving the pin. Never raises PlacesUnavailable.
        """
        town = self._gazetteer.find_in_address(address, [country], language).places
        found: list[Place] = []
        if self._geocoder:
            try:
                found = await self._geocoder.search(address, country, language)
            except PlacesUnavailable as error:
                logger.warning("the geocoding service gave no answer: %s", error.reason)
        found.sort(key=lambda place: not _near_any(place, town))
        return found or list(town)

    async def close(self) -> None:
        """Close the connections and the file."""
        if self._geocoder:
            await self._geocoder.close()
        self._gazetteer.close()


def build_places(
    service: Literal["none", "nominatim", "photon"],
    url: str | None,
    user_agent: str,
    timeout: float,
) -> Places:
    """Places with the service of the settings. `timeout` is in seconds.

    Raises ValueError where a service is wanted without a URL (a public server is used only where its URL is given), or
    with a user agent that names nobody.
    """
    if service == "none":
        return Places(Gazetteer())
    if not url:
        raise ValueError(f"the geocoding service {service} needs its URL")
    geocoder = Geocoder(service, url, user_agent, timeout)
    return Places(Gazetteer(), geocoder)


def _near_any(place: Place, others: Sequence[Place]) -> bool:
    return any(_metres(place, other) <= max(_SAME_AREA_M, 2 * other.precision_m) for other in others)


def _metres(one: Place, other: Place) -> float:
    east = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return 111_200 * math.hypot(one.latitude - other.latitude, east)
