"""The Bot API over HTTP: reads a call, lets the method act, answers as Telegram does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.bots import Bot
from sandbox.faults import Fault, Faults
from sandbox.methods import METHODS
from sandbox.methods.scope import Api
from sandbox.request import Call, parameters
from sandbox.wire import ApiError, Json, Raw, answer, encode
from sandbox.world import World

log = logging.getLogger("sandbox")
KEPT_CALLS = 10_000
_SLOW = frozenset({"getupdates"})


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call as it was answered: `result` is what Telegram calls so, None if the call was refused.

    Of getUpdates it is the JSON text, and polls that brought nothing are not kept. A `status` of 0 and a description in
    angle brackets stand for a call that a fault kept from having its effect.
    """

    at: datetime
    bot: str
    method: str
    params: Json
    status: int
    result: Any
    description: str | None


class Server:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.api = Api(world)
        self.calls: deque[ApiCall] = deque(maxlen=KEPT_CALLS)
        self.unknown_methods: list[str] = []
        self.closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """What the application serves."""
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
            web.route("*", "/{anything:.*}", self._nowhere),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        name = request.match_info["method"]
        try:
            bot = self._bot(request.match_info["token"])
            params, uploads = await parameters(request)
        except ApiError as refusal:
            return _refused(refusal)
        call = Call(bot, name, params, uploads)
        fault = self.faults.strike(name, call.integer("chat_id"))
        if fault is None:
            status, body = await self.perform(call)
        else:
            status, body = await self._perform_badly(call, fault, request)
        return _response(status, body)

    async def perform(self, call: Call) -> tuple[int, str]:
        """Let the method act. Returns the HTTP status and the body."""
        method = METHODS.get(call.method.lower(), self._unknown)
        try:
            result = method(self.api, call)
            if asyncio.iscoroutine(result):
                result = await result
        except ApiError as refusal:
            self._record(call, refusal.code, None, refusal.description)
            return refusal.code, encode(refusal.envelope())
        self._record(call, 200, result, None)
        return 200, answer(result)

    async def _perform_badly(self, call: Call, fault: Fault, request: web.Request) -> tuple[int, str]:
        kind, _, after = fault.kind.partition("_")
        status, body = 0, ""
        if after:
            status, body = await self.perform(call)
        elif kind in {"error", "flood"}:
            error = fault.error()
            self._record(call, error.code, None, f"{error.description} <{fault.kind}>")
        else:
            self._record(call, 0, None, f"<{fault.kind}>")
        if kind == "delay":
            await self._pause(fault.wait)
            return (status, body) if after else await self.perform(call)
        if kind == "hang":
            await self.closing.wait()
        if kind in {"hang", "drop"}:
            if request.transport:
                request.transport.abort()
            return 502, ""
        error = fault.error()
        return error.code, encode(error.envelope())

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file, by a link from getFile."""
        try:
            bot = self._bot(request.match_info["token"])
        except ApiError as refusal:
            return _refused(refusal)
        stored = self.world.files.linked(bot.id, request.match_info["path"], self.world.now())
        if stored is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    def _unknown(self, api: Api, call: Call) -> None:
        self.unknown_methods.append(call.method)
        log.error("The sandbox has no method %s", call.method)
        raise ApiError(404, "Not Found: method not found")

    async def _nowhere(self, request: web.Request) -> web.StreamResponse:
        return _refused(ApiError(404, "Not Found"))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return

    def _bot(self, token: str) -> Bot:
        bot = self.world.bots.get(token)
        if bot is None or bot.logged_out:
            number, _, secret = token.partition(":")
            raise ApiError(
                401, "Unauthorized" if number.isdigit() and secret else "Unauthorized: invalid token specified"
            )
        return bot

    def _record(self, call: Call, status: int, result: Any, description: str | None) -> None:
        if call.method.lower() in _SLOW and status == 200 and result == "[]":
            return
        done = ApiCall(
            self.world.now(), call.bot.username or "", call.method, call.shown(), status, result, description
        )
        self.calls.append(done)
        self.world.events.publish(
            "call",
            lambda: {
                "at": done.at.isoformat(),
                "bot": done.bot,
                "method": done.method,
                "params": done.params,
                "status": status,
                "result": json.loads(result) if isinstance(result, Raw) else result,
                "description": description,
            },
        )


def _refused(refusal: ApiError) -> web.Response:
    return _response(refusal.code, encode(refusal.envelope()))


def _response(status: int, body: str) -> web.Response:
    headers = None
    if status == 429 and '"retry_after":' in body:
        headers = {"Retry-After": body.rsplit('"retry_after":', 1)[1].rstrip("}")}
    return web.Response(status=status, text=body, content_type="application/json", headers=headers)
