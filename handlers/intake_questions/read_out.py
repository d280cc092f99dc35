"""What an operator reads out to a caller before anything about them is written down: the one notice callers get."""

from __future__ import annotations

from html import escape

from bot.settings import Settings
from domain.network import INTERFACE_LANGUAGES, Country
from i18n import _, current_language, ngettext, use_language
from i18n.formats import number


def read_out_first(settings: Settings, country: Country, language: str | None) -> str:
    """As HTML: in the caller's `language`, if that is known and one of ours; else in the operator's."""
    spoken = language if language in INTERFACE_LANGUAGES else current_language()
    with use_language(spoken):
        sentence = escape(_sentence(settings, country), quote=False)
    text = _("🔒 Please read this out before you write anything down:")
    return f"{text}\n<blockquote>{sentence}</blockquote>"


def _sentence(settings: Settings, country: Country) -> str:
    who = settings.controller_name or _("the solidarity network, neighbours who help each other")
    days = settings.keep_missions_days
    parts = [
        _("This is {who}.").format(who=who),
        _(
            "So that we can help, we write down your name, number, address and what you need; the volunteer"
            " gets it too."
        ),
        ngettext(
            "What you needed is deleted {n} day later, and your file {more} days after the last time.",
            "What you needed is deleted {n} days later, and your file {more} days after the last time.",
            days,
        ).format(n=number(days), more=number(settings.keep_helpees_days)),
    ]
    if country.hotline:
        text = _("You can ask what we hold, or end it, whenever you like: call {hotline}. Is that all right?")
        parts.append(text.format(hotline=country.hotline))
    else:
        parts.append(_("You can ask what we hold, or end it, whenever you like: call us. Is that all right?"))
    return " ".join(parts)
