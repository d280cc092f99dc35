"""Telephones without a network: what a messenger sends to people stands on them at once, or when it is let through."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import DeleteMessage, EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup


@dataclass(frozen=True)
class Screen:
    """A message as its reader sees it."""

    text: str
    buttons: tuple[str, ...]


class Phones:
    """Stands in for aiogram's client. `leaves` is called with the chat and the message before it is under way."""

    def __init__(self, leaves: Callable[[int, Screen], None]) -> None:
        self.chats: dict[int, dict[int, Screen]] = {}
        self.blocked: set[int] = set()
        self.under_way = 0
        self._leaves = leaves
        self._let_through = asyncio.Event()
        self._let_through.set()
        self._numbers = itertools.count(1)

    def hold_up(self) -> None:
        """What leaves from now on arrives only when it is let through."""
        self._let_through.clear()

    def let_through(self) -> None:
        """Let everything arrive."""
        self._let_through.set()

    async def send_message(
        self,
        chat_id: int,
        text: str,
        *,
        reply_markup: InlineKeyboardMarkup | None = None,
        disable_notification: bool = False,
        protect_content: bool | None = None,
    ) -> SimpleNamespace:
        """See aiogram."""
        screen = _screen(text, reply_markup)
        await self._travel(chat_id, screen)
        if chat_id in self.blocked:
            raise TelegramForbiddenError(
                SendMessage(chat_id=chat_id, text=text), "Forbidden: bot was blocked by the user"
            )
        number = next(self._numbers)
        self.chats.setdefault(chat_id, {})[number] = screen
        return SimpleNamespace(chat=SimpleNamespace(id=chat_id), message_id=number)

    async def edit_message_text(
        self, text: str, *, chat_id: int, message_id: int, reply_markup: InlineKeyboardMarkup | None = None
    ) -> None:
        """See aiogram."""
        screen = _screen(text, reply_markup)
        await self._travel(chat_id, screen)
        if message_id not in self.chats.get(chat_id, {}):
            method = EditMessageText(chat_id=chat_id, message_id=message_id, text=text)
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        self.chats[chat_id][message_id] = screen

    async def delete_message(self, chat_id: int, message_id: int) -> None:
        """See aiogram."""
        if self.chats.get(chat_id, {}).pop(message_id, None) is None:
            method = DeleteMessage(chat_id=chat_id, message_id=message_id)
            raise TelegramBadRequest(method, "Bad Request: message to delete not found")

    async def _travel(self, chat: int, screen: Screen) -> None:
        self._leaves(chat, screen)
        self.under_way += 1
        try:
            await self._let_through.wait()
        finally:
            self.under_way -= 1


def _screen(text: str, markup: InlineKeyboardMarkup | None) -> Screen:
    return Screen(text, tuple(one.text for row in markup.inline_keyboard for one in row) if markup else ())
