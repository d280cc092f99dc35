"""Coordinates as people paste them: plain numbers, geo: links, and map links that hold the numbers. No network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

_LONGEST_TEXT, _LONGEST_NUMBERS = 2_000, 100
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_DECIMAL = r"[-+]?\d{1,3}\.\d+"
_PAIR = rf"({_NUMBER})\s*,\s*({_NUMBER})"

# The pin of a link before the middle of its map. Each gives latitude, longitude.
_IN_LINKS = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"!3d({_NUMBER})!4d({_NUMBER})",
        rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})",
        rf"[?&](?:q|query|ll|sll|coordinate|destination|daddr|center|cp)=(?:loc:)?{_PAIR}",
        rf"/(?:place|search|dir/)/{_PAIR}",
        rf"@{_PAIR}",
        rf"#map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})",
        rf"[?&]lat=({_NUMBER})&(?:lon|lng)=({_NUMBER})",
    )
)
_GEO_QUERY = re.compile(rf"^geo:.*[?&]q={_PAIR}", re.ASCII | re.IGNORECASE)
_GEO = re.compile(rf"^geo:{_PAIR}", re.ASCII | re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|geo:\S+", re.ASCII | re.IGNORECASE)

# For a short text without a space but single ones: runs of optional spaces would be tried in every combination.
_PLAIN = re.compile(rf"[(\[]? ?({_DECIMAL}) ?°? ?(?:[,;/] ?| )({_DECIMAL}) ?°? ?[)\]]?", re.ASCII)
_COMMAS = re.compile(r"([-+]?\d{1,3},\d+) ?(?:[;/] ?|, | )([-+]?\d{1,3},\d+)", re.ASCII)
_NAMED = re.compile(
    rf"(?:lat(?:itude)? ?[:=]? ?)({_DECIMAL})[ ,;]*(?:lon(?:gitude)?|lng) ?[:=]? ?({_DECIMAL})",
    re.ASCII | re.IGNORECASE,
)
_ANGLE = r"(\d{1,3}(?:\.\d+)?) ?°? ?(?:(\d{1,2}(?:\.\d+)?) ?['′’] ?)?(?:(\d{1,2}(?:\.\d+)?) ?(?:\"|″|”|'') ?)?"
_COMPASS = re.compile(rf"{_ANGLE}([NS])[ ,;]*{_ANGLE}([EWO])", re.ASCII | re.IGNORECASE)


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None for a text that is something else."""
    text = text.strip()[:_LONGEST_TEXT]
    for latitude, longitude in _candidates(text):
        if -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude, longitude) != (0, 0):
            return latitude, longitude
    return None


def _candidates(text: str) -> Iterator[tuple[float, float]]:
    for link in _LINK.findall(text):
        address = unquote(link.replace("+", " "))
        if address[:4].lower() == "geo:":
            yield from _numbers(_GEO_QUERY.search(address))
            yield from _numbers(_GEO.search(address))
            continue
        for pattern in _IN_LINKS:
            yield from _numbers(pattern.search(address))
    text = " ".join(text.split())
    if len(text) > _LONGEST_NUMBERS:
        return
    yield from _numbers(_PLAIN.fullmatch(text))
    yield from _numbers(_COMMAS.fullmatch(text))
    yield from _numbers(_NAMED.fullmatch(text))
    if written := _COMPASS.fullmatch(text):
        yield _angle(*written.groups()[:4]), _angle(*written.groups()[4:])


def _numbers(found: re.Match[str] | None) -> Iterator[tuple[float, float]]:
    if found:
        yield float(found[1].replace(",", ".")), float(found[2].replace(",", "."))


def _angle(degrees: str, minutes: str | None, seconds: str | None, side: str) -> float:
    """Degrees from degrees, minutes and seconds. O is east: oost, Ost; no French-speaking part is west of Greenwich."""
    angle = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3_600
    return -angle if side.upper() in {"S", "W"} else angle
