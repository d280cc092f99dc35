"""In which language, and on which terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from aiogram.types import CallbackQuery, Message

from bot import menus
from bot.choices import Choice
from bot.controller import named
from bot.flow import Data, Prompt
from bot.question import Question
from bot.settings import Settings
from bot.typed import meant
from domain.network import COUNTRIES, INTERFACE_LANGUAGES, LANGUAGES
from i18n import _, use_language
from i18n.formats import language_name, number
from services import people

CONSENT_VERSION = "2026-12"
"""Of the privacy notice below: a new one whenever what it says changes."""

YES = ("yes", "oui", "ja", "ok", "okay")


class LanguageQuestion(Choice, state="language"):
    """The language that the bot writes in. Asked in all of them, as nothing is known yet."""

    key = "language"
    width = 3
    can_cancel = False  # nothing is begun yet, and no single word would be read by everybody

    def text(self, data: Data) -> str:
        """The question, in every language of the bot."""
        greetings = ["Bonjour\u202f! Quelle langue préférez-vous\u202f?", "Hallo! Welke taal verkiest u?"]
        return "👋 " + "\n".join([*greetings, "Hello! Which language do you prefer?"])

    def options(self, data: Data) -> Mapping[str, str]:
        """The languages, by their own names."""
        return {code: LANGUAGES[code].name for code in INTERFACE_LANGUAGES}

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """The code and the name in the current language are understood too."""
        return {code: [name, code, language_name(code)] for code, name in self.options(data).items()}

    async def choose(self, value: str, data: Data) -> None:
        """From here on everything is in that language."""
        person = await people.change_language(self.store, self.person.id, value)
        spoken = {} if data.get("changing") else {"spoken": [value]}
        with use_language(value):
            await self.go_on(spoken, said=LANGUAGES[value].name)
        await menus.show_to(self.bot, person, self.dependency("settings"))


class ConsentQuestion(Question, state="consent"):
    """What this is, where to get help oneself, and what is kept about those who help."""

    async def ask(self, data: Data) -> Prompt:
        """The welcome and the privacy notice."""
        settings: Settings = self.dependency("settings")
        parts = [welcome(), for_those_in_need(settings.country), privacy_notice(settings)]
        parts.append(_("Do you agree? It takes about five minutes to register. You need to be 18 or older."))
        return Prompt("\n\n".join(parts), [[self.option(_("I agree, let's start"), "agree", "success")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """A tap on the button."""
        await query.answer()
        if value == "agree":
            await self._agree()

    async def hear(self, message: Message, data: Data) -> None:
        """A typed yes is one too."""
        if meant(message.text or "", {"agree": [*YES, _("I agree, let's start")]}) is None:
            await self.misunderstood(message)
            return
        await self._agree()

    async def _agree(self) -> None:
        """Record to what they agreed, and when."""
        now = self.store.now().isoformat()
        await self.go_on({"consent_version": CONSENT_VERSION, "consent_at": now}, said=_("Agreed"))


def welcome() -> str:
    """What this is."""
    text = _(
        "<b>Welcome to the solidarity network!</b>\nPeople who can't get out phone us. Volunteers who live nearby do"
        " their shopping, fetch their medicines, walk their dog, or ring them up for a chat. You decide each time"
        " whether you take a mission."
    )
    return f"🤝 {text}"


def for_those_in_need(country: str) -> str:
    """Where to get help oneself, in this country."""
    here = COUNTRIES[country]
    if not here.hotline:
        text = _("<b>In an emergency</b>, please phone {emergency}.").format(emergency=here.emergency)
        return f"☎️ {text}"
    text = _("<b>Do you need help yourself?</b> Please phone us: {hotline}. In an emergency, phone {emergency}.")
    return f"☎️ {text.format(hotline=here.hotline, emergency=here.emergency)}"


def privacy_notice(settings: Settings) -> str:
    """Who answers for it, what is kept, why, who sees it and for how long. Change `CONSENT_VERSION` with it."""
    title = _("<b>What happens to your data</b>")
    hotline = COUNTRIES[settings.country].hotline
    points = [
        escape(named(settings, hotline), quote=False),
        _("We keep your name, phone number, area, languages and when you can help, so as to find missions for you."),
        _("Our phone operators see your name and number when you accept a mission, and tell the caller your name."),
        _("Our moderators check your identity with two pictures. They are deleted after the decision, at the latest"
          " after two days."),
        _("All of this goes through Telegram, which could read it: chats with bots are not encrypted end to end, and"
          " its servers may be outside Europe."),
        _("Nothing is sold, or given to others."),
        _("Who did what is noted by number in a journal, for {days} days, also when the rest is deleted. If you are"
          " suspended or banned, fail the checks, or leave while a concern about you is open, marks of your account and"
          " number stay, five years at most, to protect callers; nobody can read them back.").format(
            days=number(settings.keep_journal_days)
        ),
        _("With /privacy you can see, download or delete everything at any time."),
    ]  # fmt: skip
    return "\n".join([f"🔒 {title}", *(f"• {point}" for point in points)])
