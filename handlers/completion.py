"""How a mission went: outcome, receipt total where money was involved, a note for the next helper. Of a receipt its
total is kept, never a picture: what somebody bought is nobody else's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from aiogram.types import CallbackQuery, Message

from bot.choices import Choice
from bot.flow import Data, Flow, Prompt
from bot.pictures import discard, reference_of
from bot.question import Question
from bot.repeats import next_lines
from bot.said_later import wordless
from bot.typed import is_nothing
from domain.helper import Helper
from domain.mission import MAX_AMOUNT_CENTS, Mission, Outcome
from domain.network import COUNTRIES
from domain.permissions import Action
from domain.words import length, written
from i18n import _, ngettext
from i18n.formats import money, when
from services import missions

FLOW = Flow(
    order=("complete.early", "complete.outcome", "complete.receipt", "complete.over", "complete.note"),
    home="complete.note",
    action=Action.FINISH_MISSION,
    skips=lambda state, data: SKIPPED[state](data) if state in SKIPPED else False,
)
SKIPPED: Mapping[str, Callable[[Data], bool]] = {
    "complete.early": lambda data: data.get("begins") is None,
    "complete.receipt": lambda data: not data["money"],
    "complete.over": lambda data: (data.get("receipt") or 0) <= (data.get("limit") or MAX_AMOUNT_CENTS),
}
LONGEST_NOTE = 500
AMOUNT = re.compile(r"-?\d(?:[\d.,'’-]|\s(?=\d{3}(?!\d)))*")
CURRENCY = r"(?:€|£|euros?|eur|francs?|fr\.?|chf|pounds?)"
OF_MONEY = re.compile(rf"(?<![^\W\d]){CURRENCY}(?![^\W\d])", re.IGNORECASE)
EURO_BETWEEN = re.compile(rf"(\d)\s*{CURRENCY}\s*(\d\d)(?!\d)", re.IGNORECASE)


def cents_of(text: str) -> int | None:
    """A sum of money as people type it (12,50 · € 12.5 · 1 250.- · Fr. 8 · 2 € 50) in cents; None when it is none."""
    found = AMOUNT.findall(EURO_BETWEEN.sub(r"\1.\2", text))
    if len(found) != 1:  # two amounts are a question, not an answer
        return None
    kept = "".join(character for character in found[0] if character.isdigit() or character in ".,-")
    kept = kept.removesuffix(".-").removesuffix(",-").replace(",", ".").removesuffix(".")
    whole, dot, rest = kept.rpartition(".")
    if dot and len(rest) == 3 and whole.strip("-0"):  # 1.000 is a thousand in French and Dutch
        whole, rest = whole + rest, ""
    try:
        cents = Decimal(f"{whole.replace('.', '')}.{rest}" if dot else rest) * 100
    except InvalidOperation:
        return None
    return int(cents) if cents == int(cents) and 0 <= cents <= MAX_AMOUNT_CENTS else None


def is_sum_alone(text: str) -> bool:
    """Whether this is a sum of money, and says nothing else: “18,45 €” does, “he hit me 2 times” and “112” do not."""
    rest = re.sub(CURRENCY, "", text, flags=re.IGNORECASE)
    return sum_said(text) is not None and not any(character.isalpha() for character in rest)


def sum_said(text: str) -> int | None:
    """The sum in cents, unless it is a bare number that somebody calls in danger: “112” is a cry, “112,00” a sum, and
    so is “112 €”.
    """
    cries = {country.emergency for country in COUNTRIES.values()}
    bare = any(one.rstrip(".,'’") in cries for one in AMOUNT.findall(text))
    return None if bare and not OF_MONEY.search(text) else cents_of(text)


class EarlyQuestion(Choice, state="complete.early"):
    """Is it really done, although it begins much later? Somebody waits for it otherwise, and nobody comes."""

    key = "early"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        text = _("Mission #{number} only begins {when}. Is it really done?")
        begins = when(datetime.fromisoformat(data["begins"]), COUNTRIES[data["country"]].zone, self.store.now())
        return text.format(number=data["mission"], when=begins)

    def options(self, data: Data) -> Mapping[str, str]:
        """Yes, or it stays theirs."""
        return {
            # button
            "yes": _("Yes, it is done"),
            # button
            "no": _("No, it stays mine"),
        }

    async def choose(self, value: str, data: Data) -> None:
        """Go on, or leave it as it is."""
        if value == "yes":
            await super().choose(value, data)
            return
        await self.close(data, None)
        await self.leave()
        await self.say(_("Good, it stays yours. Thank you!"))


class OutcomeQuestion(Choice, state="complete.outcome"):
    """How did it go?"""

    key = "outcome"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        return _("Mission #{number}: how did it go?").format(number=data["mission"])

    def options(self, data: Data) -> Mapping[str, str]:
        """The outcomes."""
        return {
            Outcome.WELL: _("All done 👍"),
            Outcome.PARTLY: _("Partly"),
            Outcome.NOT_DONE: _("It could not be done"),
        }


class ReceiptQuestion(Question, state="complete.receipt"):
    """What does the receipt say? Skipped where no money is involved."""

    sees_to_pictures = True

    async def ask(self, data: Data) -> Prompt:
        """The question, in the currency of the mission."""
        text = _("How much is on the receipt? Type the total, for example {amount}.")
        mission = await missions.held_by(self.store, data["mission"], self.person.id)
        example = money(1845, COUNTRIES[mission.country].currency)
        return Prompt(text.format(amount=example), [[self.option(_("No money was spent"), "none")]])

    async def hear(self, message: Message, data: Data) -> None:
        """Take a sum, also one that stands alone below a picture."""
        text = message.text or ""
        if reference_of(message) is not None:
            text = message.caption or ""
            if not is_sum_alone(text):
                await self._refuse(message, data)
                return
            await discard(message)
        if is_nothing(text):
            await self.go_on({"receipt": None}, said=_("No money was spent"))
            return
        cents = sum_said(text)
        if cents is None:
            unread = _("I can't read that amount. Type the total, like 18.45, or tap “No money was spent”.")
            await self.misunderstood(message, unread)
            return
        mission = await missions.held_by(self.store, data["mission"], self.person.id)
        await self.go_on({"receipt": cents}, said="🧾 " + money(cents, COUNTRIES[mission.country].currency))

    async def _refuse(self, message: Message, data: Data) -> None:
        """A picture, from which nobody reads a sum."""
        if not message.caption:  # what is written below one says that it is no receipt
            await discard(message)
        elif not await self.take_away(message):
            await self.misunderstood(message, wordless(message))
            await self.ask_again(data)
            return
        await self.misunderstood(message, _("Thank you, but I keep no pictures. Please type the total alone."))

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """No money."""
        await query.answer()
        await self.go_on({"receipt": None}, said=_("No money was spent"))


class OverLimitQuestion(Choice, state="complete.over"):
    """Was it really more than what was agreed? The operator hears of it then."""

    key = "over"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        text = _("That is more than the {limit} that were agreed for #{number}. Is {amount} right?")
        currency = COUNTRIES[data["country"]].currency
        limit, amount = money(data["limit"], currency), money(data["receipt"], currency)
        return text.format(limit=limit, number=data["mission"], amount=amount)

    def options(self, data: Data) -> Mapping[str, str]:
        """Yes, or another sum."""
        return {
            # button
            "yes": _("Yes, tell the operator"),
            # button
            "no": _("No, I type it again"),
        }

    async def choose(self, value: str, data: Data) -> None:
        """Go on, or back to the receipt."""
        if value == "yes":
            await super().choose(value, data)
            return
        await self.close(data, None)
        await self.goto("complete.receipt")


class NoteQuestion(Question, state="complete.note"):
    """Something for the next helper; then it is done."""

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        text = _("Is there something the next helper should know? Type it, or skip.")
        return Prompt(text, [[self.option(_("Skip"), "skip")]])

    async def hear(self, message: Message, data: Data) -> None:
        """Take a note."""
        note = written(message.text or "")
        if not note:
            await self.misunderstood(message, _("Please type it as text, or tap “Skip”."))
            return
        if length(note) > LONGEST_NOTE:
            text = _("Please keep it under {count} characters.")
            await self.misunderstood(message, text.format(count=LONGEST_NOTE))
            return
        await self._finish(data, "" if is_nothing(note) else note)

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """No note."""
        await query.answer()
        await self._finish(data, "")

    async def _finish(self, data: Data, note: str) -> None:
        await self.close(data, None)
        mission, helper = await missions.complete(
            self.store,
            data["mission"],
            self.person.id,
            Outcome(data["outcome"]),
            receipt_cents=data.get("receipt"),
            note=note,
        )
        await self.leave()
        await self._thank(data, mission, helper)
        if note:  # it may have been a cry for help
            text = _("In danger, call {emergency}. If something was not right, /concern tells our moderators.")
            await self.say(text.format(emergency=COUNTRIES[data["country"]].emergency))

    async def _thank(self, data: Data, mission: Mission, helper: Helper) -> None:
        if data["outcome"] == Outcome.NOT_DONE:
            await self.say("🙏 " + _("Thank you for trying, and for telling us. We look after it from here."))
            return
        count = helper.completed
        done = ngettext("That was your first mission.", "You have completed {count} missions so far.", count)
        await self.say(
            "🙏 " + _("Thank you! Somebody's day is better because of you.") + " " + done.format(count=count)
        )
        for line in next_lines(mission, self.store.now()):
            await self.say(line + " " + _("You are asked first, and are as free to say no as ever."))


QUESTIONS: tuple[type[Question], ...] = (
    EarlyQuestion,
    OutcomeQuestion,
    ReceiptQuestion,
    OverLimitQuestion,
    NoteQuestion,
)
