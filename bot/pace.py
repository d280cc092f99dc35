"""The pace at which everything leaves for Telegram: people who wait for an answer first, then letters by priority.

One `Pace` is shared by all clients of a bot, as the middleware of their sessions. Waiting is on the real clock, not on
the one that a story or a demo moves.
"""

from __future__ import annotations

import asyncio
import math
import time
from bisect import insort
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import count

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.budget import Budget, Chat, Limits, Load
from bot.patience import Wait, of_this_request
from domain.notices.notice import URGENT

LETTERS_WAIT_SECONDS = 3.0
"""What can't leave within that goes back to the outbox, where something more urgent may stand by now."""

COUNTED = ("send", "edit", "copy", "forward")
UNCOUNTED = frozenset({"sendChatAction"})

Rank = tuple[int, int]
"""Lower leaves earlier."""
ANSWER = URGENT - 1


class NotSoon(Exception):
    """It can't leave as soon as it should; perhaps after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class _Turn:
    """Of a letter: what it does beyond the one message that is `paid` for waits like it."""

    rank: Rank
    paid: Load | None


@dataclass(order=True, slots=True)
class _Waiting:
    rank: Rank
    load: Load = field(compare=False)
    go: asyncio.Future[None] = field(compare=False)


_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)


class Pace(BaseRequestMiddleware):
    """A session middleware behind which every request that sends or rewrites something waits until it may leave.

    Raises TelegramRetryAfter, like Telegram itself, for what would have to wait for longer than it is worth. Telegram's
    own refusals hold up those whom they concern.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._budget = Budget(limits, time.monotonic())
        self._waiting: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._arrivals = count()

    def share(self, parts: int) -> None:
        """Keep to one of so many equal parts of what may be sent: others send the rest."""
        self._budget.share(parts, time.monotonic())

    @asynccontextmanager
    async def letter(self, chat: Chat, priority: int, number: int) -> AsyncIterator[None]:
        """Wait until a letter may leave for this chat; the first message in here then leaves at once, and if there is
        none, the turn is somebody else's. So what a letter says can be read when it leaves. Raises NotSoon.
        """
        rank, load = (priority, number), Load(chat)
        await self._wait(load, rank, _letters_wait())
        turn = _Turn(rank, load)
        token = _turn.set(turn)
        try:
            yield
        finally:
            _turn.reset(token)
            if turn.paid is not None:
                self._budget.give_back(turn.paid)
                self._let_go()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat: Chat | None = getattr(method, "chat_id", None)
        if chat is None:
            return await make_request(bot, method)
        if method.__api_method__.startswith(COUNTED) and method.__api_method__ not in UNCOUNTED:
            try:
                await self._take(_load(method, chat))
            except NotSoon as error:
                seconds = math.ceil(error.seconds)
                raise TelegramRetryAfter(method, f"Too Many Requests: retry after {seconds}", seconds) from None
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._budget.refuse(chat, error.retry_after, time.monotonic())
            raise

    async def _take(self, load: Load) -> None:
        turn = _turn.get()
        if turn is None:
            await self._wait(replace(load, answers=True), (ANSWER, next(self._arrivals)), of_this_request())
            return
        paid, turn.paid = turn.paid, None
        if paid is not None and paid.chat == load.chat:
            if load.messages > paid.messages:
                await self._wait(replace(load, messages=load.messages - paid.messages), turn.rank, _letters_wait())
            return
        if paid is not None:
            self._budget.give_back(paid)
        await self._wait(load, turn.rank, _letters_wait())

    async def _wait(self, load: Load, rank: Rank, wait: Wait) -> None:
        """Raises NotSoon: at once where it is clear, and when it has waited for as long as it may."""
        now = time.monotonic()
        if self._budget.wait(load, now) <= 0:
            self._budget.spend(load, now)
            return
        if (seconds := self._budget.chat_wait(load, now)) > wait.for_its_chat(now):
            raise NotSoon(seconds)
        waiting = _Waiting(rank, load, asyncio.get_running_loop().create_future())
        insort(self._waiting, waiting)
        self._let_go()
        try:
            await self._sit_out(waiting, wait)
        except asyncio.CancelledError:
            if waiting.go.done():
                self._budget.give_back(load)
            raise
        finally:
            if not waiting.go.done():
                self._waiting.remove(waiting)
        if not waiting.go.done():
            raise NotSoon(max(self._budget.wait(load, time.monotonic()), 1.0))

    async def _sit_out(self, waiting: _Waiting, wait: Wait) -> None:
        """Until it leaves, or may wait no longer. What is hurried and waits for other chats alone goes on waiting."""
        for reasons in ({waiting.go, wait.hurried}, {waiting.go}):
            now = time.monotonic()
            if wait.hurried.done() and self._budget.chat_wait(waiting.load, now) > 0:
                return
            await asyncio.wait(reasons, timeout=wait.until - now, return_when=asyncio.FIRST_COMPLETED)

    def _let_go(self) -> None:
        """Let everybody go who may, the first in rank first, and look again when the next one may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now, soonest = time.monotonic(), math.inf
        for waiting in self._waiting.copy():
            wait = self._budget.wait(waiting.load, now)
            if wait > 0:
                soonest = min(soonest, wait)
                continue
            self._budget.spend(waiting.load, now)
            waiting.go.set_result(None)
            self._waiting.remove(waiting)
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(soonest, self._let_go)


def _letters_wait() -> Wait:
    return Wait(time.monotonic() + LETTERS_WAIT_SECONDS)


def _load(method: TelegramMethod[TelegramType], chat: Chat) -> Load:
    several = getattr(method, "media", None) or getattr(method, "message_ids", None)
    edits = method.__api_method__.startswith("edit")
    return Load(chat, len(several) if isinstance(several, list) else 1, edits=edits)
