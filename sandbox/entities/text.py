"""Positions in text. Inside this package a position counts characters; Telegram's count UTF-16 code units."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # two UTF-16 code units each


class BadEntities(Exception):
    """Telegram refuses the text or its formatting."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self._description = description

    @property
    def description(self) -> str:
        """Telegram's own words, without the `Bad Request: ` before them."""
        return self._description


def cannot_parse(reason: str) -> BadEntities:
    """The refusal of a marked-up text; `reason` as TDLib's MessageEntity.cpp words it."""
    return BadEntities(f"can't parse entities: {reason}")


def length(text: str) -> int:
    """How long Telegram counts a text, in UTF-16 code units: most emoji count as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(text: str, position: int) -> int:
    """How many bytes of UTF-8 stand before the character at `position`."""
    return len(text[:position].encode())


def ascii_lower(text: str) -> str:
    """Lower case for A to Z alone, as TDLib compares names."""
    return text.lower() if text.isascii() else re.sub("[A-Z]+", lambda capitals: capitals[0].lower(), text)


class Utf16:
    """The same places in one text, counted in characters and in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [found.start() for found in _ASTRAL.finditer(text)]
        self._starts = [position + index for index, position in enumerate(self._astral)]
        self.length = len(text) + len(self._astral)

    def units(self, position: int) -> int:
        """Code units before the character at `position`."""
        return position + bisect_left(self._astral, position) if self._astral else position

    def position(self, units: int) -> int:
        """The character that begins after so many code units; between the two halves of one, the next."""
        return units - bisect_left(self._starts, units) + self.splits(units) if self._starts else units

    def splits(self, units: int) -> bool:
        """Whether the place lies between the two halves of a character."""
        at = bisect_left(self._starts, units) - 1
        return at >= 0 and self._starts[at] + 1 == units
