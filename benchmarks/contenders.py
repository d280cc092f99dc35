"""Bots with nothing in them, as the documentation of their frameworks begins: what ours are compared with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiogram
import telegram as ptb
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import ext

from benchmarks.telegram import TOKEN, Telegram
from bot.app import App
from bot.budget import Limits
from bot.pace import Pace
from bot.settings import given
from main import compose
from storage.database import Database

PtbApplication = ext.Application[Any, Any, Any, Any, Any, Any]


@asynccontextmanager
async def ours(database: Database, telegram: Telegram, limits: Limits | None = None) -> AsyncIterator[App]:
    """This bot, as it is run; at Telegram's pace unless told otherwise."""
    settings = given(bot_token=TOKEN, database_url=database.url, telegram_api_url=telegram.url, administrators="")
    app = compose(settings, database, pace=Pace(limits))
    running = asyncio.create_task(app.run())
    try:
        yield app
    finally:
        app.stop()
        await running


@asynccontextmanager
async def aiogram_client(telegram: Telegram) -> AsyncIterator[aiogram.Bot]:
    """aiogram's client of the Bot API."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        yield bot


@asynccontextmanager
async def aiogram_echo(telegram: Telegram) -> AsyncIterator[None]:
    """A bot that says what it is told."""
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message()
    async def echo(message: aiogram.types.Message) -> None:
        await message.answer(message.text or "")

    async with aiogram_client(telegram) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        try:
            yield
        finally:
            await dispatcher.stop_polling()
            await polling


def ptb_application(telegram: Telegram, limiter: ext.AIORateLimiter | None = None) -> PtbApplication:
    """python-telegram-bot as its own examples build it."""
    builder: Any = ext.Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot")
    application: PtbApplication = (builder.rate_limiter(limiter) if limiter else builder).build()
    return application


@asynccontextmanager
async def polled(application: PtbApplication) -> AsyncIterator[None]:
    """Let it poll."""
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling()
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()


@asynccontextmanager
async def ptb_echo(telegram: Telegram) -> AsyncIterator[None]:
    """The same with python-telegram-bot."""

    async def echo(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(update.effective_message.text or "")

    application = ptb_application(telegram)
    application.add_handler(ext.MessageHandler(ext.filters.ALL, echo))
    async with polled(application):
        yield
