"""The bot in a process of its own, so that what it takes is its own: `python -m tests.fuzz.running_bot`.

It is composed by `main.compose` and runs until its input ends. For each line that comes in, a line with what it takes
goes out; its logs go to stderr.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys

from bot import logs
from bot.budget import UNLIMITED
from bot.pace import Pace
from bot.settings import given
from main import compose
from storage.database import Database
from tests.keys import KEYS


async def serve() -> None:
    """Run the bot, and answer how it is."""
    url = os.environ["FUZZ_DATABASE_URL"]
    settings = given(
        bot_token=os.environ["FUZZ_TOKEN"],
        database_url=url,
        telegram_api_url=os.environ["FUZZ_API_URL"],
        administrators=os.environ["FUZZ_ADMINISTRATOR"],
        upkeep_every_s=2,
    )
    database = Database(url, KEYS)
    app = compose(settings, database, pace=Pace(UNLIMITED))
    loop = asyncio.get_running_loop()
    told = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    running = asyncio.create_task(app.run())
    try:
        while await told.readline():
            gc.collect()
            print(json.dumps({"rss": _resident(), "objects": len(gc.get_objects()), "tasks": len(asyncio.all_tasks())}))
            sys.stdout.flush()
    finally:
        app.stop()
        await running
        await database.close()


def _resident() -> int:
    """Bytes of memory that are in use."""
    with open("/proc/self/statm", encoding="ascii") as statistics:  # noqa: PTH123 - no file of a disk
        return int(statistics.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    logs.configure("json", "info")
    asyncio.run(serve())
