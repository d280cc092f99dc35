"""The embedded gazetteer: postcodes and names to places, and back, from one read-only file, without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from places import spelling
from places.place import Found, Place
from places.rows import COLUMNS, DEGREE, ONE_ANSWER_KM, Row, as_found, as_place, cell, km

FILE = Path(__file__).with_name("gazetteer.db")

_SAME_TOWN_KM = 15.0
_SAME_AREA_KM = 20.0
_NEAREST_KM = 20.0
_SHORTEST_GUESS = 6
_SMALLEST_GUESS = 5_000
_MOST_WORDS = 12

_BY_CODE = f"SELECT {COLUMNS} FROM place p JOIN place t ON t.id = p.town WHERE p.postcode = ?"  # noqa: S608
_BY_NAME = f"""SELECT {COLUMNS}, n.alternate FROM name n JOIN place p ON p.id = n.place JOIN place t ON t.id = p.town
               WHERE n.key """  # noqa: S608
_BY_CELL = f"SELECT {COLUMNS} FROM place p JOIN place t ON t.id = p.town WHERE p.cell IN "  # noqa: S608

_TOWNS = f"""SELECT {COLUMNS} FROM place p JOIN place t ON t.id = p.town
             WHERE p.id = p.town AND p.latitude BETWEEN ? AND ? AND p.longitude BETWEEN ? AND ?
             ORDER BY p.population DESC, p.id LIMIT ?"""  # noqa: S608

# In a street's name rather than a town's, though villages of these names exist.
_IN_STREETS = """
    avenue boulevard bridge chaussee chemin church court drive gasse green grove high hill impasse kerk laan lane main
    park place plein platz quai road route rue square station steenweg straat strasse street terrace weg
