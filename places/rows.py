"""A line of the gazetteer's file, and how lines become the places that a person reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from places.place import Found, Place

DEGREE = 100_000
CELLS_PER_DEGREE = 10
ONE_ANSWER_KM = 3.0

_OUTSTANDING = 10

# In this order the fields of Row. A place in a larger town bears that town's names.
COLUMNS = """p.id, p.country, p.postcode, p.latitude, p.longitude, p.precision, p.population, p.coarse, p.town,
             t.name, t.fr, t.nl, t.en, t.de, t.hint"""


class Row(NamedTuple):
    """One place. `latitude` and `longitude` are in hundred-thousandths of a degree, `precision` in metres.

    `coarse`: only a British outward code is known. `hint` tells namesakes apart. `alternate`: found by a name that is
    not its own.
    """

    id: int
    country: str
    postcode: str | None
    latitude: int
    longitude: int
    precision: int
    population: int
    coarse: int
    town: int
    name: str
    fr: str | None
    nl: str | None
    en: str | None
    de: str | None
    hint: str | None
    alternate: int = 0

    def called(self, language: str) -> str:
        """The name in a language, else the local one."""
        in_language = {"fr": self.fr, "nl": self.nl, "en": self.en, "de": self.de}.get(language)
        return in_language or self.name

    def km_from(self, other: Row) -> float:
        """Kilometres to another place."""
        return km(self.latitude / DEGREE, self.longitude / DEGREE, other)


def km(latitude: float, longitude: float, row: Row) -> float:
    """Flat-earth kilometres: right within 1 % over the distances at which places are compared here."""
    north = row.latitude / DEGREE - latitude
    east = (row.longitude / DEGREE - longitude) * math.cos(math.radians(latitude))
    return 111.2 * math.hypot(north, east)


def cell(latitude: float, longitude: float) -> int:
    """The 0.1° grid cell by which `nearest` searches."""
    return int((latitude + 90) * CELLS_PER_DEGREE) * 10_000 + int((longitude + 180) * CELLS_PER_DEGREE)


def as_found(rows: Sequence[Row], language: str, limit: int) -> Found:
    """The first `limit` different places, with what tells namesakes apart; a far larger one needs nothing."""
    kept: list[Row] = []
    for row in rows:
        if not any(_same(row, other, language) for other in kept):
            kept.append(row)
    kept = kept[: max(limit, 0)]
    labels = [_label(row, row.called(language)) for row in kept]
    places = []
    for row, label in zip(kept, labels, strict=True):
        name = row.called(language)
        namesakes = [other.population for other, others in zip(kept, labels, strict=True) if others == label]
        outstanding = row.population > _OUTSTANDING * (sum(namesakes) - row.population)
        if row.hint and len(namesakes) > 1 and not outstanding:
            name = f"{name} ({row.hint})"
        places.append(as_place(row, name))
    return Found(tuple(places), too_coarse=bool(kept) and all(row.coarse for row in kept))


def _same(row: Row, other: Row, language: str) -> bool:
    alike = _label(row, row.called(language)) == _label(other, other.called(language))
    return row.id == other.id or (alike and row.country == other.country and row.km_from(other) <= ONE_ANSWER_KM)


def _label(row: Row, name: str) -> str:
    return f"{row.postcode} {name}" if row.postcode and (row.country != "GB" or row.coarse) else name


def as_place(row: Row, name: str) -> Place:
    """The place under this name, with its postcode where that is how people say it."""
    latitude, longitude = row.latitude / DEGREE, row.longitude / DEGREE
    return Place(latitude, longitude, _label(row, name), row.country, row.precision, row.postcode)
