"""How people write a place: folded names, postcodes inside a text, and words that are no part of a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_TEXT = 300

_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "&": " and "})
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_WORD = re.compile(r"[a-z0-9]+")
_SAINT = frozenset({"saint", "sainte", "sint", "sankt", "st", "ste"})
_PARTS = re.compile(r"[,;()/|\n]+")
_PIECE = re.compile(r"[^\s,;.()/]+")

_CONTINENTAL = re.compile(
    r"(?<![\w.])(?<!\b[A-Z]-)(?:(?P<prefix>B|BE|CH)[\s-]?)?(?P<code>[1-9]\d{3})(?![\w.]?\d|\w)",
    re.ASCII | re.IGNORECASE,
)
_BRITISH = re.compile(
    r"(?<![A-Z0-9])(?P<outward>[A-Z]{1,2}\d[A-Z\d]?)(?:\s*(?P<inward>\d[ABD-HJLNP-UW-Z]{2}))?(?![A-Z0-9])",
    re.ASCII | re.IGNORECASE,
)
_PREFIXES = {"B": "BE", "BE": "BE", "CH": "CH"}

_COUNTRY_WORDS = {
    "BE": "belgium belgique belgie belgien belgio",
    "CH": "switzerland suisse schweiz svizzera zwitserland",
    "GB": "england angleterre engeland uk gb scotland ecosse schotland wales britain greatbritain unitedkingdom",
}
_COUNTRY_OF_WORD = {word: country for country, words in _COUNTRY_WORDS.items() for word in words.split()}

# Words around a name in a sentence; taken off its two ends only, and only when the whole is no name.
_IN_SENTENCES = """
    a an and around area at by centre center city close code from hello here hey hi home i im in is it live living me my
    near nearby of please postcode region thank thanks the this to town village we you zip
    alentours au aux bonjour c cest chez code commune cote dans de des du en environs est et habite habitons j je
    jhabite la le les loge ma merci mon nous postal pres quartier region salut sur vers ville voici
    aan bedankt bij buurt dank dankjewel dorp een gemeente hallo het hier ik in is me mijn nabij omgeving op postcode
    regio stad te van vlakbij wij wonen woon
    bei bitte danke dorf grusse hier ich in ist mein nahe ort plz postleitzahl stadt von wohne wohnen zu
"""
_AROUND = frozenset(_IN_SENTENCES.split())


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """A postcode as found in a text. `country` is set where the form or a prefix (B-, CH-) tells it."""

    code: str
    country: str | None
    start: int
    end: int


def words(text: str) -> list[str]:
    """Folded words: no accents, no case, no apostrophes; every kind of saint is `st`, `upon` is `on`."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold().translate(_LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return ["st" if word in _SAINT else "on" if word == "upon" else word for word in _WORD.findall(plain)]


def key(text: str) -> str:
    """The form in which names are compared: the folded words written as one."""
    return "".join(words(text))


def parts(text: str) -> list[str]:
    """A text at its commas, brackets, slashes and line ends."""
    return [part for part in (piece.strip() for piece in _PARTS.split(text)) if part]


def british_codes(text: str) -> list[WrittenCode]:
    """What has the form of a British postcode, as outward codes; the inward half is covered by the span."""
    return [
        WrittenCode(found["outward"].upper(), "GB", found.start(), found.end()) for found in _BRITISH.finditer(text)
    ]


def continental_codes(text: str) -> list[WrittenCode]:
    """What has the form of a Belgian or Swiss postcode."""
    return [
        WrittenCode(found["code"], _PREFIXES.get((found["prefix"] or "").upper()), found.start(), found.end())
        for found in _CONTINENTAL.finditer(text)
    ]


def without(text: str, codes: Sequence[WrittenCode]) -> str:
    """The text with the spans of these codes replaced by a comma, so that what stands on either side stays apart."""
    for code in sorted(codes, key=lambda written: -written.start):
        text = f"{text[: code.start]}, {text[code.end :]}"
    return text


def country_named(text: str) -> tuple[str | None, str]:
    """The country that a text ends with, if any, and the text without it: "Gent, België" → ("BE", "Gent")."""
    pieces = list(_PIECE.finditer(text))
    for length in (2, 1):
        if len(pieces) > length and (country := _COUNTRY_OF_WORD.get(key(" ".join(p[0] for p in pieces[-length:])))):
            return country, text[: pieces[-length].start()]
    return None, text


def bare(text: str) -> list[str]:
    """The words of a text without those around a name: "I live in Leeds" → ["leeds"]."""
    left = words(text)
    while left and left[0] in _AROUND:
        left.pop(0)
    while left and left[-1] in _AROUND:
        left.pop()
    return left


def misspellings(name: str) -> Iterator[str]:
    """Every key one slip away: a letter left out, doubled, swapped with its neighbour, or another one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(name) + 1):
        head, tail = name[:at], name[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
