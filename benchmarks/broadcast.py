"""Notices to 3000 helpers, against a server that enforces Telegram's limits: how near to them, and at what price."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import aiogram
import telegram as ptb
from aiogram.exceptions import TelegramRetryAfter
from telegram import ext

from benchmarks.contenders import aiogram_client, ours, ptb_application
from benchmarks.crowd import publish, settle
from benchmarks.databases import fresh
from benchmarks.report import Figures, Run, Runs
from benchmarks.telegram import Delivered, Telegram, delivered, telegram, watch
from bot import logs
from domain.notices.missions import MissionOffered
from domain.notices.names import to_person
from sandbox.limits import MESSAGES_PER_SECOND
from storage.unit_of_work import Store

PEOPLE, QUICK_PEOPLE = 3_000, 300
TEXT = "A mission near you"
AT_ONCE = 30
SLEEP_S = 0.05  # "20 messages per second (Limit: 30 messages per second)": aiogram's own example of a broadcast

Broadcast = Callable[[Telegram], Awaitable[None]]


async def run(*, quick: bool) -> Runs:
    """Ours delivers offers of a mission from its outbox; the others send a text, each on a server of its own."""
    logs.configure("text", "error")
    people = QUICK_PEOPLE if quick else PEOPLE
    figures = _figures(await _measure(_offer, people), people)
    baseline: Figures = {}
    for name, broadcast in (("aiogram", _by_example), ("ptb", _by_ptb), ("brute_force", _by_brute_force)):
        found = _figures(await _measure(broadcast, people), people)
        baseline |= {f"{name}_{figure}": found[figure] for figure in ("per_s", "too_many_requests", "lost", "twice")}
    names = ("limit", "aiogram", "ptb", "brute_force")
    limits = {"limit": float(MESSAGES_PER_SECOND)} | {name: baseline[f"{name}_per_s"] for name in names[1:]}
    return {
        "http": Run(
            {"notices": people, "limit_per_s": MESSAGES_PER_SECOND} | figures,
            baseline,
            {name: round(figures["per_s"] / limit, 3) for name, limit in limits.items() if limit},
        )
    }


async def _measure(broadcast: Broadcast, people: int) -> Delivered:
    async with telegram(people, limits=True) as server:
        await server.do(watch)
        await broadcast(server)
        return await server.do(delivered)


def _figures(sent: Delivered, people: int) -> Figures:
    """A rate is that of the messages after the first."""
    reached = {chat for chat, _ in sent.messages}
    return {
        "per_s": round((sent.messages.total() - 1) / sent.seconds, 2) if sent.seconds else 0.0,
        "too_many_requests": sent.too_many_requests,
        "lost": people - len(reached),
        "twice": sent.messages.total() - len(sent.messages),
    }


async def _offer(server: Telegram) -> None:
    async with fresh("sqlite") as database:
        store = Store(database)
        helpers = await settle(store, [str(number) for number in server.people])
        mission = await publish(store, helpers)
        async with store.writing() as work:
            for number in helpers:
                await work.outbox.add(to_person(number), MissionOffered(mission))
        async with ours(database, server.url):
            await until_delivered(store)


async def until_delivered(store: Store) -> None:
    """Wait until nothing is on its way any more."""
    while True:
        async with store.reading() as work:
            if not await work.outbox.waiting():
                return
        await asyncio.sleep(0.2)


async def _by_example(server: Telegram) -> None:
    """One after the other with a short sleep, as aiogram's example has it; a refused message is tried once more."""
    async with aiogram_client(server) as bot:
        for chat in server.people:
            await _send(bot, chat)
            await asyncio.sleep(SLEEP_S)


async def _send(bot: aiogram.Bot, chat: int) -> None:
    while True:
        try:
            await bot.send_message(chat, TEXT)
        except TelegramRetryAfter as refused:
            await asyncio.sleep(refused.retry_after)
        else:
            return


async def _by_ptb(server: Telegram) -> None:
    """python-telegram-bot with its own limiter, which has all of them wait in it."""
    application = ptb_application(server, ext.AIORateLimiter(max_retries=10))
    async with application:
        bot: ptb.Bot = application.bot
        await asyncio.gather(*(bot.send_message(chat, TEXT) for chat in server.people))


async def _by_brute_force(server: Telegram) -> None:
    """As fast as it goes, and each again as soon as Telegram says that it may."""
    turns = count()
    async with aiogram_client(server) as bot:

        async def sender() -> None:
            while (turn := next(turns)) < len(server.people):
                await _send(bot, server.people[turn])

        await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
