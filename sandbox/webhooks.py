"""Delivering updates to a bot's web address, as Telegram does it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from sandbox.bots import Bot
from sandbox.request import Call, Upload, read_json, read_multipart
from sandbox.updates import Update
from sandbox.wire import ApiError, Json
from sandbox.world import World

LONGEST_DELAY = 60.0  # seconds
ANSWER_WITHIN = 60.0  # seconds

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
Perform = Callable[[Call], Awaitable[object]]


class Webhook:
    """Delivery to one bot; `state` is what the bot asked for, and takes note of what goes wrong.

    Updates of one lane (a chat, or a tapping user) follow each other; lanes run side by side.
    """

    def __init__(
        self, world: World, bot: Bot, state: Json, session: ClientSession, perform: Perform, spawn: Spawn, delay: float
    ) -> None:
        self._world = world
        self._bot = bot
        self._state = state
        self._session = session
        self._perform = perform
        self._spawn = spawn
        self._first_delay = delay
        self._lanes: dict[str, deque[Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(self._state["max_connections"])
        for update in bot.updates.pending():
            self._take(update)
        bot.updates.on_new = self._take

    def stop(self) -> None:
        """Deliver nothing more."""
        self._bot.updates.on_new = None
        for worker in self._workers:
            worker.cancel()

    def _take(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        worker = self._spawn(self._work(update.lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            self._bot.updates.confirm(lane.popleft())
        del self._lanes[name]

    async def _deliver(self, update: Update) -> None:
        """Try until the bot takes it, or it is too old."""
        delay = self._first_delay
        while not update.expired(self._world.now()):
            async with self._connections:
                wait = await self._attempt(update)
            if wait is None:
                return
            await asyncio.sleep(max(delay, wait))
            delay = min(delay * 2, LONGEST_DELAY)

    async def _attempt(self, update: Update) -> float | None:
        """One request. Returns None if it was taken, or else how many seconds the bot asks to wait."""
        headers = {"Content-Type": "application/json"}
        if self._state["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._state["secret"]
        try:
            async with self._session.post(
                self._state["url"],
                data=update.body.encode(),
                headers=headers,
                timeout=ClientTimeout(total=ANSWER_WITHIN),
                allow_redirects=False,
            ) as response:
                if 200 <= response.status < 300:
                    await self._obey(response)
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                asked = response.headers.get("Retry-After", "")
                return float(asked) if asked.isdigit() else 0.0
        except TimeoutError:
            self._failed("Read timeout expired")
        except ClientError as error:
            self._failed(f"Connection failed: {error}")
        return 0.0

    def _failed(self, message: str) -> None:
        self._state["last_error_date"] = self._world.timestamp()
        self._state["last_error_message"] = message

    async def _obey(self, response: ClientResponse) -> None:
        """Make the call that the bot may have written into its answer."""
        fields: Json = {}
        uploads: dict[str, Upload] = {}
        try:
            if response.content_type == "multipart/form-data":
                reader = MultipartReader.from_response(response)
                fields, uploads = await read_multipart(reader.stream)
            elif response.content_type == "application/json":
                fields = read_json(await response.read())
        except ApiError as refusal:
            self._failed(refusal.description)
        if fields.get("method"):
            await self._perform(Call(self._bot, str(fields.pop("method")), fields, uploads))
