"""Joins the two sources: which postcodes a locality has, and under which names it is known."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from places.build.sources import Naming, Postal, Town
from places.spelling import key

Point = tuple[float, float]

SAME_TOWN_KM = 12.0
SAME_VILLAGE_KM = 6.0
ONE_ENTRY_KM = 5.0
SAME_POINT_KM = 0.3
_AKIN = 6
_MOST = 0.8
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ARTICLES = ("la ", "le ", "les ", "de ", "het ", "the ")


@dataclass(slots=True)
class Locality:
    """A town, village or part of one. `codes`: the points that each of its postcodes has in the postal data."""

    country: str
    name: str
    point: Point
    population: int = 0
    region: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    codes: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))
    offices: set[str] = field(default_factory=set)

    @property
    def radius_km(self) -> float:
        """From the number of inhabitants, at 2,500 a square kilometre."""
        return min(max(math.sqrt(self.population / (math.pi * 2_500)), 1.0), 15.0)


@dataclass(slots=True)
class Outward:
    """A British outward code: its centre, how far most of its villages are from it, and those that have no point."""

    code: str
    point: Point
    reach_km: float = 0.0
    villages: set[str] = field(default_factory=set)


class Gathered:
    """All localities, found again by country and name."""

    def __init__(self) -> None:
        self.localities: list[Locality] = []
        self.outwards: list[Outward] = []
        self._cells: dict[tuple[str, int, int], list[Locality]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[Locality]] = defaultdict(list)
        self._otherwise: dict[tuple[str, str], list[Locality]] = defaultdict(list)

    def add_towns(self, towns: Iterable[Town]) -> None:
        """The towns first; two entries of one name and place are one."""
        for town in sorted(towns, key=lambda town: -town.population):
            point = town.latitude, town.longitude
            twin = _nearest(self._named[town.country, key(town.name)], point, ONE_ENTRY_KM)
            locality = twin or self._new(town.country, town.name, point)
            if not twin:
                locality.population, locality.region = town.population, town.region
            for other in town.others:
                locality.others.add(other)
                self._otherwise[town.country, key(other)].append(locality)

    def add_postal(self, rows: Iterable[Postal]) -> None:
        """Belgian and Swiss postcodes go to their localities; a row at a namesake's point follows its code instead."""
        rows = list(rows)
        around = _surroundings(rows)
        for row in rows:
            point = row.latitude, row.longitude
            known = self._named[row.country, key(row.name)]
            locality = _nearest(known, point, SAME_TOWN_KM) or self._otherwise_named(row) or self._respelled(row)
            if not locality and known:
                centre = around[row.country, row.code[:3]]
                nearer = _nearest(known, centre, km(point, centre) / 2)
                locality, point = (nearer, nearer.point) if nearer else (None, point)
            locality = locality or self._new(row.country, row.name, point)
            locality.codes[row.code].append(point)
            locality.region = locality.region or row.canton
            if row.post_office:
                locality.offices.add(row.code)

    def _otherwise_named(self, row: Postal) -> Locality | None:
        point = row.latitude, row.longitude
        named = [*self._otherwise[row.country, key(row.name)]]
        words = row.name.split() if row.post_office else []
        for end in range(1, len(words)):
            named += self._named[row.country, key(" ".join(words[:end]))]
        return _nearest((one for one in named if km(one.point, point) <= max(ONE_ENTRY_KM, 1.5 * one.radius_km)), point)

    def _respelled(self, row: Postal) -> Locality | None:
        """The town at the very point of this row, if the two names are akin: "Moerbeke" and "Moerbeke-Waas"."""
        point, name = (row.latitude, row.longitude), key(row.name)
        here = _nearest(self._cells[_cell(row.country, point)], point, SAME_POINT_KM)
        if row.post_office or not here or not _akin(name, key(here.name)):
            return None
        here.names.add(row.name)
        self._named[row.country, name].append(here)
        return here

    def add_outwards(self, rows: Iterable[Postal]) -> None:
        """British rows: outward codes with their centres, and villages where the point is their own."""
        by_code: dict[str, list[Postal]] = defaultdict(list)
        for row in rows:
            by_code[row.code].append(row)
        for code, listed in by_code.items():
            points = Counter((row.latitude, row.longitude) for row in listed)
            shared, times = points.most_common(1)[0]
            centre = shared if times > 1 else middle(list(points))
            distances = sorted(km(point, centre) for point in points)
            outward = Outward(code, centre, distances[int(len(distances) * _MOST)])
            self.outwards.append(outward)
            for row in listed:
                self._add_village(row, outward, own_point=points[row.latitude, row.longitude] == 1 and len(points) > 1)

    def _add_village(self, row: Postal, outward: Outward, *, own_point: bool) -> None:
        point = row.latitude, row.longitude
        known = self._named["GB", key(row.name)]
        locality = _nearest(known, point, SAME_VILLAGE_KM) or next(
            (town for town in known if km(town.point, point) <= 1.5 * town.radius_km), None
        )
        if not locality and own_point:
            locality = self._new("GB", row.name, point)
        if locality:
            locality.codes[row.code].append(point)
        else:
            outward.villages.add(row.name)

    def name(self, namings: Iterable[Naming]) -> None:
        """Give the largest place of each name its names by language. Raises SystemExit for a name nobody bears."""
        for naming in namings:
            names = [naming.name, *naming.languages.values()]
            wanted = [*names, *naming.aliases]
            known = [town for name in names for town in self._named[naming.country, key(name)]]
            known = known or [town for name in wanted for town in self._otherwise[naming.country, key(name)]]
            if not known:
                raise SystemExit(f"names.csv: no locality is called {naming.name}")
            locality = max(known, key=lambda town: town.population)
            locality.names |= {locality.name, *wanted}
            locality.name = naming.name
            locality.languages = {language: name for language, name in naming.languages.items() if name != naming.name}

    def _new(self, country: str, name: str, point: Point) -> Locality:
        locality = Locality(country, name, point)
        self.localities.append(locality)
        self._cells[_cell(country, point)].append(locality)
        for one in {key(name), *(key(part) for part in name.split("/"))}:
            self._named[country, one].append(locality)
        return locality


