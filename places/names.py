"""What a place is called in another language: 1050 Ixelles is 1050 Elsene in Dutch."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from functools import cache, lru_cache

from places.gazetteer import Gazetteer

LANGUAGES = ("fr", "nl", "en", "de")


@lru_cache(maxsize=10_000)
def name_in(name: str, country: str, language: str) -> str:
    """The name in `language` of a place that was named by the gazetteer, in whatever language; any other text as it is.

    Without postcode the biggest place of that name counts, as it did when it was named.
    """
    gazetteer = _gazetteer()
    if not any(called == name for one in LANGUAGES for called in _called(gazetteer, name, country, one)):
        return name
    return next(_called(gazetteer, name, country, language), name)


def _called(gazetteer: Gazetteer, name: str, country: str, language: str) -> Iterator[str]:
    return (place.name for place in gazetteer.find(name, [country], language, limit=1).places)


@cache
def _gazetteer() -> Gazetteer:
    gazetteer = Gazetteer()
    atexit.register(gazetteer.close)
    return gazetteer
