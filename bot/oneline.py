"""A whole call in one line: `/new pharmacy +32 2 555 01 02 "Rue Haute 12, 1000 Bruxelles" today 17:00 max 20 € …`.

Everything may stand in any order. What is not understood becomes the details; what is lacking is asked afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from bot.phones import parse
from bot.times import Past, TooFar, Wanted, find, fold
from domain.mission import MAX_AMOUNT_CENTS
from domain.network import COUNTRIES, INTERFACE_LANGUAGES, KINDS, LANGUAGES
from domain.words import on_one_line
from i18n import _, use_language
from i18n.formats import language_name

KIND_WORDS = {
    "groceries": "groceries shopping courses faire_les_courses commissions epicerie supermarche"
    " boodschappen winkelen supermarkt einkaufen",
    "pharmacy": "pharmacy chemist medicine medication pharmacie medicaments medicament"
    " apotheek medicatie medicijnen medicijn geneesmiddelen geneesmiddel apotheke",
    "dog_walk": "dog_walk dog_walking dog promener_le_chien sortir_le_chien chien promenade"
    " hond_wandelen hond hondenuitlaat wandeling hund",
    "moral_support": "moral_support support phone_call soutien_moral soutien appel coup_de_fil conversation ecoute"
    " praatje babbel babbeltje telefoontje telefoongesprek gesprek luisterend_oor",
}
"""What operators call the kinds of help, besides their names; accents are left out, `_` stands for a space."""

_QUOTED = re.compile(r"[\"“”„«]\s*([^\"“”„«»]+?)\s*[\"“”»]|(?<!\S)['‘]([^'‘’]+(?:['’][^'‘’\s][^'‘’]*)*)['’](?![\w'’])")

# An address without quotes: it must not be left among the details, which everybody reads who is asked.
_DOOR = (
    r"\d{1,4}(?:\s?[A-Ga-g](?!\w))?(?:\s*(?:bte|boîte|bus|box)\.?\s*\w{1,4})?"
    r"(?![\w:€]|\s*(?:h|u|uur|heures?|euros?|€)(?!\w))"
)
_TOWN = r"(?:\s*,?\s*(?:[A-Z]{1,2}-)?\d{4}\s+(?:(?:La|Le|Les|De|Den|Saint|Sint|St|Ste|Sainte)\.?\s+)?[A-ZÀ-Ý][\w'’-]*)?"
_FIRST = (
    "rue|avenue|av\\.|chaussée|chée|boulevard|bd|place|quai|allée|impasse|chemin|ch\\.|route|square|clos|drève|sentier|"
    "ruelle|passage|esplanade|rond-point|venelle|résidence|via|viale|piazza"
)
_LAST = "straat|laan|weg|plein|dreef|kaai|strasse|straße|gasse|platz"
_BRITISH = "Street|St|Road|Rd|Avenue|Ave|Lane|Square|Close|Drive|Gardens|Terrace|Place|Court|Crescent|Way|Hill|Row|Mews"
_BRITISH_TOWN = r"(?:,?\s+[A-Z][a-z][\w'-]*)?(?:,?\s+[A-Z]{1,2}\d[\dA-Z]?\s*\d[A-Z]{2}\b)?"
_UNQUOTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?i:{_FIRST})\s+[^\d,;\"]{{2,40}}?,?\s+{_DOOR}{_TOWN}",
        rf"(?<!\w)(?i:(?:(?:oude|nieuwe|grote|kleine|korte|lange|sint|st\.)[\s-])?[\w'’-]{{2,}}(?:{_LAST}))\s+{_DOOR}{_TOWN}",
        rf"(?<!\w)\d{{1,4}}[a-z]?\s+(?:[A-Z][\w'’-]*\s+){{1,4}}(?:{_BRITISH})\b{_BRITISH_TOWN}",
    )
)
_CAPITAL = r"[A-ZÀ-Ý][\w'’-]+"
TITLES = ("m", "mr", "mrs", "ms", "miss", "mme", "mlle", "madame", "monsieur", "mevrouw", "mevr", "mw", "meneer", "dhr")
_TITLE = rf"(?:M|(?i:{'|'.join(TITLES[1:])}))\b\.?"
_NAME = re.compile(
    rf"(?<!\w)(?:(?:for|pour|voor)\s+)?({_TITLE}\s+{_CAPITAL}(?:\s{_CAPITAL})*)"
    rf"|(?<!\w)(?:for|pour|voor)\s+({_CAPITAL}(?:\s(?:d[eu]|la|le|van|den|der))*(?:\s{_CAPITAL})+)"
)
_NUMBER = r"(\d{1,4}(?:[.,]\d{1,2})?)(?![\d:]|\s*(?:h|u|uur|heures?)(?![a-z]))"
_MOST = r"\b(?:max\.?|maxi|maximum|limit|limite|limiet|budget|plafond|au plus|hoogstens)\s*:?\s*"
_UP_TO = rf"(?:{_MOST}|\b(?:jusqu'a|tot|up to)\s*:?\s*)"
_AT_MOST = r"(?:\s*\b(?:maximum|maxi|max)\b\.?)?"
_AMOUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_UP_TO}?(?:€|£|\b(?:eur|chf|gbp)\b|\bfr\.)\s*{_NUMBER}{_AT_MOST}",
        rf"{_UP_TO}?(?<![\d:.,/]){_NUMBER}\s*(?:€|£|(?:euros?|eur|chf|francs?|gbp|pounds?)\b){_AT_MOST}",
        rf"{_MOST}{_NUMBER}",
    )
)
_MISTYPED = re.compile(r"(?<!\w)(?:\+|0)\d(?:[\s/.()-]{0,2}\d){5,14}(?!\w)")
_LEFTOVER_EDGES = " \t\r\n,;:.–—-|/"


@dataclass(frozen=True, slots=True)
class OneLine:
    """What a line says; None for what it doesn't. `phone` is in E.164, `limit_cents` hundredths of the currency."""

    phone: str | None = None
    name: str | None = None
    kind: str | None = None
    language: str | None = None
    address: str | None = None
    wanted: Wanted | None = None
    limit_cents: int | None = None
    details: str = ""


