"""How long others wait for an answer while one person sends fifty messages a second, and while nobody does; a server
that enforces Telegram's limits. The baseline is the same without limits on what one person may send.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from benchmarks.contenders import ours
from benchmarks.crowd import settle
from benchmarks.databases import fresh
from benchmarks.report import Figures, Run, Runs, percentile
from benchmarks.telegram import telegram
from bot import logs
from bot.limits import NO_LIMITS
from domain.limits import LIMITS
from sandbox import Sandbox
from storage.unit_of_work import Store

OTHERS, QUICK_OTHERS = 100, 15
PER_SECOND = 50
FLOOD_BEGINS_S = 3.0
PAUSE_S = 0.3
PATIENCE_S = 30.0


async def run(*, quick: bool) -> Runs:
    """Ours on SQLite, with its limits and without."""
    logs.configure("text", "critical")
    others = QUICK_OTHERS if quick else OTHERS
    figures = await _measure(others, limited=True)
    baseline = {f"unlimited_{name}": value for name, value in (await _measure(others, limited=False)).items()}
    ratio = {what: round(figures[f"flooded_{what}_ms"] / figures[f"quiet_{what}_ms"], 2) for what in ("p50", "p99")}
    return {"http": Run(figures, baseline, ratio)}


async def _measure(others: int, *, limited: bool) -> Figures:
    async with fresh("sqlite") as database, telegram(2 + 2 * others, limits=True) as server:
        operator, flooder, *people = server.people
        await settle(Store(database), map(str, [flooder, *people]), operator=str(operator))
        async with ours(database, server.url, people=LIMITS if limited else NO_LIMITS):
            quiet, _sent = await server.do(ask_in_turn, people[:others], None)
            flooded, sent = await server.do(ask_in_turn, people[others:], flooder)
    figures: Figures = {}
    for name, taken in (("quiet", quiet), ("flooded", flooded)):
        figures |= {f"{name}_p50_ms": percentile(taken, 50), f"{name}_p99_ms": percentile(taken, 99)}
    return figures | {"flood_per_s": round(sent, 1)}


async def ask_in_turn(sandbox: Sandbox, asking: list[int], flooder: int | None) -> tuple[list[float], float]:
    """Let people write, one after the other: the seconds until each was answered, and how many messages a second came
    from the one who floods.
    """
    flood, started = None, time.perf_counter()
    sent = [0]
    if flooder is not None:
        flood = asyncio.create_task(_flood(sandbox, flooder, sent))
        await asyncio.sleep(FLOOD_BEGINS_S)
    taken = []
    for person in [one for one in sandbox.people if one.id in asking]:
        chat = person.chat()
        before = len(chat.messages)
        asked = time.perf_counter()
        await person.says("/help")
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while len(chat.messages) < before + 2:
                    await chat.change(PATIENCE_S)
        taken.append(time.perf_counter() - asked)
        await asyncio.sleep(PAUSE_S)
    if flood is not None:
        flood.cancel()
    return taken, sent[0] / (time.perf_counter() - started)


async def _flood(sandbox: Sandbox, flooder: int, sent: list[int]) -> None:
    person = next(one for one in sandbox.people if one.id == flooder)
    started = time.perf_counter()
    while True:
        await person.says("/help")
        sent[0] += 1
        await asyncio.sleep(max(0.0, started + sent[0] / PER_SECOND - time.perf_counter()))
