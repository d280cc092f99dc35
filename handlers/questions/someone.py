"""Who somebody is: name and phone number."""

from __future__ import annotations

import html

from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup

from bot import phones
from bot.flow import Data, Prompt
from bot.question import Question
from bot.settings import Settings
from domain.words import name_of
from i18n import _


class NameQuestion(Question, state="name"):
    """The name, as it stands on the identity card."""

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        return Prompt(
            _("What is your <b>first name and surname</b>? Please type them as they stand on your identity card.")
        )

    async def hear(self, message: Message, data: Data) -> None:
        """Take a name."""
        if not message.text:
            await self.misunderstood(message, _("Please type your first name and surname."))
            return
        name = name_of(message.text)
        if name is None:
            text = _("I can't take that as a name. Please type only your first name and surname, in one line.")
            await self.misunderstood(message, text)
            return
        await self.go_on({"name": name}, said=_("Pleased to meet you, {name}!").format(name=html.escape(name)))


class PhoneQuestion(Question, state="phone"):
    """The phone number, proven: Telegram vouches for a contact that somebody shares of themselves by the button."""

    async def ask(self, data: Data) -> Prompt:
        """The question, with the button that shares the contact."""
        return Prompt(
            _(
                "What is your <b>phone number</b>? Our phone line needs it to reach you about a mission. Please share"
                " it with the button at the bottom of the screen: that way we know that it is really yours."
            ),
            reply=ReplyKeyboardMarkup(
                keyboard=[[KeyboardButton(text=_("📱 Share my phone number"), request_contact=True)]],
                resize_keyboard=True,
                one_time_keyboard=True,
            ),
            reply_text=_("👇 Tap the button here below."),
        )

    async def hear(self, message: Message, data: Data) -> None:
        """Take the person's own contact, and nothing else."""
        contact = message.contact
        if contact is None:
            await self.misunderstood(message, self._how_to_share(message))
            return
        if contact.user_id != int(self.person.external_id) or message.forward_origin is not None:
            text = _(
                "That contact is somebody else's. Please share your own with the button “📱 Share my phone number”."
            )
            await self.misunderstood(message, text)
            return
        settings: Settings = self.dependency("settings")
        phone = phones.parse("+" + contact.phone_number.strip().removeprefix("+"), settings.country)
        if phone is None:
            text = _("People can't ring that number. Please use a Telegram account with an ordinary phone number.")
            await self.misunderstood(message, text)
            return
        await self.go_on({"phone": phone}, said=f"📱 {phones.shown(phone, settings.country)}")

    def _how_to_share(self, message: Message) -> str:
        settings: Settings = self.dependency("settings")
        if phones.parse(message.text or "", settings.country):
            return _(
                "Thank you! A typed number could be anybody's, though. Please share yours with the button “📱 Share"
                " my phone number”. If you don't see it, tap the small square with four dots beside the text field."
            )
        return _(
            "Please share your number with the button “📱 Share my phone number”. If you don't see it, tap the small"
            " square with four dots beside the text field."
        )