def parse_line(text: str, country: str, now: datetime) -> OneLine:
    """What an operator of `country` wrote after `/new`."""
    line = _Line(text)
    address = line.address()
    limit_cents = line.amount()
    phone = line.phone(country)
    kind = line.kind()
    name = line.name()
    wanted = line.wanted(now, country)
    language = line.language()
    return OneLine(phone, name, kind, language, address, wanted, limit_cents, line.rest())


class _Line:
    """A line from which things are taken: what has been taken is blanked out, so that positions stay the same."""

    def __init__(self, text: str) -> None:
        self._text = on_one_line(text)

    def address(self) -> str | None:
        found = _QUOTED.search(self._text)
        if found is not None:
            self._blank(*found.span())
            return " ".join((found[1] or found[2]).split())
        for pattern in _UNQUOTED:
            if found := pattern.search(self._text):
                self._blank(*found.span())
                return " ".join(found[0].split())
        return None

    def name(self) -> str | None:
        found = _NAME.search(self._text)
        if found is None:
            return None
        name = found[1] or found[2]
        languages = {language for code in LANGUAGES for language in _names_of_language(code)}
        while name and fold(name.split()[-1]) in languages:  # "for Jeanne Dupont French"
            name = name.rpartition(" ")[0].rstrip()
        self._blank(found.start(), found.start() + found[0].rindex(name) + len(name))
        return name or None

    def phone(self, country: str) -> str | None:
        for found in phonenumbers.PhoneNumberMatcher(self._text, country):
            number = parse(found.raw_string, country)
            if number is not None:
                self._blank(found.start, found.end)
                return number
        for typo in _MISTYPED.finditer(self._text):  # it is asked again, and must not be read by everybody
            self._blank(*typo.span())
        return None

    def amount(self) -> int | None:
        folded = fold(self._text)
        found = next((match for pattern in _AMOUNTS if (match := pattern.search(folded))), None)
        if found is None:
            return None
        self._blank(*found.span())
        cents = round(float(found[1].replace(",", ".")) * 100)
        return cents if 0 < cents <= MAX_AMOUNT_CENTS else None

    def kind(self) -> str | None:
        folded = fold(self._text)
        found = [
            (match.start(), -match.end(), code)
            for code in KINDS
            for word in _names_of_kind(code)
            if (match := _word(word).search(folded))
        ]
        if not found:
            return None
        start, end, code = min(found)
        self._blank(start, -end)
        return code

    def wanted(self, now: datetime, country: str) -> Wanted | None:
        """A time that is over, or too far away, stays in the text and is asked again."""
        try:
            found = find(self._text, now, COUNTRIES[country].zone)
        except (Past, TooFar):
            return None
        if found is None:
            return None
        wanted, self._text = found
        return wanted

    def language(self) -> str | None:
        """The name of a language that stands apart from the sentence of the details: "speaks Dutch only" is none."""
        folded = fold(self._text)
        for code in LANGUAGES:
            for name in _names_of_language(code):
                for match in _word(name).finditer(folded):
                    if self._stands_alone(*match.span()):
                        self._blank(*match.span())
                        return code
        return None

    def rest(self) -> str:
        return " ".join(self._text.split()).strip(_LEFTOVER_EDGES)

    def _stands_alone(self, start: int, end: int) -> bool:
        """Between things that were taken, or an end of the line: two spaces or more stand for something taken."""
        before, after = self._text[:start], self._text[end:]
        apart_before = not before.strip() or before.endswith(("  ", ", ", "; "))
        apart_after = not after.strip() or after.startswith(("  ", ",", ";"))
        return apart_before and apart_after

    def _blank(self, start: int, end: int) -> None:
        self._text = self._text[:start] + " " * (end - start) + self._text[end:]


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")


def _names_of_kind(code: str) -> set[str]:
    names = {code, *(word.replace("_", " ") for word in KIND_WORDS.get(code, "").split())}
    for language in INTERFACE_LANGUAGES:
        with use_language(language):
            names.add(fold(_(KINDS[code].name)))
    return names


def _names_of_language(code: str) -> set[str]:
    names = {fold(LANGUAGES[code].name)}
    for language in INTERFACE_LANGUAGES:
        with use_language(language):
            names.add(fold(language_name(code)))
    return names
