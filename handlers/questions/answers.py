"""Between the answers in a conversation (JSON) and what the services know."""

from __future__ import annotations

from datetime import datetime

from bot.question import Data
from domain.helper import Helper, HelperPlace
from services.registration import Application


def place_from(data: Data) -> HelperPlace:
    """The place and radius that were answered."""
    place = data["place"]
    return HelperPlace(
        latitude=place["latitude"],
        longitude=place["longitude"],
        name=place["name"],
        country=place["country"],
        radius_m=data["radius_m"],
    )


def application_from(data: Data) -> Application:
    """The application that a finished registration makes."""
    place = place_from(data)
    return Application(
        name=data["name"],
        phone=data["phone"],
        country=place.country,
        places=(place,),
        kinds=frozenset(data["kinds"]),
        languages=frozenset(data["spoken"]),
        slots=data["slots"],
        consent_version=data["consent_version"],
        consent_at=datetime.fromisoformat(data["consent_at"]),
    )


def answers_of(helper: Helper) -> Data:
    """What a helper answered before, for another application."""
    place = helper.places[0]
    return {
        "name": helper.name,
        "phone": helper.phone,
        "place": {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "name": place.name,
            "country": place.country,
        },
        "radius_m": place.radius_m,
        "kinds": sorted(helper.kinds),
        "spoken": sorted(helper.languages),
        "slots": helper.slots,
    }


def copies(places: list[HelperPlace]) -> list[HelperPlace]:
    """The same places, new to the database: how a helper's places are changed as a whole."""
    return [
        HelperPlace(
            latitude=one.latitude,
            longitude=one.longitude,
            name=one.name,
            country=one.country,
            radius_m=one.radius_m,
        )
        for one in places
    ]
