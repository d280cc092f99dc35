"""Updates a second through the whole bot, against bots that only echo what they are told, all over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median

from benchmarks import echo_aiogram, echo_ptb
from benchmarks.contenders import ours
from benchmarks.crowd import settle
from benchmarks.databases import KEYS, fresh
from benchmarks.elsewhere import elsewhere
from benchmarks.report import Run, Runs
from benchmarks.telegram import TOKEN, everybody_says, telegram, told_last
from bot import logs
from bot.budget import UNLIMITED
from storage.database import Database
from storage.unit_of_work import Store

PEOPLE, TIMES, QUICK_TIMES = 100, 10, 2
ROUNDS, QUICK_ROUNDS = 5, 1
ASKED = "/help"
ANSWERED = {"ours": "As a helper"}  # the others say it again


async def run(*, quick: bool) -> Runs:
    """Helpers ask what they can do here: the bot looks up who they are, and sends a page of text. By turns, so that a
    neighbour on the same machine slows all of them; each in a process of its own, as it would be run.
    """
    rounds, times = (QUICK_ROUNDS, QUICK_TIMES) if quick else (ROUNDS, TIMES)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(fresh("sqlite"))
        server = await stack.enter_async_context(telegram(PEOPLE, limits=False))
        await settle(Store(database), [str(number) for number in server.people])
        bots = {
            "ours": await stack.enter_async_context(elsewhere(this_bot, database.url, server.url)),
            "aiogram": await stack.enter_async_context(elsewhere(echo_aiogram.echo, server.url, TOKEN)),
            "ptb": await stack.enter_async_context(elsewhere(echo_ptb.echo, server.url, TOKEN)),
        }
        seconds: dict[str, list[float]] = {name: [] for name in bots}
        for _ in range(rounds):
            for name, running in bots.items():
                async with running():
                    await server.do(everybody_says, ASKED, 1)
                    seconds[name].append(await server.do(everybody_says, ASKED, times))
                    _require_answered(await server.do(told_last), ANSWERED.get(name, ASKED))
    per_s = {name: PEOPLE * times / median(taken) for name, taken in seconds.items()}
    return {
        "http": Run(
            {"updates_per_s": round(per_s["ours"], 1)},
            {f"{name}_updates_per_s": round(per_s[name], 1) for name in ("aiogram", "ptb")},
            {name: round(per_s["ours"] / per_s[name], 3) for name in ("aiogram", "ptb")},
        )
    }


def _require_answered(told: set[str], begin: str) -> None:
    """Raise RuntimeError if anybody was told something else: apologies are quick, too."""
    if other := [text for text in told if not text.startswith(begin)]:
        raise RuntimeError(f"answered with {other[0][:80]!r} instead of {begin!r}")


@asynccontextmanager
async def this_bot(database_url: str, telegram_url: str) -> AsyncIterator[None]:
    """The whole bot."""
    logs.configure("text", "error")
    database = Database(database_url, KEYS)
    try:
        async with ours(database, telegram_url, UNLIMITED):
            yield
    finally:
        await database.close()
