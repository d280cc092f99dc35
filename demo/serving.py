"""What every demo needs: a sandbox at an address that is free, and a bot that runs in it until it is told to end."""

from __future__ import annotations

import asyncio
import errno
import io
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TextIO

from sandbox.sandbox import Sandbox
from sandbox.wire import ApiError
from services.upkeep import Upkeep
from storage.unit_of_work import Store

FAILURES = (AssertionError, LookupError, ApiError)  # what people on stage meet when the bot doesn't do its part


@dataclass(frozen=True)
class Served:
    """A bot that runs: where it keeps everything, what it does as time goes by, and what is done when it has ended."""

    store: Store
    upkeep: Upkeep
    running: asyncio.Future[None]


class Serve(Protocol):
    """Runs a bot on an empty database until the end of the block.

    It gets the address of the Bot API, the bot's token, the administrator's user id, the time, and what is to be done
    with the database before it runs.
    """

    def __call__(
        self,
        api_url: str,
        token: str,
        administrator: int,
        *,
        clock: Callable[[], datetime] | None = None,
        before: Callable[[Store], Awaitable[object]] | None = None,
    ) -> AbstractAsyncContextManager[Served]: ...


def create_bot(sandbox: Sandbox) -> str:
    """The demo's bot; its token."""
    return sandbox.create_bot("solidarity_demo_bot", first_name="Solidarity").token


def prepare(out: TextIO) -> None:
    """Let every character be written, whatever the terminal knows."""
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")


async def listenable(host: str, port: int, out: TextIO) -> int | None:
    """The port, or 0 when it isn't free: that is said, and so is a host that can't be listened on (None)."""
    try:
        free = await _free_port(host, port)
    except OSError as error:
        out.write(f"The sandbox can't listen on {host}: {error.strerror or error}. Choose another one with --host.\n")
        return None
    if free != port:
        out.write(f"Port {port} is not free; the sandbox takes another one.\n\n")
    return free


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
