"""The page: a network of invented people runs, and whoever opens the page can be any of them."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TextIO
from zoneinfo import ZoneInfo

from demo.network import DemoNetwork
from demo.opening import Staff, begin_work, seed_helpers, staff_of
from demo.people import VOLUNTEERS
from demo.serving import FAILURES, Serve, Served, create_bot, listenable, prepare
from demo.signals import Ended, Ending
from demo.tour import DemoTour
from places import Gazetteer
from sandbox.clock import Clock, next_at
from sandbox.control.body import is_loopback
from sandbox.sandbox import Sandbox

HERE, DAY, MORNING = "Europe/Brussels", range(8, 20), "09:00"

BEFOREHAND = "A moment: an invented network is being set up …\n"

READY = """
A neighbourhood solidarity network runs here, with a real bot on a Telegram of our own.
{helpers} invented helpers take part, and {missions} missions wait for one of them. Be anybody:

  {url}/

{reach} Ctrl-C ends it; nothing is kept.
"""
ENDED = "\nThe bot has ended of itself, so the network stands still. Start the demo again.\n"
ALONE = "Nothing leaves this computer."
OTHERS_TOO = "Whoever reaches {host} at port {port} can use it too, as anybody they like: let only those who may."


async def show(serve: Serve, *, host: str, port: int, browse: bool | None = None, out: TextIO = sys.stdout) -> int:
    """Run the network with the bot that `serve` runs, until SIGINT or SIGTERM.

    `browse`: open the page in a browser; None does where somebody sits in front of one. Returns the exit code: 1 when
    the network could not be set up, or the host can't be listened on.
    """
    prepare(out)
    free = await listenable(host, port, out)
    if free is None:
        return 1
    _write(out, BEFOREHAND)
    async with Sandbox(by_day(Clock()), host=host, port=free) as sandbox:
        return await _run(sandbox, serve, out, browse=_has_a_browser(out) if browse is None else browse)


async def _run(sandbox: Sandbox, serve: Serve, out: TextIO, *, browse: bool) -> int:
    token = create_bot(sandbox)
    staff = staff_of(sandbox)
    ending = Ending()
    seeding = partial(seed_helpers, sandbox, staff=staff)
    try:
        with ending.listening():
            async with serve(sandbox.url, token, staff.ada.id, clock=sandbox.world.clock, before=seeding) as served:
                with ending.heeded():
                    missions = await begin_work(sandbox, staff)
                    async with _connected(sandbox, served, staff):
                        _write(out, ready(sandbox, len(missions)))
                        if browse:
                            await asyncio.to_thread(webbrowser.open, f"{sandbox.url}/")
                        await asyncio.wait({served.running})
                        _write(out, ENDED)
                        return 1
    except Ended:
        return 0
    except FAILURES as failure:
        _write(out, f"The network could not be set up. {failure}\n")
        return 1


def by_day(clock: Clock) -> Clock:
    """The clock, moved to the next morning if it is night in Belgium: what people write is about a day."""
    if clock().astimezone(ZoneInfo(HERE)).hour not in DAY:
        clock.move_to(next_at(clock(), MORNING, HERE))
    return clock


def ready(sandbox: Sandbox, missions: int) -> str:
    """What is said once the page can be used."""
    alone = is_loopback(sandbox.host)
    reach = ALONE if alone else OTHERS_TOO.format(host=sandbox.host, port=sandbox.port)
    return READY.format(helpers=len(VOLUNTEERS), missions=missions, url=sandbox.url, reach=reach)


@asynccontextmanager
async def _connected(sandbox: Sandbox, served: Served, staff: Staff) -> AsyncIterator[None]:
    """Let the page show this network."""
    gazetteer = Gazetteer()
    tour = DemoTour(sandbox, served.store, staff)
    try:
        async with sandbox.connected(DemoNetwork(served.store, served.upkeep, gazetteer, tour)):
            yield
    finally:
        await tour.stop()
        gazetteer.close()


def _has_a_browser(out: TextIO) -> bool:
    """Whether somebody reads this on a desktop."""
    graphical = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return graphical and out.isatty()


def _write(out: TextIO, text: str) -> None:
    out.write(text)
    out.flush()
