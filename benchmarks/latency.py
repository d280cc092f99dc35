"""How long whoever accepts a mission waits for the caller's details: in the midst of a broadcast, and with nothing else
going on. A server that enforces Telegram's limits; the helpers who accept are others than those who are told things.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from itertools import count
from typing import Any

import aiogram
from aiogram.exceptions import TelegramRetryAfter
from telegram import ext

from benchmarks.broadcast import TEXT
from benchmarks.contenders import aiogram_client, ours, ptb_application
from benchmarks.crowd import publish, settle
from benchmarks.databases import fresh
from benchmarks.echo_ptb import polled
from benchmarks.report import Figures, Run, Runs, percentile
from benchmarks.telegram import Telegram, telegram
from bot import logs
from bot.keyboards import MissionTap
from domain.notices.missions import MissionOffered
from domain.notices.names import to_person
from sandbox import Sandbox
from storage.unit_of_work import Store

PEOPLE, QUICK_PEOPLE = 3_000, 500
ACCEPTS, QUICK_ACCEPTS, BASELINE_ACCEPTS = 200, 20, 5
PAUSE_S = 0.3
AT_ONCE = 30
LOAD_BEGINS_S = 2.0
PATIENCE_S = 30.0


async def run(*, quick: bool) -> Runs:
    """Ours, on one database and one server; then a bot with aiogram that sends as fast as it goes, and one with
    python-telegram-bot and its limiter, which answer a tap with one message and have nothing else to do.
    """
    logs.configure("text", "error")
    people, accepts = (QUICK_PEOPLE, QUICK_ACCEPTS) if quick else (PEOPLE, ACCEPTS)
    unloaded, loaded = await _ours(people, accepts)
    figures = _figures("unloaded", unloaded) | _figures("loaded", loaded)
    baseline: Figures = {}
    for name, bot in (("aiogram", _aiogram), ("ptb", _ptb)):
        async with telegram(people, limits=True) as server:
            told, answered = server.people[BASELINE_ACCEPTS:], server.people[:BASELINE_ACCEPTS]
            async with bot(server, told):
                taken = await server.do(accept_in_turn, dict.fromkeys(answered, "accept"))
        baseline |= _figures(f"{name}_loaded", taken)
    ratio = {what: round(figures[f"loaded_{what}_ms"] / figures[f"unloaded_{what}_ms"], 2) for what in ("p50", "p99")}
    return {"http": Run(figures, baseline, ratio)}


def _figures(name: str, taken: list[float]) -> Figures:
    return {f"{name}_p50_ms": percentile(taken, 50), f"{name}_p99_ms": percentile(taken, 99)}


async def accept_in_turn(sandbox: Sandbox, taps: dict[int, str]) -> list[float]:
    """Let people tap, one after the other, on a message that the bot sent them; seconds until they were written to."""
    taken = []
    for person in [one for one in sandbox.people if one.id in taps]:
        chat = person.chat()
        card = sandbox.world.post(chat, sandbox.bots[0], {"text": "A mission"})
        shown = next(message for message in person.messages() if message.message_id == card.wire["message_id"])
        before = len(chat.messages)
        started = time.perf_counter()
        answered = person.presses(shown, taps[person.id])
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while len(chat.messages) == before:
                    await chat.change(PATIENCE_S)
        taken.append(time.perf_counter() - started)
        answered.cancel()
        await asyncio.sleep(PAUSE_S)
    return taken


async def _ours(people: int, accepts: int) -> tuple[list[float], list[float]]:
    async with fresh("sqlite") as database, telegram(1 + people + 2 * accepts, limits=True) as server:
        store = Store(database)
        operator, *helpers = server.people
        numbers = dict(zip(helpers, await settle(store, map(str, helpers), operator=str(operator)), strict=True))
        before, during, told = helpers[:accepts], helpers[accepts : 2 * accepts], helpers[2 * accepts :]
        taps = {chat: await _offered(store, numbers[chat]) for chat in (*before, *during)}
        async with ours(database, server.url):
            unloaded = await server.do(accept_in_turn, {chat: taps[chat] for chat in before})
            mission = await publish(store, [numbers[chat] for chat in told])
            async with store.writing() as work:
                for chat in told:
                    await work.outbox.add(to_person(numbers[chat]), MissionOffered(mission))
            store.notices_written.set()
            await asyncio.sleep(LOAD_BEGINS_S)
            loaded = await server.do(accept_in_turn, {chat: taps[chat] for chat in during})
            async with store.reading() as work:
                assert await work.outbox.waiting(), "the broadcast was over before the accepts were"
        return unloaded, loaded


async def _offered(store: Store, helper: int) -> str:
    return MissionTap(do="accept", mission=await publish(store, [helper])).pack()


@asynccontextmanager
async def _broadcasting(broadcast: Awaitable[object]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(broadcast)
    try:
        await asyncio.sleep(LOAD_BEGINS_S)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _aiogram(server: Telegram, told: list[int]) -> AbstractAsyncContextManager[None]:
    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        dispatcher = aiogram.Dispatcher()

        @dispatcher.callback_query()
        async def answer(query: aiogram.types.CallbackQuery) -> None:
            await query.answer()
            await patiently(query.from_user.id)

        async def patiently(chat: int) -> None:
            while True:
                try:
                    await bot.send_message(chat, TEXT)
                except TelegramRetryAfter as refused:
                    await asyncio.sleep(refused.retry_after)
                else:
                    return

        async def sender() -> None:
            while (turn := next(turns)) < len(told):
                await patiently(told[turn])

        turns = count()
        async with aiogram_client(server) as bot:
            polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
            async with _broadcasting(asyncio.gather(*(sender() for _ in range(AT_ONCE)))):
                yield
            await dispatcher.stop_polling()
            await polling

    return running()


def _ptb(server: Telegram, told: list[int]) -> AbstractAsyncContextManager[None]:
    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async def answer(update: Any, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
            await update.callback_query.answer()
            await context.bot.send_message(update.effective_user.id, TEXT)

        application = ptb_application(server, ext.AIORateLimiter(max_retries=10))
        application.add_handler(ext.CallbackQueryHandler(answer))
        async with (
            polled(application),
            _broadcasting(asyncio.gather(*(application.bot.send_message(chat, TEXT) for chat in told))),
        ):
            yield

    return running()
