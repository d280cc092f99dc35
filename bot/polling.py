"""Long polling that confirms an update only after its effects are committed.

aiogram's own polling confirms an update when it fetches the next batch, while handlers may still run: a crash then
loses what somebody tapped. Here `getUpdates` is asked from the oldest update that is not finished, and those already in
work are passed over. Handlers are idempotent, so an update that arrives again after a crash does no harm.

Telegram shows no more than the `BATCH` from that oldest one on. Whoever sends a hundred messages would keep it from
showing anybody else's for as long as their answers take: so when half of it is full, those in front have to hurry.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict
from contextlib import suppress
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update

from bot import patience
from bot.incoming import GetRawUpdates, NotUnderstood, kinds_of, number_in, number_of, read
from bot.wording import kinds
from storage.errors import Unavailable

LONG_POLL_SECONDS = 25
BATCH = 100
HALF = BATCH // 2
REMEMBERED = 2000
BUSY_PAUSE_SECONDS, FULL_PAUSE_SECONDS = 0.05, 0.25
IDLE_PAUSE_SECONDS = 0.3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0

HINTS: dict[type[Exception], str] = {
    TelegramConflictError: "another process uses the same token",
    TelegramNetworkError: "no connection; check the network, and TELEGRAM_API_URL if you have set it",
}

log = structlog.get_logger("polling")


class Polling:
    """Feeds the dispatcher with updates until stopped."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, **dependencies: Any) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._dependencies = dependencies
        self._stopping = asyncio.Event()
        self._in_work: dict[int, asyncio.Task[None]] = {}
        self._waits: dict[int, patience.Wait] = {}
        self._finished: set[int] = set()
        self._recent: OrderedDict[int, None] = OrderedDict()
        self._room = asyncio.Event()
        self._next = 0
        self._limit = BATCH

    def stop(self) -> None:
        """Fetch nothing more; `run` returns when what runs is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped, through outages of Telegram and the network. Raises TelegramUnauthorizedError,
        and TelegramNotFound where the very first answer is that."""
        allowed = self._dispatcher.resolve_used_update_types()
        pause = 1.0
        answered = False
        while not self._stopping.is_set():
            asked_at = time.monotonic()
            try:
                updates = await self._fetch(allowed)
                if not self._start_all(updates):
                    await self._rest(IDLE_PAUSE_SECONDS)
                self._limit = min(self._limit * 2, BATCH)
                pause = 1.0
                answered = True
            except TelegramUnauthorizedError:
                raise
            except TelegramRetryAfter as error:
                await self._rest(error.retry_after)
                continue
            except ClientDecodeError as error:
                await self._find_unreadable(error)
                continue
            except Exception as error:  # whatever it is, the people who write must be heard again
                if isinstance(error, TelegramNotFound) and not answered:  # what Telegram says to a token without form
                    raise
                if isinstance(error, TelegramConflictError) and "webhook" in error.message and not answered:
                    await self._end_webhook()
                    answered = True
                    continue
                hint = next((text for kind, text in HINTS.items() if isinstance(error, kind)), "tried again")
                log.warning("no updates", error=type(error).__name__, hint=hint, pause_seconds=round(pause, 1))
                await self._rest(pause * random.uniform(0.7, 1.0))  # noqa: S311 - jitter
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            if not (updates or self._in_work) and time.monotonic() - asked_at < IDLE_PAUSE_SECONDS:
                await self._rest(IDLE_PAUSE_SECONDS)  # a server that does not hold long polls back
            if self._in_work:
                await self._some_finished()
        await self._drain()

    async def _end_webhook(self) -> None:
        """One is set from an earlier time; now we ask. Only at the start: later it is somebody else's."""
        log.info("webhook ended")
        with suppress(TelegramAPIError):
            await self._bot.delete_webhook(request_timeout=15)

    async def _fetch(self, allowed: list[str]) -> list[Any]:
        request = GetRawUpdates(
            offset=self._next or None,
            limit=self._limit,
            timeout=0 if self._in_work else LONG_POLL_SECONDS,
            allowed_updates=allowed,
        )
        asking = asyncio.ensure_future(self._bot(request, request_timeout=LONG_POLL_SECONDS + 15))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not asking.done():
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return []
        return asking.result()

    def _start_all(self, updates: list[Any]) -> bool:
        """Begin to handle what has come. False where none of it has a number, so that the same would come again."""
        numbered = [(number, raw) for raw in updates if (number := number_of(raw)) is not None]
        for number, raw in numbered:
            self._start(number, raw)
        if len(numbered) < len(updates):
            log.warning("updates without a number", count=len(updates) - len(numbered))
            if not numbered:
                self._step_over(self._next)
        return bool(numbered or not updates)

    def _start(self, number: int, raw: dict[str, Any]) -> None:
        """Begin to handle an update that is new. One that can't be understood is stepped over, naming its number and
        nothing of its content.
        """
        if number in self._in_work or number in self._recent:
            return
        if not self._next or number < self._next:  # after a quiet week Telegram starts counting somewhere else
            self._next = number
            self._finished.clear()
        try:
            update = read(raw, self._bot)
        except NotUnderstood:
            log.warning("update not understood", update_id=number, kinds=kinds_of(raw))
            self._step_over(number)
            return
        self._in_work[number] = asyncio.ensure_future(self._handle(update))

    def _step_over(self, number: int) -> None:
        if number:
            self._finish(number)
            self._advance()

    async def _find_unreadable(self, error: ClientDecodeError) -> None:
        """An answer that is no JSON that Python reads (numbers with thousands of digits, nesting without end): ask for
        half as many updates, until it is known which one it is. That one is stepped over.
        """
        number = number_in(error.data)
        if self._limit > 1 or number is None:
            log.warning("updates not readable", asked_for=self._limit)
            await self._rest(FIRST_PAUSE_SECONDS if self._limit == 1 else IDLE_PAUSE_SECONDS)
        elif number not in self._in_work:
            log.warning("update not readable", update_id=number)
            self._next = self._next or number
            self._step_over(number)
        self._limit = max(self._limit // 2, 1)

    async def _handle(self, update: Update) -> None:
        """Handle an update; while the database is away, again and again. On stopping it is left for the next start."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set() or pause == FIRST_PAUSE_SECONDS:
            try:
                with patience.one_update() as self._waits[update.update_id]:
                    await self._dispatcher.feed_update(self._bot, update, **self._dependencies)
            except Unavailable as error:
                log.warning("database away", update_id=update.update_id, error=kinds(error), pause_seconds=pause)
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            except Exception:
                log.exception("update failed", update_id=update.update_id)
            self._finish(update.update_id)
            self._in_work.pop(update.update_id, None)
            self._waits.pop(update.update_id, None)
            self._advance()
            return

    def _finish(self, number: int) -> None:
        self._finished.add(number)
        self._recent[number] = None
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _advance(self) -> None:
        """Move to the oldest update that is not finished: everything before it may be confirmed."""
        highest = max(self._finished, default=self._next - 1)
        limit = min(self._in_work, default=highest + 1)
        self._next = max(self._next, limit)
        self._finished = {number for number in self._finished if number >= self._next}
        if len(self._in_work) + len(self._finished) <= HALF:
            self._room.set()

    async def _some_finished(self) -> None:
        """Give what is in work a moment: until it is finished, it is fetched again each time. A longer one while most
        of what would be fetched is known already.
        """
        if len(self._in_work) + len(self._finished) > HALF:
            self._hurry()
            self._room.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._room.wait(), FULL_PAUSE_SECONDS)
        if self._in_work:
            await asyncio.wait(self._in_work.values(), timeout=BUSY_PAUSE_SECONDS)

    def _hurry(self) -> None:
        """Who stands so far in front that others may be out of sight waits for their own chat no longer: they hear once
        that they were not answered, and what they did is done all the same.
        """
        for number in sorted({*self._in_work, *self._finished})[:-HALF]:
            if number in self._waits:
                self._waits[number].hurry()

    async def _drain(self) -> None:
        if self._in_work:
            await asyncio.gather(*self._in_work.values(), return_exceptions=True)
        if self._next:
            try:
                await self._bot(GetUpdates(offset=self._next, limit=1, timeout=0), request_timeout=5)
            except Exception as error:  # noqa: BLE001 - we are leaving
                log.info("last updates not confirmed; they will come again", error=type(error).__name__)

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
