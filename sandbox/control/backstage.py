"""What only the page asks: the world at one moment, its time, and the network behind the bot.

```
GET    /sandbox/snapshot                     everything but the chats' messages, with the number of the newest event
POST   /sandbox/clock                        by (seconds), or to_time ("09:00", the next) in zone; neither: real time
GET    /sandbox/map                          helpers and missions
GET    /sandbox/towns?south=&west=&north=&east=   names for the map
POST   /sandbox/tour                         do: start (language), press, hurry, stop
```
"""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.clock import FARTHEST, Clock, next_at
from sandbox.control.body import Handler, body_of
from sandbox.control.shapes import clock_shape
from sandbox.control.snapshot import snapshot
from sandbox.control.watch import map_shape
from sandbox.network import Network
from sandbox.wire import ApiError, Json

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox


class Backstage:
    """Handlers of what stands above."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def table(self) -> list[tuple[str, str, Handler]]:
        """Verb, path below `/sandbox`, and handler."""
        return [
            ("GET", "/snapshot", self._snapshot),
            ("POST", "/clock", self._move_clock),
            ("GET", "/map", self._map),
            ("GET", "/towns", self._towns),
            ("POST", "/tour", self._tour),
        ]

    async def _snapshot(self, request: web.Request) -> Json:
        return snapshot(self._sandbox)

    async def _move_clock(self, request: web.Request) -> Json:
        sandbox, body = self._sandbox, await body_of(request)
        clock = sandbox.world.clock
        if not isinstance(clock, Clock):
            raise ApiError(409, "this sandbox's clock can't be moved")
        if "by" in body:
            too_far = FARTHEST.total_seconds() + 1
            clock.move(timedelta(seconds=max(-1.0, min(body.number("by"), too_far))))
        elif "to_time" in body:
            clock.move_to(next_at(clock(), body.text("to_time"), body.text("zone")))
        else:
            clock.reset()
        sandbox.world.events.publish("clock", lambda: clock_shape(sandbox.world))
        if sandbox.network:
            await sandbox.network.catch_up()
        return clock_shape(sandbox.world)

    async def _map(self, request: web.Request) -> Json:
        return await map_shape(self._network())

    async def _towns(self, request: web.Request) -> list[Json]:
        try:
            edges = [float(request.query[edge]) for edge in ("south", "west", "north", "east")]
        except (KeyError, ValueError):
            raise ApiError(400, "south, west, north and east must be degrees") from None
        if not all(math.isfinite(edge) for edge in edges):
            raise ApiError(400, "south, west, north and east must be degrees")
        if self._sandbox.network is None:
            return []
        return [asdict(town) for town in await self._network().towns(*edges)]

    async def _tour(self, request: web.Request) -> Json:
        body, tour = await body_of(request), self._network().tour
        what = body.text("do")
        if what == "start":
            await tour.start(body.text("language", longest=8))
        elif what == "press":
            await tour.press()
        elif what == "hurry":
            await tour.hurry()
        elif what == "stop":
            await tour.stop()
        else:
            raise ApiError(400, "do must be start, press, hurry or stop")
        return tour.state

    def _network(self) -> Network:
        if self._sandbox.network is None:
            raise ApiError(409, "no network is connected to this sandbox")
        return self._sandbox.network
