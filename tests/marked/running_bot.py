"""The bot in a process of its own, whose logs, folders and memory are its own: `python -m tests.marked.running_bot`.

It is composed by `main.compose` from the settings in the environment, and does what stands in the lines that come in:
lets time pass, or lets something fail with words that somebody typed. Each is answered by a line once it is done.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import main
from bot.budget import UNLIMITED
from bot.pace import Pace
from bot.settings import load
from main import compose
from storage.database import Database
from tests.journeys.network import Clock
from tests.marked.breaking import Breakage


async def serve() -> None:
    """Run the bot until its input ends."""
    settings = load(Path(os.devnull))
    main._logs(settings)
    database = Database(settings.database_url.get_secret_value(), settings.given_keys)
    clock = Clock()
    clock.advance(timedelta(seconds=float(os.environ["MARKED_LATER"])))
    app = compose(settings, database, clock, Pace(UNLIMITED))
    breakage = Breakage(app, database)
    told = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    running = asyncio.create_task(app.run())
    hearing = asyncio.create_task(_hear(told, clock, breakage))
    try:
        await asyncio.wait({running, hearing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        app.stop()
        await running
        await database.close()


async def _hear(told: asyncio.StreamReader, clock: Clock, breakage: Breakage) -> None:
    while line := await told.readline():
        await _obey(json.loads(line), clock, breakage)
        print(json.dumps({"done": True}), flush=True)


async def _obey(order: dict[str, Any], clock: Clock, breakage: Breakage) -> None:
    match order["do"]:
        case "advance":
            clock.advance(timedelta(seconds=order["seconds"]))
        case "upkeep":
            await breakage.app.upkeep.once()
        case "break":
            breakage.begin(order["what"], order["says"])
            await asyncio.sleep(0)
            gc.collect()
        case "mend":
            breakage.end()


if __name__ == "__main__":
    asyncio.run(serve())
