"""The bots that are measured in the process of the bench: ours, and clients and limiters of others."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import ext

from benchmarks.echo_ptb import Application
from benchmarks.telegram import TOKEN, Telegram
from bot.app import App
from bot.budget import Limits
from bot.limits import NO_LIMITS
from bot.pace import Pace
from bot.settings import given
from domain.limits import Costly, Limit
from main import compose, spare_the_collector
from storage.database import Database


@asynccontextmanager
async def ours(
    database: Database, telegram_url: str, limits: Limits | None = None, people: Mapping[Costly, Limit] = NO_LIMITS
) -> AsyncIterator[App]:
    """This bot, as it is run; at Telegram's pace unless told otherwise, and without `people`'s limits."""
    settings = given(bot_token=TOKEN, database_url=database.url, telegram_api_url=telegram_url, administrators="")
    app = compose(settings, database, pace=Pace(limits), limits=people)
    spare_the_collector()
    running = asyncio.create_task(app.run())
    try:
        yield app
    finally:
        app.stop()
        await running
        gc.unfreeze()


@asynccontextmanager
async def aiogram_client(telegram: Telegram) -> AsyncIterator[aiogram.Bot]:
    """aiogram's client of the Bot API."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        yield bot


def ptb_application(telegram: Telegram, limiter: ext.AIORateLimiter | None = None) -> Application:
    """python-telegram-bot as its own examples build it."""
    builder: Any = ext.Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot")
    application: Application = (builder.rate_limiter(limiter) if limiter else builder).build()
    return application
