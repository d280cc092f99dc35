"""What people type where buttons were offered: the answer that they mean, if it is one of those."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

SHORTEST_BEGINNING = 3
LONGEST_NUMBER, HIGHEST_NUMBER = 10, 2**31 - 1
BETWEEN = re.compile(r"[,;/\n+&]|\b(?:and|et|en|und|or|ou|of)\b", re.IGNORECASE)

_NOTHING = (
    "no, none, nope, nothing, nothing to add, no thanks, skip"
    ", non, rien, aucun, aucune, rien à ajouter, rien de spécial, non merci, passer"
    ", nee, neen, niets, niks, geen, niets toe te voegen, nee dank u, overslaan"
)

Meanings = Mapping[str, Iterable[str]]
"""Value → the texts that mean it."""


def fold(text: str) -> str:
    """The words of a text without case, accents, signs and pictures: the form in which answers are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (" " if not letter.isalnum() else letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())


def numbered(value: str) -> int | None:
    """A number of ours as a button carries it; None for what was never on one: a forged value may be anything."""
    number = int(value) if value.isdecimal() and len(value) <= LONGEST_NUMBER else HIGHEST_NUMBER + 1
    return number if number <= HIGHEST_NUMBER else None


def is_nothing(text: str) -> bool:
    """Whether somebody has nothing to say, such as "rien", "niets" or "-", which nobody else should have to read."""
    return text.strip() in {"-", "–", "—", "/"} or fold(text) in {fold(one) for one in _NOTHING.split(",")}


def meant(text: str, meanings: Meanings) -> str | None:
    """The one value that a text means: by its words, or by a beginning of them that no other value shares."""
    wanted = fold(text)
    if not wanted:
        return None
    folded = {value: {fold(one) for one in texts} for value, texts in meanings.items()}
    exact = [value for value, texts in folded.items() if wanted in texts]
    if exact or len(wanted) < SHORTEST_BEGINNING:
        return exact[0] if len(exact) == 1 else None
    begun = [value for value, texts in folded.items() if any(one.startswith(wanted) for one in texts)]
    return begun[0] if len(begun) == 1 else None


def all_meant(text: str, meanings: Meanings) -> list[str]:
    """The values that a list such as "groceries, dog walk and pharmacy" means; empty when a part of it is unknown."""
    if whole := meant(text, meanings):
        return [whole]
    parts = [part for part in BETWEEN.split(text) if fold(part)]
    found = [meant(part, meanings) for part in parts]
    return list(dict.fromkeys(one for one in found if one)) if all(found) else []
