"""What operators type as details, without what leads to a person: it stands on the screens of all who are asked, locked
ones too, before anybody has accepted.
"""

from __future__ import annotations

import re

from domain.people import nameless

HIDDEN = "[…]"
SHORTEST_STREET = 6  # shorter ones, once their number is off, are words of other things too
_DATE = r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)"
_NUMBER = re.compile(rf"(?<![\w+])(?!{_DATE})(?:\+|0)(?:[\s./()-]{{0,2}}\d){{8,14}}(?!\w)")  # of a telephone
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.,;:]+")
_HOUSE = re.compile(r"\s*\b\d+\s*(?:/?[A-Za-z]\b)?|\s*\b(?:bte|bus|box|app|apt)\b\.?\s*\w*", re.IGNORECASE)


def impersonal(details: str, *, name: str, address: str) -> str:
    """The same words without a helpee's name, street and house, and without telephone numbers and e-mail addresses,
    whosever they are. Whoever accepts reads all of it.
    """
    told = nameless(details, name)
    for street in _streets(address):
        told = re.sub(rf"(?<!\w){re.escape(street)}(?!\w)(?:\s*,?\s*\d+\w?)?", HIDDEN, told, flags=re.IGNORECASE)
    told = _MAIL.sub(HIDDEN, _NUMBER.sub(HIDDEN, told))
    return re.sub(rf"{re.escape(HIDDEN)}(?:[\s,/]*{re.escape(HIDDEN)})+", HIDDEN, told)


def _streets(address: str) -> list[str]:
    """What of an address names the street: its first part, with and without the number of the house."""
    first = address.partition(",")[0].strip()
    bare = _HOUSE.sub("", first).strip()
    return [one for one in dict.fromkeys((first, bare)) if len(one) >= SHORTEST_STREET]
