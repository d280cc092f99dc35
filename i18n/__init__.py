"""Which language a text is in, and how to switch to it.

English stands in the code: `_("Thank you")`, `ngettext("{n} mission", "{n} missions", n)`, and `N_("Groceries")` (from
`domain.network`) where a text is data and is shown by `_(kind.name)` later. Values go in afterwards, by name:
`_("Hello {name}").format(name=name)`. Translations are read from `locales/` as they are, without a compile step, each
language when it is first used. `make texts` brings them up to date, `python -m i18n.check` says what they lack.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.network import INTERFACE_LANGUAGES

__all__ = ["LANGUAGES", "SOURCE", "_", "catalogue", "current_language", "ngettext", "normalise", "use_language"]

LANGUAGES = INTERFACE_LANGUAGES
SOURCE = "en"
LOCALES = Path(__file__).parent / "locales"

_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def normalise(code: str | None) -> str:
    """The interface language nearest to a language tag such as `nl-BE`; English for one that we don't have."""
    language = (code or "").replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else SOURCE


def current_language() -> str:
    """The language that texts are in here."""
    return _current.get()


@contextmanager
def use_language(code: str | None) -> Iterator[None]:
    """Texts inside are in this language. Each asyncio task has its own: switching in one changes no other."""
    token = _current.set(normalise(code))
    try:
        yield
    finally:
        _current.reset(token)


def catalogue(language: str) -> Path:
    """Where the translations into a language are kept."""
    return LOCALES / language / "LC_MESSAGES" / "bot.po"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    with catalogue(language).open("rb") as file:
        texts = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(text: str) -> str:
    """The text in the current language; in English where a translation is missing or uncertain."""
    return _translations(current_language()).gettext(text) if text else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form that goes with `n` in the current language. The number itself is put in by the caller."""
    return _translations(current_language()).ngettext(singular, plural, n)
