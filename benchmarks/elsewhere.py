"""A bot in a process of its own, with no more in its memory than it brings along."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

Bot = Callable[..., AbstractAsyncContextManager[object]]


@asynccontextmanager
async def elsewhere(bot: Bot, *args: str) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[None]]]:
    """A process that runs a bot whenever it is told to. `bot`: a function of a module, called there with `args`; while
    the context manager is entered that it returns, the bot runs.
    """

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        await _tell(here, "run")
        try:
            yield
        finally:
            await _tell(here, "stop")

    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, bot, args), daemon=True)
    process.start()
    try:
        yield running
    finally:
        here.send("end")
        await asyncio.to_thread(process.join)


async def _tell(connection: Connection, what: str) -> None:
    connection.send(what)
    await asyncio.to_thread(connection.recv)


def _serve(connection: Connection, bot: Bot, args: tuple[str, ...]) -> None:
    asyncio.run(_obey(connection, bot, args))


async def _obey(connection: Connection, bot: Bot, args: tuple[str, ...]) -> None:
    while await asyncio.to_thread(connection.recv) == "run":
        async with bot(*args):
            connection.send("running")
            await asyncio.to_thread(connection.recv)
        connection.send("stopped")
