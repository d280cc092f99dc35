"""A bot that says what it is told, with aiogram and nothing else: as its documentation begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer


@asynccontextmanager
async def echo(url: str, token: str) -> AsyncIterator[None]:
    """Let it poll."""
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def answer(message: aiogram.types.Message) -> None:
        await message.answer(message.text or "")

    async with aiogram.Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        try:
            yield
        finally:
            await dispatcher.stop_polling()
            await polling
