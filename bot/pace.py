"""Patience towards Telegram in answers to the person in front: waits out "too many requests" and short outages."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

PAUSES_SECONDS = (0.3, 1.0, 3.0, 9.0)
LONGEST_RETRY_AFTER_SECONDS = 60

log = structlog.get_logger("pace")


class Patience(BaseRequestMiddleware):
    """A session middleware that tries a request again when Telegram asks for it or is briefly out of order.

    An answer whose connection broke may have arrived, and then arrives twice: better than not at all.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if method.__api_method__ == GetUpdates.__api_method__:
            return await make_request(bot, method)
        for pause in PAUSES_SECONDS:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST_RETRY_AFTER_SECONDS:
                    raise
                log.info("told to wait", method=type(method).__name__, seconds=error.retry_after)
                await asyncio.sleep(error.retry_after)
            except (TelegramServerError, TelegramNetworkError) as error:
                log.info("tried again", method=type(method).__name__, error=type(error).__name__, seconds=pause)
                await asyncio.sleep(pause)
        return await make_request(bot, method)
