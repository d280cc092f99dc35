"""The demo: people of a sandbox play one mission with a running bot, and what they write is printed as a play."""

from __future__ import annotations

import asyncio
import errno
import io
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TextIO

from demo.scenes import Cast, cast, play_all
from demo.script import Script
from demo.stage import Stage
from sandbox.sandbox import Sandbox
from sandbox.wire import ApiError

Serve = Callable[[str, str, int], AbstractAsyncContextManager[None]]

SIGNALS = (signal.SIGINT, signal.SIGTERM)

INTRODUCTION = """\
One mission, from the first phone call to the thank you, played now by a running bot against a
Telegram of our own. Everybody is invented. [Buttons] stand in brackets; «pictures, places and
contacts» in quotation marks. Of a message that is changed, only what is new is shown."""

AFTERWARDS = """
That was one mission. The sandbox and the bot go on at {url}, and you can play anybody:
{people}.

  Write to the bot as Léa:
    curl -H 'Content-Type: application/json' -d '{{"text": "/help"}}' {url}/sandbox/people/{lea}/says

  Read her chat:
    curl '{url}/sandbox/transcript?person={lea}'

With …/taps and {{"button": "a button's text"}} instead, she taps. Whatever else people can do stands in
sandbox/control/routes.py and sandbox/control/actions.py.

Ctrl-C ends it; nothing is kept."""


async def play(serve: Serve, *, host: str, port: int, stay: bool, out: TextIO = sys.stdout) -> int:
    """Play the story with the bot that `serve` runs, and with `stay` go on until SIGINT or SIGTERM.

    `serve` gets the address of the Bot API, the bot's token and the administrator's user id. Returns the exit code: 1
    when a scene didn't come to its end, or the host can't be listened on.
    """
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    try:
        free = await _free_port(host, port)
    except OSError as error:
        out.write(f"The sandbox can't listen on {host}: {error.strerror or error}. Choose another one with --host.\n")
        return 1
    if free != port:
        out.write(f"Port {port} is not free; the sandbox takes another one.\n\n")
    async with Sandbox(host=host, port=free) as sandbox:
        return await _perform(sandbox, serve, Script(sandbox, out), stay=stay)


async def _perform(sandbox: Sandbox, serve: Serve, script: Script, *, stay: bool) -> int:
    bot = sandbox.create_bot("solidarity_demo_bot", first_name="Solidarity")
    stage = Stage(sandbox, script)
    people = cast(stage)
    ending = _Ending()
    try:
        with ending.listening():
            async with serve(sandbox.url, bot.token, people.ada.person.id):
                with ending.heeded():
                    script.says(INTRODUCTION)
                    try:
                        await play_all(people)
                    finally:
                        stage.close()
                    if stay:
                        script.says(_afterwards(people), "heading")
                        await asyncio.Event().wait()
    except _Ended:
        return 0
    except (AssertionError, LookupError, ApiError) as failure:
        script.says(f"The demo stopped in the scene “{stage.scene}”. {failure}", "wrong")
        return 1
    return 0


def _afterwards(people: Cast) -> str:
    sandbox = people.stage.sandbox
    everybody = ", ".join(f"{one.first_name} ({one.id})" for one in sandbox.people)
    return AFTERWARDS.format(url=sandbox.url, people=everybody, lea=people.lea.person.id)


async def _free_port(host: str, port: int) -> int:
    """The port, or 0 when somebody else has it or it is reserved. Raises OSError when the host is the trouble."""
    loop = asyncio.get_running_loop()
    try:
        probe = await loop.create_server(asyncio.Protocol, host, port)
    except OSError as error:
        if not port or error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        return 0
    probe.close()
    await probe.wait_closed()
    return port


class _Ended(Exception):
    """Somebody wants it to end."""


class _Ending:
    """SIGINT and SIGTERM, heeded only where it does no harm: not while the bot starts or stops.

    A second one ends the process at once.
    """

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._heeding: asyncio.Task[object] | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._end)
        try:
            yield
        finally:
            self._let_go()

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Raise _Ended when there has been a signal, or comes one."""
        if self._told.is_set():
            raise _Ended
        task = self._heeding = asyncio.current_task()
        try:
            yield
        except asyncio.CancelledError:
            if not self._told.is_set() or task is None:
                raise
            task.uncancel()
            raise _Ended from None
        finally:
            self._heeding = None

    def _end(self) -> None:
        self._told.set()
        self._let_go()
        if self._heeding:
            self._heeding.cancel()

    @staticmethod
    def _let_go() -> None:
        for number in SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(number)
