"""Questions whose answers are known beforehand: one of several, or several of several. By a tap, or typed."""

from __future__ import annotations

import html
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from aiogram.types import CallbackQuery, Message

from bot.flow import Data, Prompt
from bot.keyboards import in_rows
from bot.question import Question
from bot.typed import all_meant, meant
from i18n import _
from i18n.formats import listing


class _Options(Question):
    """What both kinds have in common. `key` names the answer in the conversation's data."""

    key: ClassVar[str]
    width: ClassVar[int] = 2

    @abstractmethod
    def options(self, data: Data) -> Mapping[str, str]:
        """Value → text of the button."""

    @abstractmethod
    def text(self, data: Data) -> str:
        """The question, as HTML."""

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """Value → what may be typed for it."""
        return {value: [text] for value, text in self.options(data).items()}


class Choice(_Options):
    """A question with exactly one of several answers."""

    async def ask(self, data: Data) -> Prompt:
        """The question with a button for each answer."""
        buttons = [self.option(text, value) for value, text in self.options(data).items()]
        return Prompt(self.text(data), in_rows(buttons, self.width))

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take a known value; pass over one that is not offered (any more)."""
        await query.answer()
        options = self.options(data)
        if value in options:
            await self.choose(value, data)

    async def hear(self, message: Message, data: Data) -> None:
        """Take a typed answer that is one of those offered."""
        value = meant(message.text or "", self.meanings(data))
        if value is None:
            await self.misunderstood(message)
            return
        await self.choose(value, data)

    async def choose(self, value: str, data: Data) -> None:
        """Go on with one of the options."""
        await self.go_on(self.answer(value), said=html.escape(self.options(data)[value]))

    def answer(self, value: str) -> Data:
        """What is kept for a value."""
        return {self.key: value}


class Choices(_Options):
    """A question with several of several answers: taps toggle them, and one button goes on."""

    async def ask(self, data: Data) -> Prompt:
        """The question, chosen answers ticked."""
        chosen = set(data.get(self.key) or ())
        buttons = [
            self.option(f"✅ {text}" if value in chosen else text, value) for value, text in self.options(data).items()
        ]
        return Prompt(self.text(data), [*in_rows(buttons, self.width), [self.option(_("Done ➡️"), "", "primary")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Toggle, or go on once something is chosen."""
        options = self.options(data)
        chosen = [one for one in options if one in set(data.get(self.key) or ())]
        if value == "":
            if not chosen:
                await query.answer(_("Please choose at least one."), show_alert=True)
                return
            await query.answer()
            await self.go_on({self.key: chosen}, said=html.escape(listing(options[one] for one in chosen)))
            return
        await query.answer()
        if value in options:
            chosen = [one for one in options if (one in chosen) != (one == value)]
            await self.show(await self.keep({self.key: chosen}), query=query)

    async def hear(self, message: Message, data: Data) -> None:
        """Tick what is typed, if all of it is offered, and show it before going on."""
        typed = all_meant(message.text or "", self.meanings(data))
        if not typed:
            await self.misunderstood(message)
            return
        chosen = {*(data.get(self.key) or ()), *typed}
        await self.ask_again(await self.keep({self.key: [one for one in self.options(data) if one in chosen]}))
