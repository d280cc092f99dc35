"""People and missions for facts about rules; all invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.helper import Helper, HelperPlace
from domain.matching import Candidate
from domain.mission import Mission
from domain.people import Helpee, Person

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, noon in Brussels


def a_person(number: int = 1, **fields: Any) -> Person:
    """Somebody who chats with the bot."""
    return Person(
        **{"app": "telegram", "external_id": str(number), "language": "fr", "created_at": NOW, "id": number, **fields}
    )


def a_helper(number: int = 1, **fields: Any) -> Helper:
    """Somebody who applied."""
    place = HelperPlace(latitude=50.83, longitude=4.36, name="Ixelles", country="BE", radius_m=5_000)
    defaults = {
        "person": a_person(number),
        "id": number,
        "name": "Zoé Exemple",
        "phone": "+32470000001",
        "country": "BE",
        "places": [place],
        "kinds": frozenset({"groceries"}),
        "languages": frozenset({"fr"}),
        "applied_at": NOW,
        "consent_version": "1",
        "consent_at": NOW,
    }
    return Helper(**{**defaults, **fields})


def a_mission(**fields: Any) -> Mission:
    """Groceries in Ixelles this afternoon."""
    helpee = Helpee(phone="+3225550001", name="Josée Voorbeeld", country="BE", language="fr", created_at=NOW, id=1)
    defaults = {
        "key": "k",
        "id": 142,
        "helpee": helpee,
        "operator": a_person(99, operator_since=NOW, operator_country="BE"),
        "kind": "groceries",
        "country": "BE",
        "language": "fr",
        "starts_at": NOW + timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=5),
        "published_at": NOW,
        "latitude": 50.83,
        "longitude": 4.36,
        "neighbourhood": "Ixelles",
        "address": "Rue de l'Exemple 12",
    }
    return Mission(**{**defaults, **fields})


def a_candidate(number: int = 1, **fields: Any) -> Candidate:
    """A helper who may have any mission near Ixelles."""
    defaults = {
        "helper_id": number,
        "can_be_offered": True,
        "kinds": frozenset({"groceries", "moral_support"}),
        "languages": frozenset({"fr"}),
        "country": "BE",
        "distance_m": 500.0,
        "in_reach": True,
    }
    return Candidate(**{**defaults, **fields})