def keys(locality: Locality) -> dict[str, int]:
    """Every key under which a locality is found: 0 for its own names, 1 for what it is also called."""
    found = {key(name): 1 for name in locality.others}
    for name in {locality.name, *locality.languages.values(), *locality.names}:
        lowered = name.lower()
        found.update((key(name[len(article) :]), 1) for article in _ARTICLES if lowered.startswith(article))
    for name in {locality.name, *locality.languages.values(), *locality.names}:
        found.update((key(written), 0) for written in _ways_to_write(name, locality))
    return {one: alternate for one, alternate in found.items() if len(one) > 1}


def _ways_to_write(name: str, locality: Locality) -> Iterator[str]:
    yield name
    yield name.translate(_DIGRAPHS)
    yield from name.split("/")
    if locality.country == "CH" and locality.region:
        yield name + locality.region


def km(one: Point, other: Point) -> float:
    """Flat-earth kilometres between two points a few dozen kilometres apart."""
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


def _akin(name: str, other: str) -> bool:
    return name in other or other in name or name[:_AKIN] == other[:_AKIN]


def _cell(country: str, point: Point) -> tuple[str, int, int]:
    return country, round(point[0] * 20), round(point[1] * 20)


def _nearest(localities: Iterable[Locality], point: Point, within_km: float = math.inf) -> Locality | None:
    near = min(localities, key=lambda locality: km(locality.point, point), default=None)
    return near if near and km(near.point, point) <= within_km else None


def middle(points: list[Point]) -> Point:
    """The mean of points near to each other."""
    return statistics.fmean(point[0] for point in points), statistics.fmean(point[1] for point in points)


def _surroundings(rows: Iterable[Postal]) -> dict[tuple[str, str], Point]:
    """Where the codes that begin with the same three digits lie, by the median of their points."""
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in rows:
        points[row.country, row.code[:3]].append((row.latitude, row.longitude))
    return {
        area: (statistics.median(point[0] for point in listed), statistics.median(point[1] for point in listed))
        for area, listed in points.items()
    }
