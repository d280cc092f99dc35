"""Street addresses through a geocoding service: Nominatim or Photon, one's own or the public one, with geopy."""

from __future__ import annotations

import asyncio
import inspect
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

import aiohttp
from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderQueryError, GeocoderRateLimited, GeocoderServiceError
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import Nominatim, Photon
from geopy.location import Location

from places.place import Place, PlacesUnavailable

Service = Literal["nominatim", "photon"]

_MOST_RESULTS = 5
_REMEMBERED = 256
_PATIENCE = 10.0
_PUBLIC_DELAY = 1.0
_SAMPLE_AGENTS = ("my-app", "my_app", "my_user_agent", "specify_your_app", "geopy", "python", "aiohttp", "mozilla")
_PHOTON_LANGUAGES = frozenset({"de", "en", "fr"})
# South-west and north-east corners, for a service that knows no country filter.
_BOXES = {
    "BE": ((49.49, 2.54), (51.51, 6.41)),
    "CH": ((45.81, 5.95), (47.81, 10.50)),
    "GB": ((49.86, -8.65), (60.86, 1.77)),
}
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)

Query = Callable[..., Awaitable[list[Location] | None]]


class Geocoder:
    """Searches one service. `url` has a scheme, a host and perhaps a path prefix; `timeout` is in seconds.

    Raises ValueError for a URL that is none and for a user agent that names nobody.
    """

    def __init__(self, service: Service, url: str, user_agent: str, timeout: float) -> None:
        silence_geopy()
        address = service_address(url)
        if not user_agent.strip() or user_agent.strip().lower().startswith(_SAMPLE_AGENTS):
            raise ValueError("the geocoding service wants a user agent that names this network and a way to reach it")
        geocoder = Nominatim if service == "nominatim" else Photon
        self._service = service
        self._timeout = timeout
        self._client = geocoder(
            user_agent=user_agent,
            scheme=address.scheme,
            domain=address.netloc + address.path,
            timeout=aiohttp.ClientTimeout(total=timeout),
            adapter_factory=AioHTTPAdapter,
        )
        self._query: Query = self._client.geocode
        if address.hostname == inspect.signature(geocoder).parameters["domain"].default:
            self._limit(_PUBLIC_DELAY)
        self._closing = AsyncExitStack()
        self._closing.push_async_exit(self._client)
        self._remembered: OrderedDict[tuple[str, str, str], list[Place]] = OrderedDict()
        self._closed_until = 0.0

    async def close(self) -> None:
        """Close the connections."""
        await self._closing.aclose()

    async def search(self, address: str, country: str, language: str) -> list[Place]:
        """Street-level matches in one country, best first; an empty list when the service knows none.

        Raises PlacesUnavailable when it gives no answer. After a 429 it is left alone for as long as it asked.
        """
        asked = " ".join(address.split()).casefold(), country, language
        if asked in self._remembered:
            self._remembered.move_to_end(asked)
            return list(self._remembered[asked])
        wait = self._closed_until - time.monotonic()
        if wait > 0:
            raise PlacesUnavailable("rate limited", wait)
        found = await self._ask(" ".join(address.split()), country, language)
        self._remembered[asked] = found
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return list(found)

    async def _ask(self, address: str, country: str, language: str) -> list[Place]:
        options: dict[str, Any] = {"exactly_one": False, "limit": _MOST_RESULTS}
        if self._service == "nominatim":
            options |= {"country_codes": [country.lower()], "language": language, "addressdetails": True}
        else:
            options["bbox"] = _BOXES.get(country)
            options["language"] = language if language in _PHOTON_LANGUAGES else False
        read = _from_nominatim if self._service == "nominatim" else _from_photon
        try:
            async with asyncio.timeout(self._timeout + _PATIENCE):
                locations = await self._query(address, **options)
            places = [read(location, country) for location in locations or []]
        except GeocoderRateLimited as error:
            self._closed_until = time.monotonic() + (error.retry_after or 0)
            raise PlacesUnavailable("rate limited", error.retry_after) from None
        except GeocoderQueryError:
            return []
        except (GeocoderServiceError, TimeoutError) as error:
            raise PlacesUnavailable(type(error).__name__) from None
        except _UNREADABLE:
            raise PlacesUnavailable("unreadable answer") from None
        return [place for place in places if place]

    def _limit(self, delay: float) -> None:
        """At most one request in `delay` seconds. Swallowed errors would make an outage look like "not found"."""
        self._query = AsyncRateLimiter(
            self._client.geocode,
            min_delay_seconds=delay,
            max_retries=0,
            error_wait_seconds=delay,
            swallow_exceptions=False,
        )


def service_address(url: str) -> SplitResult:
    """The parts of a service's URL. Raises ValueError with the rest of a sentence that begins with its name."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.query or address.fragment:
        raise ValueError("names more or less than a server and perhaps a path on it")
    return address


def silence_geopy() -> None:
    """geopy logs whole queries, that is people's addresses: its logger is turned off, whatever the level."""
    logger = logging.getLogger("geopy")
    logger.disabled = True
    logger.propagate = False


def _from_nominatim(location: Location, country: str) -> Place | None:
    raw: Mapping[str, Any] = location.raw
    parts: Mapping[str, str] = raw.get("address") or {}
    found_in = parts.get("country_code", country).upper()
    if found_in != country:
        return None
    town = next((parts[kind] for kind in ("city", "town", "village", "municipality", "suburb") if kind in parts), None)
    street = parts.get("road") or parts.get("pedestrian") or parts.get("square")
    postcode = parts.get("postcode")
    name = _address_line(street, parts.get("house_number"), postcode, town, country) or str(raw["display_name"])
    south, north, west, east = (float(edge) for edge in raw.get("boundingbox") or (0, 0, 0, 0))
    return _place(location, name, country, postcode, (north - south, east - west))


def _from_photon(location: Location, country: str) -> Place | None:
    parts: Mapping[str, Any] = location.raw["properties"]
    if parts.get("countrycode", country) != country:
        return None
    street = parts.get("street") or (parts.get("name") if parts.get("type") == "street" else None)
    town = parts.get("city") or parts.get("district") or parts.get("name")
    postcode = parts.get("postcode")
    name = _address_line(street, parts.get("housenumber"), postcode, town, country) or str(location.address)
    west, north, east, south = parts.get("extent") or (0, 0, 0, 0)
    return _place(location, name, country, postcode, (north - south, east - west))


def _address_line(street: str | None, number: str | None, postcode: str | None, town: str | None, country: str) -> str:
    """ "Rue Haute 12, 1000 Bruxelles", and in Britain "12 High Street, Leeds LS6 2AB"."""
    british = country == "GB"
    line = " ".join(part for part in ((number, street) if british else (street, number)) if part) if street else ""
    place = " ".join(part for part in ((town, postcode) if british else (postcode, town)) if part)
    return ", ".join(part for part in (line, place) if part)


def _place(location: Location, name: str, country: str, postcode: str | None, size: tuple[float, float]) -> Place:
    """The radius is half the diagonal of what was found, 20 m at least: a house, a street, a town."""
    north, east = 111_200 * size[0], 111_200 * size[1] * math.cos(math.radians(location.latitude))
    precision = max(20, round(math.hypot(north, east) / 2))
    return Place(float(location.latitude), float(location.longitude), name, country, precision, postcode)
