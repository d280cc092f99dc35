"""What a place is, and what looking for one can end in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place to meet on a map. `latitude` and `longitude` are WGS 84 degrees.

    `precision_m` is about how far, in metres, somebody who names this place may be from its point.
    """

    latitude: float
    longitude: float
    name: str
    country: str
    precision_m: int
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a text can mean, likeliest first.

    `too_coarse`: nothing but a British outward code is known. Its place will do as the first centre of a map, never as
    somebody's home: ask for a pin.
    """

    places: tuple[Place, ...] = ()
    too_coarse: bool = False


class PlacesUnavailable(Exception):
    """The geocoding service gave no answer. `retry_after` is in seconds, where the service said it.

    `reason` never holds the address that was looked for.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
