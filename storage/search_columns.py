"""Keeps what `helper_places` repeats for the search in step with the helper and the person, whoever changes them."""

from __future__ import annotations

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from domain.availability import ALWAYS, LIVE
from domain.helper import Helper, HelperPlace
from domain.network import KINDS, coarse, mask
from domain.people import Person
from storage.grid import cell_of


def follow(session: type[Session]) -> None:
    """Watch the flushes of sessions of this class."""
    event.listen(session, "before_flush", _refresh)


def _refresh(session: Session, context: UOWTransaction, instances: object) -> None:
    helpers: set[Helper] = set()
    for changed in (*session.new, *session.dirty):
        if isinstance(changed, Helper):
            helpers.add(changed)
        elif isinstance(changed, Person) and changed not in session.new and _moved(changed, "reachable"):
            if helper := session.get(Helper, changed.id):
                helpers.add(helper)
        elif isinstance(changed, HelperPlace):
            _set(changed, **_on_the_grid(changed))
    for helper in helpers:
        repeat(helper)


def repeat(helper: Helper) -> None:
    """Write a helper's search columns into their places."""
    kinds, searchable = mask(helper.kinds, KINDS), helper.can_be_offered
    by_hours = helper.free_until is None and helper.live is None
    slots = helper.slots if by_hours else ALWAYS  # the search finds more, matching decides
    for place in helper.all_places:
        when = slots if place.live_until is None else LIVE
        _set(place, **_on_the_grid(place), kinds=kinds, slots=when, searchable=searchable)


def _on_the_grid(place: HelperPlace) -> dict[str, float]:
    latitude, longitude = coarse(place.latitude), coarse(place.longitude)
    return {"latitude": latitude, "longitude": longitude, "cell": cell_of(latitude, longitude)}


def _set(place: HelperPlace, **columns: float) -> None:
    for name, value in columns.items():
        if getattr(place, name, None) != value:
            setattr(place, name, value)


def _moved(entity: object, attribute: str) -> bool:
    return bool(inspect(entity).attrs[attribute].history.has_changes())
