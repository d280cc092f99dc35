"""Updates a second through the whole bot, against bots that only echo what they are told, all over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from statistics import median

from benchmarks.contenders import aiogram_echo, ours, ptb_echo
from benchmarks.crowd import settle
from benchmarks.databases import fresh
from benchmarks.report import Run, Runs
from benchmarks.telegram import Telegram, everybody_says, telegram
from bot import logs
from bot.budget import UNLIMITED
from storage.unit_of_work import Store

PEOPLE, TIMES, QUICK_TIMES = 100, 10, 2
ROUNDS, QUICK_ROUNDS = 5, 1
ASKED = "/help"

Contender = Callable[[Telegram], AbstractAsyncContextManager[object]]


async def run(*, quick: bool) -> Runs:
    """Helpers ask what they can do here: the bot looks up who they are, and sends a page of text. By turns, so that a
    neighbour on the same machine slows all of them.
    """
    logs.configure("text", "error")
    rounds, times = (QUICK_ROUNDS, QUICK_TIMES) if quick else (ROUNDS, TIMES)
    seconds: dict[str, list[float]] = {"ours": [], "aiogram": [], "ptb": []}
    async with fresh("sqlite") as database, telegram(PEOPLE, limits=False) as server:
        await settle(Store(database), [str(number) for number in server.people])
        bots: dict[str, Contender] = {
            "ours": lambda at: ours(database, at, UNLIMITED),
            "aiogram": aiogram_echo,
            "ptb": ptb_echo,
        }
        for _ in range(rounds):
            for name, bot in bots.items():
                async with bot(server):
                    await server.do(everybody_says, ASKED, 1)
                    seconds[name].append(await server.do(everybody_says, ASKED, times))
    per_s = {name: PEOPLE * times / median(taken) for name, taken in seconds.items()}
    return {
        "http": Run(
            {"updates_per_s": round(per_s["ours"], 1)},
            {f"{name}_updates_per_s": round(per_s[name], 1) for name in ("aiogram", "ptb")},
            {name: round(per_s["ours"] / per_s[name], 3) for name in ("aiogram", "ptb")},
        )
    }
