"""Patience towards Telegram in answers to the person in front: waits out "too many requests" and short outages.

Not for long. Whoever waits taps again, and an update that is not finished keeps those behind it from being confirmed,
and those far behind it from being seen: see `Wait.hurry`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain, repeat

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

PAUSES_SECONDS = (0.3, 1.0, 3.0, 9.0)
PATIENCE_SECONDS = 20.0

log = structlog.get_logger("patience")


def _nothing_yet() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class Wait:
    """For how long something may wait to leave: to the monotonic instant `until`, unless it is hurried."""

    until: float
    hurried: asyncio.Future[None] = field(default_factory=_nothing_yet)

    def hurry(self) -> None:
        """Do not wait for its own chat any longer, since others wait behind it; for Telegram as a whole, as before."""
        if not self.hurried.done():
            self.hurried.set_result(None)

    def for_its_chat(self, now: float) -> float:
        """The seconds for which it may still wait until its own chat can take it."""
        return 0.0 if self.hurried.done() else self.until - now


_wait: ContextVar[Wait | None] = ContextVar("wait", default=None)


@contextmanager
def one_update() -> Iterator[Wait]:
    """What is asked of Telegram in here shares one `PATIENCE_SECONDS`; elsewhere each request has its own."""
    wait = Wait(time.monotonic() + PATIENCE_SECONDS)
    token = _wait.set(wait)
    try:
        yield wait
    finally:
        _wait.reset(token)


def of_this_request() -> Wait:
    """For how long what is asked now may wait."""
    return _wait.get() or Wait(time.monotonic() + PATIENCE_SECONDS)


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
        wait = of_this_request()
        for pause in chain(PAUSES_SECONDS, repeat(PAUSES_SECONDS[-1])):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after >= wait.for_its_chat(time.monotonic()):
                    raise
                _note(method, error, error.retry_after)
                await asyncio.wait({wait.hurried}, timeout=error.retry_after)
            except (TelegramServerError, TelegramNetworkError) as error:
                if time.monotonic() + pause > wait.until:
                    raise
                _note(method, error, pause)
                await asyncio.sleep(pause)
        raise AssertionError  # pauses never end


def _note(method: TelegramMethod[TelegramType], error: Exception, seconds: float) -> None:
    log.info("tried again", method=type(method).__name__, error=type(error).__name__, seconds=seconds)
