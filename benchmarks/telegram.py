"""A Telegram for the benches, in a process of its own: what it costs is not the bot's, as with the real one."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from sandbox import Sandbox

TOKEN = "42:BENCH-TOKEN"  # noqa: S105 - the sandbox's

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Delivered:
    """What came of sending: messages by chat and text, refusals, and the seconds from the first to the last message."""

    messages: Counter[tuple[int, str]]
    too_many_requests: int
    seconds: float


class Telegram:
    """A sandbox elsewhere: its address, and the people who have started its bot."""

    def __init__(self, connection: Connection, url: str, people: list[int]) -> None:
        self._connection = connection
        self._one_at_a_time = asyncio.Lock()
        self.url = url
        self.people = people

    async def do(
        self,
        act: Callable[Concatenate[Sandbox, Parameters], Awaitable[Result]],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Let `act`, a function of a module, happen there, and return what it returns."""
        async with self._one_at_a_time:
            self._connection.send((act, args, kwargs))
            result: Any = await asyncio.to_thread(self._connection.recv)
        if isinstance(result, Exception):
            raise result
        done: Result = result
        return done


@asynccontextmanager
async def telegram(people: int, *, limits: bool) -> AsyncIterator[Telegram]:
    """A Telegram with so many people in it. `limits`: whether sending too fast is refused."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, people, limits), daemon=True)
    process.start()
    try:
        url, numbers = await asyncio.to_thread(here.recv)
        yield Telegram(here, url, numbers)
    finally:
        here.send(None)
        await asyncio.to_thread(process.join)


async def watch(sandbox: Sandbox) -> None:
    """Count from here."""
    sandbox.calls.clear()


async def delivered(sandbox: Sandbox) -> Delivered:
    """What was sent since `watch`."""
    sent = [call for call in sandbox.calls if call.method == "sendMessage"]
    times = [call.at for call in sent if call.status == 200]
    return Delivered(
        Counter((int(call.params["chat_id"]), call.params["text"]) for call in sent if call.status == 200),
        sum(call.status == 429 for call in sandbox.calls),
        (times[-1] - times[0]).total_seconds() if times else 0.0,
    )


async def everybody_says(sandbox: Sandbox, text: str, times: int) -> float:
    """Everybody writes so often, all at once, and waits for the answers; seconds until the last has come."""
    bot = sandbox.bots[0]
    chats = [person.chat() for person in sandbox.people]
    expected = len(chats) * times
    before = sum(len(chat.messages) for chat in chats)
    started = time.perf_counter()
    bot.updates.hold()
    for _ in range(times):
        for person in sandbox.people:
            await person.says(text)
    bot.updates.release(backwards=False)
    while sum(len(chat.messages) for chat in chats) < before + 2 * expected:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return time.perf_counter() - started


async def told_last(sandbox: Sandbox) -> set[str]:
    """What the last messages in all chats say: whether the right thing was measured."""
    last = [person.chat().messages[max(person.chat().messages)] for person in sandbox.people]
    return {entry.wire.get("text", "") for entry in last}


def _serve(connection: Connection, people: int, limits: bool) -> None:
    asyncio.run(_until_told(connection, people, limits=limits))


async def _until_told(connection: Connection, people: int, *, limits: bool) -> None:
    async with Sandbox(limits=limits) as sandbox:
        bot = sandbox.create_bot("bench_bot", token=TOKEN, first_name="Bench")
        everybody = [sandbox.create_person(f"Helper{number}", language="en") for number in range(people)]
        bot.updates.allow(["message", "callback_query"])
        for person in everybody:
            person.chat().started = True
        connection.send((sandbox.url, [person.id for person in everybody]))
        while (told := await asyncio.to_thread(connection.recv)) is not None:
            act, args, kwargs = told
            try:
                connection.send(await act(sandbox, *args, **kwargs))
            except Exception as error:  # noqa: BLE001 - for whoever asked
                connection.send(error)
