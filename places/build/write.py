"""Writes what was gathered as one SQLite file, the same bytes for the same input."""

from __future__ import annotations

import sqlite3
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from places.build.gather import Gathered, Locality, Point, keys, km, middle
from places.rows import DEGREE, cell
from places.spelling import key

ATTRIBUTION = "GeoNames (postal codes and towns), CC BY 4.0"
_SCHEMA = """
CREATE TABLE about (attribution TEXT NOT NULL);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, country TEXT NOT NULL, postcode TEXT, latitude INTEGER NOT NULL, longitude INTEGER NOT NULL,
    precision INTEGER NOT NULL, population INTEGER NOT NULL, coarse INTEGER NOT NULL, town INTEGER NOT NULL,
    cell INTEGER, name TEXT, fr TEXT, nl TEXT, en TEXT, de TEXT, hint TEXT
);
CREATE TABLE name (
    key TEXT NOT NULL, place INTEGER NOT NULL, alternate INTEGER NOT NULL, PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX place_by_postcode ON place (postcode) WHERE postcode IS NOT NULL;
CREATE INDEX place_by_cell ON place (cell) WHERE cell IS NOT NULL;
"""
# Header fields that tell which SQLite wrote the file and how often; see the file format's description.
_CHANGE_COUNTER, _VALID_FOR, _WRITER = slice(24, 28), slice(92, 96), slice(96, 100)
_PULL_KM = 15.0
_NEIGHBOURS_DEGREES = 0.4
_BORROWED_KM = 4.0
_LARGEST_KM = 12.0
_MORE_THAN_ITS_CODE = 3.5


class _Place(NamedTuple):
    country: str
    postcode: str | None
    point: Point
    precision_km: float
    population: int
    coarse: bool
    town: int
    near: bool
    locality: Locality | None = None
    hint: str | None = None


def write(gathered: Gathered, path: Path) -> None:
    """Make the file at `path`, replacing one that is there."""
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; BEGIN;" + _SCHEMA)
    database.execute("INSERT INTO about VALUES (?)", (ATTRIBUTION,))
    _fill(database, gathered)
    database.execute("COMMIT")
    database.executescript(_INDEXES + "VACUUM;")
    database.close()
    content = bytearray(path.read_bytes())
    content[_CHANGE_COUNTER] = content[_VALID_FOR] = (1).to_bytes(4, "big")
    content[_WRITER] = (3_040_000).to_bytes(4, "big")
    path.write_bytes(content)


def _fill(database: sqlite3.Connection, gathered: Gathered) -> None:
    radii = _code_radii(gathered)
    sharing = Counter((one.country, code) for one in gathered.localities for code in one.codes)
    centres = {outward.code: outward.point for outward in gathered.outwards}
    localities = sorted(gathered.localities, key=lambda one: (one.country, key(one.name), one.point))
    number = 0
    numbers: dict[int, int] = {}
    for locality in localities:
        number += 1
        numbers[id(locality)] = town = number
        for place in _places(locality, town, radii, sharing, centres):
            number += place.locality is None
            _insert(database, town if place.locality else number, place)
        rows = [(one, town, alternate) for one, alternate in sorted(keys(locality).items())]
        database.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)
    british = [one for one in localities if one.country == "GB"]
    for outward in sorted(gathered.outwards, key=lambda outward: outward.code):
        number += 1
        town = numbers[id(_pulling(british, outward.point))]
        radius = min(max(radii["GB", outward.code], outward.reach_km), _LARGEST_KM)
        _insert(database, number, _Place("GB", outward.code, outward.point, radius, 0, True, town, True))
        villages = {key(village) for village in outward.villages} - {""}
        database.executemany("INSERT INTO name VALUES (?, ?, 0)", [(one, number) for one in sorted(villages)])


