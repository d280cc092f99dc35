"""What is to be done, in which language, when, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from html import escape

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.choices import Choice
from bot.flow import Data, Prompt
from bot.keyboards import in_rows
from bot.oneline import KIND_WORDS
from bot.times import Past, TooFar, Wanted, now_wanted, part_wanted, read
from bot.typed import is_nothing, numbered
from domain.availability import PartOfDay
from domain.network import INTERFACE_LANGUAGES, KINDS, LANGUAGES, N_, Country
from domain.words import written
from handlers.completion import cents_of
from handlers.intake_questions.base import NO_LIMIT, IntakeQuestion
from i18n import _, use_language
from i18n.formats import clock, language_name, money, window

LIMITS_CENTS = (20_00, 40_00, 60_00)
EXAMPLE_AHEAD = timedelta(days=4)
SLOTS: Mapping[str, tuple[int, PartOfDay | None, str]] = {
    # button
    "today_morning": (0, PartOfDay.MORNING, N_("This morning")),
    # button
    "today_afternoon": (0, PartOfDay.AFTERNOON, N_("This afternoon")),
    # button
    "today_evening": (0, PartOfDay.EVENING, N_("This evening")),
    # button
    "today": (0, None, N_("Any time today")),
    # button
    "tomorrow_morning": (1, PartOfDay.MORNING, N_("Tomorrow morning")),
    # button
    "tomorrow_afternoon": (1, PartOfDay.AFTERNOON, N_("Tomorrow afternoon")),
    # button
    "tomorrow_evening": (1, PartOfDay.EVENING, N_("Tomorrow evening")),
    # button
    "tomorrow": (1, None, N_("Any time tomorrow")),
}
"""The times that are offered as buttons: days from today, part of the day, what the button says."""


class KindQuestion(IntakeQuestion, Choice, state="new_kind"):
    """Which kind of help?"""

    key = "kind"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        return _("What kind of help is needed?")

    def options(self, data: Data) -> Mapping[str, str]:
        """All kinds, with their icons."""
        return {code: f"{kind.icon} {_(kind.name)}" for code, kind in KINDS.items()}

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """Their names, and what operators call them for short."""
        short = {code: [word.replace("_", " ") for word in words.split()] for code, words in KIND_WORDS.items()}
        return {code: [code, _(kind.name), *short.get(code, ())] for code, kind in KINDS.items()}


class LanguageQuestion(IntakeQuestion, Choice, state="new_language"):
    """Which language does the caller speak? Those of the country come first."""

    key = "language"
    width = 3

    def text(self, data: Data) -> str:
        """The question."""
        return _("💬 Which language does the caller speak best?")

    def options(self, data: Data) -> Mapping[str, str]:
        """All languages, each named in itself."""
        first = self.country(data).languages
        codes = [*first, *(code for code in LANGUAGES if code not in first)]
        return {code: LANGUAGES[code].name for code in codes}

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """Their names in themselves and in the languages of the bot."""
        names: dict[str, list[str]] = {code: [code, language.name] for code, language in LANGUAGES.items()}
        for reader in INTERFACE_LANGUAGES:
            with use_language(reader):
                for code, known in names.items():
                    known.append(language_name(code))
        return names


class WhenQuestion(IntakeQuestion, state="new_when"):
    """When is it wanted? By button, or typed in any of the bot's languages."""

    async def ask(self, data: Data) -> Prompt:
        """The question, with the times that are still to come."""
        text = _("🕒 When is it wanted? Tap, or type it, like “friday 9-12” or “{date} 14:00”.").format(
            date=self._example(data)
        )
        coming = [value for value in SLOTS if self._slot(value, data) is not None]
        today = [self._button(value) for value in coming if value.startswith("today")]
        tomorrow = [self._button(value) for value in coming if value.startswith("tomorrow")]
        # button
        urgent = [self.option(_("⚡ Now, it is urgent"), "now", "danger")]
        return Prompt(text, [urgent, *in_rows(today, 2), *in_rows(tomorrow, 2)])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take a time, unless the button is so old that it is over."""
        wanted = now_wanted(self.store.now()) if value == "now" else self._slot(value, data)
        if wanted is None:
            # alert
            await query.answer(_("That time is over. Please choose another one."), show_alert=True)
            return
        await query.answer()
        await self.go_on(kept(wanted), said=self._said(wanted, data))

    async def hear(self, message: Message, data: Data) -> None:
        """Take a typed time."""
        now, zone = self.store.now(), self.country(data).zone
        try:
            wanted = read(message.text or "", now, zone)
        except Past:
            text = _("That time is over: it is {time} now. Please give a later one.")
            await self.misunderstood(message, text.format(time=clock(now, zone)))
            return
        except TooFar:
            text = _("That is too far away to promise. Please give a date within the next four months.")
            await self.misunderstood(message, text)
            return
        if wanted is None:
            text = _(
                "I can't read a time in that. Type a day and an hour, like “tomorrow 9-12”, “friday evening” "
                "or “{date} 14:00”, or tap a button above."
            )
            await self.misunderstood(message, text.format(date=self._example(data)))
            return
        await self.go_on(kept(wanted), said=f"🕒 {self._said(wanted, data)}")

    def _example(self, data: Data) -> str:
        """A date that may be typed today."""
        soon = self.store.now().astimezone(self.country(data).zone) + EXAMPLE_AHEAD
        return f"{soon.day}/{soon.month}"

    def _slot(self, value: str, data: Data) -> Wanted | None:
        if value not in SLOTS:
            return None
        days, part, _text = SLOTS[value]
        now, zone = self.store.now(), self.country(data).zone
        try:
            return part_wanted(now.astimezone(zone).date() + timedelta(days=days), part, now, zone)
        except Past:
            return None

    def _button(self, value: str) -> InlineKeyboardButton:
        return self.option(_(SLOTS[value][2]), value)

    def _said(self, wanted: Wanted, data: Data) -> str:
        return window(wanted.window.start, wanted.window.end, self.country(data).zone, self.store.now())


def kept(wanted: Wanted) -> Data:
    """A time as it stands in a draft."""
    start, end = wanted.window.start, wanted.window.end
    begins = wanted.begins and wanted.begins.isoformat()
    return {"starts": start.isoformat(), "ends": end.isoformat(), "urgent": wanted.urgent, "begins": begins}


def when_of(data: Data, country: Country, now: datetime) -> str:
    """The time of a draft, as people read it."""
    start, end = datetime.fromisoformat(data["starts"]), datetime.fromisoformat(data["ends"])
    return window(start, end, country.zone, now)


class DetailsQuestion(IntakeQuestion, state="new_details"):
    """What exactly? Helpers read it before they accept, so nothing in it should tell who it is."""

    key = "details"

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        text = _(
            "📝 What exactly is needed? A shopping list, the pharmacy's name, the dog's size… "
            "Everybody who is asked reads this, so please leave names and addresses out."
        )
        # button
        return Prompt(text, [[self.option(_("Nothing to add"), "skip")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """No details."""
        await query.answer()
        await self.go_on({"details": ""}, said=_("Nothing to add"))

    async def hear(self, message: Message, data: Data) -> None:
        """Take them."""
        details = written(message.text or "")
        if is_nothing(details):
            await self.go_on({"details": ""}, said=_("Nothing to add"))
            return
        if not details:
            await self.misunderstood(message, _("Please type it as text, or tap “Nothing to add”."))
            return
        if self.is_too_long(details):
            await self.too_long()
            return
        await self.go_on({"details": details})


class LimitQuestion(IntakeQuestion, state="new_limit"):
    """How much may be spent? Asked where money is involved."""

    async def ask(self, data: Data) -> Prompt:
        """The question, with usual amounts in the country's currency."""
        currency = self.country(data).currency
        text = _("💶 How much may the helper spend at most? They are paid back at the door against the receipt.")
        amounts = [self.option(money(cents, currency), str(cents)) for cents in LIMITS_CENTS]
        # button
        return Prompt(text, [amounts, [self.option(_("No limit agreed"), NO_LIMIT)]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take an amount that was offered, or none."""
        await query.answer()
        if value == NO_LIMIT:
            await self.go_on({"limit": NO_LIMIT}, said=_("No limit agreed"))
        elif (cents := numbered(value)) in LIMITS_CENTS:
            await self.go_on({"limit": cents}, said=money(cents, self.country(data).currency))

    async def hear(self, message: Message, data: Data) -> None:
        """Take a typed amount."""
        cents = cents_of(message.text or "")
        currency = self.country(data).currency
        if not cents:
            text = _("Please type an amount up to {most}, like 35 or 12.50, or tap “No limit agreed”.")
            await self.misunderstood(message, text.format(most=escape(money(1_000_00, currency))))
            return
        await self.go_on({"limit": cents}, said=f"💶 {money(cents, currency)}")
