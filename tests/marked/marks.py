"""Values that occur nowhere else, for everything personal in a day; and the forms in which each may be written."""

from __future__ import annotations

import base64
import random
import string
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import TypeVar
from urllib.parse import quote

T = TypeVar("T", str, float)


class Nowhere(StrEnum):
    """Where a value must not be found."""

    AT_ALL = "at all"
    IN_WORDS = "in logs and on the screen"
    """Pseudonyms that the database needs to find people by, and words too short to be told from others in its file."""
    IN_LOGS = "in logs"
    """What stands in the settings, and `main.py check` repeats to whoever wrote them."""


@dataclass(frozen=True)
class Mark:
    """One value, and of which kind it is. `whole`: only as a word of its own, since it is short. `core`: what many
    marks have in common, and nothing else: where it is not, none of them is.
    """

    kind: str
    value: str | float | bytes
    nowhere: Nowhere = Nowhere.AT_ALL
    whole: bool = False
    core: str = ""

    def forms(self) -> Iterator[tuple[str, bytes]]:
        """How it may be written, by name. Letters are in lower case, but for those of base64."""
        if isinstance(self.value, bytes):
            yield "bytes", self.value.lower()
            yield from _encoded(self.value)
        elif isinstance(self.value, float):
            yield from _forms_of_number(self.value)
        else:
            yield from _forms_of_text(self.value)

    @property
    def digits(self) -> str | None:
        """Of a phone number, those that every way to write it has."""
        text = self.value if isinstance(self.value, str) else ""
        return text[-9:] if text.startswith("+") and text[1:].isdecimal() else None


def _forms_of_text(text: str) -> Iterator[tuple[str, bytes]]:
    low = text.lower()
    yield "UTF-8", low.encode()
    yield "UTF-16", low.encode("utf-16-le")
    yield "UTF-16, big-endian", low.encode("utf-16-be")
    yield "reversed", low[::-1].encode()
    escaped = {
        "Latin-1": low.encode("latin-1"),
        "JSON": "".join(one if one.isascii() else f"\\u{ord(one):04x}" for one in low).encode(),
        "Python": low.encode("unicode_escape"),
        "URL": quote(low, safe="").lower().encode(),
        "HTML": escape(low).encode("ascii", "xmlcharrefreplace"),
    }
    yield from ((name, form) for name, form in escaped.items() if form != low.encode())
    yield from _encoded(text.encode())


def _encoded(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "hexadecimal", data.hex().encode()
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data)
        whole = coded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]  # what neighbours can't change
        yield "base64", whole
        if (other := whole.translate(bytes.maketrans(b"+/", b"-_"))) != whole:
            yield "base64 for URLs", other


def _forms_of_number(number: float) -> Iterator[tuple[str, bytes]]:
    for decimals in (4, 5, 6):
        for text in {f"{number:.{decimals}f}", f"{int(number * 10**decimals) / 10**decimals:.{decimals}f}"}:
            yield "decimal", text.encode()
            yield "decimal, with a comma", text.replace(".", ",").encode()
    yield "double", struct.pack(">d", number).lower()  # as all is that is looked through
    yield "double, little-endian", struct.pack("<d", number).lower()


@dataclass
class Marks:
    """All that were made for one day."""

    chance: random.Random = field(default_factory=random.SystemRandom)
    all: list[Mark] = field(default_factory=list)
    core: str = field(init=False)

    def __post_init__(self) -> None:
        self.core = f"zq{self._letters(6)}"

    def word(self, kind: str) -> str:
        """A name, or a word for the midst of a text. It has a letter that some writings escape."""
        return self._keep(kind, f"{self.core.capitalize()}{self._letters(6)}ë", self.core)

    def plain(self, kind: str) -> str:
        """The same in letters that no writing changes, as usernames are."""
        return self._keep(kind, f"{self.core}{self._letters(6)}", self.core)

    def phone(self, kind: str) -> str:
        """A Belgian mobile number that belongs to nobody we know."""
        return self._keep(kind, f"+32470{self.chance.randrange(100_000, 1_000_000)}")

    def point(self, kind: str) -> tuple[float, float]:
        """Somewhere in Ixelles, to ten centimetres, and never on the grid of the coarse ones that are kept."""
        latitude, longitude = (
            round(degrees + self.chance.randrange(20) / 1e3 + self.chance.randrange(11, 90) / 1e5 + last / 1e6, 6)
            for degrees, last in ((50.82, self.chance.randrange(1, 10)), (4.36, self.chance.randrange(1, 10)))
        )
        return self._keep(kind, latitude), self._keep(kind, longitude)

    def keep(
        self, kind: str, value: str | bytes, nowhere: Nowhere = Nowhere.AT_ALL, *, whole: bool = False, core: str = ""
    ) -> None:
        """Look for this too, which was not made here."""
        mark = Mark(kind, value, nowhere, whole, core)
        if mark not in self.all:
            self.all.append(mark)

    def kinds(self) -> Counter[str]:
        """How many there are of each."""
        return Counter(mark.kind for mark in self.all)

    def _letters(self, count: int) -> str:
        return "".join(self.chance.choices(string.ascii_lowercase, k=count))

    def _keep(self, kind: str, value: T, core: str = "") -> T:
        self.all.append(Mark(kind, value, core=core))
        return value