def _places(
    locality: Locality,
    town: int,
    radii: dict[tuple[str, str], float],
    sharing: Mapping[tuple[str, str], int],
    centres: dict[str, Point],
) -> Iterator[_Place]:
    """A locality with one postcode is one place; one with several is itself and each of its postcodes."""
    country, radius = locality.country, locality.radius_km
    if country == "GB":
        codes = sorted(locality.codes) or list(centres)
        nearest = min(codes, key=lambda code: km(centres[code], locality.point))
        yield _Place(country, None, locality.point, radius, locality.population, False, town, True, locality, nearest)
        return
    homes = sorted(set(locality.codes) - locality.offices) or sorted(locality.codes)
    only = homes[0] if len(homes) == 1 and radius <= _MORE_THAN_ITS_CODE * radii[country, homes[0]] else None
    if only:
        of_code = radii[country, only]
        radius = min(of_code, 3 * radius) if sharing[country, only] == 1 else min(radius, of_code)
    hint = (locality.region if country == "CH" else "") or next(iter(homes), None)
    near = bool(only) or not homes
    yield _Place(country, only, locality.point, radius, locality.population, False, town, near, locality, hint)
    general = homes[0] if country == "CH" and len(homes) > 3 and homes[0].endswith("00") else None
    for code in sorted(set(locality.codes) - {only}):
        near = code in homes and not only and code != general
        precision = min(radii[country, code], radius)
        yield _Place(country, code, middle(locality.codes[code]), precision, locality.population, False, town, near)


def _insert(database: sqlite3.Connection, number: int, place: _Place) -> None:
    latitude, longitude = place.point
    names: tuple[str | None, ...] = (None,) * 6
    if place.locality:
        languages = (place.locality.languages.get(language) for language in ("fr", "nl", "en", "de"))
        names = (place.locality.name, *languages, place.hint)
    values = (
        number,
        place.country,
        place.postcode,
        round(latitude * DEGREE),
        round(longitude * DEGREE),
        round(place.precision_km * 10) * 100,
        place.population,
        int(place.coarse),
        place.town,
        cell(latitude, longitude) if place.near else None,
        *names,
    )
    database.execute(f"INSERT INTO place VALUES ({','.join('?' * len(values))})", values)  # noqa: S608


def _pulling(towns: list[Locality], point: Point) -> Locality:
    """The town that an outward code is known by: near, but large counts, as in gravity."""
    near = [town for town in towns if abs(town.point[0] - point[0]) < 0.14 and km(town.point, point) <= _PULL_KM]
    if near:
        return max(near, key=lambda town: (town.population + 1) / (km(town.point, point) + 1) ** 2)
    return min(towns, key=lambda town: km(town.point, point))


def _code_radii(gathered: Gathered) -> dict[tuple[str, str], float]:
    """Three quarters of the mean distance to the four nearest other postcodes, in kilometres.

    A point that several outward codes share is that of their town, and theirs may be some way off.
    """
    points: dict[str, dict[str, list[Point]]] = {"BE": {}, "CH": {}, "GB": {}}
    homes: set[tuple[str, str]] = {("GB", outward.code) for outward in gathered.outwards}
    for locality in gathered.localities:
        for code, listed in locality.codes.items():
            if locality.country != "GB":
                points[locality.country].setdefault(code, []).extend(listed)
                if code not in locality.offices:
                    homes.add((locality.country, code))
    for outward in gathered.outwards:
        points["GB"][outward.code] = [outward.point]
    borrowed = Counter(outward.point for outward in gathered.outwards)
    radii = {}
    for country, codes in points.items():
        middles = {code: middle(listed) for code, listed in codes.items()}
        others = [point for code, point in middles.items() if (country, code) in homes]
        for code, centre in middles.items():
            close = [point for point in others if abs(point[0] - centre[0]) < _NEIGHBOURS_DEGREES]
            nearest = sorted(distance for point in close if (distance := km(centre, point)) > 0.2)[:4]
            least = _BORROWED_KM if borrowed[centre] > 1 else 1.0
            radii[country, code] = min(max(0.75 * statistics.fmean(nearest or [2.0]), least), _LARGEST_KM)
    return radii
