"""A bot that says what it is told, with python-telegram-bot and nothing else: as its documentation begins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import telegram
from telegram import ext

Application = ext.Application[Any, Any, Any, Any, Any, Any]


@asynccontextmanager
async def echo(url: str, token: str) -> AsyncIterator[None]:
    """Let it poll."""

    async def answer(update: telegram.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(update.effective_message.text or "")

    builder: Any = ext.Application.builder()
    application: Application = builder.token(token).base_url(f"{url}/bot").build()
    application.add_handler(ext.MessageHandler(ext.filters.ALL, answer))
    async with polled(application):
        yield


@asynccontextmanager
async def polled(application: Application) -> AsyncIterator[None]:
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
