"""What the network is made of, as data: countries, kinds of help, spoken languages.

Adding a kind of help is one entry in `KINDS` plus the translation of its texts. The `bit` of an entry is what is
stored: it never changes and is never used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeVar
from zoneinfo import ZoneInfo


def N_(text: str) -> str:  # noqa: N802 - the customary name of a gettext marker
    """Mark a text for translation where it stands as data; the reader's language is applied when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class KindOfHelp:
    """A kind of help. `by_phone`: distance is nothing, the language must match. `money`: a spending limit applies.
    `rules`: what whoever accepts reads, so that both are safe; {number} in it is the country's emergency number.
    """

    code: str
    bit: int
    icon: str
    name: str
    rules: tuple[str, ...] = ()
    money: bool = False
    by_phone: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A spoken language, by ISO 639-1 code, with its name in itself."""

    code: str
    bit: int
    name: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country in which the network runs. `prefix` is the telephone prefix without the plus sign."""

    code: str
    flag: str
    name: str
    hotline: str
    emergency: str
    prefix: int
    time_zone: str
    currency: str
    languages: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times of this country are read and written."""
        return ZoneInfo(self.time_zone)


Entry = TypeVar("Entry", KindOfHelp, Language, Country)


def _by_code(*entries: Entry) -> Mapping[str, Entry]:
    return {entry.code: entry for entry in entries}


AT_THE_DOOR = N_("Stay at the door, and keep your distance if anybody is ill.")
MONEY = N_("Never take a bank card or its code. Give the change and the receipt.")
KEYS = N_("Take no keys. If there is no other way, ask the operator first, and give them back the same day.")
MEDICINE = N_("Hand medicine over closed, as the pharmacy gave it. Questions about it are for the pharmacist.")
DOG = N_("Keep the dog on its lead, and give it nothing to eat. If it frightens you, don't take it.")
PHONING = N_("Don't give your address, and don't ask for theirs. Talk of no money.")
DESPAIR = N_("If somebody speaks of ending their life, stay on the line and call {number}, or have it called.")
DANGER = N_("If somebody is in danger, call {number} first.")  # of every kind of help

KINDS: Mapping[str, KindOfHelp] = _by_code(
    KindOfHelp("groceries", 0, "🛒", N_("Groceries"), (AT_THE_DOOR, MONEY), money=True),
    KindOfHelp("pharmacy", 1, "💊", N_("Pharmacy"), (AT_THE_DOOR, MEDICINE, MONEY), money=True),
    KindOfHelp("dog_walk", 2, "🐕", N_("Dog walk"), (AT_THE_DOOR, DOG, KEYS)),
    KindOfHelp("moral_support", 3, "☎️", N_("Moral support by phone"), (PHONING, DESPAIR), by_phone=True),
)

BY_FOOT = frozenset(code for code, kind in KINDS.items() if not kind.by_phone)
"""Kinds of help that show a door."""

LANGUAGES: Mapping[str, Language] = _by_code(
    Language("fr", 0, "Français"),
    Language("nl", 1, "Nederlands"),
    Language("en", 2, "English"),
    Language("de", 3, "Deutsch"),
    Language("it", 4, "Italiano"),
    Language("es", 5, "Español"),
    Language("pt", 6, "Português"),
    Language("ar", 7, "العربية"),
    Language("tr", 8, "Türkçe"),
    Language("pl", 9, "Polski"),
    Language("ro", 10, "Română"),
    Language("uk", 11, "Українська"),
)

INTERFACE_LANGUAGES: tuple[str, ...] = ("fr", "nl", "en")

COUNTRIES: Mapping[str, Country] = _by_code(
    Country("BE", "🇧🇪", N_("Belgium"), "02 808 99 48", "112", 32, "Europe/Brussels", "EUR", ("fr", "nl", "de")),
    Country("CH", "🇨🇭", N_("Switzerland"), "", "112", 41, "Europe/Zurich", "CHF", ("de", "fr", "it")),
    Country("GB", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", N_("England"), "", "999", 44, "Europe/London", "GBP", ("en",)),
)

RADII_KM: tuple[int, ...] = (1, 2, 5, 10, 20, 50)
MAX_RADIUS_M = 50_000
DECIMALS = 3  # of degrees: about 100 metres, enough to find who is near, and nobody's front door
MAX_ACTIVE_MISSIONS = 3
DAILY_OFFER_CAP = 6
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8, 0)


def coarse(degrees: float) -> float:
    """A latitude or longitude as precisely as it is searched by."""
    return round(degrees, DECIMALS)


def mask(codes: Iterable[str], known: Mapping[str, KindOfHelp] | Mapping[str, Language]) -> int:
    """The bits of `codes`. Raises KeyError for one that is not known."""
    bits = 0
    for code in codes:
        bits |= 1 << known[code].bit
    return bits


def unmask(bits: int, known: Mapping[str, KindOfHelp] | Mapping[str, Language]) -> frozenset[str]:
    """The codes whose bits are set; bits of entries that no longer exist are passed over."""
    return frozenset(code for code, entry in known.items() if bits >> entry.bit & 1)