"""
_STREET_WORDS = frozenset(_IN_STREETS.split())


class Gazetteer:
    """Looks up places in the file that `python -m places.build` makes. Safe to share between threads and tasks."""

    def __init__(self, path: Path | None = None) -> None:
        uri = (path or FILE).resolve().as_uri() + "?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)

    def close(self) -> None:
        """Close the file; no look-up works afterwards."""
        self._database.close()

    def find(self, text: str, countries: Sequence[str], language: str = "en", limit: int = 8) -> Found:
        """What a typed postcode or town can mean in these countries (ISO codes).

        Towns come by population, equal postcodes by the order of `countries`. Names are in `language` where the data
        has them.
        """
        text = text[: spelling.LONGEST_TEXT]
        rows = self._search(text, countries, loose=any(letter.isdigit() for letter in text))
        return as_found(rows, language, limit)

    def find_in_address(self, address: str, countries: Sequence[str], language: str = "en", limit: int = 8) -> Found:
        """The postcode or town that a full address speaks of, anywhere in it."""
        return as_found(self._search(address[: spelling.LONGEST_TEXT], countries, loose=True), language, limit)

    def nearest(self, latitude: float, longitude: float, language: str = "en") -> Place | None:
        """The locality whose centre is nearest to a pin, None beyond 20 km."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return None
        for up, across, reach in ((1, 1, 5.0), (2, 4, _NEAREST_KM)):
            cells = [
                cell(latitude, longitude) + north * 10_000 + east
                for north in range(-up, up + 1)
                for east in range(-across, across + 1)
            ]
            marks = f"({','.join('?' * len(cells))})"
            rows = [Row(*found) for found in self._database.execute(_BY_CELL + marks, cells)]
            best = min(rows, key=lambda row: km(latitude, longitude, row), default=None)
            if best and km(latitude, longitude, best) <= reach:
                return as_place(best, best.called(language))
        return None

    def towns_within(self, south: float, west: float, north: float, east: float, limit: int) -> list[Place]:
        """The towns between these degrees, the largest first, under their local names alone."""
        edges = (south * DEGREE, north * DEGREE, west * DEGREE, east * DEGREE)
        rows = (Row(*found) for found in self._database.execute(_TOWNS, (*edges, limit)))
        return [replace(as_place(row, row.name), name=row.name) for row in rows]

    def _search(self, text: str, countries: Sequence[str], *, loose: bool) -> list[Row]:
        if rows := self._exactly(text, countries):
            return rows
        country, text = spelling.country_named(text)
        if country:
            countries = [country] if country in countries else []
        if rows := self._with_code(text, countries):
            return rows
        named = self._named(text, countries, loose=loose)
        return named or self._begins(text, countries) or self._guess(text, countries)

    # Postcodes

    def _with_code(self, text: str, countries: Sequence[str]) -> list[Row]:
        codes: list[spelling.WrittenCode] = []
        rows: list[Row] = []
        for written in _written(text, countries):
            wanted = [country for country in countries if written.country in {None, country}]
            if found := self._of_code(written.code, wanted):
                codes.append(written)
                rows += [row for row in found if row not in rows]
        if not rows:
            return []
        rows.sort(key=lambda row: countries.index(row.country))
        named = self._named(spelling.without(text, codes), countries, loose=True)
        return _agreeing(rows, named) if named else rows

    def _of_code(self, code: str, countries: Sequence[str]) -> list[Row]:
        found = self._rows(_BY_CODE, (code,), countries)
        if not found and "GB" in countries and code[-1:].isdigit():
            for letter in "ABCDEFGHJKMNPRSTUVWXY":
                found += self._rows(_BY_CODE, (code + letter,), ["GB"])
        chosen: list[Row] = []
        for country in countries:
            of_country = sorted((row for row in found if row.country == country), key=lambda row: -row.population)
            close = all(row.km_from(of_country[0]) <= ONE_ANSWER_KM for row in of_country)
            chosen += of_country[:1] if close else of_country
        return chosen

    # Names

    def _named(self, text: str, countries: Sequence[str], *, loose: bool) -> list[Row]:
        return (
            self._exactly(text, countries)
            or self._exactly(" ".join(spelling.bare(text)), countries)
            or self._in_parts(spelling.parts(text), countries)
            or (self._within(text, countries) if loose else [])
        )

    def _exactly(self, text: str, countries: Sequence[str]) -> list[Row]:
        name = spelling.key(text)
        rows = self._rows(_BY_NAME + "= ?", (name,), countries) if len(name) > 1 else []
        official = [row for row in rows if not row.alternate]
        rows = [row for row in official if not row.coarse] or official or rows
        return sorted(rows, key=lambda row: (-row.population, row.id))

    def _in_parts(self, parts: Sequence[str], countries: Sequence[str]) -> list[Row]:
        """ "Saint-Gilles, Bruxelles", "Richmond (London)": the earlier part, where it lies near the later one."""
        if len(parts) < 2:
            return []
        matches = [rows for part in parts if (rows := self._named(part, countries, loose=False))]
        while len(matches) > 1:
            around = matches.pop()
            near = [row for row in matches[-1] if any(row.km_from(other) <= _SAME_AREA_KM for other in around)]
            matches[-1] = near or around
        return matches[0] if matches else []

    def _within(self, text: str, countries: Sequence[str]) -> list[Row]:
        """Names inside a longer text, the last first, since that is where an address has its town."""
        left = [word for word in spelling.words(text) if not word.isdigit()][-_MOST_WORDS:]
        rows: list[Row] = []
        end = len(left)
        while end:
            for start in range(end):
                span = left[start:end]
                name = "".join(span)
                if len(name) < 4 or (len(span) == 1 and name in _STREET_WORDS):
                    continue
                if found := [row for row in self._exactly(name, countries) if not row.alternate]:
                    rows += found
                    end = start
                    break
            else:
                end -= 1
        return rows

    def _begins(self, text: str, countries: Sequence[str]) -> list[Row]:
        name = "".join(spelling.bare(text))
        if len(name) < _SHORTEST_GUESS:
            return []
        rows = self._rows(_BY_NAME + ">= ? AND n.key < ? AND p.population >= ?", (name, name + "{", 1_000), countries)
        return _biggest(rows)

    def _guess(self, text: str, countries: Sequence[str]) -> list[Row]:
        name = "".join(spelling.bare(text))
        if not _SHORTEST_GUESS <= len(name) <= 30:
            return []
        keys = sorted(set(spelling.misspellings(name)))
        rows: list[Row] = []
        for first in range(0, len(keys), 500):
            some = keys[first : first + 500]
            marks = f"IN ({','.join('?' * len(some))}) AND p.population >= ?"
            rows += self._rows(_BY_NAME + marks, (*some, _SMALLEST_GUESS), countries)
        return _biggest(rows)

    def _rows(self, query: str, values: Iterable[object], countries: Sequence[str]) -> list[Row]:
        rows = (Row(*found) for found in self._database.execute(query, tuple(values)))
        return [row for row in rows if row.country in countries]


def _written(text: str, countries: Sequence[str]) -> list[spelling.WrittenCode]:
    codes = spelling.continental_codes(text)
    return codes + spelling.british_codes(text) if "GB" in countries else codes


def _biggest(rows: Iterable[Row]) -> list[Row]:
    once = {row.id: row for row in rows if not row.alternate and not row.coarse}
    return sorted(once.values(), key=lambda row: (-row.population, row.id))


def _agreeing(by_code: list[Row], named: list[Row]) -> list[Row]:
    """What a postcode and a name mean together; both, where they contradict each other."""
    towns = {row.town for row in named}
    if same := [row for row in by_code if row.town in towns and not row.coarse]:
        return same
    near = [row for row in by_code if any(row.km_from(other) <= _SAME_TOWN_KM for other in named)]
    if not near:
        return by_code + named
    finer = [
        row for row in named if not row.coarse and any(code.coarse and row.precision < code.precision for code in near)
    ]
    return [row for row in finer if any(row.km_from(code) <= _SAME_TOWN_KM for code in near)] or near
