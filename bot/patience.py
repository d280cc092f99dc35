"""Patience towards Telegram in answers to the person in front: waits out "too many requests" and short outages.

Not for long. Whoever waits taps again, and an update that is not finished keeps those behind it from being confirmed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, repeat

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

PAUSES_SECONDS = (0.3, 1.0, 3.0, 9.0)
PATIENCE_SECONDS = 20.0

_until: ContextVar[float | None] = ContextVar("until", default=None)

log = structlog.get_logger("patience")


@contextmanager
def one_update() -> Iterator[None]:
    """What is asked of Telegram in here shares one `PATIENCE_SECONDS`; elsewhere each request has its own."""
    token = _until.set(time.monotonic() + PATIENCE_SECONDS)
    try:
        yield
    finally:
        _until.reset(token)


def patient_until() -> float:
    """The monotonic instant at which what is asked now has waited long enough."""
    return _until.get() or time.monotonic() + PATIENCE_SECONDS


class Patience(BaseRequestMiddleware):
    """A session middleware that tries a request again when Telegram asks for it or is briefly out of order.

    An answer whose connection broke may have arrived, and then arrives twice: better than not at all. It stands around
    `Pace`, so that each further try waits for its turn like any other request.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if method.__api_method__ == GetUpdates.__api_method__:
            return await make_request(bot, method)
        until = patient_until()
        for pause in chain(PAUSES_SECONDS, repeat(PAUSES_SECONDS[-1])):
            try:
                return await make_request(bot, method)
            except (TelegramRetryAfter, TelegramServerError, TelegramNetworkError) as error:
                wait = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
                if time.monotonic() + wait > until:
                    raise
                log.info("tried again", method=type(method).__name__, error=type(error).__name__, seconds=wait)
                await asyncio.sleep(wait)
        raise AssertionError  # pauses never end
