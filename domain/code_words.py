"""The words by which two people at a door know that they are meant for each other: the helper says the first, and the
helpee answers with the second.
"""

from __future__ import annotations

import secrets

CODE_WORDS = (
    "acacia", "alto", "ananas", "banjo", "bambou", "cactus", "canal", "cargo", "cello", "cobra", "delta", "domino",
    "echo", "fiasco", "gala", "gamma", "guitare", "igloo", "iris", "jasmin", "judo", "kiwi", "koala", "lama", "lilas",
    "lotus", "magnolia", "mambo", "mango", "merlin", "mimosa", "moka", "opera", "orchidee", "panda", "papaya", "piano",
    "polka", "radio", "safari", "salsa", "samba", "saturne", "solo", "sonate", "tango", "tempo", "trio", "tulipe",
    "tundra", "ukulele", "vanille", "vega", "viola", "yoga", "zebra",
)  # fmt: skip  # said over the phone, so: short words that sound alike in every language of the network


def another(*than: str | None) -> str:
    """A word that nobody can know beforehand, and none of these."""
    return secrets.choice([word for word in CODE_WORDS if word not in than])
