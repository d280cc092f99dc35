"""Somebody else's conversation with the bot, which ends by what is decided about them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.fsm.context import FSMContext

from bot.flow import put_away
from bot.fsm_storage import DatabaseStorage


@asynccontextmanager
async def conversation_of(user_id: int, own: FSMContext) -> AsyncIterator[FSMContext]:
    """The private conversation of somebody, held until this ends; `own`: of whoever decides, perhaps about themselves.
    What they do at this moment is waited for.
    """
    key = replace(own.key, chat_id=user_id, user_id=user_id)
    if key == own.key:
        yield own
        return
    storage = own.storage
    assert isinstance(storage, DatabaseStorage)  # noqa: S101 - the bot has no other
    async with storage.alone(key):
        yield FSMContext(storage=storage, key=key)


async def end(theirs: FSMContext, bot: Bot) -> None:
    """End what they are being asked, also if they have blocked the bot."""
    with suppress(TelegramBadRequest, TelegramForbiddenError):
        await put_away(theirs, bot, theirs.key.chat_id)
