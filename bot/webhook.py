"""Updates that Telegram brings to a web address of ours, instead of our asking for them.

aiogram's request handler is registered in an aiohttp application as its documentation says, and made stricter: Telegram
hears that an update has arrived only once its effects are committed, and whoever is not Telegram hears nothing at all.
We speak plain HTTP: a reverse proxy in front of us speaks TLS, as Telegram asks for.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import Update
from aiogram.webhook.aiohttp_server import BaseRequestHandler
from aiohttp import web

from bot import patience
from bot.incoming import NotUnderstood, kinds_of, number_in, number_of, read
from bot.wording import kinds
from storage.errors import Unavailable

MOST_BYTES = 1 << 20
"""Of one update; Telegram's largest have some dozens of kilobytes."""
BODY_SECONDS = 10.0
STOP_SECONDS = 30.0
REMEMBERED = 2000
CONNECTIONS = 40
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_PAUSE_SECONDS = 30.0

log = structlog.get_logger("webhook")


class Webhook:
    """Feeds the dispatcher with the updates that come to `url`, until stopped. `secret`: by what Telegram is known."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, *, url: str, secret: str, host: str, port: int) -> None:
        self._bot = bot
        self._url, self._secret = url, secret or secrets.token_urlsafe(32)
        self._host, self._port = host, port
        self._handler = Doorkeeper(bot, dispatcher, self._secret)
        self._allowed = dispatcher.resolve_used_update_types()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take nothing more; `run` returns when what was taken is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Listen, tell Telegram where, and go on until stopped. Raises TelegramUnauthorizedError, TelegramNotFound and
        TelegramBadRequest where Telegram refuses the token or the address, and OSError where the port is taken.
        """
        runner = web.AppRunner(
            application(self._handler, urlsplit(self._url).path or "/"),
            access_log=None,
            shutdown_timeout=STOP_SECONDS,
            auto_decompress=False,  # Telegram does not compress; what looks small stays small
            lingering_time=1.0,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            await self._announce()
            log.info("listening")
            await self._stopping.wait()
        finally:
            await runner.cleanup()

    async def _announce(self) -> None:
        """Tell Telegram the address and the secret, through outages."""
        pause = 1.0
        while not self._stopping.is_set():
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=self._allowed,
                    max_connections=CONNECTIONS,
                    request_timeout=15,
                )
            except (TelegramUnauthorizedError, TelegramNotFound, TelegramBadRequest):
                raise
            except TelegramAPIError as error:
                log.warning("no webhook yet", error=type(error).__name__, pause_seconds=round(pause, 1))
            else:
                return
            try:
                await asyncio.wait_for(self._stopping.wait(), pause * random.uniform(0.7, 1.0))  # noqa: S311 - jitter
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


class Doorkeeper(BaseRequestHandler):
    """Lets Telegram in, and answers once an update is handled: 200 if it is done with, 503 if it is to come again.

    One that comes again while it is in work, or soon after, is handled once. Updates of one conversation are handled in
    the order in which they came (`Acquainted`); Telegram itself brings the next one of a chat after the one before.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, secret: str) -> None:
        super().__init__(dispatcher, handle_in_background=False)
        self._bot = bot
        self._secret = secret.encode()
        self._in_work: dict[int, asyncio.Task[HTTPStatus]] = {}
        self._recent: OrderedDict[int, None] = OrderedDict()

    async def resolve_bot(self, request: web.Request) -> Bot:
        """The one that there is."""
        return self._bot

    def verify_secret(self, telegram_secret_token: str, bot: Bot) -> bool:
        """In the same time whatever it is; as bytes, since a text that is not ASCII can't be compared so."""
        return secrets.compare_digest(telegram_secret_token.encode(errors="surrogateescape"), self._secret)

    async def close(self) -> None:
        """The bot's session is the app's to close."""

    async def handle(self, request: web.Request) -> web.Response:
        """See the class. Whoever does not know the secret is sent away before anything that they send is read."""
        if not self.verify_secret(request.headers.get(SECRET_HEADER, ""), self._bot):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        if request.content_type != "application/json":
            return web.Response(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        if (request.content_length or 0) > MOST_BYTES:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        return web.Response(status=await self._take(body.decode(errors="replace")))

    __call__ = handle

    async def _take(self, body: str) -> HTTPStatus:
        raw, number = self._decoded(body)
        if number is None or number in self._recent:
            return HTTPStatus.OK
        if number not in self._in_work:
            try:
                update = read(raw, self._bot)
            except NotUnderstood:
                log.warning("update not understood", update_id=number, kinds=kinds_of(raw))
                return HTTPStatus.OK
            self._in_work[number] = asyncio.create_task(self._feed(update))
        return await asyncio.shield(self._in_work[number])  # who asks may go away; what was begun is finished

    def _decoded(self, body: str) -> tuple[Any, int | None]:
        """What was sent and its number; None where it can't be handled, which is no reason to send it for ever."""
        try:
            raw = self._bot.session.json_loads(body)
        except (ValueError, RecursionError):
            log.warning("update not readable", update_id=number_in(body))
            return None, None
        number = number_of(raw)
        if number is None:
            log.warning("updates without a number", count=1)
        return raw, number

    async def _feed(self, update: Update) -> HTTPStatus:
        try:
            with patience.one_update():
                await self.dispatcher.feed_update(self._bot, update, **self.data)
        except Unavailable as error:
            log.warning("database away", update_id=update.update_id, error=kinds(error))
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:
            log.exception("update failed", update_id=update.update_id)
        finally:
            del self._in_work[update.update_id]
        self._recent[update.update_id] = None
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return HTTPStatus.OK


def application(handler: BaseRequestHandler, path: str) -> web.Application:
    """The handler at its path, and nothing anywhere else; no answer says what answers, or why."""
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[_say_nothing])
    handler.register(app, path)
    app.on_response_prepare.append(_without_banner)
    return app


@web.middleware
async def _say_nothing(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """404 on another path, 405 for another method, 413 for too much: the number alone."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return web.Response(status=refusal.status)


async def _without_banner(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.pop("Server", None)
