"""Places as the reader calls them, whoever named them."""

from __future__ import annotations

from i18n import current_language
from places import name_in


def called(name: str, country: str) -> str:
    """The name of a place of `country`, in the language that texts are in here."""
    return name_in(name, country, current_language())
