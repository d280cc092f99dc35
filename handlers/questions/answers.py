"""Between the answers in a conversation (JSON) and what the services know."""

from __future__ import annotations

from datetime import datetime

from bot.flow import Data
from domain.helper import Helper, HelperPlace
from services.registration import Application


def place_from(data: Data) -> HelperPlace:
    """The place and radius that were answered."""
    return _place(data["place"], data["radius_m"])


def other_places_from(data: Data) -> list[HelperPlace]:
    """The other places of somebody who has been a helper before."""
    return [_place(one, one["radius_m"]) for one in data.get("other_places") or ()]


def application_from(data: Data) -> Application:
    """The application that a finished registration makes."""
    place = place_from(data)
    return Application(
        name=data["name"],
        phone=data["phone"],
        country=place.country,
        places=(place, *other_places_from(data)),
        kinds=frozenset(data["kinds"]),
        languages=frozenset(data["spoken"]),
        slots=data["slots"],
        consent_version=data["consent_version"],
        consent_at=datetime.fromisoformat(data["consent_at"]),
    )


def answers_of(helper: Helper) -> Data:
    """What a helper answered before, for another application."""
    place, *others = helper.places
    return {
        "name": helper.name,
        "phone": helper.phone,
        "place": _answer_of(place),
        "radius_m": place.radius_m,
        "other_places": [{**_answer_of(one), "radius_m": one.radius_m} for one in others],
        "kinds": sorted(helper.kinds),
        "spoken": sorted(helper.languages),
        "slots": helper.slots,
    }


def copies(places: list[HelperPlace]) -> list[HelperPlace]:
    """The same places, apart from the database: how a helper's places are changed as a whole."""
    return [_place(_answer_of(one), one.radius_m) for one in places]


def _place(answer: Data, radius_m: int) -> HelperPlace:
    return HelperPlace(
        latitude=answer["latitude"],
        longitude=answer["longitude"],
        name=answer["name"],
        country=answer["country"],
        radius_m=radius_m,
    )


def _answer_of(place: HelperPlace) -> Data:
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "name": place.name,
        "country": place.country,
    }
